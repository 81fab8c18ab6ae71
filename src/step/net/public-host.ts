import dns from 'node:dns';
import { BlockList, type LookupFunction } from 'node:net';
import { usesProxy } from './agent.ts';

// Addresses that are not globally reachable: a remote service can't mean the same host by them.
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

// Names valid only within one machine or network; Aliyun's are its object storage's endpoints within a region.
const privateName = /(?:^|\.)(?:localhost|local|internal|oss-[a-z0-9-]+-internal\.aliyuncs\.com)\.?$/;

/** Whether `hostname`, as normalized by the URL parser, is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Whether `hostname`, as normalized by the URL parser, is evidently private. Other names may still resolve to a private address. */
export function isPrivateHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return isPrivateAddress(hostname.slice(1, -1));
  if (/^\d+(?:\.\d+){3}$/.test(hostname)) return isPrivateAddress(hostname);
  return privateName.test(hostname);
}

/** Whether an IPv4 or IPv6 address is unspecified, loopback, private, shared, link-local, translated or multicast. */
export function isPrivateAddress(address: string): boolean {
  // Built per call: nearly all URLs have host names and need no list.
  const list = new BlockList();
  for (const [network, prefix] of notPublic.ipv4) {
    list.addSubnet(network, prefix, 'ipv4');
    // NAT64 addresses lead to the embedded IPv4 address.
    list.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6');
  }
  for (const [network, prefix] of notPublic.ipv6) list.addSubnet(network, prefix, 'ipv6');
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

/** Returns how to resolve the host of `url`, so that no link leads into the runner's own network. A proxy resolves names itself. */
export function lookupFor(url: URL): LookupFunction {
  return usesProxy(url.origin) || isLoopback(url.hostname) ? dns.lookup : lookupPublic;
}

/** A host name resolves to a private address, which no link may lead to. */
export class PrivateAddressError extends Error {}

/** Resolves a name like `dns.lookup`, but fails if any address is private. */
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
 * Whether a name must not resolve to `address`. A NAT64 address counts as its embedded IPv4 address. 198.18.0.0/15 is allowed, because
 * transparent proxies use it for the fake addresses that they assign to names.
 */
function isPrivateForName(address: string): boolean {
  const embedded = ipv4InNat64(address) ?? address;
  return isPrivateAddress(embedded) && !/^198\.1[89]\./.test(embedded);
}

/** Returns the IPv4 address embedded in an address of 64:ff9b::/96, or `null`. */
function ipv4InNat64(address: string): string | null {
  if (!/^64:ff9b:/i.test(address)) return null;
  const [, high, low = ''] = /^\[64:ff9b::(?:(?:([0-9a-f]+):)?([0-9a-f]+))?\]$/.exec(new URL(`http://[${address}]`).hostname) ?? [];
  if (low === '') return null;
  return new URL(`http://${Number.parseInt(high ?? '0', 16) * 2 ** 16 + Number.parseInt(low, 16)}`).hostname;
}
