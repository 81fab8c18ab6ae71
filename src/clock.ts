/** Time as the action sees it, so that tests can run it in virtual time. */
export interface Clock {
  /** Milliseconds on a clock that never jumps; only differences mean something. */
  now(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, ms));
      signal.addEventListener('abort', wake);
    }),
};

/** The step's time, in milliseconds of its clock. */
export interface Deadline {
  readonly start: number;
  /** When the last status check starts. A submission or upload starts no later: its answer could not be awaited. */
  readonly lastCheck: number;
  readonly end: number;
}

/** The deadline of a step that starts at `start` and may take `timeout` milliseconds. */
export function deadlineOf(start: number, timeout: number): Deadline {
  const end = start + timeout;
  return { start, lastCheck: end - Math.min(2000, timeout / 10), end };
}

/** `ms` milliseconds, more or less ten per cent, so that many runners don't knock at the same moment. */
export function jittered(ms: number, random: () => number): number {
  return ms * (0.9 + 0.2 * random());
}
