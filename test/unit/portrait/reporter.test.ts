import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Plan } from '../../../src/portrait/plan.ts';
import { Reporter } from '../../../src/portrait/reporter.ts';
import {
  track,
  transitionToGiven,
  transitionToPolled,
  transitionToRemembered,
  transitionToSubmitted,
} from '../../../src/portrait/tracked-portrait.ts';
import { deadlineOf } from '../../../src/step/clock.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'reporter-'));
});
afterAll(() => rm(folder, { recursive: true }));

let log: string[] = [];
beforeEach(() => {
  log = [];
  vi.stubEnv('GITHUB_OUTPUT', '');
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    log.push(...String(text).split('\n').filter(Boolean));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const plan: Plan = {
  token: 'sk_x',
  portraits: [],
  timeoutMs: 120_000,
  pollIntervalMs: 10_000,
  wait: true,
  stateFile: null,
  baseUrl: 'https://www.jimmyai.cn',
};
const newPortrait = (name: string) => ({ name, source: { kind: 'url', url: 'https://example.com/a.jpg?sig=secret' }, key: null }) as const;
const asset = { assetId: 'asset-1', officialId: null, assetRef: null } as const;

/** The log lines, without commands, of a step that tells that it is alive for so many milliseconds. */
async function signsOfLife(names: readonly string[], ms: number): Promise<readonly string[]> {
  const clock = new VirtualClock();
  const reporter = new Reporter(new Redactor(), clock);
  const items = names.map((name) => track(newPortrait(name), 0));
  reporter.start(plan, items, [], 0);
  const [first] = items;
  if (first !== undefined) transitionToSubmitted(first, { asset, status: { kind: 'Processing' } }, { clock, observer: reporter });
  const end = new AbortController();
  clock.at(ms, () => end.abort());
  await clock.run(reporter.showSignsOfLife(deadlineOf(0, plan.timeoutMs), end.signal));
  return log.filter((line) => !line.startsWith('::'));
}

test('every 30 s the log says how long the step has waited and how long it may', async () => {
  expect(await signsOfLife(['front'], 100_000)).toEqual([
    'Processing “front” (https://example.com/a.jpg) at https://www.jimmyai.cn. The timeout is 2 min.',
    '“front” is submitted: asset ID asset-1',
    '“front” is Processing (30 s elapsed, 1 min 30 s left)',
    '“front” is Processing (1 min elapsed, 1 min left)',
    '“front” is Processing (1 min 30 s elapsed, 30 s left)',
  ]);
});

test('of several portraits it says how many are how far', async () => {
  expect(await signsOfLife(['front', 'left', 'right'], 31_000)).toEqual([
    'Processing 3 portraits at https://www.jimmyai.cn. The timeout is 2 min.',
    '“front” is submitted: asset ID asset-1',
    '3 portraits: 1 Processing, 2 Not submitted (30 s elapsed, 1 min 30 s left)',
  ]);
});

test('a check that fails again and again for one reason is told once', () => {
  const reporter = new Reporter(new Redactor(), new VirtualClock());
  const failure = { kind: 'busy', detail: 'HTTP 503', retryAfterMs: 0 } as const;
  reporter.pollFailed('status', failure);
  reporter.pollFailed('status', failure);
  reporter.pollFailed('status', { ...failure, detail: 'HTTP 429' });
  expect(log).toEqual(['A status check failed (HTTP 503). Polling continues.', 'A status check failed (HTTP 429). Polling continues.']);
});

/** What log and summary tell of one portrait that is given or remembered, and then has these statuses, a check every 50 ms. */
async function toldOf(begin: typeof transitionToGiven, statuses: readonly ('Processing' | 'Active')[]) {
  // One file for all tests, as a step has: the toolkit remembers its name.
  const file = path.join(folder, 'summary');
  await writeFile(file, '');
  vi.stubEnv('GITHUB_STEP_SUMMARY', file);
  const clock = new VirtualClock();
  const reporter = new Reporter(new Redactor(), clock);
  const tracked = track(newPortrait('front'), 0);
  const context = { clock, observer: reporter };
  reporter.start(plan, [tracked], [], 0);
  begin(tracked, 'asset-1', context);
  for (const kind of statuses) {
    await clock.run(clock.sleep(50, new AbortController().signal));
    transitionToPolled(tracked, { asset, status: { kind } }, context);
  }
  await clock.run(clock.hold(reporter.finish(null)));
  const row = (await readFile(file, 'utf8')).split('\n').find((line) => line.startsWith('| front'));
  return { active: log.filter((line) => line.includes('is Active')), time: row?.split('|').at(-2)?.trim() };
}

test.each([
  ['given', transitionToGiven],
  ['remembered', transitionToRemembered],
])('a %s portrait that is Active at its first check has no time, in the log and in the summary', async (_, begin) => {
  expect(await toldOf(begin, ['Active'])).toEqual({ active: ['“front” is Active: reference asset://asset-1'], time: '—' });
});

test.each([
  ['given', transitionToGiven],
  ['remembered', transitionToRemembered],
])('a %s portrait that was Processing before has its time, in the log and in the summary', async (_, begin) => {
  expect(await toldOf(begin, ['Processing', 'Processing', 'Active'])).toEqual({
    active: ['“front” is Active after 150 ms: reference asset://asset-1'],
    time: '150 ms',
  });
});
