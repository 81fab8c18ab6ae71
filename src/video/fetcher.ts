import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { messageOf } from '../step/errors.ts';
import { createAgent, usesProxy } from '../step/http-agent.ts';
import { isLoopback, isPrivateAddress } from '../step/public-url.ts';
import { version } from '../version.ts';

/** One GET of a link, without the token. */
export interface FetchRequest {
  readonly url: URL;
  /** What is there already, and by what it is told that it is still the same. */
  readonly resume: { readonly offset: number; readonly validator: string } | null;
  /** Milliseconds without progress after which it is given up. */
  readonly idleTimeoutMs: number;
  /** Milliseconds from now until it is given up. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Takes a chunk. Gives a promise only where the reader is to wait for it. */
export type OnChunk = (chunk: Buffer) => Promise<void> | null;

/** How it went. */
export type FetchReply =
  /** No response, or a name that leads where no video is. */
  | { readonly kind: 'broken'; readonly detail: string }
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: http.IncomingHttpHeaders;
      /** Hands on the body as it comes, a chunk when the one before is taken. Rejects where it breaks off or stalls, or `onChunk` throws. */
      readonly read: (onChunk: OnChunk) => Promise<void>;
      /** Gives up what is left of the body. */
      readonly close: () => void;
    };

/** Gets links. */
export interface Fetcher {
  /** Resolves with the head of the response, within the request's limits. Never rejects. */
  get(request: FetchRequest): Promise<FetchReply>;
}

/** A fetcher over `node:http(s)`, through the proxy that the environment names, if any. */
export const httpFetcher: Fetcher = {
  get: (request) =>
    new Promise<FetchReply>((resolve) => {
      try {
        get(request, resolve);
      } catch (error) {
        resolve({ kind: 'broken', detail: messageOf(error) });
      }
    }),
};

function get({ url, resume, idleTimeoutMs, timeoutMs, signal }: FetchRequest, resolve: (reply: FetchReply) => void): void {
  let detail = '';
  let idleTimer: NodeJS.Timeout | undefined;
  let over = false;
  const message = (url.protocol === 'https:' ? https : http).request(url, {
    agent: createAgent(url.origin, { keepAlive: false }),
    headers: {
      accept: '*/*',
      // What is announced must be the length of the file.
      'accept-encoding': 'identity',
      'user-agent': `seedance-realperson-action/${version}`,
      ...(resume === null ? {} : { range: `bytes=${resume.offset}-`, 'if-range': resume.validator }),
    },
    lookup: usesProxy(url.origin) || isLoopback(url.hostname) ? dns.lookup : lookupPublic,
  });
  /** Ends the attempt. Where there has been a response its body breaks off, else nothing came. */
  const end = (cause: string) => {
    detail ||= cause;
    over = true;
    clearTimeout(timeoutTimer);
    clearTimeout(idleTimer);
    signal.removeEventListener('abort', abort);
    resolve({ kind: 'broken', detail });
  };
  // A request that waits for a proxy has no connection yet, and says nothing of being destroyed.
  const interrupt = (cause: string) => {
    end(cause);
    message.destroy();
  };
  const abort = () => interrupt('the download was interrupted');
  const timeoutTimer = setTimeout(() => interrupt('the step reached its timeout'), timeoutMs);
  const expectProgress = () => {
    clearTimeout(idleTimer);
    // The rest of a body may be read when the connection is long closed.
    if (!over) idleTimer = setTimeout(() => interrupt(`the connection was idle for ${Math.round(idleTimeoutMs / 1000)} s`), idleTimeoutMs);
  };
  expectProgress();
  signal.addEventListener('abort', abort);
  // Stays for good: behind a proxy an error can come after the request was given up.
  message.on('error', (error) => end(messageOf(error)));
  message.on('close', () => end('the connection closed'));
  message.on('response', (response) => {
    expectProgress();
    // It may be over before anybody reads it.
    const closed = new Promise<void>((done) => response.on('close', done));
    response.on('error', (error) => {
      detail ||= messageOf(error);
    });
    const { statusCode: status = 0, headers } = response;
    const read = (onChunk: OnChunk) => readBody(response, closed, onChunk, expectProgress, () => detail || 'the response ended early');
    resolve({ kind: 'response', status, headers, read, close: () => message.destroy() });
  });
  if (signal.aborted) abort();
  else message.end();
}

/** Reads by events: half a gigabyte of chunks is too many for an iterator. */
function readBody(
  response: http.IncomingMessage,
  closed: Promise<void>,
  onChunk: OnChunk,
  onProgress: () => void,
  cause: () => string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let taken: Promise<void> = Promise.resolve();
    response.on('data', (chunk: Buffer) => {
      onProgress();
      const taking = onChunk(chunk);
      if (taking === null) return;
      response.pause();
      taken = taking.then(
        () => void response.resume(),
        (error) => {
          reject(error);
          response.destroy();
        },
      );
    });
    void closed.then(() => taken).then(() => (response.complete ? resolve() : reject(new Error(cause()))));
  });
}

/** Looks up a name like `dns.lookup`, but gives no address that is nobody else's: a link must not lead into the runner's own network. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    if (addresses.some(({ address }) => isPrivateAddress(address))) {
      return callback(new Error(`${hostname} resolves to a private address`), []);
    }
    const [first] = addresses;
    if (options.all === true || first === undefined) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
