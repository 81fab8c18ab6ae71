const units = ['kB', 'MB', 'GB'] as const;

/** Formats a number of bytes for people: `850 bytes`, `1.5 kB`, `12 MB`. */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  let unit = 'bytes';
  for (const larger of units) {
    if (amount < 1000) break;
    amount /= 1000;
    unit = larger;
  }
  return `${amount >= 10 ? Math.round(amount) : Math.round(amount * 10) / 10} ${unit}`;
}
