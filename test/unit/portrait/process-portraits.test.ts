import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DescribedAsset } from '../../../src/jimmyai/asset.ts';
import { processPortraits } from '../../../src/portrait/process-portraits.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { assetIdOf } from '../../../src/portrait/tracked-portrait.ts';
import { assetWith, runWith, silentObserver, trackedIn, unsubmitted } from '../../support/portrait-builders.ts';

const described = (name: string, kind: 'Processing' | 'Active' = 'Processing'): DescribedAsset => ({
  asset: assetWith({ assetId: `id-${name}` }),
  status: { kind },
});
const items = (...names: string[]) => names.map((name) => trackedIn(unsubmitted, { portrait: { name } }));

test('an internal error with one portrait ends the run, and loses no ID of the others', async () => {
  const { run, clock, cancellation } = runWith({
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

test('an internal error in a poll ends the run, and settles every waiter', async () => {
  const { run, clock, cancellation } = runWith({
    submit: async (name) => ({ ok: true, value: described(name) }),
    status: () => Promise.reject(new Error('a mistake')),
  });
  const all = items('a');
  await clock.run(processPortraits(all, true, run));
  expect(cancellation.cause).toEqual({ kind: 'internal', message: 'a mistake' });
  expect(all.map(({ state }) => state.kind)).toEqual(['processing']);
});

test('the time of a portrait counts from the response to its submission', async () => {
  const { run, clock } = runWith({
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
  const { run, clock } = runWith({ submit: async (name) => ({ ok: true, value: described(name, 'Active') }) });
  const all = items('a');
  await clock.run(processPortraits(all, true, { ...run, stateFile: await StateFile.read(file) }));
  expect(all.map(({ state }) => state.kind)).toEqual(['active']);
  expect(existsSync(file)).toBe(false);
});

test('the observer learns once that every portrait is submitted: with the last one, and before they are ready', async () => {
  const told: number[] = [];
  const { run, clock } = runWith(
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
    { observer: { ...silentObserver, submitted: () => told.push(clock.now()) } },
  );
  await clock.run(processPortraits(items('a', 'b', 'c'), true, run));
  expect(told).toEqual([3000]);
});
