/** The calls of the open API that the portrait action makes. */
export type Endpoint = 'upload' | 'submit' | 'status' | 'batch-status';

/** What a failure means for the step. */
export type Verdict =
  /** Every further request would fail alike. */
  | 'stop'
  /** This portrait is over. */
  | 'fail'
  | 'retry'
  /** Five of these in a row end the portrait. */
  | 'not-understood'
  /** The ids of a `batch-status` call are to be asked for one by one. */
  | 'one-by-one';

/** Why a call gave no result. What follows from each kind stands in `policies`, and nowhere else. */
export type FailureKind =
  | 'unauthorized'
  | 'balance'
  /** The text of a 5xx says so: the submission may have been accepted all the same. */
  | 'balance-ambiguous'
  /** JimmyAI says in its own envelope that the request is wrong, or names something that it doesn't know. */
  | 'rejected'
  /** The same by the HTTP status alone, as any gateway on the way can say it. */
  | 'rejected-by-gateway'
  | 'redirected'
  | 'untrusted'
  /** HTTP 404 in JimmyAI's own envelope. */
  | 'not-found'
  /** HTTP 404 or 405 of whoever answered. */
  | 'no-endpoint'
  /** No connection, no TLS session, no way through the proxy. */
  | 'not-sent'
  /** The image to be uploaded could not be read to its end, or is another one now. */
  | 'unreadable-body'
  | 'busy'
  /** JimmyAI's code -1. */
  | 'server-error'
  /** Sent, but whether it was accepted can't be told. */
  | 'ambiguous'
  | 'unexpected';

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
  readonly verdicts: Readonly<Record<Endpoint, Verdict>>;
  /** Whether a submission that failed so may be at JimmyAI all the same. */
  readonly possiblyAccepted: boolean;
  /** Whether JimmyAI itself says so that it doesn't know the asset. */
  readonly assetUnknown: boolean;
  /** Whether the endpoint is not there, for this request and any other. */
  readonly noEndpoint: boolean;
}

const everywhere = (verdict: Verdict) => ({ submit: verdict, upload: verdict, status: verdict, 'batch-status': verdict });
const rejection = { submit: 'fail', upload: 'fail', status: 'fail', 'batch-status': 'one-by-one' } as const;
const absence = { submit: 'stop', upload: 'stop', status: 'not-understood', 'batch-status': 'one-by-one' } as const;

// The one failure policy: all that follows from a kind of failure. The codes are from the vendor's pages, the rest is on the safe side.
const policies: Readonly<Record<FailureKind, Policy>> = {
  unauthorized: { verdicts: everywhere('stop'), possiblyAccepted: false, assetUnknown: false, noEndpoint: false },
  balance: { verdicts: everywhere('stop'), possiblyAccepted: false, assetUnknown: false, noEndpoint: false },
  'balance-ambiguous': { verdicts: everywhere('stop'), possiblyAccepted: true, assetUnknown: false, noEndpoint: false },
  rejected: { verdicts: rejection, possiblyAccepted: false, assetUnknown: true, noEndpoint: false },
  'rejected-by-gateway': {
    verdicts: { ...rejection, status: 'not-understood' },
    possiblyAccepted: false,
    assetUnknown: false,
    noEndpoint: false,
  },
  redirected: { verdicts: everywhere('stop'), possiblyAccepted: false, assetUnknown: false, noEndpoint: false },
  untrusted: { verdicts: everywhere('stop'), possiblyAccepted: false, assetUnknown: false, noEndpoint: false },
  'not-found': { verdicts: absence, possiblyAccepted: false, assetUnknown: true, noEndpoint: true },
  'no-endpoint': { verdicts: absence, possiblyAccepted: false, assetUnknown: false, noEndpoint: true },
  'not-sent': { verdicts: everywhere('retry'), possiblyAccepted: false, assetUnknown: false, noEndpoint: false },
  'unreadable-body': { verdicts: everywhere('fail'), possiblyAccepted: false, assetUnknown: false, noEndpoint: false },
  busy: { verdicts: everywhere('retry'), possiblyAccepted: false, assetUnknown: false, noEndpoint: false },
  'server-error': { verdicts: everywhere('retry'), possiblyAccepted: false, assetUnknown: false, noEndpoint: false },
  ambiguous: { verdicts: { ...everywhere('retry'), submit: 'fail' }, possiblyAccepted: true, assetUnknown: false, noEndpoint: false },
  unexpected: {
    verdicts: { submit: 'fail', upload: 'fail', status: 'not-understood', 'batch-status': 'not-understood' },
    possiblyAccepted: true,
    assetUnknown: false,
    noEndpoint: false,
  },
};

/** What `failure` of a call to `endpoint` means for the run. */
export function verdictOn(endpoint: Endpoint, failure: Failure): Verdict {
  return policies[failure.kind].verdicts[endpoint];
}

/** Whether a submission that failed so may be at JimmyAI all the same. It is never sent again then. */
export function isPossiblyAccepted(failure: Failure): boolean {
  return policies[failure.kind].possiblyAccepted;
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
