import { retryPauseMs } from '../step/backoff.ts';
import type { Clock, Deadline } from '../step/clock.ts';
import { type Failure, type MakingEndpoint, type Result, verdictOn } from './failure.ts';

/** What retries need. */
export interface RetryContext {
  readonly clock: Clock;
  /** From 0 to 1, like `Math.random`. */
  readonly random: () => number;
  readonly deadline: Deadline;
  /** Aborts when nothing new may start. */
  readonly stopping: AbortSignal;
}

/** The final result of a call, and its number of attempts. */
export interface Attempted<T> {
  readonly result: Result<T>;
  readonly attempts: number;
}

const maxAttempts = 5;

/**
 * Makes a call, up to five times, as long as the policy says `retry`. Resolves to `null` if an attempt could no longer start. Calls
 * `onRetry` before each pause.
 */
export async function withRetry<T>(
  endpoint: 'upload' | MakingEndpoint,
  context: RetryContext,
  call: () => Promise<Result<T>>,
  onRetry: (failure: Failure, pauseMs: number) => void,
): Promise<Attempted<T> | null> {
  const { clock, deadline, stopping, random } = context;
  for (let attempts = 1; mayStart(context); attempts++) {
    const result = await call();
    if (result.ok || verdictOn(endpoint, result.failure) !== 'retry') return { result, attempts };
    if (stopping.aborted) return null;
    const pauseMs = Math.max(retryPauseMs(attempts, random), result.failure.retryAfterMs);
    if (attempts === maxAttempts || clock.now() + pauseMs > deadline.lastPoll) return { result, attempts };
    onRetry(result.failure, pauseMs);
    await clock.sleep(pauseMs, stopping);
  }
  return null;
}

/** Whether a call may still start: after the last poll, there is no time left to await its response. */
export function mayStart({ clock, deadline, stopping }: RetryContext): boolean {
  return !stopping.aborted && clock.now() <= deadline.lastPoll;
}
