import { expect, test } from 'vitest';
import { checkLink } from '../../../../src/step/net/followable-url.ts';

const service = 'https://www.jimmyai.cn';
const here = 'http://127.0.0.1:8080';

/** Where a link leads, or `null`. */
function targetOf(link: string, baseUrl: string, from?: URL): string | null {
  const checked = checkLink(link, baseUrl, from);
  return checked.kind === 'followable' ? checked.url.href : null;
}

test.each(['https://media.example.com/v.mp4?sig=1', 'https://1.1.1.1/v.mp4', 'https://[2606:4700::1]/v.mp4'])(
  '%s may be followed',
  (link) => {
    expect(targetOf(link, service)).toBe(link);
  },
);

test.each([
  ['http://media.example.com/v.mp4?sig=1', 'https://media.example.com/v.mp4?sig=1'],
  ['http://media.example.com:80/v.mp4', 'https://media.example.com/v.mp4'],
  ['HTTP://media.example.com:8080/v.mp4', 'https://media.example.com:8080/v.mp4'],
])('%s of a public host is followed over https', (link, target) => {
  expect(targetOf(link, service)).toBe(target);
  expect(targetOf(link, here)).toBe(target);
});

test.each([
  ['', /not an absolute URL/],
  ['/v.mp4', /not an absolute URL/],
  ['v.mp4', /not an absolute URL/],
  ['ftp://media.example.com/v.mp4', /neither http/],
  ['file:///etc/passwd', /neither http/],
  ['https://user:word@media.example.com/v.mp4', /user name/],
  ['https://:word@media.example.com/v.mp4', /user name/],
])('%s may not be followed, and the reason doesn’t contain the link', (link, problem) => {
  expect(checkLink(link, service)).toEqual({ kind: 'unusable', problem: expect.stringMatching(problem), isPrivate: false });
});

test.each([
  'https://localhost/v.mp4',
  'http://127.0.0.1/v.mp4',
  'https://[::1]/v.mp4',
  'https://10.0.0.1/v.mp4',
  'http://10.0.0.1/v.mp4',
  'https://100.64.0.1/v.mp4',
  'https://169.254.169.254/latest/meta-data',
  'https://192.168.1.1/v.mp4',
  'https://198.18.0.1/v.mp4',
  'https://[fd00::1]/v.mp4',
  'https://[::ffff:10.0.0.1]/v.mp4',
  'https://0x7f.1/v.mp4',
])('%s leads to no public host', (link) => {
  expect(checkLink(link, service)).toMatchObject({
    kind: 'unusable',
    problem: expect.stringMatching(/a host that is not public/),
    isPrivate: true,
  });
});

test('a service on this machine may lead to this machine, also without TLS', () => {
  expect(targetOf('http://127.0.0.1:9/v.mp4', here)).toBe('http://127.0.0.1:9/v.mp4');
  expect(targetOf('https://localhost/v.mp4', here)).toBe('https://localhost/v.mp4');
  expect(checkLink('http://10.0.0.1/v.mp4', here)).toMatchObject({ isPrivate: true });
  expect(targetOf('xhttp://127.0.0.1:9/v.mp4', here)).toBeNull();
});

test('a redirect is resolved against its source, and never leads from outside to this machine', () => {
  const from = new URL('https://media.example.com/a/v.mp4');
  expect(targetOf('../b.mp4', service, from)).toBe('https://media.example.com/b.mp4');
  expect(targetOf('//cdn.example.com/b.mp4', service, from)).toBe('https://cdn.example.com/b.mp4');
  expect(targetOf('http://media.example.com/b.mp4', service, from)).toBe('https://media.example.com/b.mp4');
  expect(checkLink('http://127.0.0.1/b.mp4', here, from)).toMatchObject({ isPrivate: true });
  expect(targetOf('http://127.0.0.1/b.mp4', here, new URL('http://127.0.0.1:1/a.mp4'))).toBe('http://127.0.0.1/b.mp4');
});
