import type { Cancellation } from './cancellation.ts';
import type { Clock } from './clock.ts';
import type { OutputFile } from './output-file.ts';
import type { Redactor } from './redactor.ts';
import type { StepLog } from './step-log.ts';

/** The services that every step shares. */
export interface StepContext<Cause> {
  readonly clock: Clock;
  /** When the step started, in milliseconds of the clock. */
  readonly startedAt: number;
  readonly cancellation: Cancellation<Cause>;
  readonly redactor: Redactor;
  readonly log: StepLog;
  readonly outputs: OutputFile;
}
