import { describe, expect, test } from 'vitest';
import { type Failure, failed, type Result } from '../../../src/jimmyai/failure.ts';
import { mayStart, withRetry } from '../../../src/jimmyai/retry.ts';
import { deadlineOf } from '../../../src/step/clock.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const busy = (retryAfterMs = 0): Result<never> => failed('busy', '', { retryAfterMs });
const done: Result<string> = { ok: true, value: 'done' };

/** Makes a call that gives these results one after the other; the last one stays. */
async function make(results: readonly Result<string>[], options: { timeout?: number; takes?: number; stopAt?: number } = {}) {
  const { timeout = 60_000, takes = 0, stopAt } = options;
  const clock = new VirtualClock();
  const stopping = new AbortController();
  if (stopAt !== undefined) clock.at(stopAt, () => stopping.abort());
  const times: number[] = [];
  const told: [Failure['kind'], number][] = [];
  const context = { clock, random: () => 0.5, deadline: deadlineOf(0, timeout), stopping: stopping.signal };
  const call = async () => {
    times.push(clock.now());
    await clock.sleep(takes, new AbortController().signal);
    return results[Math.min(times.length, results.length) - 1] ?? done;
  };
  const attempted = await clock.run(withRetry('upload', context, call, ({ kind }, pauseMs) => told.push([kind, pauseMs])));
  return { attempted, times, told, endedAt: clock.now() };
}

describe('a call', () => {
  test('that succeeds is made once', async () => {
    expect(await make([done])).toEqual({ attempted: { result: done, attempts: 1 }, times: [0], told: [], endedAt: 0 });
  });

  test('that must be retried is made up to five times, and each pause is announced', async () => {
    const { attempted, times, told } = await make([busy()]);
    expect(attempted).toEqual({ result: busy(), attempts: 5 });
    expect(times).toEqual([0, 1000, 3000, 7000, 15_000]);
    expect(told).toEqual([1000, 2000, 4000, 8000].map((pause) => ['busy', pause]));
  });

  test('that must not be retried is made once', async () => {
    const refused = failed('rejected', 'no');
    expect((await make([refused])).attempted).toEqual({ result: refused, attempts: 1 });
  });

  test('waits for Retry-After if that is later', async () => {
    expect((await make([busy(5000), busy(1), done])).times).toEqual([0, 5000, 7000]);
  });

  test('is not retried if it could start only after the last poll, but is if it can start at that very moment', async () => {
    const early = await make([busy(9000), done], { timeout: 10_000 });
    expect(early.times).toEqual([0, 9000]);
    const late = await make([busy(9001), done], { timeout: 10_000 });
    expect(late).toMatchObject({ attempted: { result: busy(9001), attempts: 1 }, told: [], endedAt: 0 });
  });

  test('returns nothing if the step is stopped during the call, or during the pause', async () => {
    expect(await make([busy()], { takes: 100, stopAt: 50 })).toMatchObject({ attempted: null, times: [0], told: [], endedAt: 100 });
    expect(await make([busy()], { stopAt: 500 })).toMatchObject({ attempted: null, times: [0], endedAt: 500 });
  });

  test('returns its result if the step is stopped and the call must not be retried', async () => {
    expect((await make([done], { takes: 100, stopAt: 50 })).attempted).toEqual({ result: done, attempts: 1 });
  });
});

test('nothing may start once the step is stopped, or after the last poll', () => {
  const clock = new VirtualClock();
  const context = (lastPoll: number, stopping: AbortSignal) => ({
    clock,
    random: () => 0,
    deadline: { start: -10, lastPoll, end: lastPoll },
    stopping,
  });
  const never = new AbortController().signal;
  expect([1, 0, -1].map((lastPoll) => mayStart(context(lastPoll, never)))).toEqual([true, true, false]);
  expect(mayStart(context(1, AbortSignal.abort()))).toBe(false);
});
