import { parseDuration } from './duration.ts';
import type { Parsed } from './problem.ts';

/** Reads one input as the workflow wrote it; an absent one is empty. */
export type GetInput = (name: string) => string;

/** A duration in milliseconds, `fallback` where there is no text. The bounds are durations as people write them. */
export function parseDurationWithin(text: string, fallback: string, [min, max]: readonly [string, string]): Parsed<number> {
  const ms = parseDuration(text || fallback);
  const isWithin = ms !== null && ms >= (parseDuration(min) ?? 0) && ms <= (parseDuration(max) ?? 0);
  return isWithin ? { value: ms } : { problem: `“${text}” is not a duration from ${min} to ${max}. Write a duration such as ${fallback}` };
}

/** A boolean of the YAML 1.2 core schema, `fallback` where there is no text. */
export function parseBoolean(text: string, fallback: boolean): Parsed<boolean> {
  if (text === '') return { value: fallback };
  if (/^(?:true|True|TRUE)$/.test(text)) return { value: true };
  if (/^(?:false|False|FALSE)$/.test(text)) return { value: false };
  return { problem: `must be true or false, not “${text}”` };
}

/** What to look at where an input is empty that an expression should have filled. */
export const hintForEmptyExpression =
  'An expression such as ${{ steps.ID.outputs.NAME }} is empty if that step was skipped, has no such output, or has a different ID';
