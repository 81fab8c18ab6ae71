import { type Failure, saysUnknown, type Verdicts, verdictOn } from '../jimmyai/failure.ts';
import { isPatienceOver, Streak } from '../jimmyai/streak.ts';
import { pollPauseMs } from '../step/backoff.ts';
import { type CheckedLink, checkLink, type UnusableLink } from '../step/net/followable-url.ts';
import type { Patience } from './patience.ts';
import type { RunContext } from './run-context.ts';
import {
  recordQueryFailure,
  type TrackedVideo,
  taskIdOf,
  transitionToFailed,
  transitionToQueried,
  transitionToUnresolved,
} from './tracked-video.ts';

interface Streaks {
  /** Responses that were not understood. */
  readonly misunderstood: Streak;
  /** Responses that the task is unknown. */
  readonly missing: Streak;
  /** When JimmyAI first reported the task as unknown since last knowing it. Unrelated failures in between don't reset it. */
  missingSince: number | null;
}

/** What to wait for: JimmyAI's confirmation of the task, or a link, with patience once the video is completed. */
export type Goal = { readonly kind: 'confirmation' } | { readonly kind: 'link'; readonly patience: Patience };

/**
 * Queries the task until it has a link that may be followed or, if that is the goal, until JimmyAI confirms it. Resolves to the link;
 * `null` if there is none, because the video failed, the time is over or the run is stopped. The last query starts shortly before the
 * deadline. The first query of a task that JimmyAI should already know is immediate.
 */
export async function waitForLink(video: TrackedVideo, goal: Goal, run: RunContext): Promise<URL | null> {
  const { clock, deadline, pollIntervalMs, random, cancellation, videos } = run;
  const taskId = taskIdOf(video.state);
  if (taskId === null || video.state.kind === 'failed' || clock.now() > deadline.lastPoll) return null;
  const streaks: Streaks = { misunderstood: new Streak(), missing: new Streak(), missingSince: null };
  const waitingSince = clock.now();
  const isFresh = video.createdAt !== null && video.state.kind !== 'completed';
  let nextAt = waitingSince + (isFresh ? pollPauseMs(0, pollIntervalMs, random) : 0);
  for (;;) {
    nextAt = Math.min(nextAt, deadline.lastPoll);
    if (nextAt > clock.now()) await clock.sleep(nextAt - clock.now(), cancellation.stopping);
    if (cancellation.stopping.aborted) return null;
    const isLast = nextAt >= deadline.lastPoll;
    // A hanging query must leave time for the last one.
    const bounds = { deadline: isLast ? deadline.end : deadline.lastPoll, signal: cancellation.stopping };
    const result = await videos.query(taskId, bounds);
    let pauseMs = pollPauseMs(clock.now() - waitingSince, pollIntervalMs, random);
    if (result.ok) {
      streaks.misunderstood.count(false, clock.now());
      streaks.missing.count(false, clock.now());
      streaks.missingSince = null;
      transitionToQueried(video, result.value, run);
      if (isFailed(video) || goal.kind === 'confirmation') return null;
      if (video.state.kind === 'completed') {
        const link = linkIn(video.state.task.links, run);
        if (link.kind === 'followable') return link.url;
        const latePauseMs = isLast || link.isPrivate ? null : goal.patience.pauseMs();
        if (latePauseMs === null) return failWithoutLink(video, link, run);
        run.observer.linkMissing(link.problem, latePauseMs);
        pauseMs = latePauseMs;
      }
    } else {
      applyFailure(video, result.failure, streaks, run);
      if (isFailed(video)) return null;
      pauseMs = Math.max(pauseMs, result.failure.retryAfterMs);
    }
    if (isLast) return null;
    nextAt = clock.now() + pauseMs;
  }
}

function isFailed({ state }: TrackedVideo): boolean {
  return state.kind === 'failed';
}

/** Returns the first link that may be followed, or why the most likely one must not be. */
function linkIn(links: readonly string[], { baseUrl }: RunContext): CheckedLink {
  const checked = links.map((link) => checkLink(link, baseUrl));
  const [likeliest = { kind: 'unusable', problem: 'the response contains no link', isPrivate: false }] = checked;
  return checked.find(({ kind }) => kind === 'followable') ?? likeliest;
}

function failWithoutLink(video: TrackedVideo, { problem, isPrivate }: UnusableLink, run: RunContext): null {
  transitionToFailed(video, { kind: 'no-link', problem, isPrivate }, run);
  return null;
}

function applyFailure(video: TrackedVideo, failure: Failure, streaks: Streaks, run: RunContext): void {
  const verdict = verdictOn('query', failure);
  const now = run.clock.now();
  recordQueryFailure(video, failure);
  streaks.misunderstood.count(verdict === 'not-understood', now);
  streaks.missing.count(verdict === 'missing', now);
  if (verdict === 'missing') streaks.missingSince ??= now;
  if (verdict === 'stop') run.cancellation.stop({ kind: 'failure', failure });
  if (!isFinal(verdict, failure, video, streaks, now)) {
    if (!run.cancellation.stopping.aborted) run.observer.queryFailed(failure);
    return;
  }
  const attempts = Math.max(1, streaks.missing.length, streaks.misunderstood.length);
  if (video.state.kind === 'unconfirmed') transitionToUnresolved(video, run);
  else transitionToFailed(video, { kind: 'call', endpoint: 'query', cause: failure, attempts }, run);
}

/** Whether a failure with this verdict ends the wait. */
function isFinal(verdict: Verdicts['query'], failure: Failure, { createdAt }: TrackedVideo, streaks: Streaks, now: number): boolean {
  const { misunderstood, missing, missingSince } = streaks;
  switch (verdict) {
    case 'stop':
    case 'fail':
      return true;
    case 'missing':
      // JimmyAI records new tasks with a delay, but should know a task from an earlier run.
      if (createdAt !== null) return missingSince !== null && isPatienceOver(missingSince, now);
      return missing.isTooLong(now, saysUnknown(failure));
    case 'not-understood':
      return misunderstood.isTooLong(now);
    case 'retry':
      return false;
  }
}
