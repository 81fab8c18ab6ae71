import { expect, test } from 'vitest';
import { takeThrough } from '../../src/action.ts';
import { deadlineOf } from '../../src/clock.ts';
import type { JimmyAi } from '../../src/jimmyai/client.ts';
import type { Asset } from '../../src/portrait.ts';
import { assetOf, newItem, type Observer } from '../../src/progress.ts';
import type { Run } from '../../src/run.ts';
import { Stop } from '../../src/stop.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const asset = (name: string): Asset => ({ assetId: `id-${name}`, officialId: null, assetRef: null, status: { kind: 'Processing' } });
const newPortrait = (name: string) => ({ name, source: { kind: 'url', url: 'https://example.com/a.jpg' }, key: null }) as const;
const silent: Observer = { moved() {}, retrying() {}, checkFailed() {}, forgotten() {}, submitted() {}, warnOnce() {} };
const unused = () => Promise.reject(new Error('not called here'));

function newRun(jimmyAi: Partial<JimmyAi>, observer: Observer = silent) {
  const clock = new VirtualClock();
  const stop = new Stop();
  const run: Run = {
    jimmyAi: { upload: unused, submit: unused, status: unused, batchStatus: unused, ...jimmyAi },
    clock,
    random: () => 0.5,
    deadline: deadlineOf(0, 60_000),
    pollInterval: 10_000,
    stateFile: null,
    stop,
    observer,
  };
  return { run, clock, stop };
}

const items = (...names: string[]) => names.map((name) => newItem(newPortrait(name), 0));

test('a mistake with one portrait ends the run, and loses no id of the others', async () => {
  const { run, clock, stop } = newRun({
    async submit(name) {
      if (name === 'a') throw new Error('a mistake');
      await clock.sleep(1000, new AbortController().signal);
      return { ok: true, value: asset(name) };
    },
  });
  const all = items('a', 'b', 'c');
  await clock.run(takeThrough(all, true, run));
  expect(stop.cause).toEqual({ kind: 'unexpected', message: 'a mistake' });
  expect(all.map(({ state }) => assetOf(state)?.assetId)).toEqual([undefined, 'id-b', 'id-c']);
});

test('a mistake in a check ends the run, and leaves nobody waiting', async () => {
  const { run, clock, stop } = newRun({
    submit: async (name) => ({ ok: true, value: asset(name) }),
    status: () => Promise.reject(new Error('a mistake')),
  });
  const all = items('a');
  await clock.run(takeThrough(all, true, run));
  expect(stop.cause).toEqual({ kind: 'unexpected', message: 'a mistake' });
  expect(all.map(({ state }) => state.kind)).toEqual(['processing']);
});

test('the time of a portrait counts from the answer to its submission', async () => {
  const { run, clock } = newRun({
    async submit(name) {
      await clock.sleep(5000, new AbortController().signal);
      return { ok: true, value: { ...asset(name), status: { kind: 'Active' } } };
    },
  });
  const all = items('a');
  await clock.run(takeThrough(all, true, run));
  expect(all.map(({ since, until }) => [since, until])).toEqual([[5000, 5000]]);
});
