import * as core from '@actions/core';
import { isOnGitHub } from './environment.ts';

const colors = { red: '\x1b[31m', yellow: '\x1b[33m', end: '\x1b[0m' } as const;

/** A color of the log. */
export type Color = Exclude<keyof typeof colors, 'end'>;

/**
 * `text` so that no runner takes it, or a part of it, for a command: one begins a line, behind white space, with `::`, or stands
 * anywhere in it with `##[`.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/, '$1: ').replace(/##(?=\[)/g, '## ');
}

/** Prints a line that is no command, in `color` where the runner shows colors. `text` is fit to be shown, and on one line. */
export function printLine(text: string, color: Color | null = null): void {
  const line = withoutCommands(text);
  core.info(color === null || !showsColors() ? line : `${colors[color]}${line}${colors.end}`);
}

/** Prints the lines of an annotation. GitHub shows the annotation in the log as well, so they are folded there. */
export function printDetails(lines: readonly string[]): void {
  const isFolded = isOnGitHub();
  if (isFolded) core.startGroup('Details');
  for (const line of lines) printLine(line);
  if (isFolded) core.endGroup();
}

/** Prints a line that is there under debug logging only. */
export function printDebug(text: string): void {
  core.debug(text);
}

/** Makes a warning of `text`, which is fit to be shown. */
export function annotateWarning(title: string, text: string): void {
  core.warning(text, { title });
}

/** Makes an error of `text`, which is fit to be shown. */
export function annotateError(title: string, text: string): void {
  core.error(text, { title });
}

/** Has the runner mask `secret`. Without a runner, the command would only print it. */
export function maskInLog(secret: string): void {
  if (process.env['GITHUB_ACTIONS'] === 'true') core.setSecret(secret);
}

function showsColors(): boolean {
  // https://no-color.org
  return process.env['GITHUB_ACTIONS'] === 'true' && !process.env['NO_COLOR'];
}
