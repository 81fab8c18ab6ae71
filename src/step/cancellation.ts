import type { Clock } from './clock.ts';

/** A cause that can end any step, whatever it does. */
export type OutsideCause =
  /** `afterMs`: milliseconds since the process started. */
  | { readonly kind: 'cancelled'; readonly signal: string; readonly afterMs: number }
  /** A bug in this action. */
  | { readonly kind: 'internal'; readonly message: string };

/** Time left to write the final state to files, in milliseconds. */
export const lastWriteMs = 250;

/** Ends a step early, in three stages. The first cause wins; it is the reason of `stopping`. */
export class Cancellation<Cause> {
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  readonly #aborted = new AbortController();
  readonly #abandoned = new AbortController();
  #isCancelled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why the step stops; `null` while it runs. */
  get cause(): Cause | null {
    return this.stopping.aborted ? this.stopping.reason : null;
  }

  /** Aborts when nothing new may start; pauses, polls and uploads end immediately. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Aborts when even irreversible requests in flight are abandoned. */
  get aborted(): AbortSignal {
    return this.#aborted.signal;
  }

  /** Aborts when even file operations are abandoned. */
  get abandoned(): AbortSignal {
    return this.#abandoned.signal;
  }

  /** Stops the step because of `cause`. Irreversible requests in flight are still awaited. */
  stop(cause: Cause): void {
    this.#stopping.abort(cause);
  }

  /**
   * Handles a cancelled job: irreversible requests in flight get `graceMs` milliseconds, or less if the job is cancelled again; then files
   * get `lastWriteMs`.
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
