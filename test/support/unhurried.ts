import { systemClock } from '../../src/step/clock.ts';

/** Limits far beyond any test's duration. */
export const unhurried = { clock: systemClock, deadline: systemClock.now() + 600_000, signal: new AbortController().signal };
