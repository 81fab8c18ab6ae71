import { expect, test } from 'vitest';
import { formatUtc } from '../../../src/step/utc.ts';

test('a time is formatted to the second, in UTC', () => {
  expect(formatUtc(Date.UTC(2026, 10, 26, 12, 34, 56, 789))).toBe('2026-11-26 12:34:56 UTC');
});
