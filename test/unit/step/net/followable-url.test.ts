import { expect, test } from 'vitest';
import { followableUrl } from '../../../../src/step/net/followable-url.ts';

const service = 'https://www.jimmyai.cn';
const here = 'http://127.0.0.1:8080';

test.each(['https://media.example.com/v.mp4?sig=1', 'https://1.1.1.1/v.mp4', 'https://[2606:4700::1]/v.mp4'])(
  '%s may be followed',
  (link) => {
    expect(followableUrl(link, service)?.href).toBe(link);
  },
);

test.each([
  null,
  '',
  '/v.mp4',
  'v.mp4',
  'http://media.example.com/v.mp4',
  'ftp://media.example.com/v.mp4',
  'file:///etc/passwd',
  'https://user:word@media.example.com/v.mp4',
  'https://:word@media.example.com/v.mp4',
  'https://localhost/v.mp4',
  'https://127.0.0.1/v.mp4',
  'https://[::1]/v.mp4',
  'https://10.0.0.1/v.mp4',
  'https://100.64.0.1/v.mp4',
  'https://169.254.169.254/latest/meta-data',
  'https://192.168.1.1/v.mp4',
  'https://[fd00::1]/v.mp4',
  'https://[::ffff:10.0.0.1]/v.mp4',
  'https://0x7f.1/v.mp4',
])('%s may not be followed', (link) => {
  expect(followableUrl(link, service)).toBeNull();
});

test('a service on this machine may lead to this machine, also without TLS, and nowhere else without', () => {
  expect(followableUrl('http://127.0.0.1:9/v.mp4', here)?.port).toBe('9');
  expect(followableUrl('https://localhost/v.mp4', here)?.hostname).toBe('localhost');
  expect(followableUrl('http://media.example.com/v.mp4', here)).toBeNull();
  expect(followableUrl('http://10.0.0.1/v.mp4', here)).toBeNull();
  expect(followableUrl('xhttp://127.0.0.1:9/v.mp4', here)).toBeNull();
});

test('a redirect is told from where it comes, and does not lead from outside to this machine', () => {
  const from = new URL('https://media.example.com/a/v.mp4');
  expect(followableUrl('../b.mp4', service, from)?.href).toBe('https://media.example.com/b.mp4');
  expect(followableUrl('//cdn.example.com/b.mp4', service, from)?.href).toBe('https://cdn.example.com/b.mp4');
  expect(followableUrl('http://media.example.com/b.mp4', service, from)).toBeNull();
  expect(followableUrl('http://127.0.0.1/b.mp4', here, from)).toBeNull();
  expect(followableUrl('http://127.0.0.1/b.mp4', here, new URL('http://127.0.0.1:1/a.mp4'))?.pathname).toBe('/b.mp4');
});
