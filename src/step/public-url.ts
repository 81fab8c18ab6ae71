import { BlockList } from 'node:net';

// Addresses that are nobody else's: a service can't reach them from where it runs.
const notPublic = {
  ipv4: [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['240.0.0.0', 4],
  ],
  ipv6: [
    ['::', 96],
    ['64:ff9b::', 96],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
  ],
} as const;

/**
 * What is wrong with `text` as the public URL of an image and what to write instead, or `null`. `alternative` is what there is beside
 * a public URL.
 */
export function problemWithPublicUrl(text: string, alternative: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return 'must be an absolute http(s) URL, such as https://example.com/portrait.jpg';
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    return `contains a user name or password, which JimmyAI would receive. Use a URL without them, or ${alternative}`;
  }
  if (isPrivateHost(url.hostname)) {
    return `points to a host that JimmyAI can’t reach. Use a public URL, or ${alternative}`;
  }
  const blob = /^\/([^/]+\/[^/]+)\/blob\/(.+)$/.exec(url.pathname);
  if (/^(?:www\.)?github\.com\.?$/.test(url.hostname) && blob !== null) {
    return `this is a web page that shows the image. Write https://raw.githubusercontent.com/${blob[1]}/${blob[2]}`;
  }
  return null;
}

/** Whether `hostname`, as the URL parser gives it, is this very machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Whether `hostname`, as the URL parser gives it, can't be public by itself. A name may still resolve to a private address. */
export function isPrivateHost(hostname: string): boolean {
  // The URL parser has brought addresses into their one usual form.
  if (hostname.startsWith('[')) return isPrivateAddress(hostname.slice(1, -1));
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return isPrivateAddress(hostname);
  const host = hostname.replace(/\.$/, '');
  return host === 'localhost' || host.endsWith('.localhost');
}

/** Whether an IPv4 or IPv6 address is unspecified, loopback, private, shared or link-local. */
export function isPrivateAddress(address: string): boolean {
  // Made anew: nearly every URL has a name, and needs no list at all.
  const list = new BlockList();
  for (const [network, prefix] of notPublic.ipv4) list.addSubnet(network, prefix, 'ipv4');
  for (const [network, prefix] of notPublic.ipv6) list.addSubnet(network, prefix, 'ipv6');
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}
