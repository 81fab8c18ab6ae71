import type { DescribedAsset } from '../../src/jimmyai/asset.ts';
import type { JimmyAi } from '../../src/jimmyai/client.ts';
import { Poller } from '../../src/portrait/poller.ts';
import type { RunContext } from '../../src/portrait/run-context.ts';
import { track, transitionToSubmitted } from '../../src/portrait/tracked-portrait.ts';
import { Cancellation } from '../../src/step/cancellation.ts';
import { type Clock, deadlineOf } from '../../src/step/clock.ts';

/** What a status call takes in virtual time, in milliseconds: a round trip to a service that is not far away. */
export const callTime = 50;

/**
 * When the action's own poller asks for one portrait within `duration`, in milliseconds since its submission. The clock is
 * virtual: it stands still but for pauses and calls.
 */
export async function checkTimes(duration: number): Promise<readonly number[]> {
  const times: number[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    async sleep(ms) {
      now += ms;
    },
  };
  const described = (kind: 'Processing' | 'Active'): DescribedAsset => ({
    asset: { assetId: 'asset', officialId: null, assetRef: null },
    status: { kind },
  });
  const notCalled = () => Promise.reject(new Error('only one status is asked for'));
  const jimmyAi: JimmyAi = {
    upload: notCalled,
    submit: notCalled,
    batchStatus: notCalled,
    async status() {
      times.push(now);
      now += callTime;
      return { ok: true, value: described(now < duration ? 'Processing' : 'Active') };
    },
  };
  const nothing = () => {};
  const run: RunContext = {
    jimmyAi,
    clock,
    random: Math.random,
    deadline: deadlineOf(0, 2 * duration),
    pollIntervalMs: 5000,
    stateFile: null,
    cancellation: new Cancellation(clock),
    observer: {
      transitioned: nothing,
      retrying: nothing,
      pollFailed: nothing,
      forgotten: nothing,
      submitted: nothing,
      warnOnce: nothing,
    },
  };
  const tracked = track({ name: 'portrait', source: { kind: 'url', url: 'https://example.com/a.jpg' }, key: null }, 0);
  transitionToSubmitted(tracked, described('Processing'), run);
  await new Poller(run).poll(tracked, 'asset', 'terminal');
  return times;
}
