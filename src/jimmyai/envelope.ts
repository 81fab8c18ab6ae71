import type { IncomingHttpHeaders } from 'node:http';
import { field, nonEmptyString, parseJson } from '../step/json.ts';
import type { Reply, Response } from '../step/net/exchange.ts';
import type { TextBody } from '../step/net/read-text.ts';
import { retryAfterMsOf } from '../step/net/retry-after.ts';
import { type Endpoint, type FailureKind, failed, type Result } from './failure.ts';

/** How a call ended, its response read. */
export type ReadReply =
  | Exclude<Reply, Response>
  | { readonly kind: 'responded'; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: TextBody };

/** What JimmyAI's envelope holds in a success. */
export interface Envelope {
  readonly data: unknown;
  /** What it says beside, as it is. */
  readonly msg: string;
}

// The documentation's pages use 0 and 20000, third-party clients take 200 as well.
const successCodes = new Set(['0', '200', '20000']);

// No code is documented for these: the text alone tells. A load balancer and an image's white balance are something else.
const exhausted = [
  /余额|欠费|额度|配额|(?<![a-z]|(?:load|white)[ _-]?)(?:balance|quota)(?![a-z])|insufficient (?:funds|credit)/i,
  /(?<!(?:[Ll]oad|[Ww]hite)[ _-]?)(?:Balance|Quota)(?![a-z])/,
];

// How JimmyAI says that it doesn't know a task, under whatever code. Right after a creation that may only be early.
const missingTask = /任务不存在|not found/i;

/** What of a response decides which kind of failure it is. */
interface Evidence {
  readonly endpoint: Endpoint;
  readonly status: number;
  /** The code of an envelope, in a 2xx also one that is a success elsewhere. */
  readonly code: string | null;
  /** Whether it is JimmyAI that speaks: an object with an error `code`. */
  readonly isOwnEnvelope: boolean;
  readonly hasRetryAfter: boolean;
  readonly text: string;
}

/**
 * The envelope of a success, or what kind of failure the reply is. An envelope code that the documentation names wins over the
 * HTTP status; success needs both. `wallClock` is the time in milliseconds since 1970, for a `Retry-After` that is a date.
 */
export function readReply(endpoint: Endpoint, reply: ReadReply, wallClock: number, excerpt: (text: string) => string): Result<Envelope> {
  if (reply.kind === 'lost') return failed('ambiguous', excerpt(reply.cause));
  if (reply.kind !== 'responded') return failed(reply.kind, excerpt(reply.cause));

  const { status, headers, body } = reply;
  const envelope = body.kind === 'whole' ? parseJson(body.text) : undefined;
  const code = readCode(envelope);
  const hasSuccessCode = code !== null && successCodes.has(code);
  const succeeded = status >= 200 && status < 300;
  const text = errorText(envelope, body.kind === 'whole' ? body.text : '');
  if (succeeded && hasSuccessCode) return { ok: true, value: { data: field(envelope, 'data'), msg: text } };

  const flaw = body.kind === 'flawed' ? body.cause : succeeded && code === null ? 'the response does not match the API documentation' : '';
  const head = excerpt(`HTTP ${status}${describeTarget(headers.location)}${code === null ? '' : `, code ${code}`}`);
  const detail = [head, excerpt(text) || excerpt(flaw)].filter(Boolean).join(': ');
  const retryAfterMs = retryAfterMsOf(headers, wallClock);
  const isOwnEnvelope = code !== null && !hasSuccessCode;
  const kind = kindOf({ endpoint, status, code, isOwnEnvelope, hasRetryAfter: headers['retry-after'] !== undefined, text });
  const failure =
    kind === 'redirected' ? { kind, detail, retryAfterMs, target: originOf(headers.location) } : { kind, detail, retryAfterMs };
  return { ok: false, failure };
}

/** Which kind of failure a response is: the codes first, then the text, then the HTTP status. */
function kindOf({ endpoint, status, code, isOwnEnvelope, hasRetryAfter, text }: Evidence): FailureKind {
  const succeeded = status >= 200 && status < 300;
  const isError = status >= 400 || (succeeded && code !== null);
  if (code === '20001') return 'unauthorized';
  if (isError && status !== 429 && exhausted.some((pattern) => pattern.test(text))) {
    if (status < 500) return (status === 402 || isOwnEnvelope) && code !== '-1' ? 'balance' : 'balance-reported';
    if (isOwnEnvelope) return 'balance-ambiguous';
  }
  const isRefusal = isError && status < 500 && status !== 429;
  if (endpoint === 'query' && isRefusal && isOwnEnvelope && missingTask.test(text)) return 'not-found';
  if (code === '20002') return 'rejected';
  // Of a video, which is paid for, code -1 leaves a doubt whatever the HTTP status.
  const isAboutVideo = endpoint === 'create' || endpoint === 'query';
  if (code === '-1' && (succeeded || status === 429 || status === 503 || isAboutVideo)) return 'server-error';
  if (succeeded) return code === null ? 'ambiguous' : 'unexpected';
  return kindOfStatus(status, isOwnEnvelope, hasRetryAfter);
}

function kindOfStatus(status: number, isOwnEnvelope: boolean, hasRetryAfter: boolean): FailureKind {
  switch (status) {
    case 401:
    case 403:
      return 'unauthorized';
    case 402:
      return 'balance';
    case 400:
    case 422:
      return isOwnEnvelope ? 'rejected' : 'rejected-by-gateway';
    case 413:
    case 415:
      return 'rejected-by-gateway';
    case 404:
      return isOwnEnvelope ? 'not-found' : 'no-endpoint';
    case 405:
      return 'no-endpoint';
    case 429:
      return 'busy';
    case 503:
      // A proxy says 503 too where the connection broke after the request had gone out.
      return isOwnEnvelope || hasRetryAfter ? 'unavailable' : 'ambiguous';
    default:
      if (status >= 300 && status < 400) return 'redirected';
      return status >= 400 && status < 500 ? 'unexpected' : 'ambiguous';
  }
}

function readCode(envelope: unknown): string | null {
  const code = field(envelope, 'code');
  return typeof code === 'number' || typeof code === 'string' ? String(code) : null;
}

/** What a response says of itself. A page is not a message. */
function errorText(envelope: unknown, body: string): string {
  for (const key of ['msg', 'message', 'error']) {
    const text = nonEmptyString(field(envelope, key));
    if (text !== null) return text;
  }
  return envelope === undefined && body.length < 1000 && !body.includes('<') ? body.trim() : '';
}

/** Where a redirect leads, without what may be a signature or a one-time ticket. */
function describeTarget(location: string | undefined): string {
  return location === undefined ? '' : ` to ${location.replace(/[?#].*$/s, '')}`;
}

function originOf(location: string | undefined): string | null {
  if (location === undefined || !URL.canParse(location)) return null;
  const { origin } = new URL(location);
  // The origin becomes part of an advice: nothing but a plain one does.
  return /^https?:\/\/[a-z0-9.:[\]-]+$/.test(origin) ? origin : null;
}
