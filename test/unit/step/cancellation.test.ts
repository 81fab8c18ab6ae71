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

test('a cancelled job stops at once, and gives what must not be cut off half a second, and files a quarter more', async () => {
  const clock = new VirtualClock();
  const cancellation = new Cancellation<string>(clock);
  const abortedAt: number[] = [];
  cancellation.aborted.addEventListener('abort', () => abortedAt.push(clock.now()));
  cancellation.abandoned.addEventListener('abort', () => abortedAt.push(clock.now()));
  const cancelled = cancellation.cancel('SIGTERM');
  expect([cancellation.cause, cancellation.aborted.aborted]).toEqual(['SIGTERM', false]);
  await clock.run(cancelled);
  expect(abortedAt).toEqual([500, 750]);
});
