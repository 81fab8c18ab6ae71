import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DescribedAsset } from '../../../src/jimmyai/asset.ts';
import type { JimmyAi } from '../../../src/jimmyai/client.ts';
import { processPortraits } from '../../../src/portrait/process-portraits.ts';
import type { RunContext, StopCause } from '../../../src/portrait/run-context.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { assetIdOf, type RunObserver, track } from '../../../src/portrait/tracked-portrait.ts';
import { Cancellation } from '../../../src/step/cancellation.ts';
import { deadlineOf } from '../../../src/step/clock.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const described = (name: string, kind: 'Processing' | 'Active' = 'Processing'): DescribedAsset => ({
  asset: { assetId: `id-${name}`, officialId: null, assetRef: null },
  status: { kind },
});
const newPortrait = (name: string) => ({ name, source: { kind: 'url', url: 'https://example.com/a.jpg' }, key: null }) as const;
const silent: RunObserver = { transitioned() {}, retrying() {}, pollFailed() {}, forgotten() {}, submitted() {}, warnOnce() {} };
const unused = () => Promise.reject(new Error('not called here'));

function newRun(jimmyAi: Partial<JimmyAi>, observer: RunObserver = silent) {
  const clock = new VirtualClock();
  const cancellation = new Cancellation<StopCause>(clock);
  const run: RunContext = {
    jimmyAi: { upload: unused, submit: unused, status: unused, batchStatus: unused, ...jimmyAi },
    clock,
    random: () => 0.5,
    deadline: deadlineOf(0, 60_000),
    pollIntervalMs: 10_000,
    stateFile: null,
    cancellation,
    observer,
  };
  return { run, clock, cancellation };
}

const items = (...names: string[]) => names.map((name) => track(newPortrait(name), 0));

test('a mistake with one portrait ends the run, and loses no id of the others', async () => {
  const { run, clock, cancellation } = newRun({
    async submit(name) {
      if (name === 'a') throw new Error('a mistake');
      await clock.sleep(1000, new AbortController().signal);
      return { ok: true, value: described(name) };
    },
  });
  const all = items('a', 'b', 'c');
  await clock.run(processPortraits(all, true, run));
  expect(cancellation.cause).toEqual({ kind: 'internal', message: 'a mistake' });
  expect(all.map(({ state }) => assetIdOf(state))).toEqual([null, 'id-b', 'id-c']);
});

test('a mistake in a check ends the run, and leaves nobody waiting', async () => {
  const { run, clock, cancellation } = newRun({
    submit: async (name) => ({ ok: true, value: described(name) }),
    status: () => Promise.reject(new Error('a mistake')),
  });
  const all = items('a');
  await clock.run(processPortraits(all, true, run));
  expect(cancellation.cause).toEqual({ kind: 'internal', message: 'a mistake' });
  expect(all.map(({ state }) => state.kind)).toEqual(['processing']);
});

test('the time of a portrait counts from the response to its submission', async () => {
  const { run, clock } = newRun({
    async submit(name) {
      await clock.sleep(5000, new AbortController().signal);
      return { ok: true, value: described(name, 'Active') };
    },
  });
  const all = items('a');
  await clock.run(processPortraits(all, true, run));
  expect(all.map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual([[5000, 5000]]);
});

test('a portrait that has no key is submitted without a trace in the state file', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'process-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'state.json');
  const { run, clock } = newRun({ submit: async (name) => ({ ok: true, value: described(name, 'Active') }) });
  const all = items('a');
  await clock.run(processPortraits(all, true, { ...run, stateFile: await StateFile.read(file) }));
  expect(all.map(({ state }) => state.kind)).toEqual(['active']);
  expect(existsSync(file)).toBe(false);
});

test('it is told once that every portrait is submitted: with the last one, and before they are ready', async () => {
  const told: number[] = [];
  const { run, clock } = newRun(
    {
      async submit(name) {
        await clock.sleep(name === 'b' ? 3000 : 1000, new AbortController().signal);
        return { ok: true, value: described(name) };
      },
      status: async (assetId) => ({
        ok: true,
        value: described(assetId.replace('id-', ''), clock.now() > 20_000 ? 'Active' : 'Processing'),
      }),
      batchStatus: async () => ({ ok: true, value: new Map() }),
    },
    { ...silent, submitted: () => told.push(clock.now()) },
  );
  await clock.run(processPortraits(items('a', 'b', 'c'), true, run));
  expect(told).toEqual([3000]);
});
