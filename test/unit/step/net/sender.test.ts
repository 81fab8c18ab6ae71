import http from 'node:http';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type HttpRequest, Sender } from '../../../../src/step/net/sender.ts';
import { listen, portOf } from '../../../support/listen.ts';

beforeEach(() => {
  for (const name of ['http_proxy', 'no_proxy']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
  return () => vi.unstubAllEnvs();
});

/** A server that says `hello`, and the connections that were made to it. */
async function newServer() {
  const connections = new Set<unknown>();
  let made = 0;
  const server = http.createServer({ keepAliveTimeout: 0 }, (_request, response) => response.end('hello'));
  server.on('connection', (socket) => {
    made += 1;
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  await listen(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${portOf(server)}`, connections, made: () => made };
}

function requestTo(origin: string, connection: HttpRequest['connection'], headers: HttpRequest['headers'] = {}): HttpRequest {
  const { signal } = new AbortController();
  const url = new URL('/a', origin);
  return { method: 'GET', url, headers, body: { kind: 'none' }, timeoutMs: 60_000, idleTimeoutMs: 60_000, signal, connection };
}

/** Sends a request and reads its response, after which its connection can serve another one. */
async function ask(sender: Sender, request: HttpRequest): Promise<string> {
  const reply = await sender.send(request);
  if (reply.kind !== 'responded') return reply.kind;
  let text = '';
  for await (const chunk of reply.body) text += String(chunk);
  // The agent takes the connection back in a turn of its own.
  await new Promise((resolve) => setImmediate(resolve));
  return text;
}

test('requests to one origin share a connection, but a fresh one has its own', async () => {
  const { origin, made } = await newServer();
  const sender = new Sender();
  onTestFinished(() => sender.close());
  for (const [connection, expected] of [
    ['kept', 1],
    ['kept', 1],
    ['fresh', 2],
    ['fresh', 3],
    ['kept', 3],
  ] as const) {
    expect(await ask(sender, requestTo(origin, connection))).toBe('hello');
    expect(made()).toBe(expected);
  }
});

test('each origin has a connection of its own', async () => {
  const [one, other] = [await newServer(), await newServer()];
  const sender = new Sender();
  onTestFinished(() => sender.close());
  for (const { origin } of [one, other, one, other]) expect(await ask(sender, requestTo(origin, 'kept'))).toBe('hello');
  expect([one.made(), other.made()]).toEqual([1, 1]);
});

test('closing the sender closes the connections that it keeps', async () => {
  const { origin, connections } = await newServer();
  const sender = new Sender();
  await ask(sender, requestTo(origin, 'kept'));
  expect(connections.size).toBe(1);
  sender.close();
  while (connections.size > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('a request that can’t be built was not sent', async () => {
  const { origin, made } = await newServer();
  const reply = await new Sender().send(requestTo(origin, 'fresh', { authorization: 'Bearer a\nb' }));
  expect(reply).toEqual({ kind: 'not-sent', cause: expect.stringMatching(/\S/) });
  expect(made()).toBe(0);
});
