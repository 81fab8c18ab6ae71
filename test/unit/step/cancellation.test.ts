import { expect, test } from 'vitest';
import { Cancellation } from '../../../src/step/cancellation.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

test('a step has no cause to stop until it is stopped, and then the first one', () => {
  const cancellation = new Cancellation<string>(new VirtualClock());
  expect([cancellation.cause, cancellation.stopping.aborted, cancellation.aborted.aborted]).toEqual([null, false, false]);
  cancellation.stop('a failure');
  cancellation.stop('another one');
  expect([cancellation.cause, cancellation.stopping.aborted, cancellation.aborted.aborted]).toEqual(['a failure', true, false]);
});

/** A cancellation, and when it gave up what must not be cut off, and files. */
function observed() {
  const clock = new VirtualClock();
  const cancellation = new Cancellation<string>(clock);
  const endedAt: number[] = [];
  for (const signal of [cancellation.aborted, cancellation.abandoned]) signal.addEventListener('abort', () => endedAt.push(clock.now()));
  return { clock, cancellation, endedAt };
}

test('a cancelled job stops immediately, but requests in flight get the grace period, and files a quarter of a second more', async () => {
  const { clock, cancellation, endedAt } = observed();
  const cancelled = cancellation.cancel('SIGTERM', 500);
  expect([cancellation.cause, cancellation.aborted.aborted]).toEqual(['SIGTERM', false]);
  await clock.run(cancelled);
  expect(endedAt).toEqual([500, 750]);
});

test('a job that is cancelled again gives requests in flight no more time', async () => {
  const { clock, cancellation, endedAt } = observed();
  clock.at(2000, () => void cancellation.cancel('SIGTERM', 500));
  await clock.run(cancellation.cancel('SIGINT', 5000));
  expect([endedAt, cancellation.cause]).toEqual([[2000, 2250], 'SIGINT']);
});

test('a job that is cancelled after the step stopped for another cause still has the grace period', async () => {
  const { clock, cancellation, endedAt } = observed();
  cancellation.stop('a failure');
  expect(cancellation.aborted.aborted).toBe(false);
  await clock.run(cancellation.cancel('SIGINT', 5000));
  expect([endedAt, cancellation.cause]).toEqual([[5000, 5250], 'a failure']);
});
