import { describe, expect, test } from 'vitest';
import type { DescribedTask } from '../../../src/jimmyai/task.ts';
import { Patience } from '../../../src/video/patience.ts';
import {
  isPossiblyCreated,
  type TrackedVideo,
  track,
  transitionToCreated,
  transitionToFailed,
  transitionToGiven,
  transitionToUnconfirmed,
} from '../../../src/video/tracked-video.ts';
import { type Goal, waitForLink } from '../../../src/video/wait.ts';
import { fails, failureOf, ScriptedVideos, succeeds, task, type VideoRunOptions, type VideoScript } from '../../support/scripted-videos.ts';

const videoUrl = 'https://media.example/video.mp4?sig=1';
const processing = succeeds(task('processing'));
const completed = succeeds(task('completed', { links: [videoUrl] }));
const linkless = succeeds(task('completed'));

interface Waited {
  readonly run: ScriptedVideos;
  readonly video: TrackedVideo;
  readonly link: string | null;
  readonly times: readonly number[];
}

const linkFor = (run: ScriptedVideos): Goal => ({ kind: 'link', patience: new Patience(run.context) });

/** Waits for a task that the workflow names, or that this run has just created as `created` tells. */
async function wait(
  query: NonNullable<VideoScript['query']>,
  { created, ...options }: VideoRunOptions & { readonly created?: DescribedTask | null } = {},
): Promise<Waited> {
  const run = new ScriptedVideos({ query }, options);
  const video = track(0);
  if (created === undefined) transitionToGiven(video, 'task-1', run.context);
  else transitionToCreated(video, 'task-1', created, run.context);
  const link = await run.run(() => waitForLink(video, linkFor(run), run.context));
  return { run, video, link: link?.href ?? null, times: run.queries.map(({ at }) => at) };
}

describe('the schedule of queries', () => {
  test('starts immediately with a task that the workflow names, and pauses for a fifth of the time waited', async () => {
    const { times, run } = await wait([processing], { timeoutMs: 12_000 });
    expect(times).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7200, 8640, 10_368, 10_800]);
    expect(new Set(run.queries.map(({ taskId }) => taskId))).toEqual(new Set(['task-1']));
  });

  test.each([null, task('queued')])('starts after a pause with a task that was just created (%j)', async (created) => {
    const { times, link } = await wait([processing, completed], { created });
    expect(times).toEqual([1000, 2000]);
    expect(link).toBe(videoUrl);
  });

  test('starts immediately if the creation reports the task as completed', async () => {
    const { times, link } = await wait([completed], { created: task('completed') });
    expect(times).toEqual([0]);
    expect(link).toBe(videoUrl);
  });

  test('has no pause longer than the poll interval, and jitter only on shorter pauses', async () => {
    expect((await wait([processing], { timeoutMs: 2000, pollIntervalMs: 500 })).times).toEqual([0, 500, 1000, 1500, 1800]);
    expect((await wait([processing], { timeoutMs: 3000, random: () => 0 })).times).toEqual([0, 900, 1800, 2700]);
    expect((await wait([processing], { timeoutMs: 3000, random: () => 1 })).times).toEqual([0, 1100, 2200, 2700]);
  });

  test('counts from the start of the wait', async () => {
    const run = new ScriptedVideos({ query: [processing] }, { timeoutMs: 60_000 });
    const video = track(0);
    transitionToGiven(video, 'task-1', run.context);
    await run.pass(50_000);
    await run.run(() => waitForLink(video, linkFor(run), run.context));
    expect(run.queries.map(({ at }) => at)).toEqual([50_000, 51_000, 52_000, 53_000, 54_000, 55_000, 56_000, 57_200, 58_000]);
  });

  test('lets only the last query use all of the remaining time', async () => {
    const { run } = await wait([processing], { timeoutMs: 3000 });
    expect(run.queries.map(({ at, bounds }) => [at, bounds.deadline])).toEqual([
      [0, 2700],
      [1000, 2700],
      [2000, 2700],
      [2700, 3000],
    ]);
    expect(run.clock.now()).toBe(2700);
  });

  test('queries once if a fresh task has no time for more', async () => {
    expect((await wait([processing], { timeoutMs: 1000, created: null })).times).toEqual([900]);
  });

  test('waits for Retry-After or for the schedule, whichever is later', async () => {
    const { times } = await wait([fails('busy', 5000), fails('busy', 300), completed]);
    expect(times).toEqual([0, 5000, 6000]);
  });

  test('makes the last query whatever Retry-After says', async () => {
    expect((await wait([fails('busy', 3_600_000)], { timeoutMs: 10_000 })).times).toEqual([0, 9000]);
  });
});

describe('no query is made', () => {
  test('of a video that has no task', async () => {
    const run = new ScriptedVideos({});
    expect(await waitForLink(track(0), linkFor(run), run.context)).toBeNull();
    expect(run.queries).toEqual([]);
  });

  test('of a video that has failed', async () => {
    const run = new ScriptedVideos({});
    const video = track(0);
    transitionToGiven(video, 'task-1', run.context);
    transitionToFailed(video, { kind: 'download', detail: 'x', remedy: null }, run.context);
    expect(await waitForLink(video, linkFor(run), run.context)).toBeNull();
    expect(run.queries).toEqual([]);
  });

  test('after the last one could have started, but at that very moment one is', async () => {
    const run = new ScriptedVideos({ query: [processing] }, { timeoutMs: 1000 });
    const video = track(0);
    transitionToGiven(video, 'task-1', run.context);
    await run.pass(900);
    expect(await run.run(() => waitForLink(video, linkFor(run), run.context))).toBeNull();
    expect(run.queries).toHaveLength(1);
    await run.pass(1);
    expect(await run.run(() => waitForLink(video, linkFor(run), run.context))).toBeNull();
    expect(run.queries).toHaveLength(1);
  });

  test('once the step is stopped', async () => {
    const { run, link, times } = await wait([processing], { cancelAt: 1500 });
    expect(link).toBeNull();
    expect(times).toEqual([0, 1000]);
    expect(run.clock.now()).toBe(1500);
  });
});

describe('a task', () => {
  test('that failed ends the wait', async () => {
    const { video, link, times } = await wait([processing, succeeds(task('failed', { status: { kind: 'failed', reason: 'no face' } }))]);
    expect(link).toBeNull();
    expect(times).toEqual([0, 1000]);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { kind: 'failed-at-service', reason: 'no face' } });
  });

  test('keeps the cost from its creation until a query returns one', async () => {
    const { video } = await wait([completed], { created: task('queued', { cost: '7' }) });
    expect(video.state).toMatchObject({ kind: 'completed', task: { cost: '7' } });
    const told = await wait([succeeds(task('completed', { links: [videoUrl], cost: '8' }))], { created: task('queued', { cost: '7' }) });
    expect(told.video.state).toMatchObject({ kind: 'completed', task: { cost: '8' } });
  });

  test('that is completed without a link is queried after 1, 2, 4, 8, then 10 seconds', async () => {
    const { video, link, times, run } = await wait([...Array.from({ length: 8 }, () => linkless), completed], { timeoutMs: 900_000 });
    expect(times).toEqual([0, 1000, 3000, 7000, 15_000, 25_000, 35_000, 45_000, 55_000]);
    expect(link).toBe(videoUrl);
    expect(video.state.kind).toBe('completed');
    expect(run.told[0]).toBe('no link: the response contains no link, again in 1000');
  });

  test.each([100, 60_000])('without a link is queried with the same pauses at a poll interval of %i ms', async (pollIntervalMs) => {
    const { times } = await wait([linkless, linkless, completed], { pollIntervalMs });
    expect(times).toEqual([0, 1000, 3000]);
  });

  test('that stays without a link is given up after two minutes and not before, whatever comes between', async () => {
    const relative = succeeds(task('completed', { links: ['videos/1.mp4'] }));
    const { video, link, times } = await wait([linkless, processing, fails('busy'), relative], { timeoutMs: 900_000 });
    expect(link).toBeNull();
    expect(times.at(-1)).toBeGreaterThanOrEqual(120_000);
    expect(times.at(-2)).toBeLessThan(120_000);
    expect(video.state).toMatchObject({
      kind: 'failed',
      taskId: 'task-1',
      failure: { kind: 'no-link', problem: expect.stringMatching(/not an absolute URL/), isPrivate: false },
    });
  });

  test('that stays without a link until the last query of a short step is given up with that query', async () => {
    const { video, times } = await wait([linkless], { timeoutMs: 10_000 });
    expect(times).toEqual([0, 1000, 3000, 7000, 9000]);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { kind: 'no-link' } });
  });

  test('whose likeliest link leads to a private host is given up at once', async () => {
    const { video, times } = await wait([succeeds(task('completed', { links: ['http://10.0.0.1/video.mp4'] }))]);
    expect(times).toEqual([0]);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { kind: 'no-link', isPrivate: true } });
  });

  test('has the first of its links that may be followed', async () => {
    expect((await wait([succeeds(task('completed', { links: ['v.mp4', 'http://media.example/v.mp4'] }))])).link).toBe(
      'https://media.example/v.mp4',
    );
  });
});

describe('a failure', () => {
  test('that must be retried is reported, recorded until a query succeeds, and never ends the wait', async () => {
    const { run, video } = await wait([...Array.from({ length: 20 }, () => fails('busy')), processing], { timeoutMs: 900_000 });
    expect(run.told).toEqual(Array.from({ length: 20 }, () => 'query busy'));
    expect(video.state.kind).toBe('waiting');
    expect(video.queryFailure).toBeNull();
    const { video: unlucky } = await wait([processing, fails('busy')]);
    expect(unlucky.queryFailure).toMatchObject({ kind: 'busy' });
  });

  test.each(['unauthorized', 'balance', 'untrusted'] as const)('that every query would meet (%s) stops the step at once', async (kind) => {
    const { run, video, times } = await wait([fails(kind)]);
    expect(times).toEqual([0]);
    expect(run.cancellation.cause).toMatchObject({ kind: 'failure', failure: { kind } });
    expect(video.state).toMatchObject({ kind: 'failed', failure: { kind: 'call', endpoint: 'query', attempts: 1, cause: { kind } } });
    expect(run.told).toEqual([]);
  });

  test('that is about this task alone ends the wait, and does not stop the step', async () => {
    const { run, video, times } = await wait([fails('rejected')]);
    expect(times).toEqual([0]);
    expect(run.cancellation.cause).toBeNull();
    expect(video.state).toMatchObject({ kind: 'failed', failure: { attempts: 1 } });
  });

  test('that is not understood ends the wait at the fifth in a row, but not within a minute of the first', async () => {
    const slow = await wait([{ ...fails('unexpected'), takes: 14_000 }], { timeoutMs: 900_000, pollIntervalMs: 1000 });
    expect(slow.times).toEqual([0, 15_000, 30_000, 45_000, 60_000]);
    expect(slow.run.told).toHaveLength(4);
    expect(slow.video.state).toMatchObject({ kind: 'failed', failure: { attempts: 5, cause: { kind: 'unexpected' } } });
    const fast = await wait([fails('blocked')], { timeoutMs: 900_000, pollIntervalMs: 1000 });
    expect(fast.times.at(-1)).toBe(60_000);
    expect(fast.video.state).toMatchObject({ kind: 'failed', failure: { attempts: 61, cause: { kind: 'blocked' } } });
  });

  test('that is not understood four times is not enough, however long that took', async () => {
    const lost = { ...fails('unexpected'), takes: 29_000 };
    expect((await wait([lost, lost, lost, lost, completed], { timeoutMs: 900_000 })).link).toBe(videoUrl);
  });

  test.each([['busy', fails('busy')] as const, ['a success', processing] as const])(
    'that is not understood is counted anew after %s',
    async (_, other) => {
      const four = Array.from({ length: 4 }, () => fails('unexpected', 30_000));
      const { video, times } = await wait([...four, other, ...four, completed], { timeoutMs: 900_000 });
      expect(times).toHaveLength(10);
      expect(video.state.kind).toBe('completed');
    },
  );

  test('caused by stopping the step is not reported', async () => {
    const { run, video, link } = await wait([{ ...processing, takes: 5000 }], { cancelAt: 1500 });
    expect(link).toBeNull();
    expect(run.clock.now()).toBe(1500);
    expect(run.queries).toHaveLength(1);
    expect(video.queryFailure).toMatchObject({ kind: 'ambiguous' });
    expect(run.told).toEqual([]);
    expect(video.state.kind).toBe('waiting');
  });
});

describe('a task that JimmyAI does not know', () => {
  test('and that the workflow names is given up at the fifth such response in a row', async () => {
    const { video, times } = await wait([fails('not-found')]);
    expect(times).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { attempts: 5, cause: { kind: 'not-found' } } });
  });

  test('and that the workflow names is counted anew after anything else', async () => {
    const four = Array.from({ length: 4 }, () => fails('not-found'));
    const { video, times } = await wait([...four, fails('busy'), ...four, completed]);
    expect(times).toHaveLength(10);
    expect(video.state.kind).toBe('completed');
  });

  test('according to pages alone is given up after five responses in a row and a minute', async () => {
    const { video, times } = await wait([fails('no-endpoint')], { timeoutMs: 900_000, pollIntervalMs: 1000 });
    expect(times.at(-1)).toBe(60_000);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { attempts: 61, cause: { kind: 'no-endpoint' } } });
  });

  test('and that was just created is given up a minute after the first such response', async () => {
    const { video, run } = await wait([fails('not-found')], { created: null, timeoutMs: 900_000 });
    expect(video.state).toMatchObject({ kind: 'failed', failure: { cause: { kind: 'not-found' } } });
    const [first, last] = [run.queries.at(0), run.queries.at(-1)].map((query) => query?.at ?? Number.NaN);
    expect(first).toBe(1000);
    expect(last).toBeGreaterThanOrEqual(61_000);
    expect(run.queries.at(-2)?.at).toBeLessThan(61_000);
  });

  test('and that was just created is given up at that very moment', async () => {
    const { times } = await wait([fails('not-found')], { created: null, timeoutMs: 900_000, pollIntervalMs: 1000 });
    expect(times.at(-1)).toBe(61_000);
  });

  test('and that was just created is given up a minute after that was said, whatever came before', async () => {
    const busy = Array.from({ length: 30 }, () => fails('busy'));
    const { times } = await wait([...busy, fails('not-found')], { created: null, timeoutMs: 900_000, pollIntervalMs: 1000 });
    expect(times.at(-1)).toBe(91_000);
  });

  test('and that was just created does not count as known after unrelated failures', async () => {
    const busy = Array.from({ length: 30 }, () => fails('busy'));
    const options = { created: null, timeoutMs: 900_000, pollIntervalMs: 1000 };
    expect((await wait([fails('not-found'), ...busy, fails('not-found')], options)).times.at(-1)).toBe(61_000);
    const known = await wait([fails('not-found'), processing, fails('not-found')], options);
    expect(known.times.at(-1)).toBe(63_000);
  });
});

describe('a task that an ambiguous response named', () => {
  /** Waits for it, for its link or only for a confirmation. */
  async function confirm(query: NonNullable<VideoScript['query']>, goal: 'link' | 'confirmation', options: VideoRunOptions = {}) {
    const run = new ScriptedVideos({ query }, { timeoutMs: 900_000, ...options });
    const video = track(0);
    transitionToUnconfirmed(video, 'task-1', { kind: 'call', endpoint: 'create', cause: failureOf('ambiguous'), attempts: 1 }, run.context);
    const link = await run.run(() => waitForLink(video, goal === 'link' ? linkFor(run) : { kind: 'confirmation' }, run.context));
    return { run, video, link: link?.href ?? null, times: run.queries.map(({ at }) => at) };
  }

  test('is queried on schedule, and polling continues if JimmyAI knows it', async () => {
    const { video, link, times } = await confirm([fails('not-found'), fails('busy'), processing, completed], 'link');
    expect(times).toEqual([1000, 2000, 3000, 4000]);
    expect({ link, state: video.state.kind }).toEqual({ link: videoUrl, state: 'completed' });
  });

  test('is confirmed by the first response that knows it', async () => {
    const { video, link, times } = await confirm([fails('not-found'), processing, completed], 'confirmation');
    expect(times).toEqual([1000, 2000]);
    expect({ link, state: video.state.kind }).toEqual({ link: null, state: 'waiting' });
  });

  test.each([
    ['doesn’t know it for a minute', fails('not-found'), 61_000],
    ['rejects the query', fails('rejected'), 1000],
    ['rejects the key', fails('unauthorized'), 1000],
  ])('was possibly created if JimmyAI %s', async (_, result, at) => {
    const { video, times } = await confirm([result], 'link', { pollIntervalMs: 1000 });
    expect(times.at(-1)).toBe(at);
    expect(video.state).toMatchObject({ kind: 'failed', taskId: 'task-1', failure: { endpoint: 'create', cause: { kind: 'ambiguous' } } });
    expect(isPossiblyCreated(video)).toBe(true);
  });
});
