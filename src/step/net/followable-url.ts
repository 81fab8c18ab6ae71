import { isLoopback, isPrivateHost } from './public-host.ts';

/** A link, checked. */
export type CheckedLink = { readonly kind: 'followable'; readonly url: URL } | UnusableLink;

/** A link that may not be followed, and why. `isPrivate`: it leads to a host that no link may lead to. */
export interface UnusableLink {
  readonly kind: 'unusable';
  readonly problem: string;
  readonly isPrivate: boolean;
}

/**
 * Checks `link`, absolute or relative to `from`. It may lead over https to a public host, and an http link of such a host is tried over
 * https; on this very machine it may also lead over http, where the service is on it too.
 */
export function checkLink(link: string, baseUrl: string, from?: URL): CheckedLink {
  if (!URL.canParse(link, from?.href)) return unusable('the link is not an absolute URL');
  const url = new URL(link, from?.href);
  if (!/^https?:$/.test(url.protocol)) return unusable('the link is neither http nor https');
  if (url.username !== '' || url.password !== '') return unusable('the link contains a user name or password');
  if (isLoopback(url.hostname)) {
    const mayBeLocal = isLoopback(new URL(baseUrl).hostname) && (from === undefined || isLoopback(from.hostname));
    if (mayBeLocal) return { kind: 'followable', url };
  }
  if (isPrivateHost(url.hostname)) return unusable('the link points to a host that is not public', true);
  url.protocol = 'https:';
  return { kind: 'followable', url };
}

function unusable(problem: string, isPrivate = false): CheckedLink {
  return { kind: 'unusable', problem, isPrivate };
}
