import type { AccountBalance } from '../jimmyai/account-balance.ts';
import { type Failure, isPossiblyMade, type VideoEndpoint } from '../jimmyai/failure.ts';
import type { DescribedTask } from '../jimmyai/task.ts';
import type { Clock } from '../step/clock.ts';
import type { Mutable } from '../step/mutable.ts';

/** The finished file. */
export interface VideoFile {
  /** From the workspace, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** How far the video has come. */
export type VideoState =
  | { readonly kind: 'uncreated' }
  /** Created, by this run or an earlier one. `task` is `null` as long as nothing was heard of it. */
  | { readonly kind: 'waiting'; readonly taskId: string; readonly task: DescribedTask | null }
  /** JimmyAI named the task in a response that leaves a doubt. Queries tell whether it exists; else `failure` is why the video failed. */
  | { readonly kind: 'unconfirmed'; readonly taskId: string; readonly task: null; readonly failure: VideoFailure }
  /** JimmyAI says that it is completed. */
  | { readonly kind: 'completed'; readonly taskId: string; readonly task: DescribedTask }
  | { readonly kind: 'downloaded'; readonly taskId: string; readonly task: DescribedTask; readonly file: VideoFile }
  | { readonly kind: 'failed'; readonly taskId: string | null; readonly task: DescribedTask | null; readonly failure: VideoFailure };

/** Why the step failed to get the video. */
export type VideoFailure =
  /** The last failure of a call. */
  | { readonly kind: 'call'; readonly endpoint: VideoEndpoint; readonly cause: Failure; readonly attempts: number }
  /** JimmyAI gives the status `failed`. */
  | { readonly kind: 'failed-at-service'; readonly reason: string | null }
  /** Completed, but without a link that may be followed. `isPrivate`: it leads to a host that no link may lead to. */
  | { readonly kind: 'no-link'; readonly problem: string; readonly isPrivate: boolean }
  /** The link was there, the file did not come. `remedy`: what somebody has to do first, if anything. */
  | { readonly kind: 'download'; readonly detail: string; readonly remedy: string | null }
  /** The file can't be written. */
  | { readonly kind: 'file'; readonly detail: string };

/** One video on its way. Only this module changes it. Times are in milliseconds of the clock. */
export interface TrackedVideo {
  readonly state: VideoState;
  readonly startedAt: number;
  /** When its creation was accepted; `null` if an earlier run created it. */
  readonly createdAt: number | null;
  readonly endedAt: number | null;
  /** Why the last query gave nothing. */
  readonly queryFailure: Failure | null;
  /** Why the last attempt to download gave nothing. */
  readonly downloadFailure: string | null;
  /** What the account showed before the creation, and what it showed last; `null` if that is not known. */
  readonly balanceBefore: AccountBalance | null;
  readonly balanceAfter: AccountBalance | null;
}

/** Who is told of what happens while it happens. */
export interface VideoObserver {
  transitioned(video: TrackedVideo, before: VideoState): void;
  /** A creation is made again in `pauseMs` milliseconds: it certainly was not accepted. */
  retrying(failure: Failure, pauseMs: number): void;
  /** A query gave nothing and is made again. */
  queryFailed(failure: Failure): void;
  /** JimmyAI completed the video, and gave no link that may be followed. It is asked again in `pauseMs` milliseconds. */
  linkMissing(problem: string, pauseMs: number): void;
  /** `totalBytes`: `null` where the server doesn't tell. */
  downloadStarted(totalBytes: number | null, resumedAt: number): void;
  downloadProgressed(bytes: number, totalBytes: number | null): void;
  /** The download is tried again in `pauseMs` milliseconds, perhaps with a fresh link. */
  downloadFailed(detail: string, pauseMs: number, next: 'same link' | 'fresh link'): void;
}

/** What a change of the video's state needs. */
export interface TransitionContext {
  readonly clock: Clock;
  readonly observer: VideoObserver;
}

/** A video before anything was done for it. */
export function track(now: number): TrackedVideo {
  return {
    ...{ state: { kind: 'uncreated' }, startedAt: now, createdAt: null, endedAt: null },
    ...{ queryFailure: null, downloadFailure: null, balanceBefore: null, balanceAfter: null },
  };
}

/** The workflow names the task. */
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

/** JimmyAI possibly accepted the creation, and named the task. */
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

/** A query told of the task. */
export function transitionToQueried(video: Mutable<TrackedVideo>, task: DescribedTask, context: TransitionContext): void {
  video.queryFailure = null;
  const taskId = taskIdOf(video.state);
  // The creation may have told a cost that queries leave out.
  const cost = task.cost ?? taskOf(video.state)?.cost ?? null;
  if (taskId !== null) transition(video, stateOf(taskId, { ...task, cost }), context);
}

/** The file is whole and in its place. */
export function transitionToDownloaded(video: TrackedVideo, file: VideoFile, context: TransitionContext): void {
  const { state } = video;
  if (state.kind === 'completed') transition(video, { ...state, kind: 'downloaded', file }, context);
}

/** The step gave up; the task that the video has stays its own. */
export function transitionToFailed(video: TrackedVideo, failure: VideoFailure, context: TransitionContext): void {
  transition(video, { kind: 'failed', taskId: taskIdOf(video.state), task: taskOf(video.state), failure }, context);
}

/** Remembers why the last query gave nothing. */
export function recordQueryFailure(video: Mutable<TrackedVideo>, failure: Failure): void {
  video.queryFailure = failure;
}

/** Remembers why the last attempt to download gave nothing. */
export function recordDownloadFailure(video: Mutable<TrackedVideo>, detail: string): void {
  video.downloadFailure = detail;
}

/** Remembers what the account shows. */
export function recordBalance(video: Mutable<TrackedVideo>, when: 'before' | 'after', balance: AccountBalance | null): void {
  if (when === 'before') video.balanceBefore = balance;
  else video.balanceAfter = balance;
}

/** Whether JimmyAI possibly accepted the creation, and nobody knows. */
export function isPossiblyCreated({ state }: TrackedVideo): boolean {
  if (state.kind !== 'failed' && state.kind !== 'unconfirmed') return false;
  const { failure } = state;
  return failure.kind === 'call' && failure.endpoint === 'create' && isPossiblyMade('create', failure.cause);
}

/** Whether the video is known to exist: this run created it, or JimmyAI described it. */
export function isKnownToExist(video: TrackedVideo): boolean {
  return taskOf(video.state) !== null || (video.createdAt !== null && !isPossiblyCreated(video));
}

/** The id of the video's task, if it has one. */
export function taskIdOf(state: VideoState): string | null {
  return state.kind === 'uncreated' ? null : state.taskId;
}

/** What JimmyAI last said of the video's task. */
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
