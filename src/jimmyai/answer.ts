import { field } from '../json.ts';
import { type Asset, idPattern, refPattern, type Status } from '../portrait.ts';
import type { Reply } from './transport.ts';

/** The calls of the open API that this action makes. */
export type Endpoint = 'upload' | 'submit' | 'status' | 'batch-status';

/** Why a call gave no result. */
export type Failure = FailureDetails & ({ readonly kind: FailureKind } | Redirection);

interface FailureDetails {
  /** What happened, fit to be shown. */
  readonly said: string;
  /** Milliseconds. */
  readonly retryAfter: number;
}

interface Redirection {
  readonly kind: 'redirected';
  /** The origin it points to, where that is a plain one. */
  readonly target: string | null;
}

type FailureKind =
  | 'unauthorized'
  | 'balance'
  | 'refused'
  | 'untrusted'
  | 'no-endpoint'
  | 'unreached'
  | 'busy'
  /** Sent, but whether it was taken can't be told. */
  | 'unclear'
  | 'unexpected';

/** Stands between the service's text and what is shown or handed on. */
export interface TextGuard {
  /** Makes a text fit to be shown, and short enough to stand among others. */
  quote(text: string): string;
  /** Whether a text contains the token. */
  reveals(text: string): boolean;
  /** From now on the query of `url` is not shown, wherever it stands. */
  concealQueryOf(url: string): void;
}

/** What a call gave, or why it gave nothing. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** What a failure means for the step. */
export type Verdict =
  /** Every further request would fail alike. */
  | 'stop'
  /** This portrait is over. */
  | 'fail'
  | 'retry'
  /** A submission that may have been taken: never sent again. */
  | 'uncertain'
  /** Five of these in a row end the portrait. */
  | 'not-understood'
  /** The ids of a `batch-status` call are to be asked for one by one. */
  | 'one-by-one';

const verdicts: Readonly<Record<Failure['kind'], Readonly<Record<Endpoint, Verdict>>>> = {
  unauthorized: { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  balance: { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  refused: { submit: 'fail', upload: 'fail', status: 'fail', 'batch-status': 'one-by-one' },
  redirected: { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  untrusted: { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  'no-endpoint': { submit: 'stop', upload: 'stop', status: 'not-understood', 'batch-status': 'one-by-one' },
  unreached: { submit: 'retry', upload: 'retry', status: 'retry', 'batch-status': 'retry' },
  busy: { submit: 'retry', upload: 'retry', status: 'retry', 'batch-status': 'retry' },
  unclear: { submit: 'uncertain', upload: 'retry', status: 'retry', 'batch-status': 'retry' },
  unexpected: { submit: 'fail', upload: 'fail', status: 'not-understood', 'batch-status': 'not-understood' },
};

/** What `failure` of a call to `endpoint` means for the run: the one place that decides it. */
export function verdictOn(endpoint: Endpoint, failure: Failure): Verdict {
  return verdicts[failure.kind][endpoint];
}

/**
 * Whether a submission that failed so may be at the service all the same: where that can't be told, and where the service
 * answered with something that nobody has documented.
 */
export function mayHaveBeenTaken({ kind }: Failure): boolean {
  return kind === 'unclear' || kind === 'unexpected';
}

// The documentation's pages use 0 and 20000, third-party clients take 200 as well.
const successCodes = new Set(['0', '200', '20000']);

// No code is documented for these: the text alone tells. A load balancer and an image's white balance are something else.
const exhausted = [
  /余额|欠费|额度|配额|(?<![a-z]|(?:load|white)[ _-]?)(?:balance|quota)(?![a-z])|insufficient (?:funds|credit)/i,
  /(?<!(?:[Ll]oad|[Ww]hite)[ _-]?)(?:Balance|Quota)(?![a-z])/,
];

/**
 * The `data` of an answer's envelope, or what kind of failure the reply is. An envelope code that is known wins over the
 * HTTP status; success needs both. `wallClock` is the time in milliseconds since 1970, for a `Retry-After` that is a date.
 */
export function readReply(reply: Reply, wallClock: number, quote: TextGuard['quote']): Result<unknown> {
  if (reply.kind === 'lost') return failed('unclear', quote(reply.cause));
  if (reply.kind !== 'answered') return failed(reply.kind, quote(reply.cause));

  const { status, headers, body } = reply;
  const envelope = body.kind === 'whole' ? parseJson(body.text) : undefined;
  const code = readCode(envelope);
  const succeeded = status >= 200 && status < 300;
  if (succeeded && code !== null && successCodes.has(code)) return { ok: true, value: field(envelope, 'data') };

  const text = errorText(envelope, body.kind === 'whole' ? body.text : '');
  const location = headers.location === undefined ? '' : ` to ${headers.location}`;
  const head = quote(`HTTP ${status}${location}${code === null ? '' : `, code ${code}`}`);
  const flaw = body.kind === 'flawed' ? quote(body.cause) : succeeded && code === null ? 'the answer is not what the API documents' : '';
  const said = [head, quote(text) || flaw].filter(Boolean).join(': ');
  const retryAfter = readRetryAfter(headers['retry-after'], headers.date, wallClock);
  const failure = (kind: FailureKind): Result<never> => ({ ok: false, failure: { kind, said, retryAfter } });

  if (code === '20001') return failure('unauthorized');
  const isError = status >= 400 || (succeeded && code !== null);
  if (isError && status !== 429 && exhausted.some((pattern) => pattern.test(text))) return failure('balance');
  if (code === '20002') return failure('refused');
  if (code === '-1') return failure('busy');
  if (status >= 300 && status < 400) {
    return { ok: false, failure: { kind: 'redirected', said, retryAfter, target: originOf(headers.location) } };
  }
  if (succeeded) return failure(code === null ? 'unclear' : 'unexpected');
  return failure(kindOfStatus(status));
}

function kindOfStatus(status: number): FailureKind {
  switch (status) {
    case 401:
    case 403:
      return 'unauthorized';
    case 402:
      return 'balance';
    case 400:
    case 413:
    case 415:
    case 422:
      return 'refused';
    case 404:
    case 405:
      return 'no-endpoint';
    case 429:
    case 503:
      return 'busy';
    default:
      return status >= 400 && status < 500 ? 'unexpected' : 'unclear';
  }
}

/** A failed result that no HTTP answer stands behind. */
export function failed(kind: FailureKind, said: string): Result<never> {
  return { ok: false, failure: { kind, said, retryAfter: 0 } };
}

/** Reads ids and refs of the service: one that contains the token is broken, and so is anything but a string. */
export class AssetReader {
  readonly #guard: TextGuard;
  readonly #warnOnce: (text: string) => void;

  constructor(guard: TextGuard, warnOnce: (text: string) => void) {
    this.#guard = guard;
    this.#warnOnce = warnOnce;
  }

  /** The id in `data`, if it is usable. */
  id(data: unknown): string | null {
    return this.#usable(field(data, 'asset_id'), idPattern);
  }

  /** The asset `assetId` as `data` describes it. Without a status it is taken for `Processing`. */
  asset(assetId: string, data: unknown): Asset {
    const optional = (key: string, pattern: RegExp, consequence: string) => {
      const value = field(data, key) ?? '';
      if (value === '') return null;
      const usable = this.#usable(value, pattern);
      if (usable === null) this.#warnOnce(`${assetId}: the service's ${key} is not usable; ${consequence}`);
      return usable;
    };
    return {
      assetId,
      officialId: optional('official_id', idPattern, 'it is left out'),
      assetRef: optional('asset_ref', refPattern, `asset://${assetId} stands in for it`),
      status: this.#status(data),
    };
  }

  #status(data: unknown): Status {
    const status = readStatus(data);
    switch (status?.toLowerCase()) {
      case 'active':
        return { kind: 'Active' };
      case 'failed': {
        const reason = nonEmptyString(field(data, 'error_message'));
        return { kind: 'Failed', reason: reason === null ? null : this.#guard.quote(reason) };
      }
      case 'processing':
      case undefined:
        return { kind: 'Processing' };
      default:
        this.#warnOnce(`the service gives a status this action doesn't know, “${this.#guard.quote(status ?? '')}”; waiting on`);
        return { kind: 'Processing' };
    }
  }

  #usable(value: unknown, pattern: RegExp): string | null {
    return typeof value === 'string' && pattern.test(value) && !this.#guard.reveals(value) ? value : null;
  }
}

/** The status in `data`, or `null` where it has none. */
export function readStatus(data: unknown): string | null {
  return nonEmptyString(field(data, 'status'));
}

function nonEmptyString(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readCode(envelope: unknown): string | null {
  const code = field(envelope, 'code');
  return typeof code === 'number' || typeof code === 'string' ? String(code) : null;
}

/** What an error says of itself. A page is not a message. */
function errorText(envelope: unknown, body: string): string {
  for (const key of ['msg', 'message', 'error']) {
    const text = nonEmptyString(field(envelope, key));
    if (text !== null) return text;
  }
  return envelope === undefined && body.length < 1000 && !body.includes('<') ? body.trim() : '';
}

function readRetryAfter(value: string | undefined, date: string | undefined, wallClock: number): number {
  if (value === undefined) return 0;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  // The service's own clock, where it tells it, says best how far away the date is.
  const now = Date.parse(date ?? '') || wallClock;
  return Math.max(0, Date.parse(value) - now) || 0;
}

function originOf(location: string | undefined): string | null {
  if (location === undefined || !URL.canParse(location)) return null;
  const { origin } = new URL(location);
  // The origin becomes part of an advice: nothing but a plain one does.
  return /^https?:\/\/[a-z0-9.:[\]-]+$/.test(origin) ? origin : null;
}
