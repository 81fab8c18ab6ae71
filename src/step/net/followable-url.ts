import { isLoopback, isPrivateHost } from './public-host.ts';

/**
 * The URL in `link`, absolute or relative to `from`, if it may be followed: https to a public host; on this very machine also
 * http, where the service is on it too. `null` otherwise.
 */
export function followableUrl(link: string | null, baseUrl: string, from?: URL): URL | null {
  if (link === null || !URL.canParse(link, from?.href)) return null;
  const url = new URL(link, from?.href);
  if (url.username !== '' || url.password !== '') return null;
  if (isLoopback(url.hostname)) {
    const mayBeLocal = isLoopback(new URL(baseUrl).hostname) && (from === undefined || isLoopback(from.hostname));
    return mayBeLocal && /^https?:$/.test(url.protocol) ? url : null;
  }
  return url.protocol === 'https:' && !isPrivateHost(url.hostname) ? url : null;
}
