import type { Clock } from '../step/clock.ts';
import type { Body } from '../step/net/exchange.ts';
import { readText } from '../step/net/read-text.ts';
import type { Send } from '../step/net/sender.ts';
import type { TextGuard } from '../step/text-guard.ts';
import { userAgent } from '../step/version.ts';
import { type Envelope, type ReadReply, readReply } from './envelope.ts';
import type { Endpoint, Result } from './failure.ts';

/** How long a call may take. */
export interface Bounds {
  /** When it must be over, in milliseconds of the clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** What a client needs. */
export interface ApiOptions {
  readonly token: string;
  /** The service's origin. */
  readonly baseUrl: string;
  readonly send: Send;
  readonly clock: Clock;
  readonly reporter: { debug(text: string): void; warnOnce(text: string, title: string): void };
  readonly redactor: TextGuard;
}

/** One call of the API. */
export interface ApiCall {
  readonly endpoint: Endpoint;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly contentType?: string;
  readonly body: Body;
}

const requestTimeoutMs = 30_000;
const maxResponseBytes = 1024 * 1024;

/** Makes the call, with the token. Never rejects. */
export async function callApi(call: ApiCall, bounds: Bounds, options: ApiOptions): Promise<Result<Envelope>> {
  const { endpoint, method, path } = call;
  const { clock, reporter, redactor } = options;
  const started = clock.now();
  const reply = await sendCall(call, bounds, options);
  const result = readReply(endpoint, reply, Date.now(), (text) => redactor.excerpt(text));
  const outcome = result.ok ? 'success' : `${result.failure.kind}: ${result.failure.detail}`;
  const httpStatus = reply.kind === 'responded' ? `HTTP ${reply.status}` : 'no response';
  reporter.debug(`${method} ${path}: ${httpStatus}, ${Math.round(clock.now() - started)} ms, ${outcome}`);
  return result;
}

async function sendCall(call: ApiCall, { deadline, signal }: Bounds, { token, baseUrl, send, clock }: ApiOptions): Promise<ReadReply> {
  const { endpoint, method, path, contentType, body } = call;
  const timeoutMs = Math.max(0, deadline - clock.now());
  const reply = await send({
    method,
    url: new URL(path, baseUrl),
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      'user-agent': userAgent,
    },
    body,
    timeoutMs: endpoint === 'upload' ? timeoutMs : Math.min(timeoutMs, requestTimeoutMs),
    idleTimeoutMs: requestTimeoutMs,
    // A kept connection may be closing at this moment, and then nobody can tell whether the request was accepted.
    connection: endpoint === 'submit' || endpoint === 'create' ? 'fresh' : 'kept',
    signal,
  });
  return reply.kind === 'responded' ? { ...reply, body: await readText(reply.body, maxResponseBytes) } : reply;
}

/** What JimmyAI says beside a success that has not what it should, to be put behind a sentence. */
export function quoteMsg({ msg }: Envelope, redactor: TextGuard): string {
  return msg === '' ? '' : ` (JimmyAI’s message: ${redactor.excerpt(msg)})`;
}
