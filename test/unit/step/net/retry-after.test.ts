import { expect, test } from 'vitest';
import { retryAfterMsOf } from '../../../../src/step/net/retry-after.ts';

const noon = Date.UTC(2025, 0, 15, 12, 0, 0);

test.each([
  ['0', 0],
  ['1', 1000],
  ['120', 120_000],
  [' 5 ', 5000],
  ['0.5', 500],
  ['86400', 86_400_000],
])('%j asks for %d ms', (value, ms) => {
  expect(retryAfterMsOf({ 'retry-after': value }, noon)).toBe(ms);
});

test.each([
  ['Wed, 15 Jan 2025 12:00:30 GMT', 30_000],
  ['Wednesday, 15-Jan-25 12:00:30 GMT', 30_000],
  ['Wed, 15 Jan 2025 13:00:00 GMT', 3_600_000],
])('the date %j is %d ms after noon', (value, ms) => {
  expect(retryAfterMsOf({ 'retry-after': value }, noon)).toBe(ms);
});

test.each(['-5', 'Wed, 15 Jan 2025 12:00:00 GMT', 'Wed, 15 Jan 2025 11:59:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
  '%j is already over',
  (value) => {
    expect(retryAfterMsOf({ 'retry-after': value }, noon)).toBe(0);
  },
);

test.each(['', 'soon', 'NaN', 'Infinity', '1e999', '5 s', '12:00', 'Wed, 15 Jan 9999999 12:00:00 GMT'])('%j asks for nothing', (value) => {
  expect(retryAfterMsOf({ 'retry-after': value }, noon)).toBe(0);
});

test('a response without it asks for nothing', () => {
  expect(retryAfterMsOf({ date: 'Wed, 15 Jan 2025 15:00:00 GMT' }, noon)).toBe(0);
});

test('a date goes by the server’s own clock where the response tells it', () => {
  const headers = { 'retry-after': 'Wed, 15 Jan 2025 15:00:30 GMT', date: 'Wed, 15 Jan 2025 15:00:00 GMT' };
  expect(retryAfterMsOf(headers, noon)).toBe(30_000);
});

test('a date goes by this machine’s clock where the server’s can’t be read', () => {
  expect(retryAfterMsOf({ 'retry-after': 'Wed, 15 Jan 2025 12:00:30 GMT', date: 'today' }, noon)).toBe(30_000);
});

test('seconds go by no clock', () => {
  expect(retryAfterMsOf({ 'retry-after': '5', date: 'Wed, 15 Jan 2025 15:00:00 GMT' }, noon)).toBe(5000);
});
