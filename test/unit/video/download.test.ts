import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PartialFile } from '../../../src/step/files/partial-file.ts';
import { downloadVideo } from '../../../src/video/download.ts';
import type { FetchReply } from '../../../src/video/fetcher.ts';
import { type TrackedVideo, track, transitionToGiven, transitionToQueried } from '../../../src/video/tracked-video.ts';
import { videoOf } from '../../support/fake-videos.ts';
import { fails, response, task, type VideoAnswers, VideoRun, type VideoRunOptions } from '../../support/video-run.ts';

const videoUrl = 'https://media.example/video.mp4?sig=1';
const completed = { ok: true, value: task('completed', { videoUrl }) } as const;
const content = videoOf(1000);
const headers = { etag: '"v1"', 'content-length': '1000' };
const whole = response(200, headers, content);
const expired = response(403);
const broken: FetchReply = { kind: 'broken', detail: 'no connection' };

/** What is written takes real time, and must take none of the virtual one. */
function holdTime(run: VideoRun): void {
  const { create } = PartialFile;
  onTestFinished(() => {
    PartialFile.create = create;
  });
  PartialFile.create = (target) =>
    run.clock.hold(
      create.call(PartialFile, target).then((part) => {
        const { append, restart, complete, discard } = part;
        part.append = (chunk) => {
          const written = append.call(part, chunk);
          return written === null ? null : run.clock.hold(written);
        };
        part.restart = () => run.clock.hold(restart.call(part));
        part.complete = () => run.clock.hold(complete.call(part));
        part.discard = () => run.clock.hold(discard.call(part));
        return part;
      }),
    );
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'download-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function completedVideo(run: VideoRun): TrackedVideo {
  const video = track(0);
  transitionToGiven(video, 'task-1', run.context);
  transitionToQueried(video, completed.value, run.context);
  return video;
}

/** Downloads into a folder of its own. */
async function download(
  get: readonly FetchReply[],
  { query = [completed], stopAt, ...options }: VideoRunOptions & { readonly query?: VideoAnswers['query']; readonly stopAt?: number } = {},
) {
  const folder = await newFolder();
  const run = new VideoRun({ get, ...(query === undefined ? {} : { query }) }, options);
  holdTime(run);
  const video = completedVideo(run);
  if (stopAt !== undefined) run.clock.at(stopAt, () => run.cancellation.stop({ kind: 'cancelled', signal: 'SIGTERM' }));
  const target = { absolute: path.join(folder, 'video.mp4'), relative: 'videos/video.mp4' };
  await run.clock.run(downloadVideo(video, new URL(videoUrl), target, run.context));
  return { run, video, files: await readdir(folder), file: target.absolute, times: run.gets.map(({ at }) => at) };
}

describe('a download', () => {
  test('puts the file in its place, and tells its size and hash', async () => {
    const { video, files, file, run } = await download([whole]);
    expect(video.state).toMatchObject({
      kind: 'downloaded',
      taskId: 'task-1',
      file: { path: 'videos/video.mp4', bytes: 1000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(files).toEqual(['video.mp4']);
    expect(await readFile(file)).toEqual(content);
    expect(video.endedAt).toBe(run.clock.now());
  });

  test('goes on where it broke off', async () => {
    const { run, video, file } = await download([
      response(200, headers, content.subarray(0, 400), 'a reset'),
      response(206, { 'content-range': 'bytes 400-999/1000' }, content.subarray(400)),
    ]);
    expect(run.gets.map(({ resume }) => resume?.offset)).toEqual([undefined, 400]);
    expect(video.state.kind).toBe('downloaded');
    expect(await readFile(file)).toEqual(content);
    expect(video.downloadFailure).toBe('a reset');
  });

  test('is tried again after 1, 2, 4, 8 and then always 10 seconds', async () => {
    const { times, run, video, files } = await download([broken]);
    expect(times).toEqual([0, 1000, 3000, 7000, 15_000, 25_000, 35_000, 45_000, 55_000]);
    expect(run.clock.now()).toBe(60_000);
    expect(video.state.kind).toBe('completed');
    expect(video.downloadFailure).toBe('no connection');
    expect(run.told[0]).toBe('download failed: no connection, again in 1000');
    expect(files).toEqual([]);
  });

  test('is tried again sooner or later as chance says', async () => {
    expect((await download([broken], { timeout: 3000, random: () => 0 })).times).toEqual([0, 900, 2700]);
    expect((await download([broken], { timeout: 3000, random: () => 1 })).times).toEqual([0, 1100]);
  });

  test('is tried again after a second where anything came', async () => {
    const more = (bytes: number) => response(200, { 'content-length': '1000' }, content.subarray(0, bytes), 'a reset');
    const { times } = await download([broken, broken, more(10), more(10), broken, whole]);
    // What came last begins anew each time without a validator: it is as much as before, and no progress.
    expect(times).toEqual([0, 1000, 3000, 4000, 6000, 10_000]);
  });

  test('waits for Retry-After where that is later', async () => {
    expect((await download([response(503, { 'retry-after': '7' }), whole])).times).toEqual([0, 7000]);
    expect((await download([response(503, { 'retry-after': '0.5' }), whole])).times).toEqual([0, 1000]);
  });

  test('sleeps no longer than the step may take', async () => {
    const { run, times } = await download([response(503, { 'retry-after': '3600' })]);
    expect(times).toEqual([0]);
    expect(run.clock.now()).toBe(60_000);
  });

  test('does not begin after the end', async () => {
    const { times } = await download([broken], { timeout: 0 });
    expect(times).toEqual([]);
  });

  test('ends at once where the step is stopped, and leaves no file', async () => {
    const { run, video, files } = await download([broken], { stopAt: 4000 });
    expect(run.clock.now()).toBe(4000);
    expect(run.gets).toHaveLength(3);
    expect(video.state.kind).toBe('completed');
    expect(files).toEqual([]);
  });
});

test('what is interrupted by the end of the step is no failure of the download', async () => {
  const folder = await newFolder();
  const run = new VideoRun({ get: [broken] });
  const video = completedVideo(run);
  const { get } = run.context.fetcher;
  const fetcher = {
    get: (request: Parameters<typeof get>[0]) => {
      run.cancellation.stop({ kind: 'cancelled', signal: 'SIGTERM' });
      return get(request);
    },
  };
  const target = { absolute: path.join(folder, 'video.mp4'), relative: 'video.mp4' };
  await downloadVideo(video, new URL(videoUrl), target, { ...run.context, fetcher });
  expect(run.gets).toHaveLength(1);
  expect(video.downloadFailure).toBeNull();
  expect(run.told).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

describe('a link', () => {
  test('that is stale is asked for anew at once', async () => {
    const { run, video, times } = await download([expired, whole]);
    expect(times).toEqual([0, 0]);
    expect(run.queries).toHaveLength(1);
    expect(run.told[0]).toMatch(/^download failed: .* again in 0$/);
    expect(video.state.kind).toBe('downloaded');
  });

  test('that is new is the one that is followed', async () => {
    const fresh = 'https://media.example/video.mp4?sig=2';
    const { run } = await download([expired, whole], { query: [{ ok: true, value: task('completed', { videoUrl: fresh }) }] });
    expect(run.gets.map(({ url }) => url.href)).toEqual([videoUrl, fresh]);
  });

  test('is asked for anew five times, and then the video has failed', async () => {
    const five = Array.from({ length: 5 }, () => expired);
    expect((await download([...five, whole])).video.state.kind).toBe('downloaded');
    const { run, video, files } = await download([...five, expired, whole]);
    expect(run.queries).toHaveLength(5);
    expect(run.gets).toHaveLength(6);
    expect(video.state).toMatchObject({ kind: 'failed', taskId: 'task-1', failure: { kind: 'download' } });
    expect(files).toEqual([]);
  });

  test('that was asked for five times may still break off, and go on', async () => {
    const { video } = await download([...Array.from({ length: 5 }, () => expired), broken, whole]);
    expect(video.state.kind).toBe('downloaded');
  });

  test('is not counted where something else is wrong', async () => {
    const { run, video } = await download([...Array.from({ length: 8 }, () => broken), expired, whole], { timeout: 900_000 });
    expect(run.queries).toHaveLength(1);
    expect(video.state.kind).toBe('downloaded');
  });

  test('that nobody gives anew ends the download as the query says', async () => {
    const { video, times, files } = await download([expired], { query: [fails('rejected')] });
    expect(times).toEqual([0]);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { kind: 'call', endpoint: 'query' } });
    expect(files).toEqual([]);
  });

  test('to a file that is too large ends the download at once', async () => {
    const { run, video } = await download([response(200, { 'content-length': String(3 * 1024 ** 3) })]);
    expect(run.gets).toHaveLength(1);
    expect(run.queries).toEqual([]);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { kind: 'download' } });
  });
});

describe('the file', () => {
  test('that can’t be made fails before anything is fetched', async () => {
    const folder = await newFolder();
    const run = new VideoRun({ get: [whole] });
    const video = completedVideo(run);
    const target = { absolute: path.join(folder, 'missing', 'video.mp4'), relative: 'missing/video.mp4' };
    await downloadVideo(video, new URL(videoUrl), target, run.context);
    expect(run.gets).toEqual([]);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { kind: 'file', detail: expect.stringContaining('ENOENT') } });
  });

  test('that can’t be put in its place fails, and leaves nothing beside it', async () => {
    const folder = await newFolder();
    await mkdir(path.join(folder, 'video.mp4'));
    const run = new VideoRun({ get: [whole] });
    const video = completedVideo(run);
    const target = { absolute: path.join(folder, 'video.mp4'), relative: 'video.mp4' };
    await downloadVideo(video, new URL(videoUrl), target, run.context);
    expect(video.state).toMatchObject({ kind: 'failed', taskId: 'task-1', failure: { kind: 'file' } });
    expect(await readdir(folder)).toEqual(['video.mp4']);
  });
});
