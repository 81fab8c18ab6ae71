import { describe, expect, test } from 'vitest';
import { isOver, WaitEnded, within } from '../../../src/step/wait-limits.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const never = new AbortController().signal;

describe('a wait', () => {
  test('ends with the work, and leaves no timer behind', async () => {
    const clock = new VirtualClock();
    const work = clock.sleep(1000, never).then(() => 'done');
    expect(await clock.run(within(work, { clock, deadline: 5000, signal: never }))).toBe('done');
    expect(clock.now()).toBe(1000);
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow('nobody sleeps');
  });

  test('fails as the work fails', async () => {
    const clock = new VirtualClock();
    const work = clock.sleep(1000, never).then(() => Promise.reject(new Error('EIO')));
    await expect(clock.run(within(work, { clock, deadline: 5000, signal: never }))).rejects.toThrow('EIO');
  });

  test('ends at the deadline, without an unhandled rejection when the work fails later', async () => {
    const clock = new VirtualClock();
    const work = clock.sleep(9000, never).then(() => Promise.reject(new Error('EIO')));
    await expect(clock.run(within(work, { clock, deadline: 5000, signal: never }))).rejects.toThrow(/timeout/);
    expect(clock.now()).toBe(5000);
    await clock.run(clock.sleep(9000, never));
  });

  test('ends as soon as the step is stopped, even if it was stopped before', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    clock.at(2000, () => stop.abort());
    const limits = { clock, deadline: 5000, signal: stop.signal };
    expect(isOver(limits)).toBe(false);
    await expect(clock.run(within(new Promise(() => {}), limits))).rejects.toThrow(/stopped/);
    expect(clock.now()).toBe(2000);
    expect(isOver(limits)).toBe(true);
    await expect(clock.run(within(new Promise(() => {}), limits))).rejects.toBeInstanceOf(WaitEnded);
    expect(clock.now()).toBe(2000);
  });

  test('is over from the deadline on', () => {
    const clock = new VirtualClock();
    expect(isOver({ clock, deadline: 1, signal: never })).toBe(false);
    expect(isOver({ clock, deadline: 0, signal: never })).toBe(true);
  });
});
