import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createVideo } from '../../../src/video/create.ts';
import { makeVideo } from '../../../src/video/make-video.ts';
import type { Plan } from '../../../src/video/plan.ts';
import { isPossiblyCreated, track } from '../../../src/video/tracked-video.ts';
import { videoBytes } from '../../support/fake-videos.ts';
import { newFolder } from '../../support/new-folder.ts';
import { fails, response, ScriptedVideos, succeeds, task, type VideoRunOptions, type VideoScript } from '../../support/scripted-videos.ts';
import { planWith, requestWith } from '../../support/video-plan.ts';

const videoUrl = 'https://media.example/video.mp4?sig=1';
const created = succeeds({ taskId: 'task-1', task: null });
const completed = succeeds(task('completed', { links: [videoUrl] }));
const whole = response(200, { 'content-length': String(videoBytes.length) }, videoBytes);

/** Takes a video through that is to be created, unless `task` says otherwise. */
async function make(script: VideoScript, { task, wait = false, ...options }: VideoRunOptions & Partial<Pick<Plan, 'task' | 'wait'>> = {}) {
  const folder = await newFolder();
  const run = new ScriptedVideos(script, options);
  const video = track(0);
  const file = { absolute: path.join(folder, 'video.mp4'), relative: 'video.mp4' };
  const plan = planWith({ wait, file, ...(task === undefined ? {} : { task }) });
  await run.run(() => makeVideo(video, plan, run.context));
  return { run, video, files: await readdir(folder), times: run.creations.map(({ at }) => at) };
}

describe('a creation', () => {
  test('sends what the workflow asks for, and the text of its additional fields', async () => {
    const { run, video } = await make(
      { create: [created] },
      { task: { kind: 'create', request: requestWith({ extra: { json: '{"seed": 7.0}', fields: { seed: 7 } } }) } },
    );
    const { extra: _, ...fields } = requestWith();
    expect(run.creations.map(({ creation }) => creation)).toEqual([{ fields, extraJson: '{"seed": 7.0}' }]);
    expect(run.creations[0]?.bounds).toEqual({ deadline: 60_000, signal: run.cancellation.aborted });
    expect(video.state).toEqual({ kind: 'waiting', taskId: 'task-1', task: null });
  });

  test.each(['not-sent', 'busy'] as const)('that was %s is retried up to five attempts, and each retry is reported', async (kind) => {
    const { run, video, times } = await make({ create: [fails(kind)] });
    expect(times).toEqual([0, 1000, 3000, 7000, 15_000]);
    expect(run.told).toEqual([1000, 2000, 4000, 8000].map((pause) => `retrying after ${kind} in ${pause}`));
    expect(video.state).toMatchObject({
      kind: 'failed',
      taskId: null,
      failure: { kind: 'call', endpoint: 'create', attempts: 5, cause: { kind } },
    });
    expect(run.cancellation.cause).toBeNull();
  });

  test('knows when it was accepted', async () => {
    const { video } = await make({ create: [fails('busy'), succeeds({ taskId: 'task-1', task: task('processing') })] });
    expect(video.createdAt).toBe(1000);
    expect(video.state).toEqual({ kind: 'waiting', taskId: 'task-1', task: task('processing') });
  });

  test.each(['ambiguous', 'unavailable', 'unexpected'] as const)('that may have been accepted (%s) is never retried', async (kind) => {
    const { run, video } = await make({ create: [fails(kind), created] });
    expect(run.creations).toHaveLength(1);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { attempts: 1, cause: { kind } } });
    expect(run.cancellation.cause).toBeNull();
  });

  test('that can never be accepted stops the step', async () => {
    const { run, video } = await make({ create: [fails('unauthorized'), created] });
    expect(run.creations).toHaveLength(1);
    expect(run.cancellation.cause).toMatchObject({ kind: 'failure', failure: { kind: 'unauthorized' } });
    expect(video.state).toMatchObject({ kind: 'failed', failure: { endpoint: 'create' } });
  });

  test('without enough time left is not sent, and that is no internal error', async () => {
    const run = new ScriptedVideos({ create: [created] }, { timeoutMs: 1000 });
    const video = track(0);
    await run.pass(950);
    await run.run(() => createVideo(video, requestWith(), run.context));
    expect(run.creations).toEqual([]);
    expect(video.state).toEqual({ kind: 'uncreated' });
  });

  test('that is not retried because the step is stopped leaves the video as it was', async () => {
    const { run, video } = await make({ create: [fails('busy'), created] }, { cancelAt: 500 });
    expect(run.creations).toHaveLength(1);
    expect(video.state).toEqual({ kind: 'uncreated' });
  });
});

describe('what the account shows', () => {
  const shows = (usedCoin: number | null, available: number | null = null) => succeeds({ usedCoin, available });
  const balances = [shows(100), shows(112.5, 87.5)];

  test('is queried before a creation, and again after one that was possibly accepted', async () => {
    const { run, video } = await make({ create: [{ ...fails('ambiguous'), takes: 2000 }], balance: balances }, { wait: true });
    expect(run.balances).toEqual([
      { at: 0, bounds: { deadline: 5000, signal: run.cancellation.stopping } },
      { at: 2000, bounds: { deadline: 7000, signal: run.cancellation.stopping } },
    ]);
    expect(video).toMatchObject({ balanceBefore: { usedCoin: 100 }, balanceAfter: { usedCoin: 112.5 } });
  });

  test('is also queried if the ambiguous creation stops the step', async () => {
    const slow = balances.map((balance) => ({ ...balance, takes: 100 }));
    const { run, video } = await make({ create: [fails('balance-ambiguous')], balance: slow });
    expect(run.balances).toHaveLength(2);
    expect(video.balanceAfter).toEqual({ usedCoin: 112.5, available: 87.5 });
  });

  test('is queried after a video was downloaded', async () => {
    const { run, video } = await make({ create: [created], query: [completed], get: [whole], balance: balances }, { wait: true });
    expect(run.balances.map(({ at }) => at)).toEqual([0, 1000]);
    expect(video.balanceAfter?.available).toBe(87.5);
  });

  test.each<[string, VideoScript['balance']]>([
    ['fails', [fails('busy', 3_600_000)]],
    ['never answers', [{ ...shows(1), takes: 3_600_000 }]],
    ['is no number', [shows(null)]],
  ])('is no reason to fail, or to wait for more than 5 s, if it %s', async (_, balance) => {
    const { run, video, times } = await make(
      { create: [created], query: [completed], get: [whole], balance: balance ?? [] },
      { wait: true },
    );
    expect(times[0]).toBeLessThanOrEqual(5000);
    expect(run.clock.now()).toBeLessThanOrEqual(11_000);
    expect(video.state.kind).toBe('downloaded');
    expect(run.cancellation.cause).toBeNull();
  });

  test('is not queried in a step of less than 30 s, nor for a video that was created earlier', async () => {
    const short = await make({ create: [fails('ambiguous')], balance: balances }, { timeoutMs: 29_999 });
    expect(short.run.balances).toEqual([]);
    const given = await make({ query: [completed], get: [whole] }, { wait: true, task: { kind: 'given', taskId: 'task-9' } });
    expect(given.run.balances).toEqual([]);
  });

  test('does not delay a cancelled job', async () => {
    const { run } = await make({ create: [created], balance: [{ ...shows(1), takes: 4000 }] }, { cancelAt: 1000 });
    expect(run.clock.now()).toBe(1000);
    expect(run.creations).toEqual([]);
  });
});

describe('an ambiguous creation that names the task', () => {
  const doubtful = fails('ambiguous', 0, 'task-7');

  test('is confirmed even if the workflow does not wait for the video', async () => {
    const { run, video } = await make({ create: [doubtful, created], query: [fails('not-found'), succeeds(task('queued'))] });
    expect(run.creations).toHaveLength(1);
    expect(run.queries.map(({ taskId }) => taskId)).toEqual(['task-7', 'task-7']);
    expect(video.state).toMatchObject({ kind: 'waiting', taskId: 'task-7' });
    expect(run.gets).toEqual([]);
  });

  test('is not downloaded if the workflow does not wait, even if it is complete', async () => {
    const { run, video } = await make({ create: [doubtful], query: [completed] });
    expect(video.state).toMatchObject({ kind: 'completed', taskId: 'task-7' });
    expect(run.gets).toEqual([]);
  });

  test('becomes the video if JimmyAI knows it', async () => {
    const { video, files } = await make({ create: [doubtful], query: [completed], get: [whole] }, { wait: true });
    expect(video.state).toMatchObject({ kind: 'downloaded', taskId: 'task-7' });
    expect(files).toEqual(['video.mp4']);
  });

  test.each([
    ['JimmyAI does not know it', [fails('not-found')], {}],
    ['the time is over', [fails('busy')], {}],
    ['the job is cancelled', [fails('busy')], { cancelAt: 3500 }],
    ['the key is rejected', [fails('unauthorized')], {}],
  ])('possibly made a video if %s, and its task ID stays', async (_, query, options) => {
    for (const wait of [true, false]) {
      const { run, video } = await make({ create: [doubtful], query }, { wait, timeoutMs: 100_000, ...options });
      expect(run.creations).toHaveLength(1);
      expect(video.state).toMatchObject({
        kind: 'failed',
        taskId: 'task-7',
        failure: { endpoint: 'create', cause: { kind: 'ambiguous' } },
      });
      expect(isPossiblyCreated(video)).toBe(true);
    }
  });

  test('possibly made a video if the response stops the step, and its task ID stays', async () => {
    const { run, video } = await make({ create: [fails('balance-reported', 0, 'task-7')] }, { wait: true });
    expect(run.queries).toEqual([]);
    expect(video.state).toMatchObject({ kind: 'failed', taskId: 'task-7' });
  });
});

describe('a creation in flight', () => {
  test('is not abandoned after 30 s: the service may take longer', async () => {
    const { video } = await make({ create: [{ ...created, takes: 90_000 }] }, { timeoutMs: 100_000 });
    expect(video.state).toMatchObject({ kind: 'waiting', taskId: 'task-1' });
  });

  test('is awaited for the grace period once the job is cancelled, and is not retried', async () => {
    const { video } = await make({ create: [{ ...created, takes: 4900 }] }, { cancelAt: 1000, cancelGraceMs: 5000 });
    expect(video.state).toMatchObject({ kind: 'waiting', taskId: 'task-1' });
    const { run, video: refused } = await make({ create: [{ ...fails('busy'), takes: 4900 }] }, { cancelAt: 1000, cancelGraceMs: 5000 });
    expect(refused.state).toEqual({ kind: 'uncreated' });
    expect(run.creations).toHaveLength(1);
    const { run: slow, video: lost } = await make({ create: [{ ...created, takes: 9000 }] }, { cancelAt: 1000, cancelGraceMs: 5000 });
    expect(lost.state).toMatchObject({ kind: 'failed', failure: { cause: { kind: 'ambiguous' } } });
    expect(slow.clock.now()).toBe(6000);
  });
});

describe('a video', () => {
  test('is not waited for if the workflow does not want that', async () => {
    const { run } = await make({ create: [created] }, { wait: false });
    expect(run.queries).toEqual([]);
  });

  test('that was created earlier is only waited for and downloaded', async () => {
    const { run, video, files } = await make(
      { query: [completed], get: [whole] },
      { wait: true, task: { kind: 'given', taskId: 'task-9' } },
    );
    expect(run.creations).toEqual([]);
    expect(run.queries.map(({ taskId }) => taskId)).toEqual(['task-9']);
    expect(video.state).toMatchObject({ kind: 'downloaded', taskId: 'task-9' });
    expect(video.createdAt).toBeNull();
    expect(files).toEqual(['video.mp4']);
  });

  test('that fails is not downloaded', async () => {
    const { run } = await make({ query: [fails('rejected')] }, { wait: true, task: { kind: 'given', taskId: 'task-9' } });
    expect(run.gets).toEqual([]);
  });

  test('that causes an unexpected error stops the step', async () => {
    const { run } = await make({}, { wait: true, task: { kind: 'given', taskId: 'task-9' } });
    expect(run.cancellation.cause).toEqual({ kind: 'internal', message: 'this is not scripted' });
  });
});
