import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Plan } from '../../../src/portrait/plan.ts';
import { Reporter } from '../../../src/portrait/reporter.ts';
import { track, transitionToSubmitted } from '../../../src/portrait/tracked-portrait.ts';
import { deadlineOf } from '../../../src/step/clock.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

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
  reporter.start(plan, items);
  const [first] = items;
  if (first !== undefined) transitionToSubmitted(first, { asset, status: { kind: 'Processing' } }, { clock, observer: reporter });
  const end = new AbortController();
  clock.at(ms, () => end.abort());
  await clock.run(reporter.showSignsOfLife(deadlineOf(0, plan.timeoutMs), end.signal));
  return log.filter((line) => !line.startsWith('::'));
}

test('every 30 s the log says how long the step has waited and how long it may', async () => {
  expect(await signsOfLife(['front'], 100_000)).toEqual([
    '“front” (https://example.com/a.jpg), at https://www.jimmyai.cn, within 2 min',
    '“front” submitted: asset_id asset-1',
    '“front” Processing: 30 s waited, 1 min 30 s left',
    '“front” Processing: 1 min waited, 1 min left',
    '“front” Processing: 1 min 30 s waited, 30 s left',
  ]);
});

test('of several portraits it says how many are how far', async () => {
  expect(await signsOfLife(['front', 'left', 'right'], 31_000)).toEqual([
    '3 portraits, at https://www.jimmyai.cn, within 2 min',
    '“front” submitted: asset_id asset-1',
    '3 portraits: 1 Processing, 2 not submitted: 30 s waited, 1 min 30 s left',
  ]);
});

test('a check that fails again and again for one reason is told once', () => {
  const reporter = new Reporter(new Redactor(), new VirtualClock());
  const failure = { kind: 'busy', detail: 'HTTP 503', retryAfterMs: 0 } as const;
  reporter.pollFailed('status', failure);
  reporter.pollFailed('status', failure);
  reporter.pollFailed('status', { ...failure, detail: 'HTTP 429' });
  expect(log).toEqual(['The status could not be read (HTTP 503); asking again', 'The status could not be read (HTTP 429); asking again']);
});
