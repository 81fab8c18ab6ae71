import { describe, expect, test } from 'vitest';
import { jitter, pollPauseMs, retryPauseMs } from '../../../src/step/backoff.ts';
import { deadlineOf } from '../../../src/step/clock.ts';

const lowest = () => 0;
const middle = () => 0.5;
const highest = () => 1;

describe('pollPauseMs', () => {
  test.each([
    ['a second at the start', 0, 10_000, 1000],
    ['a second while a fifth is less', 4_999, 10_000, 1000],
    ['a fifth of the time waited', 20_000, 10_000, 4000],
    ['a fifth below an hour’s poll interval', 3_600_000, 3_600_000, 720_000],
  ])('is %s, ±10 %%', (_, waited, pollInterval, pause) => {
    expect(pollPauseMs(waited, pollInterval, middle)).toBeCloseTo(pause, 6);
    expect(pollPauseMs(waited, pollInterval, lowest)).toBeCloseTo(pause * 0.9, 6);
    expect(pollPauseMs(waited, pollInterval, highest)).toBeCloseTo(pause * 1.1, 6);
  });

  test('is never longer than the poll interval', () => {
    expect(pollPauseMs(49_999, 10_000, highest)).toBe(10_000);
    expect(pollPauseMs(0, 1000, highest)).toBe(1000);
  });

  test.each([
    ['where a fifth is more', 600_000, 10_000],
    ['under a second from the start', 0, 100],
    ['under a second ever after', 3_600_000, 100],
    ['of a second later on', 60_000, 1000],
  ])('is exactly the poll interval %s', (_, waited, pollInterval) => {
    for (const random of [lowest, middle, highest]) expect(pollPauseMs(waited, pollInterval, random)).toBe(pollInterval);
  });
});

describe('retryPauseMs', () => {
  test.each([
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [4, 8000],
  ])('after %d attempts is about %d ms', (attempts, pause) => {
    expect(retryPauseMs(attempts, middle)).toBeCloseTo(pause, 6);
    expect(retryPauseMs(attempts, lowest)).toBeCloseTo(pause * 0.9, 6);
    expect(retryPauseMs(attempts, highest)).toBeCloseTo(pause * 1.1, 6);
  });
});

describe('jitter', () => {
  test.each([
    [0, 1800],
    [0.25, 1900],
    [0.5, 2000],
    [1, 2200],
  ])('turns 2000 ms, at random %d, into %d ms', (random, ms) => {
    expect(jitter(2000, () => random)).toBeCloseTo(ms, 6);
  });

  test('keeps a pause of 0 at 0', () => {
    expect(jitter(0, highest)).toBe(0);
  });
});

describe('deadlineOf', () => {
  test.each([
    ['2 s before the end of a long step', 900_000, 898_000],
    ['2 s before the end of a step of 20 s', 20_000, 18_000],
    ['a tenth before the end of a shorter step', 10_000, 9000],
    ['a tenth before the end of the shortest step', 1000, 900],
    ['2 s before the end of the longest step', 21_600_000, 21_598_000],
  ])('sets the last check %s', (_, timeout, lastPoll) => {
    expect(deadlineOf(0, timeout)).toEqual({ start: 0, lastPoll, end: timeout });
  });

  test('counts from the start of the step', () => {
    expect(deadlineOf(5000, 900_000)).toEqual({ start: 5000, lastPoll: 903_000, end: 905_000 });
  });
});
