import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess, type FailureWord } from '../support/expectations.ts';
import { type Behaviour, closed, FakeJimmyAi, json, page, raw, reset, silence } from '../support/fake-jimmyai.ts';
import { mp4Of, videoBytes } from '../support/fake-videos.ts';
import { faults, query, type Row } from '../support/faults.ts';
import { runVideoAction } from '../support/run-action.ts';

type Column = 'create' | 'query' | 'query of a given task';

/**
 * What the contract asks for, and the word for the failure. `in doubt`: a video may have been created and paid. `five`: five in a row are
 * enough, else only the deadline is.
 */
type Outcome = 'stop' | 'stop in doubt' | 'fail' | 'in doubt' | 'try again' | 'not understood' | 'missing' | 'five';
type Cell = readonly [outcome: Outcome, word: FailureWord];
type Cells = Readonly<Record<Column, Cell>>;

const possiblyCreated: Cell = ['in doubt', 'possibly-created'];
const possiblyCreatedUnpaid: Cell = ['stop in doubt', 'possibly-created'];
const notUnderstood: Cell = ['not understood', 'timeout'];
const missing: Cell = ['missing', 'timeout'];
const queriedAgain: Cell = ['try again', 'timeout'];
const rejected: Cell = ['fail', 'rejected'];

const queries = (cell: Cell) => ({ query: cell, 'query of a given task': cell });
const everywhere = (cell: Cell): Cells => ({ create: cell, ...queries(cell) });
/** What stops the run only as its first response: later it says nothing of the key, the address or the account. */
const atFirstContact = (cell: Cell): Cells => ({ ...everywhere(cell), query: notUnderstood });

const table: Readonly<Record<Row, Cells>> = {
  unauthorized: everywhere(['stop', 'token']),
  'unauthorized by a page': atFirstContact(['stop', 'token']),
  balance: everywhere(['stop', 'balance']),
  'balance by a page': atFirstContact(['stop', 'balance']),
  'balance reported': { ...everywhere(['stop', 'balance']), create: possiblyCreatedUnpaid },
  'balance reported by a page': { ...atFirstContact(['stop', 'balance']), create: possiblyCreatedUnpaid },
  'balance in doubt': { ...everywhere(['stop', 'balance']), create: possiblyCreatedUnpaid },
  rejected: everywhere(rejected),
  'rejected by the catch-all': { create: rejected, ...queries(queriedAgain) },
  'rejected without a code': { create: rejected, ...queries(notUnderstood) },
  'rejected by a page': { create: ['stop', 'blocked'], ...queries(notUnderstood) },
  blocked: { create: ['stop', 'blocked'], ...queries(notUnderstood) },
  'blocked method': { create: ['stop', 'blocked'], ...queries(notUnderstood) },
  redirected: atFirstContact(['stop', 'base-url']),
  'not found': { create: ['stop', 'base-url'], query: missing, 'query of a given task': ['five', 'not-found'] },
  'no endpoint': { create: ['stop', 'base-url'], ...queries(missing) },
  busy: { create: ['try again', 'busy'], ...queries(queriedAgain) },
  unavailable: { create: possiblyCreated, ...queries(queriedAgain) },
  ambiguous: { create: possiblyCreated, ...queries(queriedAgain) },
  incomplete: { create: possiblyCreated, ...queries(notUnderstood) },
  unexpected: { create: possiblyCreated, ...queries(notUnderstood) },
};

// Where the deadline is the end. Enough for the first requests, however busy the machine is: time starts when the process has started.
const short = { timeout: '10s', 'poll-interval': '1s' };
const ample = { timeout: '90s', 'poll-interval': '150ms' };
const columns: readonly Column[] = ['create', 'query', 'query of a given task'];
const cells = faults.flatMap((fault) =>
  columns.map((column) => {
    const [outcome, word] = table[fault.row][column];
    return { ...fault, hangs: fault.hangs ?? false, column, outcome, word };
  }),
);

let played = 0;
afterAll(() => console.log(`video fault matrix: ${played} cells`));

async function run(column: Column, prepare: (service: FakeJimmyAi) => void, limits: typeof short) {
  played += 1;
  const service = await FakeJimmyAi.start();
  service.addAsset('asset-0001');
  const { origin } = service;
  prepare(service);
  if (column === 'query of a given task') service.videos.add('task-9');
  const workspace = await mkdtemp(path.join(os.tmpdir(), 'video-'));
  const result = await runVideoAction(
    {
      'base-url': origin,
      ...limits,
      ...(column === 'query of a given task' ? { 'task-id': 'task-9' } : { images: 'asset://asset-0001', prompt: 'The person waves.' }),
    },
    { workspace },
  );
  await service.stop();
  const files = await readdir(workspace);
  await rm(workspace, { recursive: true });
  expectClean(result, [query, '5ecretOfTheVideo']);
  return { service, result, files };
}

describe.concurrent('a fault that stays', () => {
  test.each(cells)('$column, $row: $name → $outcome', async ({ column, behaviour, hangs, outcome, word }) => {
    const endpoint = column === 'create' ? 'create' : 'query';
    // What hangs takes all the time there is, and querying again ends with it.
    const limits = hangs || word === 'timeout' ? short : ample;
    const { service, result, files } = await run(column, (fake) => fake.always(endpoint, behaviour), limits);
    expect(service.mistakes).toEqual([]);
    expect(files).toEqual([]);
    expect(result.outputs['path']).toBeUndefined();
    if (column === 'create') {
      expectFailure(result, word);
      const request = service.received.findLast((received) => received.endpoint === 'create');
      // Never a second creation that may have been accepted.
      expect(service.count('create')).toBe(outcome === 'try again' && !hangs ? 5 : 1);
      if (outcome === 'try again') expect(service.acceptedVideos).toBe(0);
      expect(result.outputs['task_id']).toBeUndefined();
      // Support finds the request by what is said of it.
      for (const text of [result.errors[0]?.message, result.summary, result.log.join('\n')]) {
        expect(text).toContain(request?.headers['x-request-id']);
        expect(text).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
      }
      return;
    }
    const taskId = column === 'query' ? 'task-0001' : 'task-9';
    expect(service.count('create')).toBe(column === 'query' ? 1 : 0);
    expect(service.acceptedVideos).toBe(column === 'query' ? 1 : 0);
    expect(result.outputs['task_id']).toBe(taskId);
    // Whatever ends the step, how to get the video is said; of a task that JimmyAI never knew there is none to get.
    if (outcome === 'five') {
      expectFailure(result, word);
      expect(result.errors[0]?.message).not.toContain(`task-id: ${taskId}`);
    } else expectFailure(result, word, { mentions: [`task-id: ${taskId}`] });
    if (outcome === 'five') expect(service.count('query')).toBe(5);
    if (word === 'timeout') expect(service.count('query')).toBeGreaterThan(1);
    if (outcome === 'fail' || outcome === 'stop') expect(service.count('query')).toBe(1);
  });
});

const passing = cells.filter(({ outcome, hangs }) => !hangs && ['try again', 'not understood', 'missing', 'five'].includes(outcome));

describe.concurrent('a fault that passes', () => {
  test.each(passing)('$column, $row: $name, then as usual', async ({ column, behaviour }) => {
    const endpoint = column === 'create' ? 'create' : 'query';
    const { service, result, files } = await run(column, (fake) => fake.next(endpoint, behaviour), ample);
    expectSuccess(result);
    expect(service.acceptedVideos).toBe(column === 'query of a given task' ? 0 : 1);
    expect(result.outputs).toMatchObject({ status: 'completed', path: 'video.mp4' });
    expect(files).toEqual(['video.mp4']);
  });
});

describe.concurrent('a connection', () => {
  test('that is refused before the creation is certain', async () => {
    const { service, result } = await run('create', (fake) => fake.refuseConnections(), ample);
    expectFailure(result, 'unreachable');
    expect(service.acceptedVideos).toBe(0);
  });

  test('that is closed before the creation is not certain', async () => {
    const closeAll = (fake: FakeJimmyAi) => {
      fake.connectionsToClose = Number.POSITIVE_INFINITY;
    };
    // In a short step, which doesn't ask what the account shows.
    const { service, result } = await run('create', closeAll, short);
    expectFailure(result, 'possibly-created');
    expect(service.connections).toBe(1);
  });
});

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const html = '<html><head><title>Welcome</title></head></html>';
const truncated = (status: string, length: number, body: string) =>
  raw(`HTTP/1.1 ${status}\r\nContent-Length: ${length}\r\n\r\n${body}`, 'close');

/** A response with these bytes, whose length is announced. */
const whole = (content: Buffer, status = 200, headers: Record<string, string | number> = {}): Behaviour => ({
  accepts: false,
  answer: ({ response }) => response.writeHead(status, { 'content-length': content.length, ...headers }).end(content),
});

/** A response whose length is not announced, and whose last chunk or the end of the connection tells where it ends. */
const unannounced = (content: Buffer, headers: Record<string, string>): Behaviour => ({
  accepts: false,
  answer: ({ response }) => {
    response.useChunkedEncodingByDefault = headers['connection'] === undefined;
    response.writeHead(200, headers).end(content);
  },
});

/** What a download may meet: the same link is tried again, a fresh one is asked for, or it is refused at once. */
const downloadFaults: readonly { readonly name: string; readonly behaviour: Behaviour; readonly next: 'same' | 'fresh' | 'refused' }[] = [
  { name: 'HTTP 401', behaviour: page(401), next: 'fresh' },
  { name: 'HTTP 403', behaviour: page(403, '<Error><Code>AccessDenied</Code></Error>'), next: 'fresh' },
  { name: 'HTTP 404', behaviour: page(404), next: 'fresh' },
  { name: 'HTTP 410', behaviour: page(410), next: 'fresh' },
  { name: 'a page under HTTP 200', behaviour: whole(Buffer.from(html)), next: 'fresh' },
  { name: 'JSON under HTTP 200', behaviour: json({ code: 40300, msg: 'expired' }), next: 'fresh' },
  { name: 'nothing under HTTP 200', behaviour: whole(Buffer.alloc(0)), next: 'fresh' },
  { name: 'nothing in chunks', behaviour: unannounced(Buffer.alloc(0), { 'transfer-encoding': 'chunked' }), next: 'fresh' },
  { name: 'an image', behaviour: whole(mp4Of('avif')), next: 'fresh' },
  { name: 'a sound', behaviour: whole(mp4Of('M4A ')), next: 'fresh' },
  { name: 'an MP4 that was cut before', behaviour: whole(videoBytes.subarray(0, -1)), next: 'fresh' },
  { name: 'an MP4 that the connection cuts', behaviour: unannounced(videoBytes.subarray(0, -1), { connection: 'close' }), next: 'fresh' },
  {
    name: 'a WebM that nothing tells to be whole',
    behaviour: unannounced(Buffer.from('\x1a\x45\xdf\xa3 and the rest', 'latin1'), { connection: 'close' }),
    next: 'fresh',
  },
  { name: 'a redirect to another scheme', behaviour: page(302, '', { location: 'ftp://127.0.0.1/x' }), next: 'fresh' },
  { name: 'a redirect to nowhere', behaviour: page(302, ''), next: 'fresh' },
  { name: 'a redirect to a private host', behaviour: page(302, '', { location: 'https://10.0.0.1/x' }), next: 'refused' },
  { name: 'over 2 GiB', behaviour: whole(videoBytes, 200, { 'content-length': 2 ** 31 + 1 }), next: 'refused' },
  {
    name: 'HTTP 101',
    behaviour: raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', 'close'),
    next: 'same',
  },
  { name: 'HTTP 500', behaviour: page(500), next: 'same' },
  { name: 'HTTP 503', behaviour: page(503), next: 'same' },
  { name: 'HTTP 429', behaviour: page(429, '', { 'retry-after': '1' }), next: 'same' },
  { name: 'HTTP 429 until a date', behaviour: page(429, '', { 'retry-after': new Date(0).toUTCString() }), next: 'same' },
  { name: 'HTTP 416', behaviour: page(416, ''), next: 'same' },
  {
    name: 'HTTP 206 that nobody asked for',
    behaviour: raw('HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\nhello', 'close'),
    next: 'same',
  },
  { name: 'HTTP 204', behaviour: raw('HTTP/1.1 204 No Content\r\n\r\n', 'close'), next: 'same' },
  { name: 'closed without a response', behaviour: closed, next: 'same' },
  { name: 'reset without a response', behaviour: reset, next: 'same' },
  { name: 'broken off', behaviour: truncated('200 OK', 1000, '\0\0\0\x18ftypmp42'), next: 'same' },
  { name: 'broken off in the head of the file', behaviour: truncated('200 OK', 1000, '\0\0\0\x18ft'), next: 'same' },
  {
    name: 'chunks without the last one',
    behaviour: raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n\0\0\0\x18ftyp\r\n', 'close'),
    next: 'same',
  },
  { name: 'gzip that is cut', behaviour: whole(gzipSync(videoBytes).subarray(0, -8), 200, { 'content-encoding': 'gzip' }), next: 'same' },
];

const wholeDownloads: readonly (readonly [string, Behaviour])[] = [
  ['in chunks', unannounced(videoBytes, { 'transfer-encoding': 'chunked' })],
  ['up to the end of the connection', unannounced(videoBytes, { connection: 'close' })],
  ['as gzip', whole(gzipSync(videoBytes), 200, { 'content-encoding': 'gzip' })],
  ['as gzip in chunks', unannounced(gzipSync(videoBytes), { 'transfer-encoding': 'chunked', 'content-encoding': 'gzip' })],
  ['as deflate', whole(deflateSync(videoBytes), 200, { 'content-encoding': 'deflate' })],
  ['as Brotli', whole(brotliCompressSync(videoBytes), 200, { 'content-encoding': 'br' })],
  ['under HTTP 203', whole(videoBytes, 203)],
  ['as a part that is the whole', whole(videoBytes, 206, { 'content-range': `bytes 0-${videoBytes.length - 1}/${videoBytes.length}` })],
];

describe.concurrent('a download', () => {
  test.each(downloadFaults.filter(({ next }) => next !== 'refused'))(
    'that meets $name, and then what it should, is complete',
    async ({ behaviour, next }) => {
      const { service, result } = await run('query', (fake) => fake.next('download', behaviour), ample);
      expectSuccess(result);
      expect(service.acceptedVideos).toBe(1);
      expect(service.count('query')).toBe(next === 'fresh' ? 2 : 1);
      expect(result.outputs).toMatchObject({ path: 'video.mp4', size: String(videoBytes.length) });
    },
  );

  test.each(downloadFaults)('that meets nothing but $name leads to no new creation and leaves no file', async ({ behaviour, next }) => {
    const limits = next === 'refused' ? ample : short;
    const { service, result, files } = await run('query', (fake) => fake.always('download', behaviour), limits);
    expectFailure(result, 'download', { mentions: ['task-id: task-0001'] });
    expect(result.outputs).toMatchObject({ task_id: 'task-0001', status: 'completed' });
    expect(service.acceptedVideos).toBe(1);
    expect(files).toEqual([]);
    if (next === 'fresh') expect(service.count('query')).toBeGreaterThan(1);
    else expect(service.count('query')).toBe(1);
    if (next === 'refused') expect(service.count('download')).toBe(1);
  });

  test.each(wholeDownloads)('that comes whole %s is complete', async (_, behaviour) => {
    const { service, result } = await run('query', (fake) => fake.always('download', behaviour), ample);
    expectSuccess(result);
    expect(service.count('download')).toBe(1);
    expect(result.outputs).toMatchObject({ size: String(videoBytes.length), sha256: sha256(videoBytes) });
  });

  test.each([
    ['at once', silence],
    ['in the middle', raw('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n\0\0\0\x18ftypmp42', 'hang')],
  ])('that stalls %s ends with the deadline', async (_, behaviour) => {
    const { service, result, files } = await run('query', (fake) => fake.always('download', behaviour), short);
    expectFailure(result, 'timeout', { mentions: ['task-id: task-0001'] });
    expect(service.count('download')).toBe(1);
    expect(files).toEqual([]);
  });

  test.each([1, 2, 3, 4].map((redirects) => ({ redirects })))(
    'follows $redirects redirects if they are three at most',
    async ({ redirects }) => {
      const redirect = (fake: FakeJimmyAi) => {
        for (let index = 0; index < redirects; index++)
          fake.next('download', page(307, '', { location: `/media/hop-${index}.mp4?sig=5ecretOfTheVideo` }));
      };
      const { result, service } = await run('query', redirect, ample);
      expectSuccess(result);
      expect(service.count('query')).toBe(redirects <= 3 ? 1 : 2);
    },
  );
});
