import { type Failure, type Verdicts, verdictOn } from '../jimmyai/failure.ts';
import { pollPauseMs } from '../step/backoff.ts';
import { followableUrl } from '../step/net/followable-url.ts';
import type { RunContext } from './run-context.ts';
import { recordQueryFailure, type TrackedVideo, taskIdOf, transitionToFailed, transitionToQueried } from './tracked-video.ts';

const maxInARow = 5;
const maxQueriesForLink = 6;
// The record of a task is written late.
const lateRecordMs = 60_000;

/** Consecutive responses per kind. */
interface Streaks {
  /** Responses that could not be understood. */
  misunderstandings: number;
  /** Responses that said that JimmyAI doesn't know the task. */
  missing: number;
  /** Since when JimmyAI doesn't know the task, in milliseconds of the clock. */
  missingSince: number | null;
  /** Responses that said `completed` without a link that may be followed. */
  linkless: number;
}

/**
 * Queries the task until it has a link that may be followed, and gives that. Gives `null` if the video failed, the time is over
 * or the run is stopped. The last query starts a little before the deadline. A task that is to be known already is queried at once.
 */
export async function waitForLink(video: TrackedVideo, run: RunContext): Promise<URL | null> {
  const { clock, deadline, pollIntervalMs, random, cancellation, videos } = run;
  const taskId = taskIdOf(video.state);
  if (taskId === null || video.state.kind === 'failed' || clock.now() > deadline.lastPoll) return null;
  const streaks: Streaks = { misunderstandings: 0, missing: 0, missingSince: null, linkless: 0 };
  const waitingSince = clock.now();
  const isFresh = video.createdAt !== null && video.state.kind === 'waiting';
  let nextAt = waitingSince + (isFresh ? pollPauseMs(0, pollIntervalMs, random) : 0);
  for (;;) {
    nextAt = Math.min(nextAt, deadline.lastPoll);
    if (nextAt > clock.now()) await clock.sleep(nextAt - clock.now(), cancellation.stopping);
    if (cancellation.stopping.aborted) return null;
    const isLast = nextAt >= deadline.lastPoll;
    // A query that hangs must not take the place of the last one.
    const bounds = { deadline: isLast ? deadline.end : deadline.lastPoll, signal: cancellation.stopping };
    const result = await videos.query(taskId, bounds);
    if (result.ok) {
      Object.assign(streaks, { misunderstandings: 0, missing: 0, missingSince: null });
      transitionToQueried(video, result.value, run);
      const link = linkOf(video, streaks, run);
      if (link !== null || isFailed(video)) return link;
    } else {
      applyFailure(video, result.failure, streaks, run);
      if (isFailed(video)) return null;
    }
    if (isLast) return null;
    const pauseMs = pollPauseMs(clock.now() - waitingSince, pollIntervalMs, random);
    nextAt = clock.now() + Math.max(pauseMs, result.ok ? 0 : result.failure.retryAfterMs);
  }
}

function isFailed({ state }: TrackedVideo): boolean {
  return state.kind === 'failed';
}

/** The link of a video that is completed. Without one that may be followed it is asked for five more times. */
function linkOf(video: TrackedVideo, streaks: Streaks, run: RunContext): URL | null {
  if (video.state.kind !== 'completed') return null;
  const link = followableUrl(video.state.task.videoUrl, run.baseUrl);
  streaks.linkless += 1;
  if (link === null && streaks.linkless === maxQueriesForLink) transitionToFailed(video, { kind: 'no-link' }, run);
  return link;
}

function applyFailure(video: TrackedVideo, failure: Failure, streaks: Streaks, run: RunContext): void {
  const verdict = verdictOn('query', failure);
  recordQueryFailure(video, failure);
  streaks.misunderstandings = verdict === 'not-understood' ? streaks.misunderstandings + 1 : 0;
  streaks.missing = verdict === 'missing' ? streaks.missing + 1 : 0;
  // What says nothing of the task doesn't make it known.
  if (verdict === 'missing') streaks.missingSince ??= run.clock.now();
  if (verdict === 'stop') run.cancellation.stop({ kind: 'failure', failure });
  if (isFinal(verdict, video, streaks, run.clock.now())) {
    transitionToFailed(
      video,
      { kind: 'call', endpoint: 'query', cause: failure, attempts: Math.max(1, streaks.missing, streaks.misunderstandings) },
      run,
    );
  } else if (!run.cancellation.stopping.aborted) run.observer.queryFailed(failure);
}

/** Whether a failure of this verdict ends the wait. */
function isFinal(verdict: Verdicts['query'], { createdAt }: TrackedVideo, streaks: Streaks, now: number): boolean {
  const { misunderstandings, missing, missingSince } = streaks;
  switch (verdict) {
    case 'stop':
    case 'fail':
      return true;
    case 'missing':
      return createdAt === null ? missing >= maxInARow : missingSince !== null && now - missingSince >= lateRecordMs;
    case 'not-understood':
      return misunderstandings >= maxInARow;
    case 'retry':
      return false;
  }
}
