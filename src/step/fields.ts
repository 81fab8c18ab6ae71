import { parseDuration } from './duration.ts';
import type { Parsed } from './problem.ts';

/** Returns an input as the workflow wrote it; empty if absent. */
export type GetInput = (name: string) => string;

/** Parses a duration into milliseconds; an empty `text` means `fallback`. `min` and `max` are texts such as `90s`. */
export function parseDurationWithin(text: string, fallback: string, [min, max]: readonly [string, string]): Parsed<number> {
  const ms = parseDuration(text || fallback);
  const isWithin = ms !== null && ms >= (parseDuration(min) ?? 0) && ms <= (parseDuration(max) ?? 0);
  return isWithin ? { value: ms } : { problem: `“${text}” is not a duration from ${min} to ${max}. Write a duration such as ${fallback}` };
}

/** Parses a boolean of the YAML 1.2 core schema; an empty `text` means `fallback`. */
export function parseBoolean(text: string, fallback: boolean): Parsed<boolean> {
  if (text === '') return { value: fallback };
  if (/^(?:true|True|TRUE)$/.test(text)) return { value: true };
  if (/^(?:false|False|FALSE)$/.test(text)) return { value: false };
  return { problem: `must be true or false, not “${text}”` };
}

/** Why an input that an expression should fill may be empty. */
export const hintForEmptyExpression =
  'An expression such as ${{ steps.ID.outputs.NAME }} is empty if that step was skipped, has no such output, or has a different ID';
