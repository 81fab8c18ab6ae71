import { describe, expect, test } from 'vitest';
import { adviceOnOutsideCause } from '../../../src/step/run-step.ts';
import { formatUtc } from '../../../src/step/utc.ts';

describe('a cancelled step', () => {
  const whatAfter = (afterMs: number) => adviceOnOutsideCause({ kind: 'cancelled', signal: 'SIGINT', afterMs }).what;

  test.each([
    [60_000, 1],
    [58_000, 1],
    [902_000, 15],
  ])('after %d ms probably reached its timeout-minutes', (afterMs, minutes) => {
    expect(whatAfter(afterMs)).toBe(
      `the job was cancelled after ${minutes} min, probably because \`timeout-minutes\` was reached (SIGINT)`,
    );
  });

  test.each([0, 1000, 30_000, 56_000, 64_000, 905_000])('after %d ms was cancelled, or reached its timeout-minutes', (afterMs) => {
    expect(whatAfter(afterMs)).toBe('the job was cancelled, or reached its `timeout-minutes` (SIGINT)');
  });
});

test('a time is told to the second, and in UTC', () => {
  expect(formatUtc(Date.UTC(2026, 10, 26, 12, 34, 56, 789))).toBe('2026-11-26 12:34:56 UTC');
});
