import { isLoopback, isPrivateHost } from './public-host.ts';

/** The result of checking a link. */
export type CheckedLink = { readonly kind: 'followable'; readonly url: URL } | UnusableLink;

/** A link that must not be followed, and why. `isPrivate`: its host is not public. */
export interface UnusableLink {
  readonly kind: 'unusable';
  readonly problem: string;
  readonly isPrivate: boolean;
}

/**
 * Checks `link`, absolute or relative to `from`. A link to a public host is followed over https, even if it says http. A link to this
 * machine is allowed, also over http, only if the service itself (`baseUrl`), and `from` if given, are on this machine.
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
