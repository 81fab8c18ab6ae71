const firstRetryMs = 1000;
const minPollPauseMs = 1000;

/** Varies `ms` by ±10 %, so that runners don't poll in lockstep. `random` returns 0 to 1. */
export function jitter(ms: number, random: () => number): number {
  return ms * (0.9 + 0.2 * random());
}

/** Returns the pause before attempt `attempts + 1`, in milliseconds: 1, 2, 4, 8 s and so on, up to `maxMs`, with jitter. */
export function retryPauseMs(attempts: number, random: () => number, maxMs = Number.POSITIVE_INFINITY): number {
  return jitter(Math.min(firstRetryMs * 2 ** (attempts - 1), maxMs), random);
}

/**
 * Returns the pause before the next poll, in milliseconds: a fifth of the time waited so far ±10 %, starting at about a second, capped
 * at `pollIntervalMs`. While the pause grows, a change after T is noticed about T/10 late on average. At the cap there is no jitter: the
 * growing pauses have already spread the runners over the interval, and more jitter would only add delay.
 */
export function pollPauseMs(waitedMs: number, pollIntervalMs: number, random: () => number): number {
  return Math.min(jitter(Math.max(waitedMs / 5, minPollPauseMs), random), pollIntervalMs);
}
