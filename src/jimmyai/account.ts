import { tokenIn } from '../step/mask-token.ts';
import { isLoopback } from '../step/net/public-host.ts';
import type { Parsed } from '../step/problem.ts';

/** The documentation's production server. */
export const defaultBaseUrl = 'https://www.jimmyai.cn';

// The documentation and the vendor's newer tools each name one of them; both take the same keys and know the same assets.
const vendorOrigins = [defaultBaseUrl, 'https://api.viraltok.ai'];

/** By what the service at `origin` is known, whichever of its origins is used. */
export function serviceAt(origin: string): string {
  return vendorOrigins.includes(origin) ? defaultBaseUrl : origin;
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

/** The token of a step; `null` if a dry run has none, as pull requests from forks. */
export function parseTokenFor(dryRun: boolean | null, text: string): Parsed<string | null> {
  return dryRun === true && tokenIn(text) === '' ? { value: null } : parseToken(text);
}

/** The origin of a service to which a token may be sent: https, or http on this very machine. */
export function parseOrigin(text: string): Parsed<string> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isBareOrigin = url !== null && url.pathname === '/' && !/[?#]/.test(text) && url.username === '' && url.password === '';
  if (!isBareOrigin) return { problem: `must be a scheme and host only, such as ${defaultBaseUrl}` };
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return isSafe ? { value: url.origin } : { problem: 'must start with https://. Otherwise the token would travel unencrypted' };
}
