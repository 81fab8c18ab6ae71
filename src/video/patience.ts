import { retryPauseMs } from '../step/backoff.ts';
import type { RunContext } from './run-context.ts';

// Both links and the files behind them have been observed to appear some seconds after JimmyAI reported the video as completed.
const patienceMs = 120_000;
const maxPauseMs = 10_000;

/** Returns the pause after consecutive failures, in milliseconds: 1, 2, 4, 8, then 10 s, with jitter. */
export function pauseAfter(failures: number, random: () => number): number {
  return retryPauseMs(failures, random, maxPauseMs);
}

/** Limits how long the link of a completed video, or the file behind it, may be late. */
export class Patience {
  readonly #run: Pick<RunContext, 'clock' | 'random'>;
  #since: number | null = null;
  #failures = 0;

  constructor(run: Pick<RunContext, 'clock' | 'random'>) {
    this.#run = run;
  }

  /** Counts a late attempt. Returns the pause before the next one, in milliseconds; `null` once two minutes have passed. */
  pauseMs(): number | null {
    const { clock, random } = this.#run;
    this.#since ??= clock.now();
    if (clock.now() - this.#since >= patienceMs) return null;
    this.#failures += 1;
    return pauseAfter(this.#failures, random);
  }

  /** Restarts the two minutes, because bytes of the video arrived. */
  renew(): void {
    this.#since = null;
    this.#failures = 0;
  }
}
