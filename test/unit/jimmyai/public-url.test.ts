import { describe, expect, test } from 'vitest';
import { isLoopback, problemWithPublicUrl } from '../../../src/jimmyai/public-url.ts';

describe('problemWithPublicUrl', () => {
  test.each([
    'https://example.com/portrait.jpg',
    'http://example.com/portrait.jpg',
    'HTTPS://EXAMPLE.COM/portrait.jpg',
    'https://example.com:8443/portrait.jpg?signature=abc#x',
    'https://例え.jp/人物.png',
    'https://example.com/a@b:c.jpg',
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
  ])('takes %s', (url) => {
    expect(problemWithPublicUrl(url, '`file`')).toBeNull();
  });

  test.each([
    '',
    'portrait.jpg',
    './portrait.jpg',
    '/portrait.jpg',
    'example.com/portrait.jpg',
    '//example.com/portrait.jpg',
    'https:example.com',
    'https:/example.com/portrait.jpg',
    'https://',
    'https://exa mple.com/',
    'https://example.com:99999/',
    'https://[::1/',
    'http://256.1.1.1/',
    'ftp://example.com/portrait.jpg',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'asset://abc',
    'xhttps://example.com/',
  ])('refuses %j, which is no absolute http(s) URL', (url) => {
    expect(problemWithPublicUrl(url, '`file`')).toMatch(/must be an absolute http\(s\) URL.*https:\/\//);
  });

  test.each([
    'https://alice:hunter2@example.com/portrait.jpg',
    'https://alice@example.com/portrait.jpg',
    'https://:hunter2@example.com/portrait.jpg',
    'https://alice:@example.com/portrait.jpg',
    'http://alice:hunter2@localhost/portrait.jpg',
  ])('refuses the credentials in %s, and does not repeat them', (url) => {
    const problem = problemWithPublicUrl(url, '`file`');
    expect(problem).toMatch(/user name or password/);
    expect(problem).not.toMatch(/alice|hunter2/);
  });

  test.each([
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
    ['a private IPv4 address behind a translator', 'http://[64:ff9b::10.0.0.1]/'],
    ['IPv4 loopback behind a translator', 'http://[64:ff9b::7f00:1]/'],
    ['a local translator’s network', 'http://[64:ff9b:1::8.8.8.8]/'],
    ['a 6to4 address', 'http://[2002:a00:1::1]/'],
    ['the first multicast address', 'http://224.0.0.0/'],
    ['the last multicast address', 'http://239.255.255.255/'],
    ['IPv6 multicast', 'http://[ff02::1]/'],
    ['addresses for benchmarks', 'http://198.18.0.1/'],
    ['a name of the local network', 'http://nas.local/portrait.jpg'],
    ['the same with a trailing dot', 'http://nas.local./portrait.jpg'],
    ['an internal name', 'http://metadata.google.internal/'],
    ['object storage within a region', 'https://bucket.oss-cn-hangzhou-internal.aliyuncs.com/portrait.jpg'],
    ['the same by its bare name', 'https://oss-ap-southeast-1-internal.aliyuncs.com/bucket/portrait.jpg'],
    ['a private address with a port', 'https://192.168.1.1:8443/portrait.jpg'],
  ])('refuses %s: %s', (_, url) => {
    expect(problemWithPublicUrl(url, '`file`')).toMatch(/can’t reach.*`file`/);
  });

  test.each([
    ['https://github.com/octo/cat/blob/main/me.jpg', 'https://raw.githubusercontent.com/octo/cat/main/me.jpg'],
    ['http://www.github.com/octo/cat/blob/v1.0/a/b/me.jpg', 'https://raw.githubusercontent.com/octo/cat/v1.0/a/b/me.jpg'],
    ['https://GitHub.com/octo/cat/blob/main/me.jpg?raw=true#x', 'https://raw.githubusercontent.com/octo/cat/main/me.jpg'],
    ['https://github.com/octo/cat/blob/main/%E4%BA%BA.jpg', 'https://raw.githubusercontent.com/octo/cat/main/%E4%BA%BA.jpg'],
    ['https://github.com/octo/cat/blob/main/blob/me.jpg', 'https://raw.githubusercontent.com/octo/cat/main/blob/me.jpg'],
  ])('gives for the web page %s the raw URL', (url, raw) => {
    expect(problemWithPublicUrl(url, '`file`')?.endsWith(` ${raw}`)).toBe(true);
  });

  test.each([
    'https://raw.githubusercontent.com/octo/cat/main/me.jpg',
    'https://github.com/octo/cat/raw/main/me.jpg',
    'https://github.com/octo/cat/releases/download/v1/me.jpg',
    'https://github.com.example.com/octo/cat/blob/main/me.jpg',
    'https://notgithub.com/octo/cat/blob/main/me.jpg',
    'https://github.com/features/octo/cat/blob/main/me.jpg',
    'https://example.com/octo/cat/blob/main/me.jpg',
    'https://example.com/?u=https://github.com/octo/cat/blob/main/me.jpg',
  ])('does not take %s for a web page', (url) => {
    expect(problemWithPublicUrl(url, '`file`')).toBeNull();
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
