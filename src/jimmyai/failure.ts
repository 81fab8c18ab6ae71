/** The endpoints of the open API that the portrait action calls. */
export type PortraitEndpoint = 'upload' | 'submit' | 'status' | 'batch-status';

/** The endpoints that the video action calls. */
export type VideoEndpoint = 'create' | 'query';

/** The endpoint that only reads the account: its failures don't affect the step. */
export type AccountEndpoint = 'balance';

export type Endpoint = PortraitEndpoint | VideoEndpoint | AccountEndpoint;

/** The endpoints that create something the API can't undo, and that have no idempotency key. */
export type MakingEndpoint = 'submit' | 'create';

/**
 * What a failure means for the step, per endpoint.
 * - `stop`: every further request would fail alike.
 * - `fail`: this portrait or video has failed.
 * - `not-understood`: enough of these in a row fail the portrait or video.
 * - `one-by-one`: poll the IDs of the call one by one.
 * - `missing`: JimmyAI doesn't find the task. JimmyAI records new tasks with a delay, or the ID is wrong.
 */
export interface Verdicts {
  readonly upload: 'stop' | 'fail' | 'retry';
  readonly submit: 'stop' | 'fail' | 'retry';
  readonly status: 'stop' | 'fail' | 'retry' | 'not-understood';
  readonly 'batch-status': 'stop' | 'retry' | 'not-understood' | 'one-by-one';
  readonly create: 'stop' | 'fail' | 'retry';
  readonly query: 'stop' | 'fail' | 'retry' | 'not-understood' | 'missing';
}

/** Why a call failed. `policies`, and nothing else, defines what follows from each kind. */
export const failureKinds = [
  'unauthorized',
  'balance',
  /** Reported by a page, or by JimmyAI with its code -1. */
  'balance-reported',
  /** Reported by the text of a 5xx: the asset or video may exist nevertheless. */
  'balance-ambiguous',
  /** JimmyAI's own envelope says that the request is wrong, or that it names something unknown. */
  'rejected',
  /** JimmyAI's catch-all code -1 with a text that names what is wrong with the request. */
  'rejected-by-catch-all',
  /** A JSON object without a code says that the request is wrong. */
  'rejected-without-code',
  /** A page says that the request is wrong, as any gateway on the way can. */
  'rejected-by-page',
  /** A page of a firewall or gateway says that the request may not pass. */
  'blocked',
  /** The same as HTTP 405, which Aliyun's firewall sends. */
  'blocked-method',
  'redirected',
  'untrusted',
  /** HTTP 404 in JimmyAI's own envelope. */
  'not-found',
  /** HTTP 404 from another sender, or HTTP 405 in JimmyAI's own envelope. */
  'no-endpoint',
  /** No connection, no TLS session, or no way through the proxy. */
  'not-sent',
  /** The image to upload could not be read to its end, or has changed. */
  'unreadable-body',
  /** HTTP 429. */
  'busy',
  /** HTTP 503 from JimmyAI itself, or with `Retry-After`. */
  'unavailable',
  /** Sent, but it is unknown whether JimmyAI accepted the request. */
  'ambiguous',
  'unexpected',
] as const;

export type FailureKind = (typeof failureKinds)[number];

/** Why a call failed, and what is known about the failure. */
export type Failure = FailureDetails & ({ readonly kind: Exclude<FailureKind, 'redirected'> } | Redirection);

interface FailureDetails {
  /** What happened, sanitized. */
  readonly detail: string;
  /** Whether the response states a reason. */
  readonly hasReason: boolean;
  readonly retryAfterMs: number;
  /** The ID that the response names for what the call may have created. */
  readonly returnedId: string | null;
  /** How JimmyAI's support finds the request; `null` if none was sent. */
  readonly trace: Trace | null;
}

/** What a request ID consists of: JimmyAI's may replace the one that was sent. */
export const requestIdPattern = /^[\w.:-]{1,128}$/;

/** A request in JimmyAI's logs. */
export interface Trace {
  readonly requestId: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly sentAt: number;
}

interface Redirection {
  readonly kind: 'redirected';
  /** The origin of the target if `base-url` would accept it; otherwise `null`. */
  readonly target: string | null;
}

/** The value that a call returned, or why the call failed. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

interface Policy {
  readonly verdicts: Verdicts;
  /** Whether the asset or video may exist despite the failure. */
  readonly possiblyMade: Readonly<Record<MakingEndpoint, boolean>>;
  /** Whether JimmyAI itself reports the asset or task as unknown. */
  readonly isUnknown: boolean;
  /** Whether the endpoint doesn't exist, for this request or any other. */
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

// The one failure policy: everything that follows from a kind of failure. The codes are from the vendor's pages and code; the rest errs on
// the safe side.
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

/** Whether the asset or video may exist despite `failure`. If so, the request is never resent. */
export function isPossiblyMade(endpoint: MakingEndpoint, failure: Pick<Failure, 'kind'>): boolean {
  return policies[failure.kind].possiblyMade[endpoint];
}

/** Whether JimmyAI itself reports the asset or task as unknown. */
export function saysUnknown(failure: Failure): boolean {
  return policies[failure.kind].isUnknown;
}

/** Whether the failure says that the endpoint doesn't exist. */
export function saysNoEndpoint(failure: Failure): boolean {
  return policies[failure.kind].noEndpoint;
}

/** Creates a failed result of `kind`, with whatever else is known. */
export function failed(
  kind: Exclude<FailureKind, 'redirected'>,
  detail: string,
  more: Partial<Omit<FailureDetails, 'detail'>> = {},
): Result<never> {
  return { ok: false, failure: { kind, detail, hasReason: false, retryAfterMs: 0, returnedId: null, trace: null, ...more } };
}
