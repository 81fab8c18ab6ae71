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
const simulated = [1000, 3000, 8000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000];
const loopPortraits = 4;
const simulatedRuns = 1000;
const maxMoreCalls = 8;
/** Half a round of the loop with `sleep 5`, in milliseconds: its mean lag. */
const halfRound = (5000 + callTime) / 2;

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
  const runs = await Promise.all(Array.from({ length: simulatedRuns }, () => checkTimes(1_900_000)));
  const { rows, loopIsReal } = await measure();
  for (const processing of simulated) rows.push(simulate(processing, runs));

  printTable(
    'Noticing: from the moment a portrait is Active to the end of the step',
    [
      ['processing', '', 'mean lag', 'sleep 5', 'sleep 10', '× sleep 5', 'status calls', 'sleep 5', 'sleep 10'],
      ...rows.map(({ processing, how, action, loop5, loop10 }) => [
        processing === 0 ? '0 s' : formatDuration(processing),
        how,
        targets.atMost(action.lag, maxLag(processing), seconds),
        seconds(loop5.lag),
        seconds(loop10.lag),
        // At once Active, there is nothing to wait for: only the start of a process is measured.
        processing === 0 ? '' : targets.atMost(rounded(action.lag / loop5.lag), 1, fixed(2)),
        targets.atMost(action.calls, loop5.calls + maxMoreCalls, fixed(1)),
        fixed(1)(loop5.calls),
        fixed(1)(loop10.calls),
      ]),
    ],
    [
      'Measured: processing times vary by ±10 %. In virtual time: the mean over one round of the loop around that time.',
      'So no figure hangs on the rhythm of a loop. 0 s: the response to the submission says Active.',
      `The loops: ${loopIsReal ? 'bash, curl and jq' : 'a stand-in in Node.js, since bash, curl or jq is missing here'}; in virtual time their pauses, and ${callTime} ms per call, as for the action.`,
      ...compareEverywhere(runs, targets),
    ],
  );
}

/** The lag that is to be reached, in milliseconds: a little over a tenth of the processing time, at most half a round, and the end of a process. */
function maxLag(processing: number): number {
  return Math.min(0.12 * processing, halfRound) + 700;
}

/** A ratio to two decimals: beyond them it is a matter of chance. */
function rounded(ratio: number): number {
  return Math.round(100 * ratio) / 100;
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
  const around = windowAround(processing);
  const loop = (pause: number) => meanNoticed(loopTimes(pause), around);
  return {
    processing,
    how: 'virtual time',
    action: average(runs.map((times) => meanNoticed(times, around))),
    loop5: loop(5000),
    loop10: loop(10_000),
  };
}

/** Holds lag and calls against those of the loop everywhere from 1 s to 30 min, and not only at the times of the table. */
function compareEverywhere(runs: readonly (readonly number[])[], targets: Targets): string[] {
  const loop = loopTimes(5000);
  const everywhere = Array.from({ length: 250 }, (_, index) => 1000 * 1800 ** (index / 249)).map((processing) => {
    const around = windowAround(processing);
    const action = average(runs.map((times) => meanNoticed(times, around)));
    const other = meanNoticed(loop, around);
    return { processing, ratio: action.lag / other.lag, more: action.calls - other.calls };
  });
  const slowest = everywhere.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  const busiest = everywhere.reduce((a, b) => (b.more > a.more ? b : a));
  const atOnce = mean(runs.map(([first = Number.NaN]) => first));
  return [
    `Everywhere from 1 s to 30 min (250 times, means of ${runs.length} runs in virtual time): at most ${targets.atMost(rounded(slowest.ratio), 1, fixed(2))} × the lag of sleep 5 (at ${formatDuration(slowest.processing)}),`,
    `and at most ${targets.atMost(busiest.more, maxMoreCalls, fixed(1))} status calls more (at ${formatDuration(busiest.processing)}). The first poll comes ${seconds(atOnce)} after the response to the submission.`,
  ];
}

/** When a loop asks that asks at once, and then after every pause; in milliseconds. */
function loopTimes(pause: number): readonly number[] {
  return Array.from({ length: Math.ceil(2_000_000 / pause) }, (_, round) => round * (pause + callTime));
}

/** Processing times around `processing` over which a mean does not hang on the rhythm of the loop with `sleep 5`. */
function windowAround(processing: number): readonly [number, number] {
  const half = Math.min(processing, halfRound);
  return [processing - half, processing + half];
}

/** The exact mean over processing times that are spread evenly from `start` to `end`, where polls are made at `times`. */
function meanNoticed(times: readonly number[], [start, end]: readonly [number, number]): Noticed {
  let lag = 0;
  let calls = 0;
  let from = start;
  for (let index = times.findIndex((time) => time >= start); from < end; index++) {
    const time = times[index] ?? Number.NaN;
    const to = Math.min(time, end);
    lag += (to - from) * (time - (from + to) / 2);
    calls += (to - from) * (index + 1);
    from = to;
  }
  return { lag: lag / (end - start), calls: calls / (end - start) };
}

/** `count` times spread evenly over `time` ±10 %. */
function spreadAround(time: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => time * (0.9 + (0.2 * (index + 0.5)) / count));
}

function average(noticed: readonly Noticed[]): Noticed {
  return { lag: mean(noticed.map(({ lag }) => lag)), calls: mean(noticed.map(({ calls }) => calls)) };
}
