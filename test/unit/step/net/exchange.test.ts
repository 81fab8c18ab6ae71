import { getEventListeners, once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ExchangeRequest, exchange, type Reply, type Response } from '../../../../src/step/net/exchange.ts';
import { PrivateAddressError } from '../../../../src/step/net/public-host.ts';
import { valid } from '../../../support/certificates.ts';
import { listen, portOf } from '../../../support/listen.ts';
import { closed, SilentServer } from '../../../support/silent-server.ts';

// Bytes go over real connections, and the timers are not real: time passes only where a test says so.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return () => vi.useRealTimers();
});

const minute = 60_000;

/** A GET with half a minute for progress and ten minutes in all. */
function requestTo(url: URL, changes: Partial<ExchangeRequest> = {}): ExchangeRequest {
  const { signal } = new AbortController();
  return { method: 'GET', url, headers: {}, body: { kind: 'none' }, timeoutMs: 10 * minute, idleTimeoutMs: minute / 2, signal, ...changes };
}

function send(url: URL, changes: Partial<ExchangeRequest> = {}): Promise<Reply> {
  return exchange(requestTo(url, changes), new http.Agent());
}

/** A request and the beginning of its response, as far as the server has said it. */
async function responded(said: string, changes: Partial<ExchangeRequest> = {}): Promise<{ response: Response; socket: Socket }> {
  const server = await SilentServer.start();
  const reply = send(server.url, changes);
  const { socket } = await server.nextRequest();
  socket.write(said);
  const response = await reply;
  if (response.kind !== 'responded') throw new Error(`${response.kind}: ${response.cause}`);
  return { response, socket };
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Whether nothing has come of `work` once everything that could run has run. */
async function isPending(work: Promise<unknown>): Promise<boolean> {
  const nothing = Symbol();
  return (await Promise.race([work, new Promise((resolve) => setImmediate(resolve, nothing))])) === nothing;
}

const head = (length: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\nX-Case: a\r\n\r\n`;

describe('a request', () => {
  test('is sent unchanged, and its response has status, headers and body', async () => {
    const server = await SilentServer.start();
    const reply = send(server.url, { method: 'POST', headers: { accept: 'text/plain' }, body: { kind: 'text', text: '张三' } });
    const { head: sent, socket } = await server.nextRequest();
    expect(sent).toMatch(/^POST \/a\?b HTTP\/1\.1\r\n/);
    expect(sent).toMatch(/\r\naccept: text\/plain\r\n/);
    expect(sent).toMatch(/\r\ncontent-length: 6\r\n/);
    expect(sent).toMatch(/\r\n\r\n张三$/);
    socket.write(`HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX-Case: a\r\n\r\nhello`);
    const response = await reply;
    if (response.kind !== 'responded') throw new Error(response.kind);
    expect([response.status, response.headers['x-case']]).toEqual([201, 'a']);
    expect(await textOf(response)).toBe('hello');
  });

  test('may be a stream, whose chunks are sent one by one', async () => {
    const server = await SilentServer.start();
    async function* chunks() {
      yield Buffer.from('one ');
      yield Buffer.from('two');
    }
    const reply = send(server.url, { method: 'POST', body: { kind: 'stream', length: 7, chunks: chunks() } });
    let { head: sent, socket } = await server.nextRequest();
    while (!sent.endsWith('one two')) sent += String((await once(socket.resume(), 'data'))[0]);
    expect(sent).toMatch(/\r\ncontent-length: 7\r\n/);
    socket.write(`${head(0)}`);
    expect(await reply).toMatchObject({ kind: 'responded', status: 200 });
  });

  test('that is a stream allows time for bytes that are still in flight', async () => {
    const server = await SilentServer.start();
    let isSent = false;
    async function* chunks() {
      yield Buffer.alloc(100_000);
      isSent = true;
    }
    const reply = send(server.url, { method: 'POST', body: { kind: 'stream', length: 100_000, chunks: chunks() } });
    const { socket } = await server.nextRequest();
    socket.resume();
    while (!isSent) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    // Half a minute, and a second for each 100 kB.
    vi.advanceTimersByTime(minute / 2 + 999);
    expect(await isPending(reply)).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await reply).toEqual({ kind: 'lost', cause: expect.stringContaining('31 s') });
  });

  test('whose body can’t be read is reported as such, and the server does not receive the rest', async () => {
    const server = await SilentServer.start();
    async function* chunks() {
      yield Buffer.from('one');
      throw new Error('the file has changed');
    }
    const reply = send(server.url, { method: 'POST', body: { kind: 'stream', length: 7, chunks: chunks() } });
    expect(await reply).toEqual({ kind: 'unreadable-body', cause: 'the file has changed' });
    const { socket } = await server.nextRequest();
    await closed(socket);
  });

  test('that can’t be built throws and is not sent', async () => {
    const server = await SilentServer.start();
    await expect(send(server.url, { headers: { accept: 'a\nb' } })).rejects.toThrow(TypeError);
  });

  test.each(['a response', 'a failure'])('leaves no timer and no listener behind after %s', async (end) => {
    const server = await SilentServer.start();
    const { signal } = new AbortController();
    const reply = send(server.url, { signal });
    const { socket } = await server.nextRequest();
    if (end === 'a response') socket.write(`${head(5)}hello`);
    else socket.destroy();
    const response = await reply;
    if (response.kind === 'responded') await textOf(response);
    expect([vi.getTimerCount(), getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
  });
});

describe('a request without a response', () => {
  test('was not sent if the connection is refused', async () => {
    const server = await SilentServer.start();
    const { url } = server;
    server.stop();
    expect(await send(url)).toEqual({ kind: 'not-sent', cause: expect.stringContaining('ECONNREFUSED') });
  });

  test('was not sent if its host has no permitted address', async () => {
    const reply = send(new URL('http://host.example/'), {
      lookup: (_hostname, _options, callback) => void setImmediate(callback, new Error('no such host'), []),
    });
    expect(await reply).toEqual({ kind: 'not-sent', cause: 'no such host' });
  });

  test('was not sent if its host resolves to a private address, which makes a retry pointless', async () => {
    const reply = send(new URL('http://host.example/'), {
      lookup: (_hostname, _options, callback) => void setImmediate(callback, new PrivateAddressError('host.example is private'), []),
    });
    expect(await reply).toEqual({ kind: 'not-sent', cause: 'host.example is private', obstacle: 'private-address' });
  });

  test('whose host can’t even be looked up was not sent', async () => {
    const url = new URL('http://does-not-exist.example/');
    const reply = await send(url, { lookup: (_, __, callback) => callback(new Error('no such host'), []) });
    expect(reply).toEqual({ kind: 'not-sent', cause: 'no such host' });
  });

  test('was not sent if it was aborted before', async () => {
    const server = await SilentServer.start();
    expect(await send(server.url, { signal: AbortSignal.abort() })).toEqual({
      kind: 'not-sent',
      cause: expect.stringContaining('interrupted'),
    });
  });

  test('was not sent if no connection is established in time', async () => {
    const reply = send(new URL('http://host.example/'), { lookup: () => {} });
    await vi.advanceTimersByTimeAsync(minute / 2);
    expect(await reply).toEqual({ kind: 'not-sent', cause: expect.stringContaining('30 s') });
  });

  test('was not sent and is untrusted if the certificate is not trusted', async () => {
    const server = https.createServer(valid);
    await listen(server);
    onTestFinished(() => void server.close());
    const reply = exchange(requestTo(new URL(`https://127.0.0.1:${portOf(server)}/`)), new https.Agent());
    expect(await reply).toMatchObject({ kind: 'untrusted' });
  });

  test.each([
    ['closes', (socket: Socket) => void socket.end(), 'closed'],
    ['resets', (socket: Socket) => void socket.resetAndDestroy(), ''],
    ['speaks of something else over', (socket: Socket) => void socket.write('220 smtp.example\r\n'), 'Parse Error'],
  ])('is lost if the server %s the connection', async (_, act, cause) => {
    const server = await SilentServer.start();
    const reply = send(server.url);
    act((await server.nextRequest()).socket);
    expect(await reply).toEqual({ kind: 'lost', cause: expect.stringContaining(cause) });
  });

  test('is lost once the server is silent for too long, and not before', async () => {
    const server = await SilentServer.start();
    const reply = send(server.url);
    const { socket } = await server.nextRequest();
    vi.advanceTimersByTime(minute / 2 - 1);
    expect(await isPending(reply)).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await reply).toEqual({ kind: 'lost', cause: expect.stringMatching(/idle for 30 s/) });
    await closed(socket);
  });

  test('is lost if the timeout is reached', async () => {
    const server = await SilentServer.start();
    const reply = send(server.url, { timeoutMs: 1500 });
    await server.nextRequest();
    vi.advanceTimersByTime(1500);
    expect(await reply).toEqual({ kind: 'lost', cause: expect.stringMatching(/longer than 1\.5 s/) });
  });

  test('is lost if it is aborted', async () => {
    const server = await SilentServer.start();
    const interruption = new AbortController();
    const reply = send(server.url, { signal: interruption.signal });
    await server.nextRequest();
    interruption.abort();
    expect(await reply).toEqual({ kind: 'lost', cause: expect.stringContaining('interrupted') });
  });
});

describe('the body of a response', () => {
  test('can be read while it arrives', async () => {
    const { response, socket } = await responded(`${head(8)}one `);
    const chunks = response.body[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe('one ');
    socket.write('two!');
    expect(String((await chunks.next()).value)).toBe('two!');
    expect(await chunks.next()).toMatchObject({ done: true });
  });

  test('without a length ends with the connection', async () => {
    const { response, socket } = await responded('HTTP/1.1 200 OK\r\n\r\nhello');
    socket.end(' world');
    expect(await textOf(response)).toBe('hello world');
  });

  test.each([
    ['ends before its length', head(100), (socket: Socket) => void socket.end()],
    ['ends before its last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n', (socket: Socket) => void socket.end()],
    ['is cut off by a reset', head(100), (socket: Socket) => void socket.resetAndDestroy()],
  ])('that %s throws after its last bytes', async (_, start, cut) => {
    const { response, socket } = await responded(`${start}hello`);
    const chunks = response.body[Symbol.asyncIterator]();
    expect(String((await chunks.next()).value)).toBe('hello');
    cut(socket);
    await expect(chunks.next()).rejects.toThrow(/^(?:the connection closed|the response ended early|read ECONNRESET|aborted)$/);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that is complete stays complete, whatever follows it', async () => {
    for (const rest of ['garbage', 'HTTP/1.1 500 Oops\r\n\r\n', '\0\0']) {
      const { response, socket } = await responded(`${head(5)}hello${rest}`);
      socket.resetAndDestroy();
      expect(await textOf(response)).toBe('hello');
    }
  });

  test('that is complete is read to its end, even if what follows it breaks the connection', async () => {
    const { response, socket } = await responded(`${head(11)}hello`);
    const chunks = response.body[Symbol.asyncIterator]();
    await chunks.next();
    socket.write(' worldHTTP/1.1 garbage\r\n\r\n');
    await closed(socket);
    expect(String((await chunks.next()).value)).toBe(' world');
    expect(await chunks.next()).toMatchObject({ done: true });
  });

  test('has its full idle time to begin, however long the head took', async () => {
    const server = await SilentServer.start();
    const reply = send(server.url);
    const { socket } = await server.nextRequest();
    vi.advanceTimersByTime(minute / 2 - 1);
    socket.write(head(5));
    const response = await reply;
    if (response.kind !== 'responded') throw new Error(response.kind);
    const text = textOf(response);
    vi.advanceTimersByTime(minute / 2 - 1);
    socket.write('hello');
    expect(await text).toBe('hello');
  });

  test('throws if the server is silent for too long in the middle of it', async () => {
    const { response } = await responded(`${head(100)}hello`);
    const chunks = response.body[Symbol.asyncIterator]();
    await chunks.next();
    const next = chunks.next();
    vi.advanceTimersByTime(minute / 2 - 1);
    expect(await isPending(next)).toBe(true);
    vi.advanceTimersByTime(1);
    await expect(next).rejects.toThrow(/idle for 30 s/);
  });

  test('throws if it keeps dripping beyond the timeout', async () => {
    const { response, socket } = await responded(`${head(100)}0`, { timeoutMs: minute });
    const chunks = response.body[Symbol.asyncIterator]();
    for (const digit of ['0', '1', '2']) {
      if (digit !== '0') socket.write(digit);
      expect(String((await chunks.next()).value)).toBe(digit);
      vi.advanceTimersByTime(minute / 3 - 1);
    }
    const next = chunks.next();
    expect(await isPending(next)).toBe(true);
    vi.advanceTimersByTime(3);
    await expect(next).rejects.toThrow(/longer than 60 s/);
  });

  test('may be read slowly', async () => {
    const { response, socket } = await responded(`${head(8)}one `);
    const chunks = response.body[Symbol.asyncIterator]();
    await chunks.next();
    vi.advanceTimersByTime(5 * minute);
    socket.write('two!');
    expect(String((await chunks.next()).value)).toBe('two!');
  });

  test('throws if it is aborted', async () => {
    const interruption = new AbortController();
    const { response } = await responded(`${head(100)}hello`, { signal: interruption.signal });
    const chunks = response.body[Symbol.asyncIterator]();
    await chunks.next();
    interruption.abort();
    await expect(chunks.next()).rejects.toThrow(/interrupted/);
  });

  test('that is abandoned closes the connection, and throws if it is read anyway', async () => {
    const { response, socket } = await responded(`${head(100)}hello`);
    response.close();
    expect(vi.getTimerCount()).toBe(0);
    await closed(socket);
    await expect(textOf(response)).rejects.toThrow('given up');
  });

  test('that is no longer read closes the connection', async () => {
    const { response, socket } = await responded(`${head(100)}hello`);
    for await (const chunk of response.body) if (chunk.length > 0) break;
    await closed(socket);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that arrives before the request is sent ends the sending too', async () => {
    const server = await SilentServer.start();
    let isOver = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(65_536);
      } finally {
        isOver = true;
      }
    }
    const reply = send(server.url, { method: 'POST', body: { kind: 'stream', length: 2 ** 40, chunks: endless() } });
    const { socket } = await server.nextRequest();
    socket.write(`HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nhello`);
    const response = await reply;
    if (response.kind !== 'responded') throw new Error(response.kind);
    expect([response.status, await textOf(response)]).toEqual([413, 'hello']);
    while (!isOver) await new Promise((resolve) => setImmediate(resolve));
  });
});
