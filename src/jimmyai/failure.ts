/** The calls of the open API that the portrait action makes. */
export type PortraitEndpoint = 'upload' | 'submit' | 'status' | 'batch-status';

/** The calls that the video action makes. */
export type VideoEndpoint = 'create' | 'query';

/** A call that only shows what the account has: no failure of it means anything for the step. */
export type AccountEndpoint = 'balance';

export type Endpoint = PortraitEndpoint | VideoEndpoint | AccountEndpoint;

/** The calls that make something which the API can't undo, and for which there is no idempotency key. */
export type MakingEndpoint = 'submit' | 'create';

/**
 * What a failure means for the step, per endpoint.
 * - `stop`: every further request would fail alike.
 * - `fail`: this portrait or video is over.
 * - `not-understood`: enough of these in a row end the portrait or video.
 * - `one-by-one`: poll the IDs of the call one by one.
 * - `missing`: the task is not there. JimmyAI records new tasks with a delay, or the ID is wrong.
 */
export interface Verdicts {
  readonly upload: 'stop' | 'fail' | 'retry';
  readonly submit: 'stop' | 'fail' | 'retry';
  readonly status: 'stop' | 'fail' | 'retry' | 'not-understood';
  readonly 'batch-status': 'stop' | 'retry' | 'not-understood' | 'one-by-one';
  readonly create: 'stop' | 'fail' | 'retry';
  readonly query: 'stop' | 'fail' | 'retry' | 'not-understood' | 'missing';
}

/** Why a call gave no result. What follows from each kind stands in `policies`, and nowhere else. */
export const failureKinds = [
  'unauthorized',
  'balance',
  /** A page, or JimmyAI beside its code -1, says so. */
  'balance-reported',
  /** The text of a 5xx says so: what was to be made may be made all the same. */
  'balance-ambiguous',
  /** JimmyAI says in its own envelope that the request is wrong, or names something that it doesn't know. */
  'rejected',
  /** JimmyAI's catch-all code -1 with a text that names what is wrong with the request. */
  'rejected-by-catch-all',
  /** A JSON object without a code says that the request is wrong. */
  'rejected-without-code',
  /** A page says that the request is wrong, as any gateway on the way can. */
  'rejected-by-page',
  /** A page says that the request may not pass: a firewall or gateway. */
  'blocked',
  /** The same as HTTP 405, which Aliyun's firewall sends. */
  'blocked-method',
  'redirected',
  'untrusted',
  /** HTTP 404 in JimmyAI's own envelope. */
  'not-found',
  /** HTTP 404 of another sender, or HTTP 405 in JimmyAI's own envelope. */
  'no-endpoint',
  /** No connection, no TLS session, no way through the proxy. */
  'not-sent',
  /** The image to be uploaded could not be read to its end, or is another one now. */
  'unreadable-body',
  /** HTTP 429. */
  'busy',
  /** HTTP 503 of the service itself, or with `Retry-After`. */
  'unavailable',
  /** Sent, but whether it was accepted can't be told. */
  'ambiguous',
  'unexpected',
] as const;

export type FailureKind = (typeof failureKinds)[number];

/** Why a call gave no result, and what is known about it. */
export type Failure = FailureDetails & ({ readonly kind: Exclude<FailureKind, 'redirected'> } | Redirection);

interface FailureDetails {
  /** What happened, fit to be shown. */
  readonly detail: string;
  /** Whether the response says what is wrong. */
  readonly hasReason: boolean;
  readonly retryAfterMs: number;
  /** The ID that the response names for what the call may have made. */
  readonly returnedId: string | null;
  /** By what JimmyAI's support finds the request; `null` where none was sent. */
  readonly trace: Trace | null;
}

/** A request in JimmyAI's logs. */
export interface Trace {
  readonly requestId: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly sentAt: number;
}

interface Redirection {
  readonly kind: 'redirected';
  /** The origin it points to, where `base-url` would accept it. */
  readonly target: string | null;
}

/** What a call gave, or why it gave nothing. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

interface Policy {
  readonly verdicts: Verdicts;
  /** Whether the asset or video may exist despite the failure. */
  readonly possiblyMade: Readonly<Record<MakingEndpoint, boolean>>;
  /** Whether JimmyAI itself reports the asset or task as unknown. */
  readonly isUnknown: boolean;
  /** Whether the endpoint is not there, for this request and any other. */
  readonly noEndpoint: boolean;
}

const everywhere = <V extends 'stop' | 'retry'>(verdict: V) => ({
  upload: verdict,
  submit: verdict,
  status: verdict,
  'batch-status': verdict,
  create: verdict,
  query: verdict,
});
const failing = { upload: 'fail', submit: 'fail', create: 'fail' } as const;
const notUnderstood = { status: 'not-understood', 'batch-status': 'not-understood', query: 'not-understood' } as const;
const retriedCheck = { status: 'retry', 'batch-status': 'retry', query: 'retry' } as const;
const rejection = { ...failing, status: 'fail', 'batch-status': 'one-by-one', query: 'fail' } as const;
const foreignRejection = { ...failing, ...notUnderstood, 'batch-status': 'one-by-one' } as const;
const obstacle = { ...everywhere('stop'), ...notUnderstood } as const;
const absence = { ...everywhere('stop'), status: 'not-understood', 'batch-status': 'one-by-one', query: 'missing' } as const;

const never = { submit: false, create: false };
const perhaps = { submit: true, create: true };
const perhapsVideo = { submit: false, create: true };
const nothingMore = { isUnknown: false, noEndpoint: false };

// The one failure policy: all that follows from a kind of failure. The codes are from the vendor's pages and code, the rest is on the safe side.
const policies: Readonly<Record<FailureKind, Policy>> = {
  unauthorized: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
  balance: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
  'balance-reported': { verdicts: everywhere('stop'), possiblyMade: perhapsVideo, ...nothingMore },
  'balance-ambiguous': { verdicts: everywhere('stop'), possiblyMade: perhaps, ...nothingMore },
  rejected: { verdicts: rejection, possiblyMade: never, isUnknown: true, noEndpoint: false },
  'rejected-by-catch-all': { verdicts: { ...failing, ...retriedCheck }, possiblyMade: never, ...nothingMore },
  'rejected-without-code': { verdicts: foreignRejection, possiblyMade: never, ...nothingMore },
  'rejected-by-page': { verdicts: { ...foreignRejection, create: 'stop' }, possiblyMade: never, ...nothingMore },
  blocked: { verdicts: obstacle, possiblyMade: never, ...nothingMore },
  'blocked-method': { verdicts: { ...obstacle, 'batch-status': 'one-by-one' }, possiblyMade: never, isUnknown: false, noEndpoint: true },
  redirected: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
  untrusted: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
  'not-found': { verdicts: absence, possiblyMade: never, isUnknown: true, noEndpoint: true },
  'no-endpoint': { verdicts: absence, possiblyMade: never, isUnknown: false, noEndpoint: true },
  'not-sent': { verdicts: everywhere('retry'), possiblyMade: never, ...nothingMore },
  'unreadable-body': { verdicts: rejection, possiblyMade: never, ...nothingMore },
  busy: { verdicts: everywhere('retry'), possiblyMade: never, ...nothingMore },
  unavailable: { verdicts: { ...everywhere('retry'), create: 'fail' }, possiblyMade: perhapsVideo, ...nothingMore },
  ambiguous: { verdicts: { ...everywhere('retry'), submit: 'fail', create: 'fail' }, possiblyMade: perhaps, ...nothingMore },
  unexpected: { verdicts: { ...failing, ...notUnderstood }, possiblyMade: perhaps, ...nothingMore },
};

/** What `failure` of a call to `endpoint` means for the run. */
export function verdictOn<E extends keyof Verdicts>(endpoint: E, failure: Failure): Verdicts[E] {
  return policies[failure.kind].verdicts[endpoint];
}

/** Whether the asset or video may exist despite `failure`. The request is never sent again then. */
export function isPossiblyMade(endpoint: MakingEndpoint, failure: Pick<Failure, 'kind'>): boolean {
  return policies[failure.kind].possiblyMade[endpoint];
}

/** Whether JimmyAI itself reports the asset or task as unknown. */
export function saysUnknown(failure: Failure): boolean {
  return policies[failure.kind].isUnknown;
}

/** Whether the failure says that there is no such endpoint. */
export function saysNoEndpoint(failure: Failure): boolean {
  return policies[failure.kind].noEndpoint;
}

/** A failed result of `kind`, with what else is known. */
export function failed(
  kind: Exclude<FailureKind, 'redirected'>,
  detail: string,
  more: Partial<Omit<FailureDetails, 'detail'>> = {},
): Result<never> {
  return { ok: false, failure: { kind, detail, hasReason: false, retryAfterMs: 0, returnedId: null, trace: null, ...more } };
}
