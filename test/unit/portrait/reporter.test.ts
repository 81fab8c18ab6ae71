import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DescribedAsset } from '../../../src/jimmyai/asset.ts';
import { adviceOn, adviceOnCause } from '../../../src/portrait/advice.ts';
import { ruleForOthers } from '../../../src/portrait/outcomes.ts';
import type { Plan } from '../../../src/portrait/plan.ts';
import type { Portrait } from '../../../src/portrait/portrait.ts';
import { Reporter } from '../../../src/portrait/reporter.ts';
import type { StopCause } from '../../../src/portrait/run-context.ts';
import { hashQueryOf } from '../../../src/portrait/signed-url.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import {
  type State,
  track,
  transitionToFailed,
  transitionToGiven,
  transitionToPolled,
  transitionToRemembered,
  transitionToSubmitted,
} from '../../../src/portrait/tracked-portrait.ts';
import { explain } from '../../../src/step/advice.ts';
import { deadlineOf } from '../../../src/step/clock.ts';
import {
  assetWith,
  failedCall,
  failureWith,
  inputsWith,
  planWith,
  portraitWith,
  rejectedImage,
  reporterWith,
  processing as stillProcessing,
  trackedIn,
  unsubmitted,
} from '../../support/portrait-builders.ts';
import { parseOutputs } from '../../support/run-action.ts';
import { captureLogOfEachTest, contextWith } from '../../support/step-context.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const transitionToRememberedNow: typeof transitionToGiven = (tracked, assetId, context) =>
  transitionToRemembered(tracked, { assetId, ageMs: 0, recordedAt: null, requestId: null }, context);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'reporter-'));
});
afterAll(() => rm(folder, { recursive: true }));

const log = captureLogOfEachTest();

const timeoutMs = 120_000;
const asset = assetWith();
const processing = { asset, status: { kind: 'Processing' } } as const;
const active = { asset, status: { kind: 'Active' } } as const;
const rejected = { asset, status: { kind: 'Failed', reason: null } } as const;
const cancelled = { kind: 'cancelled', signal: 'SIGTERM', afterMs: 0 } as const;

/** The advice on a portrait that is in `state` at the end. */
function adviceAt(state: State, cause: StopCause | null = null) {
  const advice = adviceOn(trackedIn(state), { cause, timeoutMs, wait: true, hasStateFile: false, others: 'none' });
  if (advice === null) throw new Error('there is no advice');
  return advice;
}

/** The log lines, without commands, of a step that tells that it is alive for so many milliseconds. */
async function signsOfLife(names: readonly string[], ms: number): Promise<readonly string[]> {
  const { reporter, clock, portraits, context } = reporterWith(names, { timeoutMs });
  reporter.start();
  const [first] = portraits;
  if (first !== undefined) transitionToSubmitted(first, processing, context);
  const work = clock.sleep(ms, new AbortController().signal);
  await clock.run(reporter.showSignsOfLifeDuring(work, deadlineOf(0, timeoutMs)));
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

test('for several portraits, the log counts how many have which standing', async () => {
  expect(await signsOfLife(['front', 'left', 'right'], 31_000)).toEqual([
    'Processing 3 portraits at https://www.jimmyai.cn. The timeout is 2 min.',
    '“front” is submitted: asset ID asset-1',
    '3 portraits: 1 Processing, 2 Not submitted (30 s elapsed, 1 min 30 s left)',
  ]);
});

test('a poll that keeps failing for the same reason is logged once', () => {
  const { reporter } = reporterWith(['front']);
  for (const detail of ['HTTP 503', 'HTTP 503', 'HTTP 429']) reporter.pollFailed('status', failureWith('busy', { detail }));
  expect(log).toEqual(['A status check failed (HTTP 503). Polling continues.', 'A status check failed (HTTP 429). Polling continues.']);
});

/** What log and summary tell of one portrait that is given or remembered, and then has these statuses, a check every 50 ms. */
async function toldOf(begin: typeof transitionToGiven, statuses: readonly ('Processing' | 'Active')[]) {
  // One file for all tests, as a step has: the toolkit remembers its name.
  const file = path.join(folder, 'summary');
  await writeFile(file, '');
  vi.stubEnv('GITHUB_STEP_SUMMARY', file);
  const { reporter, clock, portraits, context } = reporterWith(['front']);
  const [tracked] = portraits;
  if (tracked === undefined) throw new Error('one portrait');
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
  ['remembered', transitionToRememberedNow],
])('a %s portrait that is Active at its first poll has no time, in the log and in the summary', async (_, begin) => {
  expect(await toldOf(begin, ['Active'])).toEqual({ active: ['“front” is Active: reference asset://asset-1'], time: '—' });
});

test.each([
  ['given', transitionToGiven],
  ['remembered', transitionToRememberedNow],
])('a %s portrait that was Processing before has its time, in the log and in the summary', async (_, begin) => {
  expect(await toldOf(begin, ['Processing', 'Processing', 'Active'])).toEqual({
    active: ['“front” is Active after 150 ms: reference asset://asset-1'],
    time: '150 ms',
  });
});

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
  log.length = 0;
  const { reporter, clock, portraits, context } = reporterWith(
    described.map((_, index) => `p${index}`),
    { timeoutMs, ...changes },
  );
  reporter.start();
  for (const [index, tracked] of portraits.entries()) {
    const told = described[index] ?? null;
    if (told !== null) transitionToSubmitted(tracked, told, context);
  }
  const succeeded = await clock.run(clock.hold(reporter.finish(cause)));
  const errors = log.flatMap((line) => /^::error title=([^:]*)::/.exec(line)?.[1] ?? []);
  return { succeeded, errors, outputs: parseOutputs(await readFile(path.join(folder, 'output'), 'utf8')), log: [...log] };
}

describe('the end of a step', () => {
  test.each<readonly [string, readonly (DescribedAsset | null)[], Parameters<typeof ended>[1], Partial<Ended>]>([
    ['succeeds if every portrait is Active', [active, active], {}, { succeeded: true, errors: [] }],
    ['succeeds without a wait if the portrait is submitted', [processing], { wait: false }, { succeeded: true, errors: [] }],
    ['fails if a portrait was rejected', [rejected], {}, { succeeded: false, errors: [adviceAt(rejectedImage).title] }],
    [
      'fails if one of several was rejected',
      [active, rejected],
      {},
      { succeeded: false, errors: [`${adviceAt(rejectedImage).title} (1 of 2 portraits)`] },
    ],
    [
      'fails if portraits went wrong differently',
      [processing, rejected],
      {},
      { succeeded: false, errors: ['Not all portraits are ready (2 of 2 portraits)'] },
    ],
    ['fails if time ran out', [processing], {}, { succeeded: false, errors: [adviceAt(stillProcessing()).title] }],
    ['fails if nothing was submitted in time', [null], {}, { succeeded: false, errors: [adviceAt(unsubmitted).title] }],
    ['fails without a wait if nothing was submitted', [null], { wait: false }, { succeeded: false, errors: [adviceAt(unsubmitted).title] }],
    [
      'fails if the job was cancelled while it waited',
      [processing],
      { cause: cancelled },
      { succeeded: false, errors: [adviceOnCause(cancelled).title] },
    ],
    [
      'fails if the job was cancelled when all was done',
      [active],
      { cause: cancelled },
      { succeeded: false, errors: [adviceOnCause(cancelled).title] },
    ],
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

  test('also outputs the failure that stopped a step whose portraits are ready', async () => {
    expect((await ended([active], { cause: cancelled })).outputs).toMatchObject({ status: 'Active', failure: 'cancelled' });
  });

  test('names each portrait that needs attention with its asset ID, in the log at once and in the error', async () => {
    const { log: lines, outputs } = await ended([rejected, null], { cause: cancelled });
    const advice = adviceAt(rejectedImage, cancelled);
    expect(lines).toContain(`“p0” (asset ID asset-1): ${advice.what}`);
    const annotation = lines.find((line) => line.startsWith('::error')) ?? '';
    expect(annotation).toContain(
      [`“p0” (asset ID asset-1): ${explain(advice)}`, `“p1”: ${explain(adviceAt(unsubmitted, cancelled))}`].join('%0A'),
    );
    expect(outputs['failure']).toBe('failed');
  });

  test('counts several portraits, but not a single one', async () => {
    expect((await ended([active, rejected])).log).toContain('2 portraits: 1 Active, 1 Rejected');
    expect((await ended([active])).log.join('\n')).not.toContain('is Active (');
    expect((await ended([active])).log).not.toContain('“p0” is Active');
  });

  test('offers to continue with the state file if there is one', async () => {
    const stateFile = await StateFile.read(path.join(folder, 'state.json'));
    expect((await ended([processing], { stateFile })).outputs['assets']).toContain('state-file');
    expect((await ended([processing])).outputs['assets']).not.toContain('state-file');
  });

  test('fails if the outputs can’t be written, even though every portrait is ready', async () => {
    expect(await ended([active], {}, folder)).toMatchObject({ succeeded: false, errors: ['Outputs not writable'] });
  });

  test('names in the error each portrait, its asset if it has one, and what to do', async () => {
    const lines = (await ended([rejected, null])).log;
    expect(lines).toContain(`“p0” (asset ID asset-1): ${explain(adviceAt(rejectedImage))}`);
    expect(lines).toContain(`“p1”: ${explain(adviceAt(unsubmitted))}`);
  });

  test('says what stopped it if there is nothing else to say', async () => {
    expect((await ended([active], { cause: cancelled })).log).toContain(explain(adviceOnCause(cancelled)));
  });

  test('links to the page about the failure that most needs a person', async () => {
    vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
    vi.stubEnv('GITHUB_ACTION_REPOSITORY', 'octo/action');
    vi.stubEnv('GITHUB_ACTION_REF', 'v1');
    expect((await ended([null, rejected])).log).toContainEqual(
      expect.stringMatching(/^Troubleshooting: https:\/\/github\.com\/.*#failed$/),
    );
  });

  test.each<readonly [string, readonly (DescribedAsset | null)[], 'state file' | 'no state file', boolean]>([
    ['says how not to resubmit the others', [active, rejected], 'no state file', true],
    ['does not mention the others if the state file remembers them', [active, rejected], 'state file', false],
    ['also says so for the others’ sake if only the failed portrait is at JimmyAI', [null, rejected], 'no state file', true],
    ['does not mention others if there is one portrait', [rejected], 'no state file', false],
    ['does not mention others if nothing was submitted', [null, null], 'no state file', false],
  ])('%s', async (_, described, memory, isSaid) => {
    const stateFile = memory === 'state file' ? await StateFile.read(path.join(folder, 'state.json')) : null;
    const { log: lines, outputs } = await ended(described, { stateFile });
    expect(lines.filter((line) => line === ruleForOthers)).toHaveLength(isSaid ? 1 : 0);
    expect(lines.some((line) => line.startsWith('::error') && line.includes(`::${ruleForOthers}%0A`))).toBe(isSaid);
    expect(outputs['assets']?.includes(ruleForOthers)).toBe(isSaid);
  });

  test('fails if the outputs can’t be written, and lists every ID in one error, with what to do', async () => {
    const { succeeded, errors, log: lines } = await ended([active, null], {}, folder);
    expect(lines.at(-1)).toContain(adviceAt(unsubmitted).next);
    expect({ succeeded, errors }).toEqual({ succeeded: false, errors: ['Outputs not writable'] });
    expect(lines).toContain('“p0”: Active, asset-1');
    expect(lines).toContain('“p1”: not submitted, no asset');
  });
});

test('the ID of a single portrait is an output at once, the IDs of several once all are submitted', async () => {
  for (const count of [1, 2]) {
    await writeFile(path.join(folder, 'output'), '');
    vi.stubEnv('GITHUB_OUTPUT', path.join(folder, 'output'));
    const { reporter, portraits, context } = reporterWith(Array.from({ length: count }, (_, index) => `p${index}`));
    for (const tracked of portraits) transitionToSubmitted(tracked, processing, context);
    const written = async () => (await readFile(path.join(folder, 'output'), 'utf8')).includes('asset-1');
    expect(await written()).toBe(count === 1);
    reporter.submitted();
    expect(await written()).toBe(true);
  }
});

test('a change of state is logged once, and a submission only if this step made it', () => {
  const { portraits, context } = reporterWith(['a', 'b', 'c']);
  const [submitted, given, remembered] = portraits;
  if (submitted === undefined || given === undefined || remembered === undefined) throw new Error('three portraits');
  transitionToSubmitted(submitted, processing, context);
  transitionToGiven(given, 'asset-2', context);
  transitionToRememberedNow(remembered, 'asset-3', context);
  for (const tracked of portraits) {
    transitionToPolled(tracked, processing, context);
    transitionToPolled(tracked, processing, context);
  }
  expect(log).toEqual([
    '“a” is submitted: asset ID asset-1',
    '“b”: polling asset asset-2',
    '“c”: reusing asset asset-3 from the state file',
  ]);
});

test('a portrait that fails is reported at once, with its outputs, and not as submitted', async () => {
  await writeFile(path.join(folder, 'output'), '');
  vi.stubEnv('GITHUB_OUTPUT', path.join(folder, 'output'));
  const { portraits, context } = reporterWith(['front']);
  const cause = failureWith('rejected', { detail: 'no face' });
  for (const tracked of portraits) transitionToFailed(tracked, { kind: 'call', endpoint: 'submit', cause, attempts: 1 }, context);
  const advice = adviceAt(failedCall('submit', cause));
  expect(log).toEqual([`“front”: ${advice.what}`]);
  expect(advice.what).toContain('no face');
  expect(parseOutputs(await readFile(path.join(folder, 'output'), 'utf8'))).toMatchObject({ failure: 'rejected' });
});

test('a portrait that failed is red in the log, and one that is possibly submitted is yellow', () => {
  vi.stubEnv('GITHUB_ACTIONS', 'true');
  vi.stubEnv('NO_COLOR', '');
  const { portraits, context } = reporterWith(['a', 'b']);
  for (const [index, kind] of (['rejected', 'ambiguous'] as const).entries()) {
    const tracked = portraits[index];
    if (tracked === undefined) throw new Error('two portraits');
    transitionToFailed(tracked, { kind: 'call', endpoint: 'submit', cause: failureWith(kind), attempts: 1 }, context);
  }
  expect(log.map((line) => [line.slice(0, 8), line.slice(-4)])).toEqual([
    ['\u001b[31m“a”', '\u001b[0m'],
    ['\u001b[33m“b”', '\u001b[0m'],
  ]);
});

test('a portrait that is Active again is logged once', () => {
  const { portraits, context } = reporterWith(['front']);
  for (const tracked of [...portraits, ...portraits]) transitionToPolled(tracked, active, context);
  expect(log.filter((line) => line.includes('is Active'))).toHaveLength(1);
});

describe('a dry run', () => {
  /** What a dry run of these portraits says, and whether it succeeded. */
  function planOf(portraits: readonly Partial<Portrait>[], secretUrl = '') {
    const clock = new VirtualClock();
    const context = contextWith<StopCause>({ clock });
    context.redactor.addQueryOf(secretUrl);
    const tracked = portraits.map((changes) => track(portraitWith(changes), 0));
    const plan = planWith({ mode: { kind: 'dry-run' }, portraits: tracked.map(({ portrait }) => portrait) });
    const succeeded = new Reporter(context, { plan, inputs: inputsWith(), portraits: tracked }).reportPlan();
    return { succeeded, lines: log.filter((line) => !line.startsWith('::')) };
  }

  test('says of each portrait what a run would do, and why', () => {
    const { succeeded, lines } = planOf([{ name: 'Alice' }, { name: 'Bob', source: { kind: 'asset-id', assetId: 'asset-1' } }]);
    expect(succeeded).toBe(true);
    expect(lines).toEqual([
      'Dry run: nothing is sent. 1 would be submitted, 1 would be waited for.',
      '“Alice”: would be submitted (no state file: every run submits this portrait again)',
      '“Bob” (asset ID asset-1): would be waited for (submitted before: its asset ID is given)',
    ]);
  });

  test('shows an asset ID that the query of a URL has too, since nobody could look it up without', () => {
    const assetId = 'asset-20260101-abc123';
    const { lines } = planOf([{ source: { kind: 'asset-id', assetId } }], `https://example.com/a.jpg?token=${assetId}`);
    expect(lines.at(-1)).toContain(`(asset ID ${assetId})`);
  });
});

describe('a dry run', () => {
  /** What a dry run tells of two portraits, where the state file has these entries. */
  async function planned(entries: readonly object[], changes: Readonly<Record<string, string>> = {}) {
    const file = path.join(folder, `${crypto.randomUUID()}.json`);
    await writeFile(file, JSON.stringify({ version: 1, assets: entries }));
    const [summary, output] = [`${file}.summary`, `${file}.output`];
    for (const each of [summary, output]) await writeFile(each, '');
    vi.stubEnv('GITHUB_STEP_SUMMARY', summary);
    vi.stubEnv('GITHUB_OUTPUT', changes['output'] ?? output);
    const { reporter } = reporterWith(['front', 'left'], { stateFile: await StateFile.read(file) }, keyFor);
    const succeeded = reporter.reportPlan();
    return {
      succeeded,
      log,
      outputs: parseOutputs(await readFile(output, 'utf8')),
      summary: await readFile(summary, 'utf8'),
      errors: log.filter((line) => line.startsWith('::error')),
    };
  }
  const keyFor = (name: string) => (name === 'front' ? 'a' : 'b').repeat(64);
  const since = '2025-01-15T12:00:00.000Z';

  test('succeeds where nobody must be asked, and says what a run would do in log, output and summary', async () => {
    const {
      succeeded,
      log: lines,
      outputs,
      summary,
      errors,
    } = await planned([{ key: keyFor('front'), asset_id: 'asset-9', since, ...hashQueryOf(portraitWith({ name: 'front' }).source) }]);
    expect({ succeeded, errors }).toEqual({ succeeded: true, errors: [] });
    expect(lines[0]).toMatch(/^Dry run: nothing is sent\. /);
    expect(lines).toContainEqual(expect.stringMatching(/^“front” \(asset ID asset-9\): /));
    expect(lines).toContainEqual(expect.stringMatching(/^“left”: /));
    const plan: readonly { asset_id: string | null; reason: unknown }[] = JSON.parse(outputs['plan'] ?? '');
    expect(plan.map(({ asset_id, reason }) => [asset_id, typeof reason])).toEqual([
      ['asset-9', 'string'],
      [null, 'string'],
    ]);
    expect(summary).toContain('Dry run');
  });

  test('fails where somebody must be asked, with the word that a run would have', async () => {
    const { succeeded, outputs, errors } = await planned([{ key: keyFor('front'), asset_id: null, since }]);
    expect(succeeded).toBe(false);
    expect(outputs['failure']).toBe('possibly-submitted');
    expect(errors).toEqual([expect.stringMatching(/“front” \(entry a{64} in the state file, recorded 2025-01-15 12:00:00 UTC\)/)]);
    expect(errors[0]).not.toContain('left');
  });

  test.each([
    ['and nobody must be asked', [], false],
    ['and somebody must be asked', [{ key: keyFor('front'), asset_id: null, since }], true],
  ])('fails where the outputs can’t be written, %s', async (_, entries, isAsked) => {
    const { succeeded, errors } = await planned(entries, { output: folder });
    expect(succeeded).toBe(false);
    expect(errors).toEqual([expect.stringContaining('Outputs not writable')]);
    expect(errors[0]?.includes('an earlier run was interrupted')).toBe(isAsked);
  });
});
