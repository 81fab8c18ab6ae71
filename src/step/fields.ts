import { parseDuration } from './duration.ts';
import type { Parsed } from './problem.ts';
import { isLoopback } from './public-url.ts';

/** The token in an input: without a leading `Bearer` and the white space around it. */
export function tokenIn(text: string): string {
  return text.trim().replace(/^bearer(?:\s+|$)/i, '');
}

/** A token as it is sent. */
export function parseToken(text: string): Parsed<string> {
  const token = tokenIn(text);
  if (token === '')
    return {
      problem:
        'missing. Save the JimmyAI API key as a repository secret named JIMMYAI_TOKEN, and set token to ${{ secrets.JIMMYAI_TOKEN }}. Pull requests from forks get no secrets',
    };
  return /^[!-~]+$/.test(token)
    ? { value: token }
    : { problem: 'contains white space or characters that no API key has. Copy the key again' };
}

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

/** The origin of a service to which a token may be sent: https, or http on this very machine. */
export function parseOrigin(text: string): Parsed<string> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isBareOrigin = url !== null && url.pathname === '/' && !/[?#]/.test(text) && url.username === '' && url.password === '';
  if (!isBareOrigin) return { problem: 'must be a scheme and host only, such as https://www.jimmyai.cn' };
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return isSafe ? { value: url.origin } : { problem: 'must start with https://. Otherwise the token would travel unencrypted' };
}

/** What to look at where an input is empty that an expression should have filled. */
export const hintForEmptyExpression =
  'An expression such as ${{ steps.ID.outputs.NAME }} is empty if that step was skipped, has no such output, or has a different ID';
