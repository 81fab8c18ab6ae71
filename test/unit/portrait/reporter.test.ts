import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DescribedAsset } from '../../../src/jimmyai/asset.ts';
import type { Plan } from '../../../src/portrait/plan.ts';
import { Reporter } from '../../../src/portrait/reporter.ts';
import type { StopCause } from '../../../src/portrait/run-context.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import {
  track,
  transitionToFailed,
  transitionToGiven,
  transitionToPolled,
  transitionToRemembered,
  transitionToSubmitted,
} from '../../../src/portrait/tracked-portrait.ts';
import { deadlineOf } from '../../../src/step/clock.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { parseOutputs } from '../../support/run-action.ts';
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

const processing = { asset, status: { kind: 'Processing' } } as const;
const active = { asset, status: { kind: 'Active' } } as const;
const rejected = { asset, status: { kind: 'Failed', reason: null } } as const;
const cancelled = { kind: 'cancelled', signal: 'SIGTERM' } as const;

interface Ended {
  readonly succeeded: boolean;
  /** The titles of its error annotations. */
  readonly errors: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: readonly string[];
}

/** How a step ends whose portraits JimmyAI describes so; `null` for one that was not submitted. */
async function ended(
  described: readonly (DescribedAsset | null)[],
  { cause = null, ...changes }: Partial<Plan> & { readonly cause?: StopCause | null } = {},
  outputFile = path.join(folder, 'output'),
): Promise<Ended> {
  await writeFile(path.join(folder, 'output'), '');
  vi.stubEnv('GITHUB_OUTPUT', outputFile);
  vi.stubEnv('GITHUB_STEP_SUMMARY', '');
  log = [];
  const clock = new VirtualClock();
  const reporter = new Reporter(new Redactor(), clock);
  const portraits = described.map((_, index) => track(newPortrait(`p${index}`), 0));
  reporter.start({ ...plan, ...changes }, portraits, [], 0);
  for (const [index, tracked] of portraits.entries()) {
    const told = described[index] ?? null;
    if (told !== null) transitionToSubmitted(tracked, told, { clock, observer: reporter });
  }
  const succeeded = await clock.run(clock.hold(reporter.finish(cause)));
  const errors = log.flatMap((line) => /^::error title=([^:]*)::/.exec(line)?.[1] ?? []);
  return { succeeded, errors, outputs: parseOutputs(await readFile(path.join(folder, 'output'), 'utf8')), log };
}

describe('the end of a step', () => {
  test.each<readonly [string, readonly (DescribedAsset | null)[], Parameters<typeof ended>[1], Partial<Ended>]>([
    ['succeeds where every portrait is Active', [active, active], {}, { succeeded: true, errors: [] }],
    ['succeeds without a wait where the portrait is submitted', [processing], { wait: false }, { succeeded: true, errors: [] }],
    ['fails where a portrait was rejected', [rejected], {}, { succeeded: false, errors: ['JimmyAI rejected the image'] }],
    [
      'fails where one of several was rejected',
      [active, rejected],
      {},
      { succeeded: false, errors: ['JimmyAI rejected the image (1 of 2 portraits)'] },
    ],
    [
      'fails where portraits went wrong differently',
      [processing, rejected],
      {},
      { succeeded: false, errors: ['Not all portraits are ready (2 of 2 portraits)'] },
    ],
    ['fails where time ran out', [processing], {}, { succeeded: false, errors: ['Not ready after 2 min'] }],
    ['fails where nothing was submitted in time', [null], {}, { succeeded: false, errors: ['Not submitted in time'] }],
    ['fails without a wait where nothing was submitted', [null], { wait: false }, { succeeded: false, errors: ['Not submitted in time'] }],
    ['fails where the job was cancelled while it waited', [processing], { cause: cancelled }, { succeeded: false, errors: ['Cancelled'] }],
    ['fails where the job was cancelled when all was done', [active], { cause: cancelled }, { succeeded: false, errors: ['Cancelled'] }],
  ])('%s', async (_, described, changes, expected) => {
    expect(await ended(described, changes)).toMatchObject(expected);
  });

  test('sets the outputs of each portrait, with what went wrong', async () => {
    const { outputs } = await ended([active, rejected, null]);
    expect(outputs).toMatchObject({ status: 'Failed', failure: 'failed', asset_refs: '["asset://asset-1"]' });
    const assets: readonly { status: string | null; failure: string | null; error: string | null }[] = JSON.parse(outputs['assets'] ?? '');
    expect(assets.map(({ status, failure }) => [status, failure])).toEqual([
      ['Active', null],
      ['Failed', 'failed'],
      [null, 'timeout'],
    ]);
    expect(assets.map(({ error }) => error !== null)).toEqual([false, true, true]);
  });

  test('names the failure also of what stopped a step whose portraits are ready', async () => {
    expect((await ended([active], { cause: cancelled })).outputs).toMatchObject({ status: 'Active', failure: 'cancelled' });
  });

  test('names each portrait in trouble with its asset ID, in the log at once and in the error', async () => {
    const { log: lines, outputs } = await ended([rejected, null], { cause: cancelled });
    expect(lines).toContain('“p0”: JimmyAI rejected the image and gave no reason');
    const annotation = lines.find((line) => line.startsWith('::error')) ?? '';
    expect(annotation).toMatch(/“p0” \(asset ID asset-1\): JimmyAI rejected.*“p1”: Not submitted/);
    expect(outputs['failure']).toBe('failed');
  });

  test('counts several portraits, and one not', async () => {
    expect((await ended([active, rejected])).log).toContain('2 portraits: 1 Active, 1 Rejected');
    expect((await ended([active])).log.join('\n')).not.toContain('is Active (');
    expect((await ended([active])).log).not.toContain('“p0” is Active');
  });

  test('offers the state file to go on with where there is one', async () => {
    const stateFile = await StateFile.read(path.join(folder, 'state.json'));
    expect((await ended([processing], { stateFile })).outputs['assets']).toContain('state-file');
    expect((await ended([processing])).outputs['assets']).not.toContain('state-file');
  });

  test('fails where the outputs can’t be written, though all is ready', async () => {
    expect(await ended([active], {}, folder)).toMatchObject({ succeeded: false, errors: ['Outputs not writable'] });
  });

  test('names in the error each portrait, its asset if it has one, and what to do', async () => {
    const lines = (await ended([rejected, null])).log;
    expect(lines).toContainEqual(expect.stringMatching(/^“p0” \(asset ID asset-1\): .*rejected the image.*Use another image/));
    expect(lines).toContainEqual(expect.stringMatching(/^“p1”: Not submitted.*run again/));
  });

  test('says what stopped it where nothing else is to be said', async () => {
    expect((await ended([active], { cause: cancelled })).log).toContainEqual(expect.stringMatching(/^The job was cancelled \(SIGTERM\)\./));
  });

  test('links to the page about the failure that needs a person most', async () => {
    vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
    vi.stubEnv('GITHUB_ACTION_REPOSITORY', 'octo/action');
    vi.stubEnv('GITHUB_ACTION_REF', 'v1');
    expect((await ended([null, rejected])).log).toContainEqual(
      expect.stringMatching(/^Troubleshooting: https:\/\/github\.com\/.*#failed$/),
    );
  });

  test('fails where the outputs can’t be written, and has every ID in the one error', async () => {
    const { succeeded, errors, log: lines } = await ended([active, null], {}, folder);
    expect({ succeeded, errors }).toEqual({ succeeded: false, errors: ['Outputs not writable'] });
    expect(lines).toContain('“p0”: Active, asset-1');
    expect(lines).toContain('“p1”: not submitted, no asset');
  });
});

test('the ID of one portrait is an output at once, those of several when all are submitted', async () => {
  for (const count of [1, 2]) {
    await writeFile(path.join(folder, 'output'), '');
    vi.stubEnv('GITHUB_OUTPUT', path.join(folder, 'output'));
    const clock = new VirtualClock();
    const reporter = new Reporter(new Redactor(), clock);
    const portraits = Array.from({ length: count }, (_, index) => track(newPortrait(`p${index}`), 0));
    reporter.start(plan, portraits, [], 0);
    for (const tracked of portraits) transitionToSubmitted(tracked, processing, { clock, observer: reporter });
    const written = async () => (await readFile(path.join(folder, 'output'), 'utf8')).includes('asset-1');
    expect(await written()).toBe(count === 1);
    reporter.submitted();
    expect(await written()).toBe(true);
  }
});

test('a change of state is told once, and a submission only where this step made it', () => {
  const clock = new VirtualClock();
  const reporter = new Reporter(new Redactor(), clock);
  const context = { clock, observer: reporter };
  const [submitted, given, remembered] = ['a', 'b', 'c'].map((name) => track(newPortrait(name), 0));
  if (submitted === undefined || given === undefined || remembered === undefined) throw new Error('three portraits');
  reporter.start(plan, [submitted, given, remembered], [], 0);
  log = [];
  transitionToSubmitted(submitted, processing, context);
  transitionToGiven(given, 'asset-2', context);
  transitionToRemembered(remembered, 'asset-3', context);
  for (const tracked of [submitted, given, remembered]) {
    transitionToPolled(tracked, processing, context);
    transitionToPolled(tracked, processing, context);
  }
  expect(log).toEqual([
    '“a” is submitted: asset ID asset-1',
    '“b”: polling asset asset-2',
    '“c”: reusing asset asset-3 from the state file',
  ]);
});

test('a portrait that fails is told at once, with its outputs, and not as submitted', async () => {
  await writeFile(path.join(folder, 'output'), '');
  vi.stubEnv('GITHUB_OUTPUT', path.join(folder, 'output'));
  const clock = new VirtualClock();
  const reporter = new Reporter(new Redactor(), clock);
  const tracked = track(newPortrait('front'), 0);
  reporter.start(plan, [tracked], [], 0);
  log = [];
  const failure = { kind: 'rejected', detail: 'no face', retryAfterMs: 0 } as const;
  transitionToFailed(tracked, { kind: 'call', endpoint: 'submit', failure, attempts: 1 }, { clock, observer: reporter });
  expect(log).toEqual([expect.stringMatching(/^“front”: .*rejected.*no face$/)]);
  expect(parseOutputs(await readFile(path.join(folder, 'output'), 'utf8'))).toMatchObject({ failure: 'rejected' });
});

test('a portrait that is Active again is told once', () => {
  const clock = new VirtualClock();
  const reporter = new Reporter(new Redactor(), clock);
  const tracked = track(newPortrait('front'), 0);
  reporter.start(plan, [tracked], [], 0);
  log = [];
  for (let poll = 0; poll < 2; poll++) transitionToPolled(tracked, active, { clock, observer: reporter });
  expect(log.filter((line) => line.includes('is Active'))).toHaveLength(1);
});
