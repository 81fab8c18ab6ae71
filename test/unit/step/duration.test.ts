import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/step/duration.ts';
import { expectLinear } from '../../support/processor-time.ts';

describe('parseDuration', () => {
  test.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['15m', 900_000],
    ['1h', 3_600_000],
    ['90', 90_000],
    ['0', 0],
    ['1.5m', 90_000],
    ['0.1', 100],
    ['1.25', 1250],
    ['5 s', 5000],
    ['15 min', 900_000],
    ['15min', 900_000],
    ['15 m', 900_000],
    ['1 h 30 min', 5_400_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['2 h 5 min', 7_500_000],
    ['1 min 30 s', 90_000],
    ['4.2 s', 4200],
    ['850 ms', 850],
    ['1h 5s', 3_605_000],
    ['1h2m3s4ms', 3_723_004],
  ])('reads %j as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    '',
    ' ',
    's',
    'ms',
    '-5s',
    '+5s',
    ' 5s',
    '5s ',
    '5s\n',
    '5S',
    '5M',
    '5sec',
    '1d',
    '30m1h',
    '1h1h',
    '5ms5s',
    '1 h 30',
    '1h30',
    '30 1h',
    '1h, 30m',
    '1h and 30m',
    '5\u00a0s',
    '5\ts',
    '5 m s',
    '1 h -5 min',
    'h',
    '1,5m',
    '.5s',
    '5.',
    '1.2.3',
    '1e3',
    '0x10',
    'Infinity',
    'NaN',
    '٣s',
    '1_000',
    '1constructor',
  ])('does not accept %j as a duration', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  test.each([
    ['spaces', (size: number) => `1h${' '.repeat(size)}x`],
    ['digits', (size: number) => `${'1'.repeat(size)}x`],
    ['digits and a fraction', (size: number) => `1.${'1'.repeat(size)} x`],
    ['digits and spaces', (size: number) => `${'1'.repeat(size)}${' '.repeat(size)}x`],
  ])('takes time linear in the text: %s', async (_, textOf) => {
    // A pattern that tries every way to share the spaces out takes seconds for the smaller text already.
    for (const size of [300, 60_000]) await expectLinear((length) => parseDuration(textOf(length)), size);
  });
});

describe('formatDuration', () => {
  test.each([
    [-1, '0 ms'],
    [0, '0 ms'],
    [0.4, '0 ms'],
    [850, '850 ms'],
    [999, '999 ms'],
    [1000, '1 s'],
    [4200, '4.2 s'],
    [4249, '4.2 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_499, '59 s'],
    [59_500, '1 min'],
    [60_000, '1 min'],
    [90_000, '1 min 30 s'],
    [900_000, '15 min'],
    [3_599_499, '59 min 59 s'],
    [3_599_500, '1 h'],
    [7_500_000, '2 h 5 min'],
    [21_600_000, '6 h'],
  ])('shows %d ms as %j', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('prints text that parses to the same duration, apart from rounding', () => {
    const ranges = [2000, 20_000, 100_000, 10_000_000, Number.MAX_SAFE_INTEGER];
    fc.assert(
      fc.property(fc.oneof(...ranges.map((max) => fc.double({ min: 0, max, noNaN: true }))), (ms) => {
        const text = formatDuration(ms);
        const read = parseDuration(text) ?? Number.NaN;
        expect(formatDuration(read)).toBe(text);
        const roundedOff = ms < 999.5 ? 0.5 : ms < 9950 ? 50 : ms < 3_599_500 ? 500 : 60_000;
        expect(Math.abs(read - ms)).toBeLessThanOrEqual(roundedOff + ms * 1e-9);
      }),
      { numRuns: 2000 },
    );
  });

  test('shows just under a second without a four-digit number of milliseconds', () => {
    expect(formatDuration(999.6)).toBe('1 s');
  });
});
