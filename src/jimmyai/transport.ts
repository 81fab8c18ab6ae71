import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { messageOf } from '../step/errors.ts';
import { createAgent } from '../step/http-agent.ts';

/** One request to the service. */
export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Milliseconds from now until the request is given up. */
  readonly timeoutMs: number;
  /** Milliseconds in which nothing of it could be sent, or the response did not come to its end, until it is given up. */
  readonly idleTimeoutMs: number;
  /** Sends the request over a connection of its own, which no other request has used. */
  readonly freshConnection: boolean;
  readonly signal: AbortSignal;
}

/** What a request carries: nothing, text, or a stream whose length in bytes is known. */
export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stream'; readonly length: number; readonly chunks: AsyncIterable<Uint8Array> };

/** How a request ended. */
export type Reply =
  /** Certainly never sent: no connection, no TLS session, no way through the proxy. */
  | { readonly kind: 'not-sent'; readonly cause: string }
  /** Never sent, because the certificate is not trusted. */
  | { readonly kind: 'untrusted'; readonly cause: string }
  /** Sent, at least in part, and no response came. */
  | { readonly kind: 'lost'; readonly cause: string }
  /** The body could not be read to its end. So the other side has not had it whole. */
  | { readonly kind: 'unreadable-body'; readonly cause: string }
  | { readonly kind: 'responded'; readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: ResponseBody };

/** The body of a response, or why it can't be read. */
export type ResponseBody = { readonly kind: 'whole'; readonly text: string } | { readonly kind: 'flawed'; readonly cause: string };

/** Sends requests to one origin. */
export interface Transport {
  /** Resolves within the request's limits, whatever the other side does. Never rejects. */
  send(request: Request): Promise<Reply>;
  /** Closes the connections that are kept for further requests. */
  close(): void;
}

const maxResponseBytes = 1024 * 1024;

// What the system has taken over of a stream is not sent yet: so much of it, in bytes, may still be on its way over a line
// that carries so many bytes a millisecond.
const maxBytesInFlight = 8_000_000;
const minBytesPerMs = 100;

/**
 * A transport to `origin` through the proxy that the environment names, if any. Throws where that is not a URL.
 *
 * It sends with `node:http(s)` over the agents of `HttpClient` and not with its methods: these wait for ever for the rest
 * of a response that broke off, bound only the silence between two bytes, and don't tell whether a request went out.
 */
export function createTransport(origin: string): Transport {
  const keepingAgent = createAgent(origin, { keepAlive: true });
  const freshAgent = createAgent(origin, { keepAlive: false });
  return {
    async send(request) {
      try {
        const agent = request.freshConnection ? freshAgent : keepingAgent;
        return await new Promise<Reply>((resolve) => void new Exchange(origin, agent, request, resolve));
      } catch (error) {
        // Thrown while the request was made up, before any of it was sent.
        return { kind: 'not-sent', cause: messageOf(error) };
      }
    },
    close() {
      // One that goes through a proxy keeps no connections, and is no agent of Node.js's own.
      if (keepingAgent instanceof http.Agent) keepingAgent.destroy();
    },
  };
}

/** One request on its way, and all that decides how it ends. */
class Exchange {
  readonly #secure: boolean;
  readonly #request: Request;
  readonly #message: http.ClientRequest;
  readonly #resolve: (reply: Reply) => void;
  readonly #timeoutTimer: NodeJS.Timeout;
  #idleTimer: NodeJS.Timeout | undefined;
  #socket: Socket | null = null;
  #reached = false;
  #ended = false;
  /** What has happened so far decides what a time-out means. */
  #interrupt = (cause: string) => this.#giveUp(cause);
  readonly #abort = () => this.#interrupt('the request was interrupted before JimmyAI responded');

  /** Sends `request`, and calls `resolve` once, within its limits. */
  constructor(origin: string, agent: http.Agent, request: Request, resolve: (reply: Reply) => void) {
    this.#secure = origin.startsWith('https:');
    this.#request = request;
    this.#resolve = resolve;
    const { method, path, body, timeoutMs, idleTimeoutMs, signal } = request;
    const headers = { ...request.headers, ...lengthOf(body) };
    this.#message = (this.#secure ? https : http).request(new URL(path, origin), { method, agent, headers });
    this.#timeoutTimer = setTimeout(() => this.#interrupt(`the request took longer than ${seconds(timeoutMs)}`), timeoutMs);
    this.#expectProgressWithin(idleTimeoutMs);
    this.#listen();
    signal.addEventListener('abort', this.#abort);
    if (signal.aborted) this.#abort();
    else this.#send(body);
  }

  #listen(): void {
    this.#message.on('socket', (socket) => this.#watch(socket));
    // Stays for good: behind a proxy an error can come after the request was given up.
    this.#message.on('error', (error) => this.#interrupt(causeOf(error)));
    this.#message.on('close', () => this.#interrupt(closedEarly));
    this.#message.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      this.#interrupt = readBody(response, (body) => this.#end({ kind: 'responded', status, headers, body }));
    });
  }

  /** From the moment that the connection stands, nobody can tell how much of the request has arrived. */
  #watch(socket: Socket): void {
    this.#socket = socket;
    const onReached = () => {
      this.#reached = true;
      this.#expectProgressWithin(this.#request.idleTimeoutMs);
    };
    const pending = socket instanceof TLSSocket ? !socket.authorized : socket.connecting;
    if (pending && !this.#message.reusedSocket) socket.once(this.#secure ? 'secureConnect' : 'connect', onReached);
    else onReached();
  }

  #send(body: Body): void {
    const { idleTimeoutMs } = this.#request;
    switch (body.kind) {
      case 'none':
        this.#message.end();
        return;
      case 'text':
        this.#message.end(body.text);
        return;
      case 'stream':
        stream(body.chunks, this.#message, () => this.#expectProgressWithin(idleTimeoutMs)).then(
          () => this.#expectProgressWithin(idleTimeoutMs + Math.min(body.length, maxBytesInFlight) / minBytesPerMs),
          (error) => this.#end({ kind: 'unreadable-body', cause: messageOf(error) }),
        );
    }
  }

  #expectProgressWithin(ms: number): void {
    clearTimeout(this.#idleTimer);
    if (!this.#ended) this.#idleTimer = setTimeout(() => this.#interrupt(`the connection was idle for ${seconds(ms)}`), ms);
  }

  #giveUp(cause: string): void {
    const isUntrusted = !this.#reached && this.#socket instanceof TLSSocket && Boolean(this.#socket.authorizationError);
    if (isUntrusted) this.#end({ kind: 'untrusted', cause });
    else this.#end({ kind: this.#reached ? 'lost' : 'not-sent', cause });
  }

  #end(reply: Reply): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timeoutTimer);
    clearTimeout(this.#idleTimer);
    this.#request.signal.removeEventListener('abort', this.#abort);
    this.#resolve(reply);
    const isComplete = reply.kind === 'responded' && reply.body.kind === 'whole' && this.#message.writableEnded;
    if (this.#request.freshConnection || !isComplete) this.#message.destroy();
  }
}

function lengthOf(body: Body): http.OutgoingHttpHeaders {
  switch (body.kind) {
    case 'none':
      return {};
    case 'text':
      return { 'content-length': Buffer.byteLength(body.text) };
    case 'stream':
      return { 'content-length': body.length };
  }
}

/** Collects a response's body. Returns the function that ends it early. */
function readBody(response: http.IncomingMessage, done: (body: ResponseBody) => void): (cause: string) => void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = (cause: string) => {
    if (!response.complete) return done({ kind: 'flawed', cause: `the response is incomplete: ${cause}` });
    // What follows a complete response does not matter, but may be noticed before the last of the response was.
    while (response.read() !== null);
    done({ kind: 'whole', text: new TextDecoder().decode(Buffer.concat(chunks)) });
  };
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxResponseBytes) done({ kind: 'flawed', cause: 'the response is longer than 1 MiB' });
    else chunks.push(chunk);
  });
  response.on('end', () => finish('the body ended early'));
  response.on('error', (error) => finish(messageOf(error)));
  response.on('close', () => finish('the connection closed'));
  return finish;
}

async function stream(chunks: AsyncIterable<Uint8Array>, message: http.ClientRequest, progress: () => void): Promise<void> {
  for await (const chunk of chunks) {
    if (message.destroyed) return;
    await new Promise<void>((resolve) => message.write(chunk, () => resolve()));
    progress();
  }
  message.end();
}

const closedEarly = 'the connection closed before JimmyAI responded';

/** What an error of a request says, in words for people. */
function causeOf(error: Error): string {
  const message = messageOf(error);
  return message === 'socket hang up' ? closedEarly : message;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
