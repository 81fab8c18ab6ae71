import { describe, expect, test } from 'vitest';
import type { FailureKind, VideoEndpoint } from '../../../src/jimmyai/failure.ts';
import {
  isKnownToExist,
  isPossiblyCreated,
  track,
  transitionToCreated,
  transitionToDownloaded,
  transitionToFailed,
  transitionToGiven,
  transitionToQueried,
  type VideoState,
} from '../../../src/video/tracked-video.ts';
import { failureOf, ScriptedVideos, task } from '../../support/scripted-videos.ts';

const file = { path: 'video.mp4', bytes: 1, sha256: '00' };

/** A video at a time of its own, and what changes it. */
async function videoAt(time: number) {
  const run = new ScriptedVideos({});
  await run.pass(time);
  return { video: track(0), told: run.transitions, change: run.context };
}

describe('a video', () => {
  test('reports each change of its state, and ends with its file', async () => {
    const { video, told, change } = await videoAt(7000);
    transitionToCreated(video, 'task-1', null, change);
    transitionToQueried(video, task('processing'), change);
    transitionToQueried(video, task('completed'), change);
    expect(video).toMatchObject({ startedAt: 0, createdAt: 7000, endedAt: null });
    transitionToDownloaded(video, file, change);
    expect(video).toMatchObject({ endedAt: 7000, state: { kind: 'downloaded', taskId: 'task-1', file } });
    expect(told).toEqual([
      ['uncreated', 'waiting'],
      ['waiting', 'waiting'],
      ['waiting', 'completed'],
      ['completed', 'downloaded'],
    ]);
  });

  test('ends when it fails, and keeps its task', async () => {
    const { video, change } = await videoAt(7000);
    transitionToGiven(video, 'task-1', change);
    expect(video).toMatchObject({ createdAt: null, endedAt: null });
    transitionToQueried(video, task('processing'), change);
    transitionToFailed(video, { kind: 'no-link', problem: 'x', isPrivate: false }, change);
    expect(video).toMatchObject({ endedAt: 7000, state: { kind: 'failed', taskId: 'task-1', task: task('processing') } });
  });

  test('without a task may fail, too', async () => {
    const { video, change } = await videoAt(7000);
    transitionToFailed(video, { kind: 'no-link', problem: 'x', isPrivate: false }, change);
    expect(video).toMatchObject({ endedAt: 7000, state: { kind: 'failed', taskId: null, task: null } });
  });

  test('without a task is not changed by a query, and an incomplete one not by a file', async () => {
    const { video, told, change } = await videoAt(0);
    transitionToQueried(video, task('completed'), change);
    transitionToDownloaded(video, file, change);
    expect(video.state).toEqual({ kind: 'uncreated' });
    expect(told).toEqual([]);
  });
});

describe('a video', () => {
  const afterCall = (endpoint: VideoEndpoint, kind: FailureKind, taskId: string | null = null): VideoState => ({
    ...{ kind: 'failed', taskId, task: null },
    failure: { kind: 'call', endpoint, cause: failureOf(kind), attempts: 1 },
  });
  const isPossible = (state: VideoState) => isPossiblyCreated({ ...track(0), state });

  test.each(['ambiguous', 'unexpected', 'unavailable', 'balance-ambiguous', 'balance-reported'] as const)(
    'is possibly created if its creation ended with %s, whether or not JimmyAI named a task',
    (kind) => {
      expect(isPossible(afterCall('create', kind))).toBe(true);
      expect(isPossible(afterCall('create', kind, 'task-1'))).toBe(true);
      expect(isPossible(afterCall('query', kind))).toBe(false);
    },
  );

  test.each([
    ...([
      'unauthorized',
      'balance',
      'rejected',
      'rejected-by-page',
      'rejected-by-catch-all',
      'blocked',
      'redirected',
      'untrusted',
    ] as const),
    ...(['not-found', 'no-endpoint', 'not-sent', 'unreadable-body', 'busy'] as const),
  ])('is not created if its creation ended with %s', (kind) => {
    expect(isPossible(afterCall('create', kind))).toBe(false);
  });

  test.each<VideoState>([
    { kind: 'uncreated' },
    { kind: 'waiting', taskId: 'task-1', task: null },
    { kind: 'completed', taskId: 'task-1', task: task('completed') },
    { kind: 'downloaded', taskId: 'task-1', task: task('completed'), file },
    ...(
      [
        { kind: 'no-link', problem: 'x', isPrivate: false },
        { kind: 'download', detail: 'x', remedy: null },
        { kind: 'file', detail: 'x' },
      ] as const
    ).map((failure) => ({ kind: 'failed', taskId: null, task: null, failure }) as const),
  ])('is not possibly created if nothing is ambiguous: %j', (state) => {
    expect(isPossible(state)).toBe(false);
  });
});

describe('a video is known to exist', () => {
  const waiting: VideoState = { kind: 'waiting', taskId: 'task-1', task: null };
  const doubtful: VideoState = {
    ...{ kind: 'unconfirmed', taskId: 'task-1', task: null },
    failure: { kind: 'call', endpoint: 'create', cause: failureOf('ambiguous'), attempts: 1 },
  };

  test('if this run created it, or JimmyAI described it', () => {
    expect(isKnownToExist({ ...track(0), state: waiting, createdAt: 0 })).toBe(true);
    expect(isKnownToExist({ ...track(0), state: { ...waiting, task: task('queued') } })).toBe(true);
  });

  test('but not if the workflow named it and JimmyAI has not described it, or if it was only possibly created', () => {
    expect(isKnownToExist({ ...track(0), state: waiting })).toBe(false);
    expect(isKnownToExist({ ...track(0), state: doubtful, createdAt: 0 })).toBe(false);
  });
});
