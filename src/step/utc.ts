/** Formats milliseconds since 1970, to the second, as logs and support teams write times: `2026-11-26 12:34:56 UTC`. */
export function formatUtc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
