import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns how many milliseconds a response asks to wait (`Retry-After`, in seconds or as a date); 0 if it doesn't. `wallClock` is the time
 * in milliseconds since 1970.
 */
export function retryAfterMsOf({ 'retry-after': value, date }: IncomingHttpHeaders, wallClock: number): number {
  if (value === undefined) return 0;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  // Prefer the server's own clock, if the response has it: the date was computed from that clock.
  const now = Date.parse(date ?? '') || wallClock;
  return Math.max(0, Date.parse(value) - now) || 0;
}
