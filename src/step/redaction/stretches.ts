/** A stretch of a text, from `start` to before `end`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Replaces each stretch of `text`. Overlapping stretches count as one. */
export function replaceStretches(text: string, stretches: readonly Stretch[], replacement: string): string {
  let replaced = '';
  let done = 0;
  for (const { start, end } of mergeStretches(stretches)) {
    replaced += text.slice(done, start) + replacement;
    done = end;
  }
  return replaced + text.slice(done);
}

/** Merges overlapping stretches and returns them in order. Adjacent stretches stay separate. */
export function mergeStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const separate: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = separate.at(-1);
    if (last === undefined || stretch.start >= last.end) separate.push(stretch);
    else separate[separate.length - 1] = { start: last.start, end: Math.max(last.end, stretch.end) };
  }
  return separate;
}
