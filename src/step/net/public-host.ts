import dns from 'node:dns';
import { BlockList, type LookupFunction } from 'node:net';
import { usesProxy } from './agent.ts';

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
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ],
  ipv6: [
    ['::', 96],
    ['64:ff9b:1::', 48],
    ['2002::', 16],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
  ],
} as const;

// Names of a single machine or network. Aliyun's are those of its object storage within a region.
const privateName = /(?:^|\.)(?:localhost|local|internal|oss-[a-z0-9-]+-internal\.aliyuncs\.com)\.?$/;

/** Whether `hostname`, as the URL parser gives it, is this very machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Whether `hostname`, as the URL parser gives it, can't be public by itself. A name may still resolve to a private address. */
export function isPrivateHost(hostname: string): boolean {
  // The URL parser has brought addresses into their one usual form.
  if (hostname.startsWith('[')) return isPrivateAddress(hostname.slice(1, -1));
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return isPrivateAddress(hostname);
  return privateName.test(hostname);
}

/** Whether an IPv4 or IPv6 address is unspecified, loopback, private, shared, link-local, translated or multicast. */
export function isPrivateAddress(address: string): boolean {
  // Made anew: nearly every URL has a name, and needs no list at all.
  const list = new BlockList();
  for (const [network, prefix] of notPublic.ipv4) {
    list.addSubnet(network, prefix, 'ipv4');
    // NAT64 leads to the IPv4 address inside.
    list.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6');
  }
  for (const [network, prefix] of notPublic.ipv6) list.addSubnet(network, prefix, 'ipv6');
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

/** How to resolve the host of `url`: no link may lead into the runner's own network. Behind a proxy it is the proxy that resolves names. */
export function lookupFor(url: URL): LookupFunction {
  return usesProxy(url.origin) || isLoopback(url.hostname) ? dns.lookup : lookupPublic;
}

/** A name leads to an address that no link may lead to. */
export class PrivateAddressError extends Error {}

/** Resolves a name like `dns.lookup`, but only to addresses that can be public. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    if (addresses.some(({ address }) => isPrivateForName(address))) {
      return callback(new PrivateAddressError(`${hostname} resolves to a private address`), []);
    }
    const [first] = addresses;
    if (options.all === true || first === undefined) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/**
 * Whether a name may not resolve to `address`. NAT64 is judged by the IPv4 address inside. 198.18.0.0/15 is allowed: proxies that make up
 * an address for each name take theirs from it.
 */
function isPrivateForName(address: string): boolean {
  const embedded = ipv4InNat64(address) ?? address;
  return isPrivateAddress(embedded) && !/^198\.1[89]\./.test(embedded);
}

/** The IPv4 address in an address of 64:ff9b::/96, or `null`. */
function ipv4InNat64(address: string): string | null {
  if (!/^64:ff9b:/i.test(address)) return null;
  const [, high, low = ''] = /^\[64:ff9b::(?:(?:([0-9a-f]+):)?([0-9a-f]+))?\]$/.exec(new URL(`http://[${address}]`).hostname) ?? [];
  if (low === '') return null;
  return new URL(`http://${Number.parseInt(high ?? '0', 16) * 2 ** 16 + Number.parseInt(low, 16)}`).hostname;
}
