import { type Clock, deadlineOf } from '../../src/clock.ts';
import type { JimmyAi } from '../../src/jimmyai/client.ts';
import type { Asset } from '../../src/portrait.ts';
import { newItem } from '../../src/progress.ts';
import type { Run } from '../../src/run.ts';
import { Stop } from '../../src/stop.ts';
import { Waiting } from '../../src/waiting.ts';

/** What a status call takes in virtual time, in milliseconds: a round trip to a service that is not far away. */
export const callTime = 50;

/**
 * When the action's own wait loop asks for one portrait within `duration`, in milliseconds since its submission. The
 * clock is virtual: it stands still but for pauses and calls.
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
  const asset: Asset = { assetId: 'asset', officialId: null, assetRef: null, status: { kind: 'Processing' } };
  const notCalled = () => Promise.reject(new Error('only one status is asked for'));
  const jimmyAi: JimmyAi = {
    upload: notCalled,
    submit: notCalled,
    batchStatus: notCalled,
    async status() {
      times.push(now);
      now += callTime;
      return { ok: true, value: now < duration ? asset : { ...asset, status: { kind: 'Active' } } };
    },
  };
  const nothing = () => {};
  const run: Run = {
    jimmyAi,
    clock,
    random: Math.random,
    deadline: deadlineOf(0, 2 * duration),
    pollInterval: 10_000,
    stateFile: null,
    stop: new Stop(),
    observer: { moved: nothing, retrying: nothing, checkFailed: nothing, forgotten: nothing, submitted: nothing, warnOnce: nothing },
  };
  const item = newItem({ name: 'portrait', source: { kind: 'asset-id', assetId: asset.assetId }, key: null }, 0);
  item.state = { kind: 'processing', asset };
  await new Waiting(run).watch(item, asset.assetId, 'final');
  return times;
}
