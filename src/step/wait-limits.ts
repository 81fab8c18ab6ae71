import type { Clock } from './clock.ts';

/** How long something outside the process may be waited for. */
export interface WaitLimits {
  readonly clock: Clock;
  /** In milliseconds of the clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** The deadline or the signal ended a wait. */
export class WaitEnded extends Error {
  constructor({ signal }: WaitLimits) {
    super(signal.aborted ? 'the step was stopped first' : 'the timeout came first');
  }
}

/** Whether nothing may be waited for any more. */
export function isOver({ clock, deadline, signal }: WaitLimits): boolean {
  return signal.aborted || clock.now() >= deadline;
}

/**
 * Settles as `work` does, which is left to itself where the limits end the wait: no file operation can be interrupted.
 * @throws WaitEnded then.
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
