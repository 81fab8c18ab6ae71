import { cut } from './redactor.ts';

/** What GitHub's runner shows of an annotation, and of its copy in the log, in UTF-16 code units. */
const maxAnnotationLength = 4096;

// So that one line that is too long to be shown leaves room for others.
const maxLineLength = 1600;
const roomForRest = 100;

/** `line`, no longer than one among several may be. */
export function cutLine(line: string): string {
  return cut(line, maxLineLength);
}

/** The first of the lines, as many as an annotation holds in full, and how many more there are; the lines of `end` in any case. */
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
