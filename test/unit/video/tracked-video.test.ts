import { describe, expect, test } from 'vitest';
import {
  track,
  transitionToCreated,
  transitionToDownloaded,
  transitionToFailed,
  transitionToGiven,
  transitionToQueried,
} from '../../../src/video/tracked-video.ts';
import { ScriptedVideos, task } from '../../support/scripted-videos.ts';

const file = { path: 'video.mp4', bytes: 1, sha256: '00' };

/** A video at a time of its own, and what changes it. */
async function videoAt(time: number) {
  const run = new ScriptedVideos({});
  await run.pass(time);
  return { video: track(0), told: run.transitions, change: run.context };
}

describe('a video', () => {
  test('is told of with each change of its state, and ends with its file', async () => {
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

  test('ends where it fails, and keeps its task', async () => {
    const { video, change } = await videoAt(7000);
    transitionToGiven(video, 'task-1', change);
    expect(video).toMatchObject({ createdAt: null, endedAt: null });
    transitionToQueried(video, task('processing'), change);
    transitionToFailed(video, { kind: 'no-link' }, change);
    expect(video).toMatchObject({ endedAt: 7000, state: { kind: 'failed', taskId: 'task-1', task: task('processing') } });
  });

  test('that has no task may fail as well', async () => {
    const { video, change } = await videoAt(7000);
    transitionToFailed(video, { kind: 'no-link' }, change);
    expect(video).toMatchObject({ endedAt: 7000, state: { kind: 'failed', taskId: null, task: null } });
  });

  test('that has no task is changed by no query, and by no file that is not completed', async () => {
    const { video, told, change } = await videoAt(0);
    transitionToQueried(video, task('completed'), change);
    transitionToDownloaded(video, file, change);
    expect(video.state).toEqual({ kind: 'uncreated' });
    expect(told).toEqual([]);
  });
});
