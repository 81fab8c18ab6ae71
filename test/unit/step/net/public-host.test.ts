import type { LookupAddress, LookupOptions } from 'node:dns';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { isLoopback, isPrivateHost, lookupFor, PrivateAddressError } from '../../../../src/step/net/public-host.ts';

type Callback = (error: Error | null, addresses: readonly LookupAddress[]) => void;
const system = vi.hoisted(() => ({ lookup: vi.fn<(hostname: string, options: LookupOptions, callback: Callback) => void>() }));
vi.mock('node:dns', () => ({ default: system }));

describe('isPrivateHost', () => {
  const isPrivate = (url: string) => isPrivateHost(new URL(url).hostname);

  test.each([
    'https://example.com/portrait.jpg',
    'https://例え.jp/人物.png',
    'https://8.8.8.8/portrait.jpg',
    'https://[2001:4860:4860::8888]/portrait.jpg',
    'https://[::ffff:8.8.8.8]/portrait.jpg',
    'https://localhost.example.com/portrait.jpg',
    'https://10.0.0.1.example.com/portrait.jpg',
    'https://mylocalhost.com/portrait.jpg',
    // The neighbours of the networks that are not public.
    'http://9.255.255.255/',
    'http://11.0.0.0/',
    'http://126.255.255.255/',
    'http://128.0.0.0/',
    'http://169.253.255.255/',
    'http://169.255.0.0/',
    'http://172.15.255.255/',
    'http://172.32.0.0/',
    'http://192.167.255.255/',
    'http://192.169.0.0/',
    'http://223.255.255.255/',
    'http://[fbff::1]/',
    'http://[2001:ffff::1]/',
    'http://[2003::1]/',
    'http://[64:ff9b:2::1]/',
    // The public IPv4 address that a translator makes of it.
    'http://[64:ff9b::8.8.8.8]/',
    'https://bucket.oss-cn-hangzhou.aliyuncs.com/portrait.jpg',
    'https://oss-internal.example.com/portrait.jpg',
    'https://local.example.com/portrait.jpg',
    'https://mylocal/portrait.jpg',
    'http://[::2:0:0:1]/',
  ])('does not take the host of %s for a private one', (url) => {
    expect(isPrivate(url)).toBe(false);
  });

  test.each([
    ['a private IPv4 address behind a translator', 'http://[64:ff9b::10.0.0.1]/'],
    ['IPv4 loopback behind a translator', 'http://[64:ff9b::7f00:1]/'],
    ['a local translator’s network', 'http://[64:ff9b:1::8.8.8.8]/'],
    ['a 6to4 address', 'http://[2002:a00:1::1]/'],
    ['the first multicast address', 'http://224.0.0.0/'],
    ['the last multicast address', 'http://239.255.255.255/'],
    ['IPv6 multicast', 'http://[ff02::1]/'],
    ['a name of the local network', 'http://nas.local/portrait.jpg'],
    ['the same with a trailing dot', 'http://nas.local./portrait.jpg'],
    ['an internal name', 'http://metadata.google.internal/'],
    ['object storage within a region', 'https://bucket.oss-cn-hangzhou-internal.aliyuncs.com/portrait.jpg'],
    ['the same by its bare name', 'https://oss-ap-southeast-1-internal.aliyuncs.com/bucket/portrait.jpg'],
    ['localhost', 'http://localhost/'],
    ['localhost in capitals', 'http://LOCALHOST:8080/'],
    ['localhost with a trailing dot', 'http://localhost./'],
    ['a name below localhost', 'http://cdn.localhost/'],
    ['a name below localhost with a trailing dot', 'http://cdn.localhost./'],
    ['a name below localhost that begins like an address', 'http://1.1.1.1.localhost/'],
    ['localhost percent-encoded', 'http://%6cocalhost/'],
    ['localhost in full-width letters', 'http://ｌｏｃａｌｈｏｓｔ/'],
    ['unspecified IPv4', 'http://0.0.0.0/'],
    ['unspecified IPv4 as a number', 'http://0/'],
    ['this network', 'http://0.1.2.3/'],
    ['loopback', 'http://127.0.0.1/'],
    ['loopback with a trailing dot', 'http://127.0.0.1./'],
    ['the far end of loopback', 'http://127.255.255.255/'],
    ['loopback in two parts', 'http://127.1/'],
    ['loopback in hexadecimal', 'http://0x7f.1/'],
    ['loopback as one hexadecimal number', 'http://0x7f000001/'],
    ['loopback as one number', 'http://2130706433/'],
    ['loopback in octal', 'http://0177.0.0.1/'],
    ['loopback in full-width digits', 'http://１２７.0.0.1/'],
    ['loopback with ideographic full stops', 'http://127。0。0。1/'],
    ['loopback percent-encoded', 'http://%31%32%37.0.0.1/'],
    ['the first of 10/8', 'http://10.0.0.0/'],
    ['the last of 10/8', 'http://10.255.255.255/'],
    ['10/8 as one number', 'http://167772161/'],
    ['the first of 172.16/12', 'http://172.16.0.0/'],
    ['the last of 172.16/12', 'http://172.31.255.255/'],
    ['the first of 192.168/16', 'http://192.168.0.0/'],
    ['the last of 192.168/16', 'http://192.168.255.255/'],
    ['the first link-local one', 'http://169.254.0.0/'],
    ['the cloud’s metadata service', 'http://169.254.169.254/latest/meta-data'],
    ['unspecified IPv6', 'http://[::]/'],
    ['unspecified IPv6 in full', 'http://[0:0:0:0:0:0:0:0]/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['IPv6 loopback in full', 'http://[0000:0000:0000:0000:0000:0000:0000:0001]/'],
    ['unique local IPv6', 'http://[fc00::1]/'],
    ['the far end of unique local IPv6', 'http://[fdff:ffff::1]/'],
    ['link-local IPv6', 'http://[fe80::1]/'],
    ['the far end of link-local IPv6', 'http://[febf::1]/'],
    ['a private IPv4 address mapped into IPv6', 'http://[::ffff:10.0.0.1]/'],
    ['the same in hexadecimal', 'http://[::ffff:a00:1]/'],
    ['IPv4 loopback mapped into IPv6', 'http://[::ffff:127.0.0.1]/'],
    ['a private address with a port', 'https://192.168.1.1:8443/portrait.jpg'],
  ])('knows %s: %s', (_, url) => {
    expect(isPrivate(url)).toBe(true);
  });
});

describe('isLoopback', () => {
  test.each(['localhost', '127.0.0.1', '127.255.255.255', '[::1]'])('knows %s', (hostname) => {
    expect(isLoopback(hostname)).toBe(true);
  });

  test.each([
    'example.com',
    '0.0.0.0',
    '10.0.0.1',
    '128.0.0.1',
    '127.0.0.1.example.com',
    'x.127.0.0.1',
    'localhost.example.com',
    '[::2]',
    '',
  ])('does not take %j for this machine', (hostname) => {
    expect(isLoopback(hostname)).toBe(false);
  });
});

describe('the address of a host', () => {
  const publicAddresses = [
    { address: '93.184.215.14', family: 4 },
    { address: '2606:2800:21f:cb07:6820:80da:af6b:8b2c', family: 6 },
  ];

  beforeEach(() => {
    for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) {
      vi.stubEnv(name, undefined);
      vi.stubEnv(name.toUpperCase(), undefined);
    }
    return () => vi.unstubAllEnvs();
  });

  function resolvesTo(addresses: readonly LookupAddress[] | Error): void {
    system.lookup.mockImplementation((_hostname, _options, callback) =>
      addresses instanceof Error ? callback(addresses, []) : callback(null, addresses),
    );
  }

  /** What a connection to `url` is told: the first address, or all of them. */
  function resolve(url: string, options: LookupOptions): Promise<unknown> {
    return new Promise((done) => {
      const { hostname } = new URL(url);
      lookupFor(new URL(url))(hostname, options, (error, address, family) => done(error === null ? [address, family] : error));
    });
  }

  test('is the first one that the system returns, or all of them', async () => {
    resolvesTo(publicAddresses);
    expect(await resolve('https://example.com/', {})).toEqual(['93.184.215.14', 4]);
    expect(await resolve('https://example.com/', { all: true })).toEqual([publicAddresses, undefined]);
  });

  test.each(['10.0.0.1', '127.0.0.1', '169.254.169.254', '::1', 'fd00::1'])('is none if one of them is private: %s', async (address) => {
    resolvesTo([...publicAddresses, { address, family: address.includes(':') ? 6 : 4 }]);
    for (const options of [{}, { all: true }]) {
      const error = await resolve('https://example.com/', options);
      expect(error).toBeInstanceOf(PrivateAddressError);
      expect(error).toMatchObject({ message: expect.stringContaining('example.com') });
    }
  });

  test.each(['198.18.0.0', '198.19.255.255'])('of a name may be a fake one assigned by a proxy: %s', async (address) => {
    resolvesTo([{ address, family: 4 }]);
    expect(await resolve('https://example.com/', {})).toEqual([address, 4]);
    expect(isPrivateHost(address)).toBe(true);
  });

  test.each(['64:ff9b::5db8:d70e', '64:ff9b::808:808', '64:FF9B::8.8.8.8', '64:ff9b::c612:1'])(
    'behind NAT64 counts as the embedded IPv4 address, here a public one: %s',
    async (address) => {
      resolvesTo([{ address, family: 6 }]);
      expect(await resolve('https://example.com/', {})).toEqual([address, 6]);
    },
  );

  test.each(['64:ff9b::a00:1', '64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b::', '64:ff9b::1'])(
    'behind NAT64 is none if the embedded IPv4 address is private: %s',
    async (address) => {
      resolvesTo([{ address, family: 6 }]);
      expect(await resolve('https://example.com/', {})).toBeInstanceOf(PrivateAddressError);
    },
  );

  test('is none if the system knows none', async () => {
    resolvesTo(new Error('ENOTFOUND'));
    expect(await resolve('https://example.com/', {})).toEqual(new Error('ENOTFOUND'));
  });

  test('is left to the system on this machine, and behind a proxy, which resolves it itself', () => {
    expect(lookupFor(new URL('http://127.0.0.1:8080/'))).toBe(system.lookup);
    expect(lookupFor(new URL('https://example.com/'))).not.toBe(system.lookup);
    vi.stubEnv('https_proxy', 'http://proxy.example:3128');
    expect(lookupFor(new URL('https://example.com/'))).toBe(system.lookup);
  });
});
