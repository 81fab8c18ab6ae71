import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { HttpClient } from '@actions/http-client';
import { messageOf } from '../errors.ts';
import { field, isRecord } from '../json.ts';

/** One request to the service. All of them are POSTs. */
export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Milliseconds from now until the request is given up. */
  readonly limit: number;
  /** Milliseconds in which nothing of it could be sent, or the answer did not come to its end, until it is given up. */
  readonly idleLimit: number;
  /** Sends the request over a connection of its own, which no other request has used. */
  readonly freshConnection: boolean;
  readonly signal: AbortSignal;
}

/** What a request carries: text, or a stream whose length in bytes is known. */
export type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stream'; readonly length: number; readonly chunks: AsyncIterable<Uint8Array> };

/** How a request ended. */
export type Reply =
  /** Certainly never sent: no connection, no TLS session, no way through the proxy. */
  | { readonly kind: 'not-sent'; readonly cause: string }
  /** Never sent, because the certificate is not trusted. */
  | { readonly kind: 'untrusted'; readonly cause: string }
  /** Sent, at least in part, and no answer came. */
  | { readonly kind: 'lost'; readonly cause: string }
  /** The body could not be read to its end. So the other side has not had it whole. */
  | { readonly kind: 'unreadable-body'; readonly cause: string }
  | { readonly kind: 'answered'; readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: AnswerBody };

/** The body of an answer, or why it can't be read. */
export type AnswerBody = { readonly kind: 'whole'; readonly text: string } | { readonly kind: 'flawed'; readonly cause: string };

/** Sends requests to one origin. */
export interface Transport {
  /** Resolves within the request's limits, whatever the other side does. Never rejects. */
  send(request: Request): Promise<Reply>;
  /** Closes the connections that are kept for further requests. */
  close(): void;
}

const longestAnswer = 1024 * 1024;

// What the system has taken over of a stream is not sent yet: so much of it, in bytes, may still be on its way over a line
// that carries so many bytes a millisecond.
const mostOnItsWay = 8_000_000;
const slowestLine = 100;

/**
 * A transport to `origin` through the proxy that the environment names, if any. Throws where that is not a URL.
 *
 * It sends with `node:http(s)` over the agents of `HttpClient` and not with its methods: these wait for ever for the rest
 * of an answer that broke off, bound only the silence between two bytes, and don't tell whether a request went out.
 */
export function createTransport(origin: string): Transport {
  const keeping = new HttpClient(undefined, [], { keepAlive: true });
  const keepingAgent = agentOf(keeping, origin);
  const freshAgent = agentOf(new HttpClient(undefined, [], { keepAlive: false }), origin);
  return {
    async send(request) {
      try {
        return await send(origin, request.freshConnection ? freshAgent : keepingAgent, request);
      } catch (error) {
        // Thrown while the request was made up, before any of it was sent.
        return { kind: 'not-sent', cause: messageOf(error) };
      }
    },
    close: () => keeping.dispose(),
  };
}

/** The agent of `client` for `origin`. One that goes through a proxy looks up its address with the brackets that a URL needs for IPv6. */
function agentOf(client: HttpClient, origin: string): http.Agent {
  const agent = client.getAgent(origin);
  const proxy = field(agent, 'proxyOptions');
  if (isRecord(proxy) && typeof proxy['host'] === 'string') proxy['host'] = proxy['host'].replace(/^\[(.*)\]$/, '$1');
  return agent;
}

function send(origin: string, agent: http.Agent, request: Request): Promise<Reply> {
  const { path, headers, body, limit, idleLimit, freshConnection, signal } = request;
  return new Promise((resolve) => {
    const secure = origin.startsWith('https:');
    let reached = false;
    let ended = false;
    let socket: Socket | undefined;

    const message = (secure ? https : http).request(new URL(path, origin), {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': body.kind === 'text' ? Buffer.byteLength(body.text) : body.length },
    });

    const end = (reply: Reply) => {
      if (ended) return;
      ended = true;
      clearTimeout(limitTimer);
      clearTimeout(idleTimer);
      signal.removeEventListener('abort', abort);
      resolve(reply);
      const isComplete = reply.kind === 'answered' && reply.body.kind === 'whole' && message.writableEnded;
      if (freshConnection || !isComplete) message.destroy();
    };
    const giveUp = (cause: string) => {
      if (!reached && socket instanceof TLSSocket && socket.authorizationError) return end({ kind: 'untrusted', cause });
      end({ kind: reached ? 'lost' : 'not-sent', cause });
    };
    // What has happened so far decides what a time-out means; once an answer has begun, `readAnswer` replaces it.
    let interrupt = giveUp;
    const abort = () => interrupt('it was interrupted before the answer came');
    const limitTimer = setTimeout(() => interrupt(`it took longer than ${seconds(limit)}`), limit);
    let idleTimer: NodeJS.Timeout;
    const expectProgressWithin = (ms: number) => {
      clearTimeout(idleTimer);
      if (!ended) idleTimer = setTimeout(() => interrupt(`nothing moved for ${seconds(ms)}`), ms);
    };
    expectProgressWithin(idleLimit);

    message.on('socket', (assigned) => {
      socket = assigned;
      const onReached = () => {
        reached = true;
        expectProgressWithin(idleLimit);
      };
      const pending = assigned instanceof TLSSocket ? !assigned.authorized : assigned.connecting;
      if (pending && !message.reusedSocket) assigned.once(secure ? 'secureConnect' : 'connect', onReached);
      else onReached();
    });
    // Stays for good: behind a proxy an error can come after the request was given up.
    message.on('error', (error) => interrupt(messageOf(error)));
    message.on('close', () => interrupt('the connection was closed'));
    message.on('response', (response) => {
      interrupt = readAnswer(response, (answer) =>
        end({ kind: 'answered', status: response.statusCode ?? 0, headers: response.headers, body: answer }),
      );
    });

    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    if (body.kind === 'text') message.end(body.text);
    else {
      stream(body.chunks, message, () => expectProgressWithin(idleLimit)).then(
        () => expectProgressWithin(idleLimit + Math.min(body.length, mostOnItsWay) / slowestLine),
        (error) => end({ kind: 'unreadable-body', cause: messageOf(error) }),
      );
    }
  });
}

/** Collects an answer. Returns the function that ends it early. */
function readAnswer(response: http.IncomingMessage, done: (body: AnswerBody) => void): (cause: string) => void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = (cause: string) => {
    if (!response.complete) return done({ kind: 'flawed', cause: `the answer broke off: ${cause}` });
    // What follows a complete answer does not matter, but may be noticed before the last of the answer was.
    while (response.read() !== null);
    done({ kind: 'whole', text: new TextDecoder().decode(Buffer.concat(chunks)) });
  };
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > longestAnswer) done({ kind: 'flawed', cause: 'the answer is longer than 1 MiB' });
    else chunks.push(chunk);
  });
  response.on('end', () => finish('it ended too soon'));
  response.on('error', (error) => finish(messageOf(error)));
  response.on('close', () => finish('the connection was closed'));
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

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
