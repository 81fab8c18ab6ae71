import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { WorkspacePath } from '../../../src/step/files/workspace-path.ts';
import { type Download, downloadVideo } from '../../../src/video/download.ts';
import { Patience } from '../../../src/video/patience.ts';
import { type TrackedVideo, track, transitionToGiven, transitionToQueried } from '../../../src/video/tracked-video.ts';
import { videoOf } from '../../support/fake-videos.ts';
import { newFolder } from '../../support/new-folder.ts';
import {
  fails,
  response,
  ScriptedVideos,
  succeeds,
  type Transfer,
  task,
  type VideoRunOptions,
  type VideoScript,
} from '../../support/scripted-videos.ts';

const videoUrl = 'https://media.example/video.mp4?sig=1';
const completedTask = task('completed', { links: [videoUrl] });
const completed = succeeds(completedTask);
const content = videoOf(1000);
const headers = { etag: '"v1"', 'content-length': '1000' };
const whole = response(200, headers, content);
const expired = response(403);
const broken = { kind: 'not-sent', cause: 'no connection' } as const;

function completedVideo(run: ScriptedVideos): TrackedVideo {
  const video = track(0);
  transitionToGiven(video, 'task-1', run.context);
  transitionToQueried(video, completedTask, run.context);
  return video;
}

function downloadTo(target: WorkspacePath, run: ScriptedVideos): Download {
  return { link: new URL(videoUrl), target, patience: new Patience(run.context) };
}

/** Downloads into a folder of its own. */
async function download(
  get: NonNullable<VideoScript['get']>,
  { query = [completed], ...options }: VideoRunOptions & Pick<VideoScript, 'query'> = {},
) {
  const folder = await newFolder();
  const run = new ScriptedVideos({ get, query }, options);
  const video = completedVideo(run);
  const target = { absolute: path.join(folder, 'video.mp4'), relative: 'videos/video.mp4' };
  await run.run(() => downloadVideo(video, downloadTo(target, run), run.context));
  return { run, video, files: await readdir(folder), file: target.absolute, times: run.gets.map(({ at }) => at) };
}

describe('a download', () => {
  test('moves the file to its target, and records its size and hash', async () => {
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

  test('resumes where it broke off', async () => {
    const { run, video, file } = await download([
      response(200, headers, content.subarray(0, 400), 'a reset'),
      response(206, { 'content-range': 'bytes 400-999/1000' }, content.subarray(400)),
    ]);
    expect(run.gets.map(({ headers }) => headers['range'])).toEqual([undefined, 'bytes=400-']);
    expect(video.state.kind).toBe('downloaded');
    expect(await readFile(file)).toEqual(content);
    expect(video.downloadFailure).toBe('a reset');
  });

  test('is retried after 1, 2, 4, 8 and then always 10 seconds', async () => {
    const { times, run, video, files } = await download([broken]);
    expect(times).toEqual([0, 1000, 3000, 7000, 15_000, 25_000, 35_000, 45_000, 55_000]);
    expect(run.clock.now()).toBe(60_000);
    expect(video.state.kind).toBe('completed');
    expect(video.downloadFailure).toBe('no connection');
    expect(run.told[0]).toBe('download failed: no connection, same link in 1000');
    expect(files).toEqual([]);
  });

  test('is retried with jitter', async () => {
    expect((await download([broken], { timeoutMs: 3000, random: () => 0 })).times).toEqual([0, 900, 2700]);
    expect((await download([broken], { timeoutMs: 3000, random: () => 1 })).times).toEqual([0, 1100]);
  });

  test('is retried after a second if any bytes arrived', async () => {
    const more = (bytes: number) => response(200, { 'content-length': '1000' }, content.subarray(0, bytes), 'a reset');
    const { times } = await download([broken, broken, more(10), more(10), broken, whole]);
    // What came last begins anew each time without a validator: it is as much as before, and no progress.
    expect(times).toEqual([0, 1000, 3000, 4000, 6000, 10_000]);
  });

  test('waits for Retry-After if that is later', async () => {
    expect((await download([response(503, { 'retry-after': '7' }), whole])).times).toEqual([0, 7000]);
    expect((await download([response(503, { 'retry-after': '0.5' }), whole])).times).toEqual([0, 1000]);
  });

  test('never sleeps beyond the deadline', async () => {
    const { run, times } = await download([response(503, { 'retry-after': '3600' })]);
    expect(times).toEqual([0]);
    expect(run.clock.now()).toBe(60_000);
  });

  test('does not start after the deadline', async () => {
    const { times } = await download([broken], { timeoutMs: 0 });
    expect(times).toEqual([]);
  });

  test('ends immediately if the step is stopped, and leaves no file', async () => {
    const { run, video, files } = await download([broken], { cancelAt: 4000 });
    expect(run.clock.now()).toBe(4000);
    expect(run.gets).toHaveLength(3);
    expect(video.state.kind).toBe('completed');
    expect(files).toEqual([]);
  });
});

test('a download that the end of the step interrupts has not failed', async () => {
  const { run, video, files } = await download([{ ...whole, takes: 5000 }], { cancelAt: 4000 });
  expect(run.clock.now()).toBe(4000);
  expect(run.gets).toHaveLength(1);
  expect(video.downloadFailure).toBeNull();
  expect(run.told).toEqual([]);
  expect(files).toEqual([]);
});

describe('the end of the step', () => {
  test.each([999, 1000, 1040])('starts no attempt that it would end immediately (after %i ms)', async (timeoutMs) => {
    const { times, video } = await download([response(500)], { timeoutMs });
    expect(times).toEqual([0]);
    expect(video.downloadFailure).toBe('HTTP 500');
  });

  test('that interrupts an attempt is not recorded as its failure', async () => {
    const { video } = await download([{ ...whole, takes: 70_000 }], { timeoutMs: 20_000 });
    expect(video.state.kind).toBe('completed');
    expect(video.downloadFailure).toBeNull();
    const { video: unlucky } = await download([response(500), { ...whole, takes: 70_000 }], { timeoutMs: 20_000 });
    expect(unlucky.downloadFailure).toBe('HTTP 500');
  });
});

describe('a video that is late', () => {
  const empty = response(200, { 'content-length': '0' });
  const page = response(200, { 'content-length': '20' }, Buffer.from('<html>expired</html>'));
  const cut = response(200, { 'content-length': '900' }, content.subarray(0, 900));

  test.each([401, 403, 404, 410])('with HTTP %i is requested with a fresh link after a pause', async (status) => {
    const { run, video, times } = await download([response(status), whole]);
    expect(times).toEqual([0, 1000]);
    expect(run.queries.map(({ at }) => at)).toEqual([1000]);
    expect(run.told[0]).toMatch(/^download failed: .* fresh link in 1000$/);
    expect(video.state.kind).toBe('downloaded');
  });

  test.each([
    ['empty', empty],
    ['a page', page],
    ['cut', cut],
  ])('because its object is %s is downloaded a minute later', async (_, late) => {
    const { times, video } = await download([...Array.from({ length: 9 }, () => late), whole], { timeoutMs: 900_000 });
    expect(times).toEqual([0, 1000, 3000, 7000, 15_000, 25_000, 35_000, 45_000, 55_000, 65_000]);
    expect(video.state.kind).toBe('downloaded');
  });

  test.each([
    ['forbidden', expired],
    ['empty', empty],
    ['a page', page],
  ])('is given up after two minutes and not before (%s)', async (_, late) => {
    const { run, video, times, files } = await download([late], { timeoutMs: 900_000 });
    expect(times.at(-1)).toBe(125_000);
    expect(times.at(-2)).toBeLessThan(120_000);
    expect(run.creations).toEqual([]);
    expect(video.state).toMatchObject({ kind: 'failed', taskId: 'task-1', failure: { kind: 'download', remedy: null } });
    expect(files).toEqual([]);
  });

  test('is not given up before the end of a short step, which says why it is late', async () => {
    const { video, run } = await download([expired], { timeoutMs: 30_000 });
    expect(run.clock.now()).toBe(30_000);
    expect(video.state.kind).toBe('completed');
    expect(video.downloadFailure).toMatch(/^HTTP 403/);
  });

  test('is downloaded from the fresh link', async () => {
    const fresh = 'https://media.example/video.mp4?sig=2';
    const { run } = await download([expired, whole], { query: [succeeds(task('completed', { links: [fresh] }))] });
    expect(run.gets.map(({ url }) => url.href)).toEqual([videoUrl, fresh]);
  });

  test('has the same patience as one whose link is late', async () => {
    const linkless = Array.from({ length: 8 }, () => succeeds(task('completed')));
    const { run, times } = await download([expired], { query: [...linkless, completed], timeoutMs: 900_000 });
    expect(times).toEqual([0, 65_000, 75_000, 85_000, 95_000, 105_000, 115_000, 125_000]);
    expect(run.told[1]).toMatch(/^no link: .* again in 2000$/);
  });

  test('waits for Retry-After if that is later', async () => {
    expect((await download([response(404, { 'retry-after': '7' }), whole])).times).toEqual([0, 7000]);
  });

  test('is waited for two more minutes once bytes of it have arrived', async () => {
    const half = response(200, headers, content.subarray(0, 400), 'a reset');
    const late = Array.from({ length: 13 }, () => expired);
    const rest = response(206, { 'content-range': 'bytes 400-999/1000' }, content.subarray(400));
    const { video, times } = await download([...late, half, ...late, rest], { timeoutMs: 900_000 });
    expect(times).toHaveLength(28);
    expect(video.state.kind).toBe('downloaded');
  });

  test('may still break off and be resumed', async () => {
    const { video } = await download([...Array.from({ length: 5 }, () => expired), broken, whole]);
    expect(video.state.kind).toBe('downloaded');
  });

  test('that a query reports as failed ends as failed', async () => {
    const { video, times, files } = await download([expired], { query: [fails('rejected')] });
    expect(times).toEqual([0]);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { kind: 'call', endpoint: 'query' } });
    expect(files).toEqual([]);
  });
});

describe('a failure that a retry can’t fix', () => {
  test.each<[string, Transfer]>([
    ['a file that is too large', response(200, { 'content-length': String(3 * 1024 ** 3) })],
    ['a private address', { kind: 'not-sent', cause: 'x resolves to a private address', obstacle: 'private-address' }],
    ['a proxy that forbids the host', { kind: 'not-sent', cause: 'statusCode=403', obstacle: 'proxy' }],
    ['a certificate that nobody trusts', { kind: 'untrusted', cause: 'self-signed certificate' }],
    ['a redirect to a private host', response(302, { location: 'https://10.0.0.1/v.mp4' })],
  ])('ends the download immediately: %s', async (_, reply) => {
    const { run, video, files } = await download([reply], { timeoutMs: 900_000 });
    expect(run.clock.now()).toBe(0);
    expect(run.gets).toHaveLength(1);
    expect(run.queries).toEqual([]);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { kind: 'download', remedy: expect.stringMatching(/\S/) } });
    expect(files).toEqual([]);
  });
});

describe('the file', () => {
  test('that can’t be created fails before anything is fetched', async () => {
    const folder = await newFolder();
    const run = new ScriptedVideos({ get: [whole] });
    const video = completedVideo(run);
    const target = { absolute: path.join(folder, 'missing', 'video.mp4'), relative: 'missing/video.mp4' };
    await run.run(() => downloadVideo(video, downloadTo(target, run), run.context));
    expect(run.gets).toEqual([]);
    expect(video.state).toMatchObject({ kind: 'failed', failure: { kind: 'file', detail: expect.stringContaining('ENOENT') } });
  });

  test('that can’t be moved to its target fails, and leaves nothing next to it', async () => {
    const folder = await newFolder();
    await mkdir(path.join(folder, 'video.mp4'));
    const run = new ScriptedVideos({ get: [whole] });
    const video = completedVideo(run);
    const target = { absolute: path.join(folder, 'video.mp4'), relative: 'video.mp4' };
    await run.run(() => downloadVideo(video, downloadTo(target, run), run.context));
    expect(video.state).toMatchObject({ kind: 'failed', taskId: 'task-1', failure: { kind: 'file' } });
    expect(await readdir(folder)).toEqual(['video.mp4']);
  });
});
