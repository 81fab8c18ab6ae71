/** The action's clock. Tests replace it by virtual time. */
export interface Clock {
  /** Monotonic time in milliseconds; only differences are meaningful. */
  now(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's monotonic clock. */
export const systemClock: Clock = {
  // `performance.now()` would load a part of Node.js that nothing else needs.
  now: () => Number(process.hrtime.bigint()) / 1e6,
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

/** When the step starts and must end, in milliseconds of its clock. */
export interface Deadline {
  readonly start: number;
  /** When the last poll starts. Submissions and uploads start no later, or there would be no time for the response. */
  readonly lastPoll: number;
  readonly end: number;
}

/** Returns the deadline of a step that starts at `start` and may take `timeoutMs` milliseconds. */
export function deadlineOf(start: number, timeoutMs: number): Deadline {
  const end = start + timeoutMs;
  return { start, lastPoll: end - Math.min(2000, timeoutMs / 10), end };
}
