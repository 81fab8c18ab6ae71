import { readdir } from 'node:fs/promises';
import type http from 'node:http';
import path from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FileWriteError, PartialFile } from '../../../src/step/files/partial-file.ts';
import { userAgent } from '../../../src/step/version.ts';
import { attemptDownload, type DownloadAttempt, type Validator } from '../../../src/video/download-attempt.ts';
import { boxOf, mp4Of, videoOf } from '../../support/fake-videos.ts';
import { newFolder } from '../../support/new-folder.ts';
import { response, ScriptedVideos, type Transfer, type VideoRunOptions, type VideoScript } from '../../support/scripted-videos.ts';

const link = new URL('https://media.example/video.mp4?sig=1');
const video = videoOf(1000);
const whole = { etag: '"v1"', 'content-length': '1000' };
const validator: Validator = { value: '"v1"', totalBytes: 1000 };

interface Attempted {
  readonly run: ScriptedVideos;
  readonly attempt: DownloadAttempt;
  readonly part: PartialFile;
}

/** One attempt with a part that has the first `has` bytes of the video. */
async function attempt(
  get: NonNullable<VideoScript['get']>,
  { has = 0, validator = null, ...options }: VideoRunOptions & { readonly has?: number; readonly validator?: Validator | null } = {},
): Promise<Attempted> {
  const folder = await newFolder();
  const part = await PartialFile.create(path.join(folder, 'video.mp4'));
  onTestFinished(async () => {
    await part.discard();
    expect(await readdir(folder)).toEqual([]);
  });
  await part.append(video.subarray(0, has));
  const run = new ScriptedVideos({ get }, options);
  return { run, part, attempt: await attemptDownload(part, link, validator, run.context) };
}

const partOf = (from: number, more: http.IncomingHttpHeaders = {}) =>
  response(206, { etag: '"v1"', 'content-range': `bytes ${from}-999/1000`, ...more }, video.subarray(from));

describe('a download', () => {
  test('that arrives in full is complete', async () => {
    const { run, attempt: got, part } = await attempt([response(200, whole, video)]);
    expect(got).toEqual({ kind: 'complete', validator });
    expect(part.size).toBe(1000);
    expect(run.gets).toEqual([
      {
        ...{ at: 0, closed: 1, method: 'GET', url: link, body: { kind: 'none' }, lookup: expect.any(Function) },
        headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': userAgent },
        ...{ timeoutMs: 60_000, idleTimeoutMs: 30_000, connection: 'fresh', signal: run.cancellation.stopping },
      },
    ]);
    expect(run.told).toEqual(['download of 1000 from 0', '1000 of 1000']);
  });

  test('takes no more time than the step has left, and never a negative time', async () => {
    const run = new ScriptedVideos({ get: [response(500)] });
    const { part } = await attempt([response(500)]);
    for (const [time, timeoutMs] of [
      [20_000, 40_000],
      [61_000, 0],
    ] as const) {
      await run.pass(time - run.clock.now());
      await attemptDownload(part, link, null, run.context);
      expect(run.gets.at(-1)).toMatchObject({ timeoutMs, signal: run.cancellation.stopping });
    }
  });

  test('takes no more bytes than were announced', async () => {
    const longer = Buffer.concat([videoOf(600), Buffer.alloc(400)]);
    const { attempt: got, part } = await attempt([response(200, { ...whole, 'content-length': '600' }, longer)]);
    expect(got).toMatchObject({ kind: 'complete', validator: { totalBytes: 600 } });
    expect(part.size).toBe(600);
  });

  test.each([
    ['chunks', { 'transfer-encoding': 'chunked' }, video],
    ['the connection', {}, video],
    ['gzip', { 'content-encoding': 'gzip', 'content-length': '500' }, gzipSync(video)],
    ['deflate', { 'content-encoding': 'deflate' }, deflateSync(video)],
    ['Brotli', { 'content-encoding': 'br', 'transfer-encoding': 'chunked' }, brotliCompressSync(video)],
  ])('without an announced length is complete if %s ends it', async (_, headers, body) => {
    const { run, attempt: got, part } = await attempt([response(200, { etag: '"v1"', ...headers }, body)]);
    expect(got).toEqual({ kind: 'complete', validator: { value: '"v1"', totalBytes: null } });
    expect((await part.read(0, 2000)).equals(video)).toBe(true);
    expect(run.told[0]).toBe('download of null from 0');
  });

  test('of a WebM without a length is complete if its last chunk marks the end, and late if only the connection ends', async () => {
    const webm = Buffer.from('\x1a\x45\xdf\xa3 and the rest', 'latin1');
    expect((await attempt([response(200, { 'transfer-encoding': 'chunked' }, webm)])).attempt.kind).toBe('complete');
    expect((await attempt([response(200, {}, webm)])).attempt.kind).toBe('late');
  });

  test('without a length that goes on beyond 2 GiB is refused', async () => {
    const { part } = await attempt([response(500)]);
    Object.defineProperty(part, 'size', { get: () => 2 * 1024 ** 3 - 999 });
    const run = new ScriptedVideos({ get: [response(200, { 'transfer-encoding': 'chunked' }, video)] });
    expect(await attemptDownload(part, link, null, run.context)).toMatchObject({
      kind: 'refused',
      detail: expect.stringMatching(/more than 2 GiB/),
    });
    expect(run.gets).toMatchObject([{ closed: 1 }]);
  });

  test.each([203, 200])('with HTTP %i is accepted', async (status) => {
    expect((await attempt([response(status, whole, video)])).attempt.kind).toBe('complete');
  });

  test('that arrives in full as HTTP 206 is accepted', async () => {
    const headers = { etag: '"v1"', 'content-range': 'bytes 0-999/1000' };
    for (const options of [{}, { has: 400, validator }]) {
      const { attempt: got, part } = await attempt([response(206, headers, video)], options);
      expect(got).toEqual({ kind: 'complete', validator });
      expect((await part.read(0, 2000)).equals(video)).toBe(true);
    }
  });

  test('of more than 2 GiB is refused, and one of exactly 2 GiB is accepted', async () => {
    const { attempt: refused } = await attempt([response(200, { 'content-length': String(2 * 1024 ** 3 + 1) }, video)]);
    expect(refused).toMatchObject({ kind: 'refused', remedy: expect.stringMatching(/console/), validator: null });
    const part206 = response(206, { 'content-range': `bytes 400-${2 ** 31}/${2 ** 31 + 1}`, etag: '"v1"' }, video);
    const unannounced: Validator = { value: '"v1"', totalBytes: null };
    expect((await attempt([part206], { has: 400, validator: unannounced })).attempt.kind).toBe('refused');
    const { attempt: taken, part } = await attempt([response(200, { 'content-length': String(2 * 1024 ** 3) }, video)]);
    expect(taken.kind).toBe('broken');
    expect(part.size).toBe(1000);
  });

  test.each([
    ['MP4', mp4Of('isom')],
    ['MOV', mp4Of('qt  ')],
    ['WebM', Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0, 0, 0, 0, 0])],
  ])('of %s is accepted as a video', async (_, content) => {
    expect((await attempt([response(200, { 'content-length': String(content.length) }, content)])).attempt.kind).toBe('complete');
  });

  test.each([
    ['a page', Buffer.from('<html>expired</html>')],
    ['something shorter than any video', Buffer.from('\0\0\0\x18ftyp', 'latin1')],
    ['nothing', Buffer.alloc(0)],
    ['a file with its mark elsewhere', Buffer.from('ftyp\0\0\0\0\0\0\0\0', 'latin1')],
    ['a sound', mp4Of('M4A ')],
    ['an image', mp4Of('avif')],
    ['an MP4 that was cut before it was uploaded', videoOf(1000).subarray(0, 900)],
    ['an MP4 without a moov box', Buffer.concat([boxOf('ftyp', Buffer.from('mp42')), boxOf('mdat')])],
  ])('of %s is late, because the next link may lead to a video', async (_, content) => {
    const { attempt: got } = await attempt([response(200, { etag: '"v1"', 'content-length': String(content.length) }, content)]);
    expect(got).toMatchObject({ kind: 'late', validator: null });
  });

  test('without a length that is cut short and ends with the connection is late', async () => {
    const { attempt: got } = await attempt([response(200, { etag: '"v1"' }, video.subarray(0, 900))]);
    expect(got).toMatchObject({ kind: 'late', detail: expect.stringMatching(/cut short/), validator: null });
  });

  test('of a page is abandoned after its first bytes', async () => {
    const { attempt: got } = await attempt([response(200, whole, Buffer.from('<html>expired</html>'))]);
    expect(got.kind).toBe('late');
  });

  test.each(['gzip', 'br'])('that is encoded (%s) and ends early is broken, and starts over', async (encoding) => {
    const body = encoding === 'br' ? brotliCompressSync(video) : gzipSync(video);
    for (const scripted of [
      response(200, { etag: '"v1"', 'content-encoding': encoding }, body.subarray(0, -10)),
      response(200, { etag: '"v1"', 'content-encoding': encoding }, body.subarray(0, -10), 'a reset'),
    ]) {
      expect((await attempt([scripted])).attempt).toMatchObject({ kind: 'broken', validator: null });
    }
  });

  test('without a length that breaks off can be resumed by its validator', async () => {
    const { attempt: got } = await attempt([
      response(200, { etag: '"v1"', 'transfer-encoding': 'chunked' }, video.subarray(0, 400), 'a reset'),
    ]);
    expect(got).toMatchObject({ kind: 'broken', validator: { value: '"v1"', totalBytes: null } });
    const rest = await attempt([partOf(400)], { has: 400, validator: got.validator });
    expect(rest.attempt).toEqual({ kind: 'complete', validator });
    expect((await rest.part.read(0, 2000)).equals(video)).toBe(true);
  });

  test('that breaks off is broken, with the cause, and can be resumed by its strong ETag', async () => {
    const { run, attempt: got, part } = await attempt([response(200, whole, video.subarray(0, 400), 'a reset')]);
    expect(got).toEqual({ kind: 'broken', detail: 'a reset', retryAfterMs: 0, validator });
    expect(part.size).toBe(400);
    expect(run.gets).toMatchObject([{ closed: 1 }]);
  });

  test.each([
    [{ etag: 'W/"v1"', 'last-modified': 'Wed, 15 Jan 2025 12:00:00 GMT' }, 'Wed, 15 Jan 2025 12:00:00 GMT'],
    [{ 'last-modified': 'Wed, 15 Jan 2025 12:00:00 GMT' }, 'Wed, 15 Jan 2025 12:00:00 GMT'],
    [{ etag: '"v1"', 'last-modified': 'Wed, 15 Jan 2025 12:00:00 GMT' }, '"v1"'],
    [{ etag: 'v1"' }, null],
    [{ etag: '"v1' }, null],
    [{ etag: '"v"1"' }, null],
    [{ etag: '""' }, '""'],
    [{}, null],
  ])('that breaks off with %j is resumed by %j', async (headers, value) => {
    const { attempt: got } = await attempt([response(200, { ...headers, 'content-length': '1000' }, video.subarray(0, 400), 'a reset')]);
    expect(got).toMatchObject({ kind: 'broken', validator: value === null ? null : { value, totalBytes: 1000 } });
  });

  test.each(['not-sent', 'lost', 'unreadable-body'] as const)(
    'that gets no response (%s) is broken, and keeps its validator',
    async (kind) => {
      const broken = { kind: 'broken', detail: 'no connection', retryAfterMs: 0 };
      const reply = { kind, cause: 'no connection' };
      expect((await attempt([reply], { has: 400, validator })).attempt).toEqual({ ...broken, validator });
      expect((await attempt([reply], { has: 0, validator })).attempt).toEqual({ ...broken, validator: null });
    },
  );

  test.each<[string, Transfer, RegExp, RegExp]>([
    [
      'a name that leads to a private address',
      { kind: 'not-sent', cause: 'private', obstacle: 'private-address' },
      /private/,
      /media\.example/,
    ],
    ['a proxy that forbids the host', { kind: 'not-sent', cause: 'statusCode=403', obstacle: 'proxy' }, /403/, /proxy.*media\.example/],
    ['a certificate that nobody trusts', { kind: 'untrusted', cause: 'self-signed' }, /media\.example: self-signed/, /NODE_EXTRA_CA_CERTS/],
  ])('is refused by %s, with a remedy', async (_, reply, detail, remedy) => {
    const { attempt: got } = await attempt([reply], { has: 400, validator });
    expect(got).toEqual({ kind: 'refused', detail: expect.stringMatching(detail), remedy: expect.stringMatching(remedy), validator: null });
  });

  test('discards what can’t be resumed, even if no response arrives', async () => {
    const { part } = await attempt([{ kind: 'lost', cause: 'no connection' }], { has: 400, validator: null });
    expect(part.size).toBe(0);
  });

  test('whose file can’t be written any further fails as such, and closes the response', async () => {
    const { part } = await attempt([response(500)]);
    part.append = () => Promise.reject(new FileWriteError('no space left'));
    const run = new ScriptedVideos({ get: [response(200, whole, video)] });
    await expect(attemptDownload(part, link, null, run.context)).rejects.toBeInstanceOf(FileWriteError);
    expect(run.gets).toMatchObject([{ closed: 1 }]);
  });

  test('that can’t be written fails as such', async () => {
    const part = await PartialFile.create(path.join(await newFolder(), 'video.mp4'));
    await part.discard();
    const run = new ScriptedVideos({ get: [response(200, whole, video)] });
    await expect(attemptDownload(part, link, null, run.context)).rejects.toThrow();
  });
});

describe('the rest of a download', () => {
  test('is requested if there are bytes and a validator', async () => {
    const { run, attempt: got, part } = await attempt([partOf(400)], { has: 400, validator });
    expect(run.gets).toMatchObject([{ headers: { range: 'bytes=400-', 'if-range': '"v1"' } }]);
    expect(got).toEqual({ kind: 'complete', validator });
    expect(part.size).toBe(1000);
    expect(run.told).toEqual(['download of 1000 from 400', '1000 of 1000']);
  });

  test('takes no more bytes than are missing', async () => {
    const tooMuch = { ...partOf(400), body: Buffer.concat([video.subarray(400), Buffer.alloc(700)]) };
    const { attempt: got, part } = await attempt([tooMuch], { has: 400, validator });
    expect(got.kind).toBe('complete');
    expect(part.size).toBe(1000);
  });

  test.each([
    ['nothing is there', { has: 0, validator }],
    ['nobody can tell whether it is of the same file', { has: 400, validator: null }],
  ])('is not requested if %s: the file starts over', async (_, options) => {
    const { run, attempt: got, part } = await attempt([response(200, whole, video)], options);
    expect(run.gets.map(({ headers }) => [headers['range'], headers['if-range']])).toEqual([[undefined, undefined]]);
    expect(got).toEqual({ kind: 'complete', validator });
    expect(part.size).toBe(1000);
  });

  test('is replaced by the whole file if the file has changed', async () => {
    const { attempt: got, part } = await attempt([response(200, { ...whole, etag: '"v2"' }, video)], { has: 400, validator });
    expect(got).toEqual({ kind: 'complete', validator: { value: '"v2"', totalBytes: 1000 } });
    expect(part.size).toBe(1000);
  });

  test.each([
    ['has no ETag', { etag: undefined }, validator],
    ['has the same Last-Modified', { etag: '"other"', 'last-modified': 'a day' }, { value: 'a day', totalBytes: 1000 }],
  ])('is accepted if the part %s', async (_, headers, known) => {
    const { attempt: got } = await attempt([partOf(400, headers)], { has: 400, validator: known });
    expect(got.kind).toBe('complete');
  });

  test.each([
    ['has another ETag', { etag: '"v2"' }, validator],
    ['has another Last-Modified', { 'last-modified': 'another day' }, { value: 'a day', totalBytes: 1000 }],
    ['begins elsewhere', { 'content-range': 'bytes 300-999/1000' }, validator],
    ['ends elsewhere', { 'content-range': 'bytes 400-1000/1000' }, validator],
    ['is of another length', { 'content-range': 'bytes 400-999/1001' }, validator],
    ['is the rest of a longer file', { 'content-range': 'bytes 400-1000/1001' }, validator],
    ['is encoded', { 'content-encoding': 'gzip' }, validator],
    ['does not say what it is', { 'content-range': undefined }, validator],
    ['says so in other words', { 'content-range': '400bytes -999/1000' }, validator],
    ['counts something else', { 'content-range': 'items 400-999/1000' }, validator],
  ])('is not accepted if the part %s: the next attempt starts over', async (_, headers, known) => {
    const { attempt: got, part } = await attempt([partOf(400, headers)], { has: 400, validator: known });
    expect(got).toMatchObject({ kind: 'broken', validator: null, retryAfterMs: 0 });
    expect(part.size).toBe(400);
  });

  test('that was not requested is not accepted', async () => {
    const { attempt: got, part } = await attempt([partOf(100)]);
    expect(got).toMatchObject({ kind: 'broken', validator: null });
    expect(part.size).toBe(0);
  });

  test('that is not available (416) makes the next attempt start over', async () => {
    const { attempt: got } = await attempt([response(416, { 'retry-after': '9' })], { has: 400, validator });
    expect(got).toMatchObject({ kind: 'broken', retryAfterMs: 0, validator: null });
  });
});

describe('an error', () => {
  test.each([401, 403, 404, 410])('%i means that the video is late, and the bytes on disk stay usable', async (status) => {
    const { run, attempt: got, part } = await attempt([response(status, { 'retry-after': '9' })], { has: 400, validator });
    expect(got).toMatchObject({ kind: 'late', retryAfterMs: 9000, validator });
    expect(part.size).toBe(400);
    expect(run.gets).toMatchObject([{ closed: 1 }]);
  });

  test.each([400, 402, 411, 429, 500, 503, 304, 204])('%i is broken, and the bytes on disk stay usable', async (status) => {
    const { attempt: got, part } = await attempt([response(status)], { has: 400, validator });
    expect(got).toMatchObject({ kind: 'broken', retryAfterMs: 0, validator });
    expect(part.size).toBe(400);
  });

  test.each([
    ['5', 5000],
    ['0.5', 500],
    ['0', 0],
    ['-3', 0],
    ['Infinity', 0],
    ['Wed, 15 Jan 2025 12:00:00 GMT', 0],
    ['soon', 0],
  ])('with Retry-After %s asks for %i ms', async (value, retryAfterMs) => {
    expect((await attempt([response(503, { 'retry-after': value })])).attempt).toMatchObject({ kind: 'broken', retryAfterMs });
  });
});

describe('a redirect', () => {
  const redirect = (location?: string, status = 302) => response(status, location === undefined ? {} : { location });

  test.each([300, 301, 302, 307, 308, 399])('%i is followed, relative to its URL', async (status) => {
    const replies = [redirect('https://cdn.example/a/b?x=1', status), redirect('c', status), response(200, whole, video)];
    const { run, attempt: got } = await attempt(replies);
    expect(run.gets.map(({ url }) => url.href)).toEqual([link.href, 'https://cdn.example/a/b?x=1', 'https://cdn.example/a/c']);
    expect(got.kind).toBe('complete');
    expect(run.gets.map(({ closed }) => closed)).toEqual([1, 1, 1]);
  });

  test('is followed with the request for the rest', async () => {
    const { run, attempt: got } = await attempt([redirect('/elsewhere'), partOf(400)], { has: 400, validator });
    expect(run.gets).toMatchObject(Array.from({ length: 2 }, () => ({ headers: { range: 'bytes=400-', 'if-range': '"v1"' } })));
    expect(got.kind).toBe('complete');
  });

  test('is followed three times, and no more', async () => {
    const three = [redirect('/1'), redirect('/2'), redirect('/3')];
    expect((await attempt([...three, response(200, whole, video)])).attempt.kind).toBe('complete');
    const { run, attempt: got } = await attempt([...three, redirect('/4'), response(200, whole, video)], { has: 400, validator });
    expect(got).toMatchObject({ kind: 'late', validator });
    expect(run.gets).toHaveLength(4);
  });

  test.each([undefined, '', 'ftp://media.example/video.mp4', 'https://alice@media.example/'])('to %j is not followed', async (location) => {
    const { run, attempt: got } = await attempt([redirect(location)], { has: 400, validator });
    expect(got).toMatchObject({ kind: 'late', validator });
    expect(run.gets).toMatchObject([{ closed: 1 }]);
  });

  test('to a private host is refused, because a retry is pointless', async () => {
    const { run, attempt: got } = await attempt([redirect('https://10.0.0.1/video.mp4')], { has: 400, validator });
    expect(got).toMatchObject({ kind: 'refused', detail: expect.stringMatching(/a host that is not public/), validator: null });
    expect(run.gets).toMatchObject([{ closed: 1 }]);
  });

  test('to http is followed over https', async () => {
    const { run, attempt: got } = await attempt([redirect('http://cdn.example/a'), response(200, whole, video)]);
    expect(run.gets.map(({ url }) => url.href)).toEqual([link.href, 'https://cdn.example/a']);
    expect(got.kind).toBe('complete');
  });
});
