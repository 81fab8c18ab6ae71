import { jittered } from './clock.ts';

const shortestPause = 1000;

/**
 * The pause before the next status check in milliseconds: a fifth of the time waited so far, at least a second and at most
 * `pollInterval`, ten per cent more or less. A portrait that took T is so noticed about a tenth of T later, on average.
 */
export function pauseBeforeCheck(waited: number, pollInterval: number, random: () => number): number {
  const shortest = Math.min(shortestPause, pollInterval);
  return jittered(Math.min(Math.max(waited / 5, shortest), pollInterval), random);
}
