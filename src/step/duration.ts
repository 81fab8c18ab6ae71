const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
// Each unit at most once, the largest first, as people write and `formatDuration` prints them. Spaces between two amounts match only
// after the first amount: a second place for them would make a long run of spaces backtrack through every split.
const pattern =
  /^(?=\S)(?:(?<h>\d+(?:\.\d+)?) *h *)?(?:(?<min>\d+(?:\.\d+)?) *m(?:in)? *)?(?:(?<s>\d+(?:\.\d+)?) *s *)?(?:(?<ms>\d+(?:\.\d+)?) *ms)?(?<=\S)$/;

/** Parses `90s`, `15m`, `1h 30min`, `500ms` or a bare number of seconds. Returns milliseconds, or `null` if `text` is no duration. */
export function parseDuration(text: string): number | null {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const amounts = Object.entries(pattern.exec(text)?.groups ?? {}).filter(([, amount]) => amount !== undefined);
  if (amounts.length === 0) return null;
  return amounts.reduce((sum, [unit, amount]) => sum + Number(amount) * (units[unit] ?? Number.NaN), 0);
}

/** Formats `ms` milliseconds for people: `850 ms`, `4.2 s`, `1 min 30 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 9_950) return `${Math.round(ms / 100) / 10} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return join(`${minutes} min`, seconds % 60, 's');
  return join(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min');
}

function join(large: string, rest: number, unit: string): string {
  return rest === 0 ? large : `${large} ${rest} ${unit}`;
}
