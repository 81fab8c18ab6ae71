import type { JimmyAi } from '../jimmyai/client.ts';
import type { Failure } from '../jimmyai/failure.ts';
import type { Cancellation, OutsideCause } from '../step/cancellation.ts';
import type { Clock, Deadline } from '../step/clock.ts';
import type { StateFile } from './state-file.ts';
import type { RunObserver } from './tracked-portrait.ts';

/** Why the step ends before its portraits are done. */
export type StopCause =
  | OutsideCause
  | { readonly kind: 'failure'; readonly failure: Failure }
  /** The state file can't be written: a submission would not be remembered. */
  | { readonly kind: 'state-file'; readonly message: string };

/** What the parts of one run share. */
export interface RunContext {
  readonly jimmyAi: JimmyAi;
  readonly clock: Clock;
  /** From 0 to 1, like `Math.random`. */
  readonly random: () => number;
  readonly deadline: Deadline;
  readonly pollIntervalMs: number;
  readonly stateFile: StateFile | null;
  readonly cancellation: Cancellation<StopCause>;
  readonly observer: RunObserver;
}
