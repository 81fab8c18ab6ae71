import type { IncomingHttpHeaders } from 'node:http';
import { field, isRecord, parseJson, quoteLongIntegers } from '../step/json.ts';
import type { Reply, Response } from '../step/net/exchange.ts';
import type { TextBody } from '../step/net/read-text.ts';
import { retryAfterMsOf } from '../step/net/retry-after.ts';
import { parseOrigin } from './account.ts';
import { type Endpoint, type FailureKind, failed, isPossiblyMade, type Result } from './failure.ts';
import { textUnder } from './reason.ts';
import { namesWrongRequest, reportsExhaustion, reportsFailedCall, reportsMissingTask, withoutQuotes } from './wording.ts';

/** How a call ended, with the response body read. */
export type ReadReply =
  | Exclude<Reply, Response>
  | { readonly kind: 'responded'; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: TextBody };

/** The content of JimmyAI's envelope in a success. */
export interface Envelope {
  readonly data: unknown;
  /** The whole envelope. */
  readonly body: unknown;
  /** Its message, verbatim. */
  readonly msg: string;
}

/** What determines the meaning of a reply, besides the reply itself. */
export interface ReplyContext {
  readonly endpoint: Endpoint;
  /** The texts that the run has sent so far. */
  readonly sent: readonly string[];
  /** Whether JimmyAI itself has responded to this run before. */
  readonly isEstablished: boolean;
  /** The time in milliseconds since 1970, for a `Retry-After` that is a date. */
  readonly wallClock: number;
  /** Sanitizes and shortens a text. */
  readonly excerpt: (text: string) => string;
  /** Finds the ID that the response names for what the call may have created. */
  readonly findId: (body: TextBody, json: unknown, isSuccess: boolean) => string | null;
}

/** The parts of a response that decide the kind of failure. */
interface Evidence {
  readonly endpoint: Endpoint;
  readonly isEstablished: boolean;
  /** The HTTP status, or the code of a 2xx if that is 400 to 499. */
  readonly status: number;
  readonly code: string | null;
  /** Who responded: JimmyAI, with an error code; an unknown sender, with a JSON object that has a reason; or a page. */
  readonly sender: 'jimmyai' | 'json' | 'page';
  readonly hasRetryAfter: boolean;
  /** The reason in the response, without quotes from the request. */
  readonly reason: string;
}

// The documentation's pages use 0 and 20000; third-party clients also accept HTTP's own codes and words.
const isSuccessCode = (code: string) => /^(?:0|20000|2\d\d|success|succeed(?:ed)?|ok)$/i.test(code);

/**
 * Returns the envelope of a success, or the failure that the reply means. A documented envelope code overrides the HTTP status; success
 * needs both.
 */
export function readReply(reply: ReadReply, context: ReplyContext): Result<Envelope> {
  const { endpoint, sent, isEstablished, wallClock, excerpt, findId } = context;
  if (reply.kind === 'lost') return failed('ambiguous', excerpt(reply.cause));
  if (reply.kind === 'untrusted') return failed(atFirstContact('untrusted', context), excerpt(reply.cause));
  if (reply.kind !== 'responded') return failed(reply.kind, excerpt(reply.cause));

  const { status, headers, body } = reply;
  const json = jsonOf(body);
  const code = readCode(json);
  const succeeded = status >= 200 && status < 300;
  const reason = reasonIn(json, body);
  if (succeeded && isSuccess(json, code)) return { ok: true, value: { data: field(json, 'data'), body: json, msg: reason } };

  const kind = kindOf(
    {
      endpoint,
      isEstablished,
      status: succeeded && code !== null && /^4\d\d$/.test(code) ? Number(code) : status,
      code,
      sender: code !== null && !isSuccessCode(code) ? 'jimmyai' : isRecord(json) && reason !== '' ? 'json' : 'page',
      hasRetryAfter: headers['retry-after'] !== undefined,
      reason: withoutQuotes(reason, sent),
    },
    body,
  );
  // Some servers return the created object without an envelope.
  const returnedId = findId(body, json, succeeded && code === null && reason === '');
  const isKept =
    returnedId !== null && body.kind === 'whole' && (endpoint === 'submit' || endpoint === 'create') && isPossiblyMade(endpoint, { kind });
  const facts = {
    detail: detailOf(reply, { code, reason: reason || contentOf(json), namedId: isKept ? null : returnedId }, excerpt),
    hasReason: reason !== '',
    retryAfterMs: retryAfterMsOf(headers, wallClock),
    returnedId: isKept ? returnedId : null,
    trace: null,
  };
  return { ok: false, failure: kind === 'redirected' ? { kind, ...facts, target: originOf(headers.location) } : { kind, ...facts } };
}

/** A check that a page or certificate keeps from reaching JimmyAI stops the run only if JimmyAI has never responded. */
function atFirstContact<K extends FailureKind>(
  kind: K,
  { endpoint, isEstablished }: Pick<Evidence, 'endpoint' | 'isEstablished'>,
): K | 'unexpected' {
  const isCheck = endpoint === 'status' || endpoint === 'batch-status' || endpoint === 'query';
  return isCheck && isEstablished ? 'unexpected' : kind;
}

/** Classifies a failed response by its code first, then its text, then the HTTP status. */
function kindOf(evidence: Evidence, body: TextBody): FailureKind {
  const { endpoint, status, code, sender, reason } = evidence;
  // The rest of the response is unknown.
  if (body.kind === 'flawed') return 'ambiguous';
  const succeeded = status >= 200 && status < 300;
  const isError = status >= 400 || (succeeded && code !== null);
  if (code === '20001') return 'unauthorized';
  if (isError && status !== 429 && reportsExhaustion(reason)) {
    if (status >= 500 && sender === 'jimmyai') return 'balance-ambiguous';
    if (status < 500 && code === '-1') return reportsFailedCall(reason) ? 'balance-ambiguous' : 'balance-reported';
    if (status < 500 && sender === 'jimmyai') return 'balance';
    if (status < 500) return atFirstContact(status === 402 ? 'balance' : 'balance-reported', evidence);
  }
  const isRefusal = isError && status < 500 && status !== 429;
  if (endpoint === 'query' && isRefusal && sender === 'jimmyai' && reportsMissingTask(reason)) return 'not-found';
  if (code === '20002') return 'rejected';
  if (code === '-1') return namesWrongRequest(reason) ? 'rejected-by-catch-all' : 'ambiguous';
  if (succeeded) return code === null ? 'ambiguous' : 'unexpected';
  return kindOfStatus(evidence);
}

function kindOfStatus(evidence: Evidence): FailureKind {
  const { endpoint, isEstablished, status, sender, hasRetryAfter } = evidence;
  const isOwn = sender === 'jimmyai';
  switch (status) {
    case 401:
      return isOwn || !isEstablished || endpoint === 'create' ? 'unauthorized' : 'unexpected';
    case 402:
      return isOwn ? 'balance' : atFirstContact('balance', evidence);
    case 403:
      return isOwn ? 'unauthorized' : 'blocked';
    case 400:
    case 422:
      if (isOwn) return 'rejected';
      return sender === 'json' ? 'rejected-without-code' : 'rejected-by-page';
    case 413:
    case 415:
      // About the request, never about an asset.
      return sender === 'page' ? 'rejected-by-page' : 'rejected-without-code';
    case 404:
      return isOwn ? 'not-found' : 'no-endpoint';
    case 405:
      return isOwn ? 'no-endpoint' : 'blocked-method';
    case 406:
    case 451:
      return isOwn ? 'unexpected' : 'blocked';
    case 429:
      return 'busy';
    case 503:
      // A proxy also returns 503 if the connection broke after the request was sent.
      return isOwn || hasRetryAfter ? 'unavailable' : 'ambiguous';
    default:
      if (status >= 300 && status < 400) return atFirstContact('redirected', evidence);
      return status >= 400 && status < 500 ? 'unexpected' : 'ambiguous';
  }
}

function isSuccess(json: unknown, code: string | null): boolean {
  if (code !== null) return isSuccessCode(code);
  const data = field(json, 'data');
  return typeof data === 'object' && data !== null;
}

/** Whether JimmyAI itself responded, not something in between. */
export function isFromJimmyAi(reply: ReadReply): boolean {
  if (reply.kind !== 'responded') return false;
  const json = jsonOf(reply.body);
  return readCode(json) !== null || (reply.status < 300 && isSuccess(json, null));
}

function jsonOf(body: TextBody): unknown {
  return body.kind === 'whole' ? parseJson(quoteLongIntegers(body.text)) : undefined;
}

function readCode(json: unknown): string | null {
  const code = field(json, 'code');
  return typeof code === 'number' || typeof code === 'string' ? String(code) : null;
}

const reasonKeys = ['msg', 'message', 'error', 'detail'];

/** The reason in a response: a text under one of the keys or in an object there, or a short plain-text body. A page is not a reason. */
function reasonIn(json: unknown, body: TextBody): string {
  const text = textUnder(reasonKeys, json);
  if (text !== null) return text;
  const isText = json === undefined && body.kind === 'whole' && body.text.length < 1000 && !body.text.includes('<');
  return isText ? body.text.trim() : '';
}

/** The JSON of an object that holds more than a code; otherwise empty. */
function contentOf(json: unknown): string {
  const isEmpty = (value: unknown) => value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
  return isRecord(json) && Object.entries(json).some(([key, value]) => key !== 'code' && !isEmpty(value)) ? JSON.stringify(json) : '';
}

function detailOf(
  { status, headers, body }: Extract<ReadReply, { kind: 'responded' }>,
  { code, reason, namedId }: { readonly code: string | null; readonly reason: string; readonly namedId: string | null },
  excerpt: (text: string) => string,
): string {
  const isUnreadable = status >= 200 && status < 300 && code === null;
  const flaw = body.kind === 'flawed' ? body.cause : isUnreadable ? 'the response does not match the API documentation' : '';
  const head = excerpt(`HTTP ${status}${describeTarget(headers.location)}${code === null ? '' : `, code ${code}`}`);
  const named = namedId === null ? '' : ` (the response names the ID ${namedId})`;
  return `${[head, excerpt(reason) || excerpt(flaw)].filter(Boolean).join(': ')}${named}`;
}

/** The target of a redirect, without the query, which may be a signature or a one-time ticket. */
function describeTarget(location: string | undefined): string {
  return location === undefined ? '' : ` to ${location.replace(/[?#].*$/s, '')}`;
}

/** The origin of a redirect's target if `base-url` would accept it; otherwise `null`. */
function originOf(location: string | undefined): string | null {
  if (location === undefined || !URL.canParse(location)) return null;
  const parsed = parseOrigin(new URL(location).origin);
  // The origin becomes part of the advice, so accept only a plain one.
  return 'value' in parsed && /^https?:\/\/[a-z0-9.:[\]-]+$/.test(parsed.value) ? parsed.value : null;
}
