import type { Failure } from './jimmyai/failure.ts';

/** Why the step ends before its portraits are through. */
export type StopCause =
  | { readonly kind: 'cancelled'; readonly signal: string }
  | { readonly kind: 'failure'; readonly failure: Failure }
  /** The state file can't be written: a submission would not be remembered. */
  | { readonly kind: 'state-file'; readonly message: string }
  /** A mistake in this action. */
  | { readonly kind: 'unexpected'; readonly message: string };

/** How long a submission in flight may still answer once the job was cancelled, in milliseconds. */
const graceForSubmissions = 500;

/** Ends the step early: the first cause counts. */
export class Stop {
  readonly #noMore = new AbortController();
  readonly #cut = new AbortController();
  #cause: StopCause | null = null;

  get cause(): StopCause | null {
    return this.#cause;
  }

  /** Aborts when nothing new may start: pauses, status checks and uploads end at once. */
  get noMore(): AbortSignal {
    return this.#noMore.signal;
  }

  /** Aborts when submissions in flight are given up too. */
  get cut(): AbortSignal {
    return this.#cut.signal;
  }

  /** Ends the run for `cause`. Submissions in flight are still awaited. */
  end(cause: StopCause): void {
    this.#cause ??= cause;
    this.#noMore.abort();
  }

  /** The job was cancelled: submissions in flight get half a second to answer. */
  cancel(signal: string): void {
    this.end({ kind: 'cancelled', signal });
    setTimeout(() => this.#cut.abort(), graceForSubmissions).unref();
  }
}
