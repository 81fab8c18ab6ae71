import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../step/clock.ts';
import type { Body } from '../step/net/exchange.ts';
import { readText } from '../step/net/read-text.ts';
import type { Send } from '../step/net/sender.ts';
import type { TextGuard } from '../step/text-guard.ts';
import { userAgent } from '../step/version.ts';
import { type Envelope, isFromJimmyAi, type ReadReply, readReply } from './envelope.ts';
import { type Endpoint, failed, type Result, requestIdPattern, type Trace } from './failure.ts';
import { findIdIn, findIdInPart } from './returned-id.ts';

/** How long a call may take. */
export interface Bounds {
  /** When the call must end, in milliseconds of the clock. */
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
  /** The parts of the request that the service may quote. */
  readonly sent: unknown;
}

/** The envelope of a success, and the trace by which JimmyAI's support finds the request. */
export interface ApiResponse extends Envelope {
  readonly trace: Trace;
}

const checkTimeoutMs = 30_000;
const maxResponseBytes = 1024 * 1024;

/** Calls the API with one token. */
export class Api {
  readonly #options: ApiOptions;
  /** Whether JimmyAI itself has responded to this run. */
  #isEstablished = false;
  /** The texts that this run has sent: a later response may quote them too. */
  readonly #sent = new Set<string>();

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** Makes a call. Never rejects. */
  async call(call: ApiCall, bounds: Bounds): Promise<Result<ApiResponse>> {
    const { endpoint, method, path } = call;
    const { clock, reporter, redactor } = this.#options;
    const started = clock.now();
    const sentAt = Date.now();
    const requestId = crypto.randomUUID();
    for (const text of textsIn(call.sent)) this.#sent.add(text);
    const reply = await this.#send(call, requestId, bounds);
    const containsSecret = (text: string) => redactor.containsSecret(text);
    const trace = { requestId: (reply.kind === 'responded' && traceIdIn(reply.headers, containsSecret)) || requestId, sentAt };
    const result = readReply(reply, {
      endpoint,
      sent: [...this.#sent],
      isEstablished: this.#isEstablished,
      wallClock: Date.now(),
      excerpt: (text) => redactor.excerpt(text),
      findId: (body, json, isSuccess) => {
        const id =
          body.kind === 'whole' ? findIdIn(json, endpoint, isSuccess, containsSecret) : findIdInPart(body, endpoint, containsSecret);
        if (id !== null) redactor.keepId(id);
        return id;
      },
    });
    this.#isEstablished ||= isFromJimmyAi(reply);
    const outcome = result.ok ? 'success' : `${result.failure.kind}: ${result.failure.detail}`;
    const httpStatus = reply.kind === 'responded' ? `HTTP ${reply.status}` : 'no response';
    reporter.debug(`${method} ${path}: ${httpStatus}, ${Math.round(clock.now() - started)} ms, request ID ${trace.requestId}, ${outcome}`);
    const wasSent = reply.kind === 'responded' || reply.kind === 'lost';
    if (result.ok) return { ok: true, value: { ...result.value, trace } };
    return wasSent ? { ok: false, failure: { ...result.failure, trace } } : result;
  }

  /** The failure of a success that lacks a required value. Its body may still name the ID. */
  incomplete(endpoint: Endpoint, what: string, { msg, body, trace }: ApiResponse): Result<never> {
    const { redactor } = this.#options;
    const message = msg === '' ? '' : ` (JimmyAI’s message: ${redactor.excerpt(msg)})`;
    const returnedId = findIdIn(body, endpoint, true, (text) => redactor.containsSecret(text));
    return failed('ambiguous', `${what}${message}`, { hasReason: msg !== '', returnedId, trace });
  }

  async #send(call: ApiCall, requestId: string, { deadline, signal }: Bounds): Promise<ReadReply> {
    const { endpoint, method, path, contentType, body } = call;
    const { token, baseUrl, send, clock } = this.#options;
    const timeoutMs = Math.max(0, deadline - clock.now());
    const isMaking = endpoint === 'submit' || endpoint === 'create';
    const reply = await send({
      method,
      url: new URL(path, baseUrl),
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        authorization: `Bearer ${token}`,
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        'user-agent': userAgent,
        // The vendor's back end logs the ID and returns it as `X-Trace-Id`.
        'x-request-id': requestId,
      },
      body,
      timeoutMs: isMaking || endpoint === 'upload' ? timeoutMs : Math.min(timeoutMs, checkTimeoutMs),
      // A submission or creation is never resent after a timeout, so giving up early gains nothing. The vendor's web server itself waits
      // 600 s.
      idleTimeoutMs: isMaking ? timeoutMs : checkTimeoutMs,
      // A kept connection may be closing at this moment, which would leave open whether the request was accepted.
      connection: isMaking ? 'fresh' : 'kept',
      signal,
    });
    if (reply.kind !== 'responded') return reply;
    // A body that trickles in never idles, and might never end.
    const timer = setTimeout(() => reply.close(), isMaking ? timeoutMs : checkTimeoutMs);
    const text = await readText(reply, maxResponseBytes);
    clearTimeout(timer);
    return { ...reply, body: text };
  }
}

function traceIdIn({ 'x-trace-id': id }: IncomingHttpHeaders, containsSecret: (text: string) => boolean): string | null {
  return typeof id === 'string' && requestIdPattern.test(id) && !containsSecret(id) ? id : null;
}

/** All texts in a request, which the service may quote. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
