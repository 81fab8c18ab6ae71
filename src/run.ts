import type { Clock, Deadline } from './clock.ts';
import type { JimmyAi } from './jimmyai/client.ts';
import type { Observer } from './progress.ts';
import type { StateFile } from './state-file.ts';
import type { Stop } from './stop.ts';

/** What the parts of one run share. */
export interface Run {
  readonly jimmyAi: JimmyAi;
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number;
  readonly deadline: Deadline;
  /** Longest pause between two status checks, in milliseconds. */
  readonly pollInterval: number;
  readonly stateFile: StateFile | null;
  readonly stop: Stop;
  readonly observer: Observer;
}
