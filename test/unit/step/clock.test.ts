import { describe, expect, test, vi } from 'vitest';
import { deadlineOf, systemClock } from '../../../src/step/clock.ts';

describe('the deadline', () => {
  test.each([
    [0, 1000, 900, 1000],
    [500, 20_000, 18_500, 20_500],
    [0, 30_000, 28_000, 30_000],
    [0, 3_600_000, 3_598_000, 3_600_000],
  ])('of a step that starts at %i and may take %i ms has its last poll at %i', (start, timeoutMs, lastPoll, end) => {
    expect(deadlineOf(start, timeoutMs)).toEqual({ start, lastPoll, end });
  });
});

describe('the clock of the machine', () => {
  const never = new AbortController().signal;

  test('sleeps as long as requested', async () => {
    const start = systemClock.now();
    await systemClock.sleep(60, never);
    expect(systemClock.now() - start).toBeGreaterThanOrEqual(58);
    // In milliseconds, however busy the machine is.
    expect(systemClock.now() - start).toBeLessThan(60_000);
  });

  test('does not sleep for a negative time', async () => {
    await systemClock.sleep(-5, never);
  });

  test('wakes when the signal aborts, and does not sleep after that', async () => {
    const stopping = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, stopping.signal);
    stopping.abort();
    await sleeping;
    await systemClock.sleep(3_600_000, stopping.signal);
  });

  test('leaves behind no listener and nothing that keeps a process alive', async () => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await systemClock.sleep(1, signal);
    const sleeping = systemClock.sleep(3_600_000, signal);
    expect(timers()).toBe(before + 1);
    stopping.abort();
    await sleeping;
    expect(timers()).toBe(before);
    expect(added).toHaveBeenCalledTimes(2);
    expect(removed.mock.calls).toEqual(added.mock.calls);
  });
});
