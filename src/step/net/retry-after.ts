import type { IncomingHttpHeaders } from 'node:http';

/**
 * How many milliseconds a response asks to wait (`Retry-After`, in seconds or as a date), 0 if it doesn't. `wallClock` is the time in
 * milliseconds since 1970.
 */
export function retryAfterMsOf({ 'retry-after': value, date }: IncomingHttpHeaders, wallClock: number): number {
  if (value === undefined) return 0;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  // The server's own clock, where it tells it, says best how far away the date is.
  const now = Date.parse(date ?? '') || wallClock;
  return Math.max(0, Date.parse(value) - now) || 0;
}
