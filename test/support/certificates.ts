import { readFileSync } from 'node:fs';
import path from 'node:path';

const file = (name: string) => path.join(import.meta.dirname, 'certificates', name);
const pair = (name: string) => ({ key: readFileSync(file(`${name}.key`), 'utf8'), cert: readFileSync(file(`${name}.pem`), 'utf8') });

/** The CA that signed both certificates. Its key was discarded; theirs are useless outside these tests. */
export const caFile = file('ca.pem');
/** For localhost, 127.0.0.1, ::1 and jimmyai.test. */
export const valid = pair('service');
/** For localhost and 127.0.0.1; expired in 2020. */
export const expired = pair('expired');
