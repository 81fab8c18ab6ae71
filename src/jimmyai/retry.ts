import { retryPauseMs } from '../step/backoff.ts';
import type { Clock, Deadline } from '../step/clock.ts';
import { type Failure, type MakingEndpoint, type Result, verdictOn } from './failure.ts';

/** What retries need. */
export interface RetryContext {
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`. */
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
 * Makes a call until it is not to be made again: five times at most, and only where the policy says `retry`. Gives `null` if no
 * attempt could start any more. `onRetry` is told before each pause.
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

/** Whether something that must be awaited may still start: its response could not be awaited after the last poll. */
export function mayStart({ clock, deadline, stopping }: RetryContext): boolean {
  return !stopping.aborted && clock.now() <= deadline.lastPoll;
}
