import type { Clock } from '../step/clock.ts';
import { version } from '../version.ts';
import type { TextGuard } from './asset.ts';
import { type Envelope, readReply } from './envelope.ts';
import type { Endpoint, Result } from './failure.ts';
import type { Body, Transport } from './transport.ts';

/** How long a call may take. */
export interface Bounds {
  /** When it must be over, in milliseconds of the clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** What a client needs. */
export interface ApiOptions {
  readonly token: string;
  readonly transport: Transport;
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

/** Makes the call, with the token. Never rejects. */
export async function callApi(call: ApiCall, { deadline, signal }: Bounds, options: ApiOptions): Promise<Result<Envelope>> {
  const { endpoint, method, path, contentType, body } = call;
  const { token, transport, clock, reporter, redactor } = options;
  const started = clock.now();
  const timeoutMs = Math.max(0, deadline - started);
  const reply = await transport.send({
    method,
    path,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      'user-agent': `seedance-realperson-action/${version}`,
    },
    body,
    timeoutMs: endpoint === 'upload' ? timeoutMs : Math.min(timeoutMs, requestTimeoutMs),
    idleTimeoutMs: requestTimeoutMs,
    // A kept connection may be closing at this moment, and then nobody can tell whether the request was accepted.
    freshConnection: endpoint === 'submit' || endpoint === 'create',
    signal,
  });
  const result = readReply(endpoint, reply, Date.now(), (text) => redactor.excerpt(text));
  const outcome = result.ok ? 'success' : `${result.failure.kind}: ${result.failure.detail}`;
  const httpStatus = reply.kind === 'responded' ? `HTTP ${reply.status}` : 'no response';
  reporter.debug(`${method} ${path}: ${httpStatus}, ${Math.round(clock.now() - started)} ms, ${outcome}`);
  return result;
}

/** What JimmyAI says beside a success that has not what it should, to be put behind a sentence. */
export function quoteMsg({ msg }: Envelope, redactor: TextGuard): string {
  return msg === '' ? '' : ` (JimmyAI’s message: ${redactor.excerpt(msg)})`;
}
