import { expect, test } from 'vitest';
import { defaultBaseUrl, parseOrigin, parseToken, serviceAt } from '../../../src/jimmyai/account.ts';

const aProblem = { problem: expect.stringMatching(/\S/) };

test('a token is one word of ASCII, and a missing token is distinguished from an invalid one', () => {
  expect(parseToken(' sk_test~! ')).toEqual({ value: 'sk_test~!' });
  for (const text of ['', ' ', 'Bearer ', 'sk test', 'sk_tést', 'sk\u0007']) expect(parseToken(text)).toEqual(aProblem);
  expect(parseToken('')).not.toEqual(parseToken('sk test'));
});

test.each([
  ['https://www.jimmyai.cn', 'https://www.jimmyai.cn'],
  ['HTTPS://WWW.JIMMYAI.CN/', 'https://www.jimmyai.cn'],
  ['https://example.com:8443', 'https://example.com:8443'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
])('%s is the origin %s', (text, origin) => {
  expect(parseOrigin(text)).toEqual({ value: origin });
});

test.each([
  '',
  'www.jimmyai.cn',
  'https://example.com/api',
  'https://example.com/?a',
  'https://example.com/?',
  'https://example.com/#',
  'https://alice@example.com',
  'https://:hunter2@example.com',
  'http://example.com',
  'ftp://127.0.0.1',
])('%j is not an origin to which a token may be sent', (text) => {
  expect(parseOrigin(text)).toEqual(aProblem);
});

test('the documentation’s own server is such an origin', () => {
  expect(parseOrigin(defaultBaseUrl)).toEqual({ value: defaultBaseUrl });
});

test('the vendor’s two origins are one service, and any other origin is its own', () => {
  expect(serviceAt('https://api.viraltok.ai')).toBe(serviceAt('https://www.jimmyai.cn'));
  expect(serviceAt('https://jimmyai.example.com')).toBe('https://jimmyai.example.com');
  expect(serviceAt('https://www.viraltok.ai')).not.toBe(serviceAt('https://api.viraltok.ai'));
});
