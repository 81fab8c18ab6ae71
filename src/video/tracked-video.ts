import type { AccountBalance } from '../jimmyai/account-balance.ts';
import { type Failure, isPossiblyMade, type VideoEndpoint } from '../jimmyai/failure.ts';
import type { DescribedTask } from '../jimmyai/task.ts';
import type { Clock } from '../step/clock.ts';
import type { Mutable } from '../step/mutable.ts';

/** The finished file. */
export interface VideoFile {
  /** Relative to the workspace, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** The state of a video. */
export type VideoState =
  | { readonly kind: 'uncreated' }
  /** Created by this or an earlier run. `task` is `null` until JimmyAI describes it. */
  | { readonly kind: 'waiting'; readonly taskId: string; readonly task: DescribedTask | null }
  /** An ambiguous response named the task. Queries find out whether it exists; if not, the video fails with `failure`. */
  | { readonly kind: 'unconfirmed'; readonly taskId: string; readonly task: null; readonly failure: VideoFailure }
  /** JimmyAI reports the video as completed. */
  | { readonly kind: 'completed'; readonly taskId: string; readonly task: DescribedTask }
  | { readonly kind: 'downloaded'; readonly taskId: string; readonly task: DescribedTask; readonly file: VideoFile }
  | { readonly kind: 'failed'; readonly taskId: string | null; readonly task: DescribedTask | null; readonly failure: VideoFailure };

/** Why the step failed to get the video. */
export type VideoFailure =
  /** A call failed; `cause` is its last failure. */
  | { readonly kind: 'call'; readonly endpoint: VideoEndpoint; readonly cause: Failure; readonly attempts: number }
  /** JimmyAI reports the status `failed`. */
  | { readonly kind: 'failed-at-service'; readonly reason: string | null }
  /** Completed, but without a link that may be followed. `isPrivate`: the host of the link is not public. */
  | { readonly kind: 'no-link'; readonly problem: string; readonly isPrivate: boolean }
  /** Completed with a link, but the download failed. `remedy`: what to do first, if anything. */
  | { readonly kind: 'download'; readonly detail: string; readonly remedy: string | null }
  /** The file can't be written. */
  | { readonly kind: 'file'; readonly detail: string };

/** A video and its progress. Only this module changes it. Times are in milliseconds of the clock. */
export interface TrackedVideo {
  readonly state: VideoState;
  readonly startedAt: number;
  /** When this run's creation was accepted, possibly or certainly; `null` if neither, or if an earlier run created the video. */
  readonly createdAt: number | null;
  readonly endedAt: number | null;
  /** Why the last query failed; `null` if it succeeded. */
  readonly queryFailure: Failure | null;
  /** Why the last download attempt failed. */
  readonly downloadFailure: string | null;
  /** The account's balance before the creation, and the latest one; `null` if unknown. */
  readonly balanceBefore: AccountBalance | null;
  readonly balanceAfter: AccountBalance | null;
}

/** Receives events during a run. */
export interface VideoObserver {
  transitioned(video: TrackedVideo, before: VideoState): void;
  /** The creation certainly was not accepted; it is retried in `pauseMs` milliseconds. */
  retrying(failure: Failure, pauseMs: number): void;
  /** A query failed; polling continues. */
  queryFailed(failure: Failure): void;
  /** The video is completed but has no link that may be followed; the next query is in `pauseMs` milliseconds. */
  linkMissing(problem: string, pauseMs: number): void;
  /** `totalBytes`: `null` if the server didn't announce it. */
  downloadStarted(totalBytes: number | null, resumedAt: number): void;
  downloadProgressed(bytes: number, totalBytes: number | null): void;
  /** A download attempt failed; it is retried in `pauseMs` milliseconds, with the link that `next` names. */
  downloadFailed(detail: string, pauseMs: number, next: 'same link' | 'fresh link'): void;
}

/** What a state transition needs. */
export interface TransitionContext {
  readonly clock: Clock;
  readonly observer: VideoObserver;
}

/** Starts tracking a video. */
export function track(now: number): TrackedVideo {
  return {
    ...{ state: { kind: 'uncreated' }, startedAt: now, createdAt: null, endedAt: null },
    ...{ queryFailure: null, downloadFailure: null, balanceBefore: null, balanceAfter: null },
  };
}

/** The workflow named an existing task. */
export function transitionToGiven(video: TrackedVideo, taskId: string, context: TransitionContext): void {
  transition(video, { kind: 'waiting', taskId, task: null }, context);
}

/** JimmyAI accepted the creation. */
export function transitionToCreated(
  video: Mutable<TrackedVideo>,
  taskId: string,
  task: DescribedTask | null,
  context: TransitionContext,
): void {
  video.createdAt = context.clock.now();
  transition(video, task === null ? { kind: 'waiting', taskId, task } : stateOf(taskId, task), context);
}

/** JimmyAI possibly accepted the creation and named the task. */
export function transitionToUnconfirmed(
  video: Mutable<TrackedVideo>,
  taskId: string,
  failure: VideoFailure,
  context: TransitionContext,
): void {
  video.createdAt = context.clock.now();
  transition(video, { kind: 'unconfirmed', taskId, task: null, failure }, context);
}

/** The task that JimmyAI named could not be confirmed. */
export function transitionToUnresolved(video: TrackedVideo, context: TransitionContext): void {
  if (video.state.kind === 'unconfirmed') transitionToFailed(video, video.state.failure, context);
}

/** A query described the task. */
export function transitionToQueried(video: Mutable<TrackedVideo>, task: DescribedTask, context: TransitionContext): void {
  video.queryFailure = null;
  const taskId = taskIdOf(video.state);
  // The response to the creation may contain a cost that queries omit.
  const cost = task.cost ?? taskOf(video.state)?.cost ?? null;
  if (taskId !== null) transition(video, stateOf(taskId, { ...task, cost }), context);
}

/** The file is complete and at its target. */
export function transitionToDownloaded(video: TrackedVideo, file: VideoFile, context: TransitionContext): void {
  const { state } = video;
  if (state.kind === 'completed') transition(video, { ...state, kind: 'downloaded', file }, context);
}

/** The step gave up. The video keeps its task. */
export function transitionToFailed(video: TrackedVideo, failure: VideoFailure, context: TransitionContext): void {
  transition(video, { kind: 'failed', taskId: taskIdOf(video.state), task: taskOf(video.state), failure }, context);
}

/** Records why the last query failed. */
export function recordQueryFailure(video: Mutable<TrackedVideo>, failure: Failure): void {
  video.queryFailure = failure;
}

/** Records why the last download attempt failed. */
export function recordDownloadFailure(video: Mutable<TrackedVideo>, detail: string): void {
  video.downloadFailure = detail;
}

/** Records the account's balance. */
export function recordBalance(video: Mutable<TrackedVideo>, when: 'before' | 'after', balance: AccountBalance | null): void {
  if (when === 'before') video.balanceBefore = balance;
  else video.balanceAfter = balance;
}

/** Whether JimmyAI may have accepted the creation, but never confirmed it. */
export function isPossiblyCreated({ state }: TrackedVideo): boolean {
  if (state.kind !== 'failed' && state.kind !== 'unconfirmed') return false;
  const { failure } = state;
  return failure.kind === 'call' && failure.endpoint === 'create' && isPossiblyMade('create', failure.cause);
}

/** Whether the video is known to exist: this run created it, or JimmyAI described it. */
export function isKnownToExist(video: TrackedVideo): boolean {
  return taskOf(video.state) !== null || (video.createdAt !== null && !isPossiblyCreated(video));
}

/** Returns the video's task ID, if it has one. */
export function taskIdOf(state: VideoState): string | null {
  return state.kind === 'uncreated' ? null : state.taskId;
}

/** Returns JimmyAI's last description of the video's task, if any. */
export function taskOf(state: VideoState): DescribedTask | null {
  return state.kind === 'uncreated' ? null : state.task;
}

function transition(video: Mutable<TrackedVideo>, state: VideoState, { clock, observer }: TransitionContext): void {
  const before = video.state;
  video.state = state;
  video.endedAt = state.kind === 'downloaded' || state.kind === 'failed' ? clock.now() : null;
  observer.transitioned(video, before);
}

function stateOf(taskId: string, task: DescribedTask): VideoState {
  switch (task.status.kind) {
    case 'queued':
    case 'processing':
      return { kind: 'waiting', taskId, task };
    case 'completed':
      return { kind: 'completed', taskId, task };
    case 'failed':
      return { kind: 'failed', taskId, task, failure: { kind: 'failed-at-service', reason: task.status.reason } };
  }
}
