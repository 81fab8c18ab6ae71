const firstRetryMs = 1000;
const minPollPauseMs = 1000;

/** `ms`, ±10 %, so that runners don't poll in lockstep. `random` gives 0 to 1. */
export function jitter(ms: number, random: () => number): number {
  return ms * (0.9 + 0.2 * random());
}

/** The pause before attempt `attempts + 1`, in milliseconds: 1, 2, 4, 8 s and so on, with jitter. */
export function retryPauseMs(attempts: number, random: () => number): number {
  return jitter(firstRetryMs * 2 ** (attempts - 1), random);
}

/**
 * The pause before the next poll, in milliseconds: a fifth of the time waited so far ±10 %, about a second at first, and never longer
 * than `pollIntervalMs`. What took T is noticed about a tenth of T later, on average, as long as the pause grows. From then on it
 * stays the same: the first pauses have spread the runners over the interval, and jitter would only delay.
 */
export function pollPauseMs(waitedMs: number, pollIntervalMs: number, random: () => number): number {
  return Math.min(jitter(Math.max(waitedMs / 5, minPollPauseMs), random), pollIntervalMs);
}
