import { systemClock } from '../../src/step/clock.ts';

/** Limits that no test reaches. */
export const unhurried = { clock: systemClock, deadline: systemClock.now() + 600_000, signal: new AbortController().signal };
