import { cut } from './redactor.ts';

/** GitHub's runner cuts an annotation, and its copy in the log, at this many UTF-16 code units. */
const maxAnnotationLength = 4096;

// One very long line must leave room for others.
const maxLineLength = 1600;
const roomForRest = 100;

/** Cuts `line` so that it leaves room for others in an annotation. */
export function cutLine(line: string): string {
  return cut(line, maxLineLength);
}

/** Returns as many leading lines as fit into an annotation, a count of the rest, and always the lines of `end`. */
export function fitAnnotation(lines: readonly string[], end: readonly string[]): string {
  const shown: string[] = [];
  let length = end.join('\n').length;
  for (const line of lines) {
    length += line.length + 1;
    if (length > maxAnnotationLength - roomForRest) break;
    shown.push(line);
  }
  if (shown.length < lines.length) shown.push(`… and ${lines.length - shown.length} more: see the log.`);
  return [...shown, ...end].join('\n');
}
