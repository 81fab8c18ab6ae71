import type { Clock } from './clock.ts';

/** What ends any step from outside its own story. */
export type OutsideCause =
  /** `afterMs`: milliseconds since the process started. */
  | { readonly kind: 'cancelled'; readonly signal: string; readonly afterMs: number }
  /** A mistake in this action. */
  | { readonly kind: 'internal'; readonly message: string };

/** How long what is known in the end may still be written to a file, in milliseconds. */
export const lastWriteMs = 250;

/** Ends a step early, in three stages. The first cause counts, and travels as the reason of `stopping`. */
export class Cancellation<Cause> {
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  readonly #aborted = new AbortController();
  readonly #abandoned = new AbortController();
  #isCancelled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why the step stops; `null` as long as it doesn't. */
  get cause(): Cause | null {
    return this.stopping.aborted ? this.stopping.reason : null;
  }

  /** Aborts when nothing new may start: pauses, polls and uploads end at once. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Aborts when requests that must not be cut off are given up too. */
  get aborted(): AbortSignal {
    return this.#aborted.signal;
  }

  /** Aborts when files are given up too. */
  get abandoned(): AbortSignal {
    return this.#abandoned.signal;
  }

  /** Stops the step for `cause`. What must not be cut off is still awaited. */
  stop(cause: Cause): void {
    this.#stopping.abort(cause);
  }

  /**
   * The job was cancelled: what must not be cut off gets `graceMs` milliseconds, unless the job is cancelled once more, and then a
   * moment to be written down.
   */
  async cancel(cause: Cause, graceMs: number): Promise<void> {
    if (this.#isCancelled) this.#aborted.abort();
    this.#isCancelled = true;
    this.stop(cause);
    await this.#clock.sleep(graceMs, this.aborted);
    this.#aborted.abort();
    await this.#clock.sleep(lastWriteMs, this.abandoned);
    this.#abandoned.abort();
  }
}
