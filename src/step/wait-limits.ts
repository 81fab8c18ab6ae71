import type { Clock } from './clock.ts';

/** Limits on waiting for something outside the process. */
export interface WaitLimits {
  readonly clock: Clock;
  /** In milliseconds of the clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** Thrown when the deadline or the signal ends a wait. */
export class WaitEnded extends Error {
  constructor({ signal }: WaitLimits) {
    super(signal.aborted ? 'the step was stopped first' : 'the timeout came first');
  }
}

/** Whether the limits rule out any further wait. */
export function isOver({ clock, deadline, signal }: WaitLimits): boolean {
  return signal.aborted || clock.now() >= deadline;
}

/**
 * Settles as `work` does, unless the limits end the wait first. `work` then goes on unattended: file operations can't be interrupted.
 * @throws WaitEnded if the limits end the wait.
 */
export async function within<T>(work: Promise<T>, limits: WaitLimits): Promise<T> {
  const { clock, deadline, signal } = limits;
  const settled = new AbortController();
  const ended = clock.sleep(deadline - clock.now(), AbortSignal.any([signal, settled.signal])).then(() => {
    throw new WaitEnded(limits);
  });
  ended.catch(() => {});
  try {
    return await Promise.race([work, ended]);
  } finally {
    settled.abort();
  }
}
