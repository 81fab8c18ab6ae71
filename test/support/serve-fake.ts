import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { FakeJimmyAi, fakeToken } from './fake-jimmyai.ts';

// Serves the fake to other processes: npm run stand-in -- --output <file> [--minutes <n>]
// The file gets the lines `origin=…` and `token=…` once it listens. After n minutes (10) it stops by itself.
const { values } = parseArgs({ options: { output: { type: 'string' }, minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (values.output === undefined || !(minutes > 0)) throw new Error('usage: npm run stand-in -- --output <file> [--minutes <n>]');

// nektos/act hangs up the terminal between two steps.
process.on('SIGHUP', () => {});

const fake = await FakeJimmyAi.start({ processing: 2000 });
await writeFile(values.output, `origin=${fake.origin}\ntoken=${fakeToken}\n`);
setTimeout(() => fake.stop(), minutes * 60_000);
