/** The calls of the open API that the portrait action makes. */
export type PortraitEndpoint = 'upload' | 'submit' | 'status' | 'batch-status';

/** The calls that the video action makes. */
export type VideoEndpoint = 'create' | 'query';

export type Endpoint = PortraitEndpoint | VideoEndpoint;

/** The calls that make something which the API can't undo, and for which there is no idempotency key. */
export type MakingEndpoint = 'submit' | 'create';

/**
 * What a failure means for the step, per endpoint.
 * - `stop`: every further request would fail alike.
 * - `fail`: this portrait or video is over.
 * - `not-understood`: five of these in a row end the portrait or video.
 * - `one-by-one`: the ids of the call are to be asked for one by one.
 * - `missing`: the task is not there. Its record may be written late, or its id may be wrong.
 */
export interface Verdicts {
  readonly upload: 'stop' | 'fail' | 'retry';
  readonly submit: 'stop' | 'fail' | 'retry';
  readonly status: 'stop' | 'fail' | 'retry' | 'not-understood';
  readonly 'batch-status': 'stop' | 'retry' | 'not-understood' | 'one-by-one';
  readonly create: 'stop' | 'fail' | 'retry';
  readonly query: 'stop' | 'fail' | 'retry' | 'not-understood' | 'missing';
}

/** Why a call can give no result. What follows from each kind stands in `policies`, and nowhere else. */
export const failureKinds = [
  'unauthorized',
  'balance',
  /** A page, or JimmyAI beside its code -1, says so. */
  'balance-reported',
  /** The text of a 5xx says so: what was to be made may be made all the same. */
  'balance-ambiguous',
  /** JimmyAI says in its own envelope that the request is wrong, or names something that it doesn't know. */
  'rejected',
  /** The same by the HTTP status alone, as any gateway on the way can say it. */
  'rejected-by-gateway',
  'redirected',
  'untrusted',
  /** HTTP 404 in JimmyAI's own envelope. */
  'not-found',
  /** HTTP 404 or 405 of whoever responded. */
  'no-endpoint',
  /** No connection, no TLS session, no way through the proxy. */
  'not-sent',
  /** The image to be uploaded could not be read to its end, or is another one now. */
  'unreadable-body',
  /** HTTP 429. */
  'busy',
  /** HTTP 503 of the service itself, or with `Retry-After`. */
  'unavailable',
  /** JimmyAI's code -1. */
  'server-error',
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
  readonly retryAfterMs: number;
}

interface Redirection {
  readonly kind: 'redirected';
  /** The origin it points to, where that is a plain one. */
  readonly target: string | null;
}

/** What a call gave, or why it gave nothing. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

interface Policy {
  readonly verdicts: Verdicts;
  /** Whether the asset or video may exist despite the failure. A rejected submission is safe to repeat sooner than a video, which is paid for. */
  readonly possiblyMade: Readonly<Record<MakingEndpoint, boolean>>;
  /** Whether JimmyAI itself says so that it doesn't know the asset. */
  readonly assetUnknown: boolean;
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
const rejection = { upload: 'fail', submit: 'fail', status: 'fail', 'batch-status': 'one-by-one', create: 'fail', query: 'fail' } as const;
const absence = { ...everywhere('stop'), status: 'not-understood', 'batch-status': 'one-by-one', query: 'missing' } as const;
const ambiguity = { ...everywhere('retry'), submit: 'fail', create: 'fail' } as const;
const neverCreateAgain = { ...everywhere('retry'), create: 'fail' } as const;
const never = { submit: false, create: false };
const perhaps = { submit: true, create: true };
const perhapsVideo = { submit: false, create: true };
const nothingMore = { assetUnknown: false, noEndpoint: false };

// The one failure policy: all that follows from a kind of failure. The codes are from the vendor's pages, the rest is on the safe side.
const policies: Readonly<Record<FailureKind, Policy>> = {
  unauthorized: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
  balance: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
  'balance-reported': { verdicts: everywhere('stop'), possiblyMade: perhapsVideo, ...nothingMore },
  'balance-ambiguous': { verdicts: everywhere('stop'), possiblyMade: perhaps, ...nothingMore },
  rejected: { verdicts: rejection, possiblyMade: never, assetUnknown: true, noEndpoint: false },
  'rejected-by-gateway': { verdicts: { ...rejection, status: 'not-understood' }, possiblyMade: never, ...nothingMore },
  redirected: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
  untrusted: { verdicts: everywhere('stop'), possiblyMade: never, ...nothingMore },
  'not-found': { verdicts: absence, possiblyMade: never, assetUnknown: true, noEndpoint: true },
  'no-endpoint': { verdicts: absence, possiblyMade: never, assetUnknown: false, noEndpoint: true },
  'not-sent': { verdicts: everywhere('retry'), possiblyMade: never, ...nothingMore },
  'unreadable-body': { verdicts: rejection, possiblyMade: never, ...nothingMore },
  busy: { verdicts: everywhere('retry'), possiblyMade: never, ...nothingMore },
  unavailable: { verdicts: neverCreateAgain, possiblyMade: perhapsVideo, ...nothingMore },
  'server-error': { verdicts: neverCreateAgain, possiblyMade: perhapsVideo, ...nothingMore },
  ambiguous: { verdicts: ambiguity, possiblyMade: perhaps, ...nothingMore },
  unexpected: {
    verdicts: { ...rejection, status: 'not-understood', 'batch-status': 'not-understood', query: 'not-understood' },
    possiblyMade: perhaps,
    ...nothingMore,
  },
};

/** What `failure` of a call to `endpoint` means for the run. */
export function verdictOn<E extends Endpoint>(endpoint: E, failure: Failure): Verdicts[E] {
  return policies[failure.kind].verdicts[endpoint];
}

/** Whether the asset or video may exist despite `failure`. The request is never sent again then. */
export function isPossiblyMade(endpoint: MakingEndpoint, failure: Failure): boolean {
  return policies[failure.kind].possiblyMade[endpoint];
}

/** Whether the failure of a status check says that JimmyAI doesn't know the asset. */
export function saysAssetUnknown(failure: Failure): boolean {
  return policies[failure.kind].assetUnknown;
}

/** Whether the failure says that there is no such endpoint. */
export function saysNoEndpoint(failure: Failure): boolean {
  return policies[failure.kind].noEndpoint;
}

/** A failed result that no HTTP response stands behind. */
export function failed(kind: Exclude<FailureKind, 'redirected'>, detail: string): Result<never> {
  return { ok: false, failure: { kind, detail, retryAfterMs: 0 } };
}
