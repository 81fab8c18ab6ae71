import http from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { messageOf } from '../errors.ts';
import { isForbiddenByProxy } from './agent.ts';
import { PrivateAddressError } from './public-host.ts';

/** One HTTP request and its limits. */
export interface ExchangeRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Resolves the host name; `dns.lookup` by default. */
  readonly lookup?: LookupFunction;
  /** Timeout of the whole exchange in milliseconds, including the response's body. */
  readonly timeoutMs: number;
  /** Timeout without progress in milliseconds, once the connection is established. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** The body of a request: none, text, or a stream of known length in bytes. */
export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stream'; readonly length: number; readonly chunks: AsyncIterable<Uint8Array> };

/** How a request ended. */
export type Reply =
  /** Certainly not sent: no connection, no TLS session, or no way through the proxy. `obstacle`: a cause that makes a retry pointless. */
  | { readonly kind: 'not-sent'; readonly cause: string; readonly obstacle?: 'private-address' | 'proxy' }
  /** Not sent, because the certificate is not trusted. */
  | { readonly kind: 'untrusted'; readonly cause: string }
  /** Possibly sent, at least in part, and no response arrived. */
  | { readonly kind: 'lost'; readonly cause: string }
  /** The request's own body could not be read to its end, so the server can't have received all of it. */
  | { readonly kind: 'unreadable-body'; readonly cause: string }
  | Response;

/** The head of a response, and its body, which can be read once. */
export interface Response {
  readonly kind: 'responded';
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Throws an `Error` if the body breaks off, stalls or exceeds the request's limits. */
  readonly body: AsyncIterable<Buffer>;
  /** Abandons the rest of the body. */
  close(): void;
}

// Until the connection is established, including TLS and any proxy.
const connectTimeoutMs = 30_000;

// Bytes handed to the kernel may not be on the wire yet; assume up to 8 MB at 100 bytes/ms.
const maxBytesInFlight = 8_000_000;
const minBytesPerMs = 100;

/**
 * Sends one request. Resolves to the head of the response or the reason for its absence, always within the request's limits. `HttpClient`
 * won't do: it waits forever for a truncated response, limits only the silence between bytes, and doesn't say if a request was sent.
 * @throws Error if the request can't be built; nothing was sent then.
 */
export function exchange(request: ExchangeRequest, agent: http.Agent): Promise<Reply> {
  return new Promise((resolve) => void new Exchange(request, agent, resolve));
}

class Exchange {
  readonly #secure: boolean;
  readonly #request: ExchangeRequest;
  readonly #message: http.ClientRequest;
  readonly #resolve: (reply: Reply) => void;
  readonly #timeoutTimer: NodeJS.Timeout;
  #idleTimer: NodeJS.Timeout | undefined;
  #socket: Socket | null = null;
  #reached = false;
  #responded = false;
  #ended = false;
  /** The first failure. */
  #cause: string | null = null;
  readonly #abort = () => this.#interrupt('the request was interrupted');

  constructor(request: ExchangeRequest, agent: http.Agent, resolve: (reply: Reply) => void) {
    const { method, url, headers, body, lookup, timeoutMs, signal } = request;
    this.#secure = url.protocol === 'https:';
    this.#request = request;
    this.#resolve = resolve;
    const options = { method, agent, headers: { ...headers, ...lengthOf(body) }, ...(lookup === undefined ? {} : { lookup }) };
    this.#message = (this.#secure ? https : http).request(url, options);
    this.#timeoutTimer = setTimeout(() => this.#interrupt(`the request took longer than ${seconds(timeoutMs)}`), timeoutMs);
    this.#expectProgressWithin(connectTimeoutMs);
    this.#listen();
    signal.addEventListener('abort', this.#abort);
    if (signal.aborted) this.#abort();
    else this.#send(body);
  }

  #listen(): void {
    this.#message.on('socket', (socket) => this.#watch(socket));
    // Never removed: with a proxy, an error can follow after the request was abandoned.
    this.#message.on('error', (error) => this.#fail(causeOf(error), obstacleIn(error)));
    this.#message.on('close', () => this.#fail(this.#responded ? 'the connection closed' : closedEarly));
    this.#message.on('response', (response) => this.#respond(response));
  }

  /** Once the connection is established, how much of the request has arrived is unknown. */
  #watch(socket: Socket): void {
    this.#socket = socket;
    const onReached = () => {
      this.#reached = true;
      this.#expectProgressWithin(this.#request.idleTimeoutMs);
    };
    // A lookup or connection that failed immediately has already destroyed the socket.
    const pending = socket instanceof TLSSocket ? !socket.authorized : socket.connecting || socket.destroyed;
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
          (error) => {
            this.#cause ??= messageOf(error);
            this.#giveUp({ kind: 'unreadable-body', cause: messageOf(error) });
          },
        );
    }
  }

  #respond(response: http.IncomingMessage): void {
    if (this.#ended) return;
    this.#responded = true;
    this.#expectProgressWithin(this.#request.idleTimeoutMs);
    // Reading the body throws the error.
    response.on('error', () => {});
    const { statusCode: status = 0, headers } = response;
    this.#resolve({
      kind: 'responded',
      status,
      headers,
      body: this.#read(response),
      close: () => {
        this.#end();
        this.#interrupt('the response was given up');
      },
    });
  }

  async *#read(response: http.IncomingMessage): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of response) {
        // A slow reader must not count as an idle connection.
        clearTimeout(this.#idleTimer);
        yield chunk;
        this.#expectProgressWithin(this.#request.idleTimeoutMs);
      }
      if (!response.complete) throw new Error('the response ended early');
    } catch (error) {
      if (!response.complete) throw new Error(this.#cause ?? messageOf(error));
      // An error after a complete response is irrelevant, but can surface before the response's last bytes are read.
      for (let rest = response.read(); rest !== null; rest = response.read()) yield rest;
    } finally {
      this.#end();
      if (!response.complete || !this.#message.writableEnded) this.#message.destroy();
    }
  }

  #expectProgressWithin(ms: number): void {
    clearTimeout(this.#idleTimer);
    if (!this.#ended) this.#idleTimer = setTimeout(() => this.#interrupt(`the connection was idle for ${seconds(ms)}`), ms);
  }

  #interrupt(cause: string): void {
    this.#fail(cause);
    this.#message.destroy();
  }

  /** Records a failure. Before a response, it decides the reply; after one, it breaks the body. */
  #fail(cause: string, obstacle: ReturnType<typeof obstacleIn> = {}): void {
    this.#cause ??= cause;
    if (this.#responded) return;
    const isUntrusted = !this.#reached && this.#socket instanceof TLSSocket && Boolean(this.#socket.authorizationError);
    if (isUntrusted) this.#giveUp({ kind: 'untrusted', cause });
    else if (this.#reached) this.#giveUp({ kind: 'lost', cause });
    else this.#giveUp({ kind: 'not-sent', cause, ...obstacle });
  }

  #giveUp(reply: Reply): void {
    if (this.#ended) return;
    this.#end();
    this.#resolve(reply);
    this.#message.destroy();
  }

  #end(): void {
    this.#ended = true;
    clearTimeout(this.#timeoutTimer);
    clearTimeout(this.#idleTimer);
    this.#request.signal.removeEventListener('abort', this.#abort);
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

async function stream(chunks: AsyncIterable<Uint8Array>, message: http.ClientRequest, progress: () => void): Promise<void> {
  for await (const chunk of chunks) {
    if (message.destroyed) return;
    await new Promise<void>((resolve) => message.write(chunk, () => resolve()));
    progress();
  }
  message.end();
}

const closedEarly = 'the connection closed before a response came';

/** Returns the message of a request's error, reworded where Node.js's is cryptic. */
function causeOf(error: Error): string {
  const message = messageOf(error);
  return message === 'socket hang up' ? closedEarly : message;
}

/** Returns the obstacle behind a connection error, if any, that makes a retry pointless. */
function obstacleIn(error: Error): { readonly obstacle?: 'private-address' | 'proxy' } {
  if (error instanceof PrivateAddressError) return { obstacle: 'private-address' };
  return isForbiddenByProxy(error) ? { obstacle: 'proxy' } : {};
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
