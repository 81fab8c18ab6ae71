import { createInterface } from 'node:readline/promises';
import type { Cancellation, OutsideCause } from '../../src/step/cancellation.ts';
import type { Clock } from '../../src/step/clock.ts';
import { messageOf } from '../../src/step/errors.ts';
import { runAsProcess } from '../../src/step/lifecycle.ts';
import { Sender } from '../../src/step/net/sender.ts';
import { Redactor } from '../../src/step/redactor.ts';
import { formatUtc } from '../../src/step/utc.ts';
import { version } from '../../src/step/version.ts';
import { type Probe, type Row, tableOf } from './expectation.ts';
import { type Making, make } from './making.ts';
import { type Options, readOptions } from './options.ts';
import { readAll } from './reading.ts';

const usage = `npm run probe -- [--token …] [--base-url …]
                    asks JimmyAI what costs nothing and makes nothing, and compares the responses with what the actions
                    expect. Without --token the key is taken from JIMMYAI_TOKEN.
… --submit --name … --url …
                    then, once you have agreed, submits a portrait: an asset of a real person, which can't be removed.
… --create --prompt … --image asset://…
                    then, once you have agreed, creates a video of 4 seconds with an asset: JimmyAI charges for it.
… --yes             agrees in advance.`;

const maxThinkingMs = 120_000;

const redactor = new Redactor();
try {
  const options = await readOptions(process.argv.slice(2), process.env['JIMMYAI_TOKEN'] ?? '', redactor);
  if (options === null) console.log(usage);
  else await runAsProcess<never>((cancellation, clock) => run(options, cancellation, clock));
} catch (error) {
  const lines = messageOf(error).split('\n');
  console.error(`${lines.map((line) => redactor.sanitize(line)).join('\n')}\n\n${usage}`);
  process.exitCode = 2;
}

/** Resolves to whether every expectation holds. */
async function run({ token, baseUrl, making, yes }: Options, cancellation: Cancellation<OutsideCause>, clock: Clock): Promise<boolean> {
  const sender = new Sender();
  const say = (line: string) => console.log(redactor.sanitize(line));
  const probe: Probe = { token, baseUrl, send: sender.send, clock, redactor, cancellation, say };
  say(`Probe of ${baseUrl} with version ${version}, ${formatUtc(Date.now())}`);
  const readsHold = report(await readAll(probe));
  const holds = making === null ? readsHold : await goFurther(making, readsHold, yes, probe);
  sender.close();
  const { cause } = cancellation;
  if (cause !== null) say(cause.kind === 'cancelled' ? `The probe was stopped by ${cause.signal}.` : cause.message);
  return holds && cause === null;
}

/** Makes something only where the action would understand what comes of it. */
async function goFurther(making: Making, readsHold: boolean, yes: boolean, probe: Probe): Promise<boolean> {
  if (readsHold && (yes || (await agrees(making, probe))) && !probe.cancellation.stopping.aborted) return report(await make(making, probe));
  probe.say('Nothing was made.');
  return readsHold;
}

/** Asks on the terminal. No answer is a no. */
async function agrees(making: Making, { baseUrl, cancellation }: Probe): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const signal = AbortSignal.any([cancellation.stopping, AbortSignal.timeout(maxThinkingMs)]);
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const question = redactor.sanitize(`${consequenceOf(making, baseUrl)} Go on? [y/N] `);
  const answer = await Promise.race([lines.question(question, { signal }).catch(() => ''), ended]);
  lines.close();
  return /^y(?:es)?$/i.test(answer.trim());
}

function consequenceOf(making: Making, baseUrl: string): string {
  switch (making.kind) {
    case 'submit':
      return `This submits ${making.url} as “${making.name}” to ${baseUrl}. It creates an asset of a real person, who must have agreed, and the API can’t remove it. The documentation names no price.`;
    case 'create':
      return `This creates a video of 4 seconds at ${baseUrl}. JimmyAI charges JimiCoin for it, which can’t be undone. Its console shows the current prices.`;
  }
}

/** Prints the rows and what doesn't hold. Returns whether all do. */
function report(rows: readonly Row[]): boolean {
  const failed = rows.filter(({ holds }) => !holds).map(({ call }) => call);
  console.log(`\n${tableOf(rows)}\n`);
  console.log(
    failed.length === 0 ? `All ${rows.length} expectations hold.` : `${failed.length} of ${rows.length} don’t hold: ${failed.join('; ')}.`,
  );
  return failed.length === 0;
}
