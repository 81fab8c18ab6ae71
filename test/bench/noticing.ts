import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../../src/step/duration.ts';
import { FakeJimmyAi, usualBut } from '../support/fake-jimmyai.ts';
import { startAction } from '../support/run-action.ts';
import { createLoop } from './loops.ts';
import { temporaryFolder } from './programs.ts';
import { fixed, mean, printTable, seconds, type Targets } from './report.ts';
import { callTime, checkTimes } from './virtual.ts';

/** Processing times in milliseconds, and how many portraits are measured with each: `lanes` at a time. */
const measured = [
  { processing: 0, portraits: 12, lanes: 1 },
  { processing: 1000, portraits: 24, lanes: 3 },
  { processing: 3000, portraits: 18, lanes: 3 },
  { processing: 8000, portraits: 12, lanes: 6 },
  { processing: 20_000, portraits: 8, lanes: 8 },
];
const simulated = [60_000, 300_000, 1_800_000];
const loopPortraits = 4;
const simulatedPortraits = 400;
const mostMoreCalls = 8;

/** How long a portrait was `Active` before the step ended, and how often its status was asked for. */
interface Noticed {
  /** Milliseconds. */
  readonly lag: number;
  readonly calls: number;
}

/** The portraits of one processing time, under the action and under the loops. */
interface Row {
  readonly processing: number;
  readonly how: string;
  readonly action: Noticed;
  readonly loop5: Noticed;
  readonly loop10: Noticed;
}

/** How soon a step ends after its portrait has become `Active`, and how many status calls that takes. */
export async function benchNoticing(targets: Targets): Promise<void> {
  const runs = await Promise.all(Array.from({ length: simulatedPortraits }, () => checkTimes(2_100_000)));
  const { rows, loopIsReal } = await measure();
  for (const processing of simulated) rows.push(simulate(processing, runs));

  printTable(
    'Noticing: from the moment a portrait is Active to the end of the step',
    [
      ['processing', '', 'mean lag', 'sleep 5', 'sleep 10', '× sleep 5', 'status calls', 'sleep 5', 'sleep 10'],
      ...rows.map(({ processing, how, action, loop5, loop10 }) => [
        processing === 0 ? '0 s' : formatDuration(processing),
        how,
        targets.atMost(action.lag, mostLag(processing), seconds),
        seconds(loop5.lag),
        seconds(loop10.lag),
        fixed(2)(action.lag / loop5.lag),
        targets.atMost(action.calls, loop5.calls + mostMoreCalls, fixed(1)),
        fixed(1)(loop5.calls),
        fixed(1)(loop10.calls),
      ]),
    ],
    [
      'Processing times vary by ±10 %, so that no figure hangs on the rhythm of a loop. 0 s: the response to the submission says Active.',
      `The loops: ${loopIsReal ? 'bash, curl and jq' : 'a stand-in in Node.js, since bash, curl or jq is missing here'}; in virtual time their pauses, and ${callTime} ms a call, as for the action.`,
      ...compareEverywhere(runs, targets),
    ],
  );
}

/** The lag that is to be reached, in milliseconds. */
function mostLag(processing: number): number {
  return 0.12 * processing + 700;
}

/** Runs everything in parallel: the processes sleep most of the time. */
async function measure(): Promise<{ rows: Row[]; loopIsReal: boolean }> {
  await using folder = await temporaryFolder();
  const loop = await createLoop(folder.path);
  const rows = await Promise.all(
    measured.map(async ({ processing, portraits, lanes }) => {
      const [action, loop5, loop10] = await Promise.all([
        observe(processing, portraits, lanes, runStep),
        observe(processing, loopPortraits, loopPortraits, (service) => loop.run(service, 5)),
        observe(processing, loopPortraits, loopPortraits, (service) => loop.run(service, 10)),
      ]);
      return { processing, how: 'measured', action, loop5, loop10 };
    }),
  );
  return { rows, loopIsReal: loop.isReal };
}

/** Takes a portrait through at the service. Gives when it ended, by `performance.now()`. */
type TakeThrough = (service: FakeJimmyAi) => Promise<number>;

async function runStep(service: FakeJimmyAi): Promise<number> {
  const step = await startAction({ name: 'portrait', url: 'https://example.com/portrait.jpg', 'base-url': service.origin });
  await once(step.process, 'exit');
  const end = performance.now();
  const { exitCode } = await step.result;
  if (exitCode !== 0) throw new Error(`the step ended with exit code ${exitCode}`);
  return end;
}

/** The means of portraits whose processing times are spread evenly around `processing`, `lanes` at a time. */
async function observe(processing: number, portraits: number, lanes: number, takeThrough: TakeThrough): Promise<Noticed> {
  const queue = spreadAround(processing, portraits).values();
  const noticed: Noticed[] = [];
  const lane = async () => {
    // Not all at once: the start of a process keeps a core busy.
    await sleep(Math.random() * 8000);
    for (const exact of queue) noticed.push(await observeOne(exact, takeThrough));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return average(noticed);
}

async function observeOne(processing: number, takeThrough: TakeThrough): Promise<Noticed> {
  const service = await FakeJimmyAi.start({ processing });
  if (processing === 0) service.always('submit', usualBut({ status: 'Active', asset_ref: 'asset://portrait' }));
  const end = await takeThrough(service);
  const [asset] = service.assets.values();
  if (asset === undefined || service.mistakes.length > 0) throw new Error(`not one proper submission: ${service.mistakes.join()}`);
  await service.stop();
  return { lag: end - asset.since - processing, calls: service.count('status') };
}

function simulate(processing: number, runs: readonly (readonly number[])[]): Row {
  const times = spreadAround(processing, runs.length);
  const action = average(times.map((exact, index) => noticedBy(runs[index] ?? [], exact)));
  const loop = (pause: number) => average(times.map((exact) => noticedByLoop(pause, exact)));
  return { processing, how: 'virtual time', action, loop5: loop(5000), loop10: loop(10_000) };
}

/** Holds the calls against those of the loop at every processing time up to 30 min, and not only at those of the table. */
function compareEverywhere(runs: readonly (readonly number[])[], targets: Targets): string[] {
  const every = Array.from({ length: 3600 }, (_, index) => ({ processing: 500 * (index + 1) })).map(({ processing }) => ({
    processing,
    more: mean(runs.map((times) => noticedBy(times, processing).calls)) - noticedByLoop(5000, processing).calls,
  }));
  const anywhere = every.reduce((a, b) => (b.more > a.more ? b : a));
  const atOnce = mean(runs.map((times) => noticedBy(times, 1).lag));
  return [
    `Status calls more than with sleep 5, the most at any processing time: ${targets.atMost(anywhere.more, mostMoreCalls, fixed(1))}, at ${formatDuration(anywhere.processing)} (means of ${runs.length} runs in virtual time, every 0.5 s).`,
    `Active just after the submission was answered, it is noticed at the first check, ${seconds(atOnce)} later.`,
  ];
}

function noticedBy(times: readonly number[], processing: number): Noticed {
  const last = times.findIndex((time) => time >= processing);
  return { lag: (times[last] ?? Number.NaN) - processing, calls: last + 1 };
}

/** A loop asks at once, and then after every pause. */
function noticedByLoop(pause: number, processing: number): Noticed {
  const round = pause + callTime;
  const rounds = Math.ceil(processing / round);
  return { lag: rounds * round - processing, calls: rounds + 1 };
}

/** `count` times spread evenly over `time` ±10 %. */
function spreadAround(time: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => time * (0.9 + (0.2 * (index + 0.5)) / count));
}

function average(noticed: readonly Noticed[]): Noticed {
  return { lag: mean(noticed.map(({ lag }) => lag)), calls: mean(noticed.map(({ calls }) => calls)) };
}
