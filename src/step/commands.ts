import * as core from '@actions/core';
import { isOnGitHub } from './environment.ts';

const colors = { red: '\x1b[31m', yellow: '\x1b[33m', end: '\x1b[0m' } as const;

/** A text color for the log. */
export type Color = Exclude<keyof typeof colors, 'end'>;

/**
 * Breaks up everything in a line that a runner would parse as a workflow command: `::` at the start, after any white space, and `##[`
 * anywhere.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/, '$1: ').replace(/##(?=\[)/g, '## ');
}

/** Prints one line, never as a command, in `color` where the runner shows colors. `text` is sanitized. */
export function printLine(text: string, color: Color | null = null): void {
  const line = withoutCommands(text);
  core.info(color === null || !showsColors() ? line : `${colors[color]}${line}${colors.end}`);
}

/** Prints the lines of an annotation. GitHub also shows the annotation itself in the log, so fold the lines there. */
export function printDetails(lines: readonly string[]): void {
  const isFolded = isOnGitHub();
  if (isFolded) core.startGroup('Details');
  for (const line of lines) printLine(line);
  if (isFolded) core.endGroup();
}

/** Prints a line that appears under debug logging only. */
export function printDebug(text: string): void {
  core.debug(text);
}

/** Adds a warning annotation. `text` is sanitized. */
export function annotateWarning(title: string, text: string): void {
  core.warning(text, { title });
}

/** Adds an error annotation. `text` is sanitized. */
export function annotateError(title: string, text: string): void {
  core.error(text, { title });
}

/** Makes the runner mask `secret`. Without a runner, the command would print the secret. */
export function maskInLog(secret: string): void {
  if (process.env['GITHUB_ACTIONS'] === 'true') core.setSecret(secret);
}

function showsColors(): boolean {
  // https://no-color.org
  return process.env['GITHUB_ACTIONS'] === 'true' && !process.env['NO_COLOR'];
}
