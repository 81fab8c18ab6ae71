import { type Asset, assetWithId, type DescribedAsset } from '../jimmyai/asset.ts';
import { type Failure, isPossiblyMade, type PortraitEndpoint, saysUnknown } from '../jimmyai/failure.ts';
import type { Clock } from '../step/clock.ts';
import type { Mutable } from '../step/mutable.ts';
import type { Portrait } from './portrait.ts';
import type { RecalledAsset, RecordedSubmission } from './state-file-content.ts';

// JimmyAI records new assets with a delay.
const maxRecordDelayMs = 60_000;

/** The state of a portrait. */
export type State =
  | { readonly kind: 'unsubmitted' }
  /** Submitted by an earlier run; this run has no response about the asset yet. */
  | { readonly kind: 'known'; readonly assetId: string }
  /**
   * JimmyAI returned the asset ID in an ambiguous response. Polls show whether the asset exists; if not, the portrait fails with `failure`.
   */
  | { readonly kind: 'unconfirmed'; readonly assetId: string; readonly failure: PortraitFailure }
  | { readonly kind: 'processing'; readonly asset: Asset }
  | { readonly kind: 'active'; readonly asset: Asset }
  | { readonly kind: 'failed'; readonly asset: Asset | null; readonly failure: PortraitFailure };

/** Why a portrait failed. */
export type PortraitFailure =
  /** JimmyAI reports the status `Failed`. */
  | { readonly kind: 'rejected-image'; readonly reason: string | null }
  /** JimmyAI reports the asset as deleted. */
  | { readonly kind: 'deleted' }
  /** The last failure of a call. */
  | { readonly kind: 'call'; readonly endpoint: PortraitEndpoint; readonly cause: Failure; readonly attempts: number }
  /** The state file has a submission whose outcome was never recorded. */
  | { readonly kind: 'interrupted-earlier'; readonly recorded: RecordedSubmission }
  /** The state file has a submission whose outcome an earlier run could not determine. */
  | { readonly kind: 'in-doubt-earlier'; readonly recorded: RecordedSubmission }
  /** Another step was still submitting the portrait when this one had to end. */
  | { readonly kind: 'in-progress-elsewhere' }
  /** The state file has an asset for the same name and URL, but the query may name another image. */
  | { readonly kind: 'unclear-image' };

/** One portrait on its way to a terminal state. Only this module changes it. Times are in milliseconds of the clock. */
export interface TrackedPortrait {
  readonly portrait: Portrait;
  readonly state: State;
  /** Whether the state file made a submission unnecessary. */
  readonly reused: boolean;
  /** When its wait began. */
  readonly startedAt: number;
  /** When this run submitted it; `null` if this run did not. */
  readonly submittedAt: number | null;
  /** When JimmyAI has recorded the asset at the latest, whichever run submitted it. */
  readonly recordedBy: number;
  /** Whether this run has waited for it: JimmyAI has reported it as Processing. */
  readonly awaited: boolean;
  /** When it reached a terminal state. */
  readonly endedAt: number | null;
  /** Why its last poll failed; `null` if it did not. */
  readonly pollFailure: Failure | null;
}

/** Receives the events of a run as they happen. */
export interface RunObserver {
  transitioned(tracked: TrackedPortrait, before: State): void;
  /** A submission or upload will be retried in `pauseMs` milliseconds. */
  retrying(tracked: TrackedPortrait, endpoint: PortraitEndpoint, failure: Failure, pauseMs: number): void;
  /** A poll failed and will be retried. */
  pollFailed(endpoint: PortraitEndpoint, failure: Failure): void;
  /** A remembered asset failed or is unknown to JimmyAI: its portrait will be resubmitted. */
  forgotten(tracked: TrackedPortrait, assetId: string): void;
  /** Every portrait has been submitted, or can't be, and every known asset has been polled. */
  submitted(): void;
  warnOnce(text: string, title: string): void;
}

/** What a state transition needs. */
export interface TransitionContext {
  readonly clock: Clock;
  readonly observer: Pick<RunObserver, 'transitioned'>;
}

/** Starts to track a portrait, at the time `now`. */
export function track(portrait: Portrait, now: number): TrackedPortrait {
  return {
    ...{ portrait, state: { kind: 'unsubmitted' }, reused: false },
    ...{ startedAt: now, submittedAt: null, recordedBy: now, awaited: false, endedAt: null, pollFailure: null },
  };
}

/** The workflow names the portrait's asset. */
export function transitionToGiven(tracked: TrackedPortrait, assetId: string, context: TransitionContext): void {
  transition(tracked, { kind: 'known', assetId }, context);
}

/** The state file names the portrait's asset. */
export function transitionToRemembered(tracked: Mutable<TrackedPortrait>, asset: RecalledAsset, context: TransitionContext): void {
  markRemembered(tracked, asset, context);
  transition(tracked, { kind: 'known', assetId: asset.assetId }, context);
}

/** The state file names the portrait's asset, but JimmyAI has not confirmed it. */
export function transitionToDoubted(tracked: Mutable<TrackedPortrait>, asset: RecalledAsset, context: TransitionContext): void {
  markRemembered(tracked, asset, context);
  transition(tracked, { kind: 'unconfirmed', assetId: asset.assetId, failure: { kind: 'in-doubt-earlier', recorded: asset } }, context);
}

/** JimmyAI accepted the submission: the wait begins. */
export function transitionToSubmitted(tracked: Mutable<TrackedPortrait>, described: DescribedAsset, context: TransitionContext): void {
  markSubmitted(tracked, context);
  transition(tracked, stateOf(described), context);
}

/** JimmyAI possibly accepted the submission, and returned the asset ID. */
export function transitionToUnconfirmed(
  tracked: Mutable<TrackedPortrait>,
  assetId: string,
  failure: PortraitFailure,
  context: TransitionContext,
): void {
  markSubmitted(tracked, context);
  transition(tracked, { kind: 'unconfirmed', assetId, failure }, context);
}

/** The asset that JimmyAI named could not be confirmed. */
export function transitionToUnresolved(tracked: TrackedPortrait, context: TransitionContext): void {
  if (tracked.state.kind === 'unconfirmed') transitionToFailed(tracked, tracked.state.failure, context);
}

/** A poll returned the portrait's asset. Values that JimmyAI leaves out keep their last value. */
export function transitionToPolled(tracked: Mutable<TrackedPortrait>, { asset, status }: DescribedAsset, context: TransitionContext): void {
  tracked.pollFailure = null;
  const before = assetOf(tracked.state);
  const merged = {
    assetId: asset.assetId,
    officialId: asset.officialId ?? before?.officialId ?? null,
    assetRef: asset.assetRef ?? before?.assetRef ?? null,
  };
  transition(tracked, stateOf({ asset: merged, status }), context);
}

/** The portrait failed. It keeps its asset, if any. */
export function transitionToFailed(tracked: TrackedPortrait, failure: PortraitFailure, context: TransitionContext): void {
  transition(tracked, { kind: 'failed', asset: assetOf(tracked.state), failure }, context);
}

/** The remembered asset failed or is unknown: the portrait counts as never submitted. */
export function transitionToForgotten(tracked: Mutable<TrackedPortrait>, context: TransitionContext): void {
  tracked.reused = false;
  transition(tracked, { kind: 'unsubmitted' }, context);
}

/** Records why the portrait's last poll failed. */
export function recordPollFailure(tracked: Mutable<TrackedPortrait>, failure: Failure): void {
  tracked.pollFailure = failure;
}

/** Whether the portrait's state is final. */
export function isTerminal({ state }: TrackedPortrait): boolean {
  return state.kind === 'active' || state.kind === 'failed';
}

/** Why the portrait failed, or will fail unless polls confirm its asset; `null` if neither. */
export function failureOf({ state }: TrackedPortrait): PortraitFailure | null {
  return state.kind === 'failed' || state.kind === 'unconfirmed' ? state.failure : null;
}

/** Whether JimmyAI may have accepted a submission of the portrait without the action knowing. */
export function isPossiblySubmitted(tracked: TrackedPortrait): boolean {
  const failure = failureOf(tracked);
  switch (failure?.kind) {
    case 'interrupted-earlier':
    case 'in-doubt-earlier':
    case 'in-progress-elsewhere':
      return true;
    case 'call':
      return failure.endpoint === 'submit' && isPossiblyMade('submit', failure.cause);
    case 'rejected-image':
    case 'deleted':
    case 'unclear-image':
    case undefined:
      return false;
  }
}

/** Whether the portrait failed because JimmyAI itself doesn't know its asset. */
export function isUnknownAtService({ state }: TrackedPortrait): boolean {
  if (state.kind !== 'failed' || state.failure.kind !== 'call') return false;
  const { endpoint, cause } = state.failure;
  return (endpoint === 'status' || endpoint === 'batch-status') && saysUnknown(cause);
}

/** How long this run has waited for the portrait, in milliseconds; `null` if there was nothing to wait for. */
export function waitedMs({ awaited, startedAt, endedAt }: TrackedPortrait, now: number): number | null {
  return awaited ? (endedAt ?? now) - startedAt : null;
}

/** What is known about the asset of a portrait; `null` if it has none. */
export function assetOf(state: State): Asset | null {
  switch (state.kind) {
    case 'unsubmitted':
      return null;
    case 'known':
    case 'unconfirmed':
      return assetWithId(state.assetId);
    case 'processing':
    case 'active':
    case 'failed':
      return state.asset;
  }
}

/** The ID of a portrait's asset; `null` if it has none. */
export function assetIdOf(state: State): string | null {
  return assetOf(state)?.assetId ?? null;
}

function markSubmitted(tracked: Mutable<TrackedPortrait>, { clock }: TransitionContext): void {
  tracked.startedAt = clock.now();
  tracked.submittedAt = tracked.startedAt;
  tracked.recordedBy = tracked.startedAt + maxRecordDelayMs;
}

function markRemembered(tracked: Mutable<TrackedPortrait>, { ageMs }: RecalledAsset, { clock }: TransitionContext): void {
  tracked.reused = true;
  tracked.recordedBy = clock.now() + maxRecordDelayMs - ageMs;
}

function transition(tracked: Mutable<TrackedPortrait>, state: State, { clock, observer }: TransitionContext): void {
  const before = tracked.state;
  tracked.state = state;
  tracked.awaited ||= state.kind === 'processing';
  tracked.endedAt = isTerminal(tracked) ? clock.now() : null;
  observer.transitioned(tracked, before);
}

function stateOf({ asset, status }: DescribedAsset): State {
  switch (status.kind) {
    case 'Processing':
      return { kind: 'processing', asset };
    case 'Active':
      return { kind: 'active', asset };
    case 'Failed':
      return { kind: 'failed', asset, failure: { kind: 'rejected-image', reason: status.reason } };
    case 'Deleted':
      return { kind: 'failed', asset, failure: { kind: 'deleted' } };
  }
}
