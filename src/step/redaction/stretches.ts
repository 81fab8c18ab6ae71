/** A stretch of a text, from its start to before its end. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** `text` with `replacement` in place of each stretch. Stretches that overlap are one. */
export function replaceStretches(text: string, stretches: readonly Stretch[], replacement: string): string {
  let replaced = '';
  let done = 0;
  for (const { start, end } of mergeStretches(stretches)) {
    replaced += text.slice(done, start) + replacement;
    done = end;
  }
  return replaced + text.slice(done);
}

/** Stretches that overlap as one, in the order of the text. Those that only touch stay apart. */
export function mergeStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const separate: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = separate.at(-1);
    if (last === undefined || stretch.start >= last.end) separate.push(stretch);
    else separate[separate.length - 1] = { start: last.start, end: Math.max(last.end, stretch.end) };
  }
  return separate;
}
