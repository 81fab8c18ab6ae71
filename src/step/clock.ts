/** Time as the action sees it, so that tests can run it in virtual time. */
export interface Clock {
  /** Milliseconds on a clock that never jumps; only differences mean something. */
  now(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's monotonic clock. */
export const systemClock: Clock = {
  // Not `performance.now()`, which loads a part of Node.js that nothing else needs.
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

/** The step's time, in milliseconds of its clock. */
export interface Deadline {
  readonly start: number;
  /** When the last poll starts. A submission or upload starts no later: its response could not be awaited. */
  readonly lastPoll: number;
  readonly end: number;
}

/** The deadline of a step that starts at `start` and may take `timeoutMs` milliseconds. */
export function deadlineOf(start: number, timeoutMs: number): Deadline {
  const end = start + timeoutMs;
  return { start, lastPoll: end - Math.min(2000, timeoutMs / 10), end };
}
