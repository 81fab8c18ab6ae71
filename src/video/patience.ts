import { jitter } from '../step/backoff.ts';
import type { RunContext } from './run-context.ts';

// Objects were seen some seconds after JimmyAI had reported the video as completed, and so were links.
const patienceMs = 120_000;
const maxPauseMs = 10_000;

/** The pause after so many failures in a row, in milliseconds: 1, 2, 4, 8, then 10 s, with jitter. */
export function pauseAfter(failures: number, random: () => number): number {
  return jitter(Math.min(1000 * 2 ** (failures - 1), maxPauseMs), random);
}

/** How long a completed video may be late: its link, and what the link leads to. */
export class Patience {
  readonly #run: Pick<RunContext, 'clock' | 'random'>;
  #since: number | null = null;
  #failures = 0;

  constructor(run: Pick<RunContext, 'clock' | 'random'>) {
    this.#run = run;
  }

  /** The video is late once more. Returns the pause before the next attempt, in milliseconds; `null` once two minutes have passed. */
  pauseMs(): number | null {
    const { clock, random } = this.#run;
    this.#since ??= clock.now();
    if (clock.now() - this.#since >= patienceMs) return null;
    this.#failures += 1;
    return pauseAfter(this.#failures, random);
  }

  /** Bytes of the video arrived: what is late from now on is late anew. */
  renew(): void {
    this.#since = null;
    this.#failures = 0;
  }
}
