import { expect, test } from 'vitest';
import { parseBoolean, parseDurationWithin, parseOrigin, parseToken, tokenIn } from '../../../src/step/fields.ts';

const aProblem = { problem: expect.stringMatching(/\S/) };

test.each([
  ['sk_test', 'sk_test'],
  [' Bearer  sk_test\n', 'sk_test'],
  ['BEARER', ''],
  ['bearersk_test', 'bearersk_test'],
  ['sk_test bearer x', 'sk_test bearer x'],
])('in %j the token is %j', (text, token) => {
  expect(tokenIn(text)).toBe(token);
});

test('a token is one word of ASCII, and a missing one is told from a wrong one', () => {
  expect(parseToken(' sk_test~! ')).toEqual({ value: 'sk_test~!' });
  for (const text of ['', ' ', 'Bearer ', 'sk test', 'sk_tést', 'sk\u0007']) expect(parseToken(text)).toEqual(aProblem);
  expect(parseToken('')).not.toEqual(parseToken('sk test'));
});

test.each([
  ['', 5000],
  ['1s', 1000],
  ['1m', 60_000],
  ['999ms', null],
  ['61s', null],
  ['soon', null],
])('of the durations from 1s to 1m, %j is %j', (text, ms) => {
  expect(parseDurationWithin(text, '5s', ['1s', '1m'])).toEqual(ms === null ? aProblem : { value: ms });
});

test.each([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])('%s is %s', (text, value) => {
  expect(parseBoolean(text, !value)).toEqual({ value });
});

test.each(['yes', 'xtrue', 'truex', 'xfalse', 'falsex', 'tRUE', ' true'])('%j is no boolean', (text) => {
  expect(parseBoolean(text, true)).toEqual(aProblem);
});

test('without a text a boolean is what it is by default', () => {
  expect([parseBoolean('', true), parseBoolean('', false)]).toEqual([{ value: true }, { value: false }]);
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
])('%j is no origin to which a token may be sent', (text) => {
  expect(parseOrigin(text)).toEqual(aProblem);
});
