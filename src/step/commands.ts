import * as core from '@actions/core';

/**
 * `text` so that no runner takes it, or a part of it, for a command: one begins a line, behind white space, with `::`, or stands
 * anywhere in it with `##[`.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/, '$1: ').replace(/##(?=\[)/g, '## ');
}

/** Prints a line that is no command. `text` is fit to be shown, and on one line. */
export function printLine(text: string): void {
  core.info(withoutCommands(text));
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
