import { describe, expect, test } from 'vitest';
import { planOutputsOf, planPortraits } from '../../../src/portrait/dry-run.ts';
import type { Source } from '../../../src/portrait/portrait.ts';
import { hashQuery } from '../../../src/portrait/signed-url.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { track } from '../../../src/portrait/tracked-portrait.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { MemoryDisk } from '../../support/memory-files.ts';
import { interruptedEarlier, portraitWith, silentObserver, trackedIn, unclearImage } from '../../support/portrait-builders.ts';
import { keyOf } from '../../support/scripted-jimmyai.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const key = keyOf('Alice');
const url = 'https://example.com/a.jpg?id=1';
const context = { clock: new VirtualClock(), observer: silentObserver };
const endingWithoutFile = { cause: null, timeoutMs: 60_000, wait: true, hasStateFile: false, others: 'none' } as const;
const longAgo = '2025-01-15T12:00:00.000Z';
const now = () => new Date().toISOString();

/** What is planned for one portrait, whose entry in the state file has these fields; `null` if there is no file. */
async function planFor(fields: object | null, source: Source = { kind: 'url', url }) {
  const disk = new MemoryDisk();
  const assets = fields === null ? [] : [{ key, asset_id: null, since: longAgo, step: 'earlier', ...fields }];
  disk.put('/workspace/state.json', JSON.stringify({ version: 1, assets }));
  const stateFile = await StateFile.read('/workspace/state.json', disk.files());
  const tracked = track(portraitWith({ source, key: source.kind === 'asset-id' ? null : key }), 0);
  const planned = planPortraits([tracked], stateFile, { ...endingWithoutFile, hasStateFile: true }, context);
  const outputs = planOutputsOf(planned, (text) => new Redactor().sanitize(text));
  const [entry] = JSON.parse(outputs.get('plan') ?? '');
  return { action: entry.action, asset_id: entry.asset_id, failure: outputs.get('failure'), reason: entry.reason };
}

describe('the plan', () => {
  test('submits what the state file does not know, and what no state file can know', async () => {
    expect(await planFor(null)).toEqual({ action: 'submit', asset_id: null, failure: '', reason: 'not in the state file' });
    const planned = planPortraits([track(portraitWith(), 0)], null, endingWithoutFile, context);
    expect(planned).toMatchObject([{ action: 'submit', advice: null, reason: expect.stringMatching(/^no state file: every run submits/) }]);
  });

  test('reuses the asset in the state file where the image is certainly the same', async () => {
    const reused = { action: 'reuse', asset_id: 'asset-9', failure: '', reason: 'in the state file' };
    expect(await planFor({ asset_id: 'asset-9', ...hashQuery(url) })).toEqual(reused);
    expect(await planFor({ asset_id: 'asset-9', ...hashQuery(`${url}&X-Amz-Signature=0`) })).toEqual(reused);
  });

  test('reuses an asset that JimmyAI has not confirmed, and says so', async () => {
    const entry = { asset_id: 'asset-9', outcome: 'unknown', ...hashQuery(url) };
    expect(await planFor(entry)).toMatchObject({
      action: 'reuse',
      asset_id: 'asset-9',
      failure: '',
      reason: expect.stringMatching('not confirmed'),
    });
  });

  test('waits for an asset that the workflow gives, whatever the state file says', async () => {
    const given = { kind: 'asset-id', assetId: 'asset-7' } as const;
    const waits = { action: 'wait', asset_id: 'asset-7', failure: '', reason: expect.stringMatching('asset ID is given') };
    expect(await planFor(null, given)).toEqual(waits);
    expect(await planFor({}, given)).toEqual(waits);
  });

  test.each([
    ['an earlier run was interrupted', {}, 'possibly-submitted', /interrupted/],
    ['an earlier run could not tell what came of it', { outcome: 'unknown' }, 'possibly-submitted', /could not tell/],
    ['another step is submitting it', { since: now() }, 'possibly-submitted', /another step/],
    ['the query may name another image', { asset_id: 'asset-9', ...hashQuery('https://example.com/a.jpg?id=2') }, 'state-file', /query/],
    ['nobody knows the query of the remembered image', { asset_id: 'asset-9' }, 'state-file', /query/],
  ])('asks where %s', async (_, fields, failure, reason) => {
    expect(await planFor(fields)).toEqual({ action: 'ask', asset_id: null, failure, reason: expect.stringMatching(reason) });
  });

  test('fails with the word that needs a person most', () => {
    const portraits = [trackedIn(unclearImage), trackedIn(interruptedEarlier)];
    const planned = planPortraits(portraits, null, endingWithoutFile, context);
    expect(planOutputsOf(planned, String).get('failure')).toBe('possibly-submitted');
  });
});

describe('the output plan', () => {
  test('shows reasons as they are fit to be shown', () => {
    const planned = [
      { tracked: track(portraitWith(), 0), action: 'ask', advice: null, reason: 'see https://example.com/a?k=geheim' },
    ] as const;
    const redactor = new Redactor();
    expect(planOutputsOf(planned, (text) => redactor.sanitize(text)).get('plan')).toBe(
      '[{"name":"Alice","action":"ask","asset_id":null,"reason":"see https://example.com/a"}]',
    );
  });

  test('has at most 120 000 bytes with 500 long names, and every entry', () => {
    const portraits = Array.from({ length: 500 }, (_, index) =>
      track(portraitWith({ name: '很长的名字'.repeat(200), source: { kind: 'asset-id', assetId: `asset-${index}` } }), 0),
    );
    const plan = planOutputsOf(planPortraits(portraits, null, endingWithoutFile, context), String).get('plan') ?? '';
    expect(Buffer.byteLength(plan)).toBeLessThanOrEqual(120_000);
    const entries: readonly { readonly asset_id: string; readonly action: string; readonly name: string }[] = JSON.parse(plan);
    expect(entries.map(({ asset_id }) => asset_id)).toEqual(portraits.map((_, index) => `asset-${index}`));
    expect(entries[0]).toMatchObject({ action: 'wait', name: expect.stringMatching(/^很长的名字.*…$/) });
  });
});
