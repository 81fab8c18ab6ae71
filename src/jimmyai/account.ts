import { tokenIn } from '../step/mask-token.ts';
import { isLoopback } from '../step/net/public-host.ts';
import type { Parsed } from '../step/problem.ts';

/** The production server in the vendor's documentation. */
export const defaultBaseUrl = 'https://www.jimmyai.cn';

// The documentation names one, the vendor's newer tools the other; both accept the same keys and know the same assets.
const vendorOrigins = [defaultBaseUrl, 'https://api.viraltok.ai'];

/** The canonical origin of the service at `origin`, whichever of its origins is used. */
export function serviceAt(origin: string): string {
  return vendorOrigins.includes(origin) ? defaultBaseUrl : origin;
}

/** Parses a token into the form in which it is sent. */
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

/** Parses the token of a step. `null` if a dry run has none, as on a pull request from a fork. */
export function parseTokenFor(dryRun: boolean | null, text: string): Parsed<string | null> {
  return dryRun === true && tokenIn(text) === '' ? { value: null } : parseToken(text);
}

/** Parses the origin of a service to which the token may be sent: https, or http on the machine itself. */
export function parseOrigin(text: string): Parsed<string> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isBareOrigin = url !== null && url.pathname === '/' && !/[?#]/.test(text) && url.username === '' && url.password === '';
  if (!isBareOrigin) return { problem: `must be a scheme and host only, such as ${defaultBaseUrl}` };
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return isSafe ? { value: url.origin } : { problem: 'must start with https://. Otherwise the token would travel unencrypted' };
}
