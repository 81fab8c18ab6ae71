import { describe, expect, test } from 'vitest';
import { problemWithPublicUrl } from '../../../src/jimmyai/public-url.ts';

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
  ])('accepts %s', (url) => {
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
  ])('rejects %j, which is not an absolute http(s) URL', (url) => {
    expect(problemWithPublicUrl(url, '`file`')).toMatch(/must be an absolute http\(s\) URL.*https:\/\//);
  });

  test.each([
    'https://alice:hunter2@example.com/portrait.jpg',
    'https://alice@example.com/portrait.jpg',
    'https://:hunter2@example.com/portrait.jpg',
    'https://alice:@example.com/portrait.jpg',
    'http://alice:hunter2@localhost/portrait.jpg',
  ])('rejects the credentials in %s, and does not repeat them', (url) => {
    const problem = problemWithPublicUrl(url, '`file`');
    expect(problem).toMatch(/user name or password/);
    expect(problem).not.toMatch(/alice|hunter2/);
  });

  test.each([
    ['localhost', 'http://LOCALHOST:8080/'],
    ['loopback', 'http://0x7f.1/'],
    ['a private address with a port', 'https://192.168.1.1:8443/portrait.jpg'],
    ['the cloud’s metadata service', 'http://169.254.169.254/latest/meta-data'],
    ['a private IPv4 address mapped into IPv6', 'http://[::ffff:a00:1]/'],
  ])('rejects %s: %s', (_, url) => {
    expect(problemWithPublicUrl(url, '`file`')).toMatch(/can’t reach.*`file`/);
  });

  test.each([
    ['https://github.com/octo/cat/blob/main/me.jpg', 'https://raw.githubusercontent.com/octo/cat/main/me.jpg'],
    ['http://www.github.com/octo/cat/blob/v1.0/a/b/me.jpg', 'https://raw.githubusercontent.com/octo/cat/v1.0/a/b/me.jpg'],
    ['https://GitHub.com/octo/cat/blob/main/me.jpg?raw=true#x', 'https://raw.githubusercontent.com/octo/cat/main/me.jpg'],
    ['https://github.com/octo/cat/blob/main/%E4%BA%BA.jpg', 'https://raw.githubusercontent.com/octo/cat/main/%E4%BA%BA.jpg'],
    ['https://github.com/octo/cat/blob/main/blob/me.jpg', 'https://raw.githubusercontent.com/octo/cat/main/blob/me.jpg'],
    ['https://gitee.com/octo/cat/blob/master/a/me.jpg', 'https://gitee.com/octo/cat/raw/master/a/me.jpg'],
    ['https://gitlab.com/octo/cat/-/blob/main/me.jpg?ref_type=heads', 'https://gitlab.com/octo/cat/-/raw/main/me.jpg'],
    ['https://gitlab.com/octo/cat/blob/main/me.jpg', 'https://gitlab.com/octo/cat/raw/main/me.jpg'],
    ['https://gitlab.example.com/a/b/c/-/blob/main/me.jpg', 'https://gitlab.example.com/a/b/c/-/raw/main/me.jpg'],
  ])('returns for the web page %s the raw URL %s', (url, raw) => {
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
    'https://gitee.com/octo/cat/raw/master/me.jpg',
    'https://gitlab.com/octo/cat/-/raw/main/me.jpg',
    'https://example.com/-/blob/',
    'https://example.com/?u=https://github.com/octo/cat/blob/main/me.jpg',
  ])('does not mistake %s for a web page', (url) => {
    expect(problemWithPublicUrl(url, '`file`')).toBeNull();
  });
});
