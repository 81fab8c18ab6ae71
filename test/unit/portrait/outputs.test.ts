import { describe, expect, test } from 'vitest';
import type { FailureWord } from '../../../src/portrait/failure-words.ts';
import { outputsOf, statusOf } from '../../../src/portrait/outputs.ts';
import type { TrackedPortrait } from '../../../src/portrait/tracked-portrait.ts';
import * as states from '../../support/portrait-builders.ts';
import { assetWith, failedWith, trackedIn } from '../../support/portrait-builders.ts';

const failure = { kind: 'rejected-image', reason: null } as const;

const unsubmitted = trackedIn(states.unsubmitted);
const known = trackedIn(states.known(), { reused: true });
const processing = trackedIn(states.processing());
const active = trackedIn(states.active({ officialId: 'official-1', assetRef: 'asset://ref-1' }));
const activeWithoutRef = trackedIn(states.active({ assetId: 'asset-2' }));
const refused = trackedIn(failedWith(failure, null));
const failed = trackedIn(failedWith(failure, assetWith({ assetRef: 'asset://ref-3' })));

const noError = () => null;

describe('the outputs of one portrait', () => {
  test.each([
    ['not submitted', unsubmitted, { asset_id: '', asset_ref: '', official_id: '', status: 'Processing', asset_refs: '[]' }],
    ['known from an earlier run', known, { asset_id: 'asset-1', asset_ref: '', official_id: '', status: 'Processing', asset_refs: '[]' }],
    ['processing', processing, { asset_id: 'asset-1', asset_ref: '', official_id: '', status: 'Processing', asset_refs: '[]' }],
    [
      'active',
      active,
      { asset_id: 'asset-1', asset_ref: 'asset://ref-1', official_id: 'official-1', status: 'Active', asset_refs: '["asset://ref-1"]' },
    ],
    [
      'active without a ref',
      activeWithoutRef,
      { asset_id: 'asset-2', asset_ref: 'asset://asset-2', official_id: '', status: 'Active', asset_refs: '["asset://asset-2"]' },
    ],
    [
      'named in a doubtful response',
      trackedIn(states.unconfirmed({ kind: 'interrupted-earlier', recorded: { recordedAt: 0, requestId: null } })),
      { asset_id: 'asset-1', asset_ref: '', official_id: '', status: 'Processing', asset_refs: '[]' },
    ],
    [
      'possibly submitted, and named',
      trackedIn(failedWith({ kind: 'interrupted-earlier', recorded: { recordedAt: 0, requestId: null } })),
      { asset_id: 'asset-1', asset_ref: '', official_id: '', status: 'Failed', asset_refs: '[]' },
    ],
    ['rejected', refused, { asset_id: '', asset_ref: '', official_id: '', status: 'Failed', asset_refs: '[]' }],
    [
      'failed, with a ref that is not usable then',
      failed,
      { asset_id: 'asset-1', asset_ref: '', official_id: '', status: 'Failed', asset_refs: '[]' },
    ],
  ])('that is %s', (_, item, outputs) => {
    expect(Object.fromEntries(outputsOf([item], noError))).toMatchObject(outputs);
  });

  test('are the seven that action.yml names', () => {
    expect([...outputsOf([active], noError).keys()].sort()).toEqual([
      'asset_id',
      'asset_ref',
      'asset_refs',
      'assets',
      'failure',
      'official_id',
      'status',
    ]);
  });

  test('hold no ref before the portrait is Active, even if the service returns one', () => {
    const early = trackedIn(states.processing({ assetRef: 'asset://early' }));
    expect(JSON.stringify([...outputsOf([early], noError)])).not.toContain('asset://early');
  });
});

describe('the outputs of several portraits', () => {
  test.each([
    ['all are active', [active, activeWithoutRef], 'Active'],
    ['one is processing', [active, processing], 'Processing'],
    ['one is known only', [known, active], 'Processing'],
    ['one was not submitted', [active, unsubmitted], 'Processing'],
    ['one failed', [active, failed, active], 'Failed'],
    ['one was rejected, and others are not done', [processing, refused, unsubmitted], 'Failed'],
  ])('have a status if %s', (_, items, status) => {
    expect(outputsOf(items, noError).get('status')).toBe(status);
  });

  test('hold nothing that only makes sense for one portrait', () => {
    expect([...outputsOf([active, active], noError).keys()].sort()).toEqual(['asset_refs', 'assets', 'failure', 'status']);
  });

  test('hold the refs of those that are active, in input order', () => {
    const items = [activeWithoutRef, failed, processing, active, unsubmitted];
    expect(outputsOf(items, noError).get('asset_refs')).toBe('["asset://asset-2","asset://ref-1"]');
  });

  test('hold an entry for each portrait in input order, with null for what is absent', () => {
    const items = [unsubmitted, known, active, refused, failed];
    const explanation = { word: 'failed', error: 'it failed' } as const;
    const explained = { failure: 'failed', error: 'it failed' };
    const outputs = outputsOf(items, (item) => (item.state.kind === 'failed' ? explanation : null));
    const assets: unknown = JSON.parse(outputs.get('assets') ?? '');
    const nothing = { name: 'Alice', asset_id: null, asset_ref: null, official_id: null, reused: false, error: null, failure: null };
    expect(assets).toEqual([
      { ...nothing, status: null },
      { ...nothing, asset_id: 'asset-1', status: 'Processing', reused: true },
      { ...nothing, asset_id: 'asset-1', asset_ref: 'asset://ref-1', official_id: 'official-1', status: 'Active' },
      { ...nothing, status: 'Failed', ...explained },
      { ...nothing, asset_id: 'asset-1', status: 'Failed', ...explained },
    ]);
  });

  test('name the failure that most needs a person', () => {
    const failureOf = (...words: readonly FailureWord[]) => {
      const items = words.map((_, index) => trackedIn(states.unsubmitted, { portrait: { name: String(index) } }));
      const explain = ({ portrait }: TrackedPortrait) => ({ word: words[Number(portrait.name)] ?? 'internal', error: 'x' });
      return outputsOf(items, explain).get('failure');
    };
    expect(failureOf('timeout', 'possibly-submitted', 'rejected')).toBe('possibly-submitted');
    expect(failureOf('timeout', 'token')).toBe('token');
    expect(failureOf('cancelled')).toBe('cancelled');
    expect(outputsOf([active, active], noError).get('failure')).toBe('');
  });

  test('hold a name of any kind as JSON on one line, and no source', () => {
    const name = '李雷 "x" \\ </script> $(id) `id` \u2028';
    const hostile = trackedIn(states.processing(), { portrait: { name } });
    const text = outputsOf([hostile, active], noError).get('assets') ?? '';
    expect(JSON.parse(text)).toMatchObject([{ name }, { name: 'Alice' }]);
    expect(text).not.toMatch(/\n|geheim/);
  });
});

describe('the entries of 500 portraits, which a later step gets through one environment variable', () => {
  const word = 'possibly-submitted';
  const assetsOf = (items: readonly TrackedPortrait[], errorOf: (index: number) => string | null) => {
    const explanations = new Map(items.map((item, index) => [item, errorOf(index)]));
    const text = outputsOf(items, (item) => {
      const error = explanations.get(item) ?? null;
      return error === null ? null : { word, error };
    }).get('assets');
    return { bytes: Buffer.byteLength(text ?? ''), assets: JSON.parse(text ?? '') };
  };
  const many = (nameOf: (index: number) => string) =>
    Array.from({ length: 500 }, (_, index) => trackedIn(failedWith(failure), { portrait: { name: nameOf(index) } }));

  test('have only their errors cut, and evenly', () => {
    const items = many((index) => `李雷 ${index}`);
    const errorOf = (index: number) => (index % 100 === 0 ? 'short' : index % 2 === 0 ? '图'.repeat(400) : '图'.repeat(900));
    const { bytes, assets } = assetsOf(items, errorOf);
    expect(bytes).toBeLessThanOrEqual(120_000);
    expect(bytes).toBeGreaterThan(115_000);
    expect(assets).toHaveLength(500);
    const cut = assets[1].error;
    expect(cut).toMatch(/^图+…$/);
    for (const [index, asset] of assets.entries()) {
      const error = index % 100 === 0 ? 'short' : cut;
      expect(asset).toMatchObject({ name: `李雷 ${index}`, asset_id: 'asset-1', failure: word, error });
    }
  });

  test('have their names cut too if that is not enough, and keep IDs and failure words', () => {
    const { bytes, assets } = assetsOf(
      many((index) => `${index} ${'😀'.repeat(200)}`),
      () => 'x'.repeat(100),
    );
    expect(bytes).toBeLessThanOrEqual(120_000);
    for (const [index, asset] of assets.entries()) {
      expect(asset).toMatchObject({ asset_id: 'asset-1', status: 'Failed', failure: word, error: '…' });
      expect(asset.name).toMatch(new RegExp(`^${index} 😀+…$`, 'u'));
    }
  });

  test('stay whole if they fit', () => {
    const { assets } = assetsOf(
      many((index) => `${index}`),
      (index) => (index < 250 ? 'x'.repeat(200) : null),
    );
    expect(assets[0].error).toBe('x'.repeat(200));
  });

  test('stay whole if only IDs make them long', () => {
    const items = Array.from({ length: 500 }, (_, index) => trackedIn(states.active({ assetId: `${index}-${'a'.repeat(200)}` })));
    const { assets } = assetsOf(items, () => null);
    expect(assets[499].asset_id).toBe(`499-${'a'.repeat(200)}`);
  });
});

describe('statusOf', () => {
  test.each([
    ['not submitted', unsubmitted, null],
    ['known from an earlier run', known, 'Processing'],
    ['processing', processing, 'Processing'],
    ['active', active, 'Active'],
    ['failed', failed, 'Failed'],
    ['rejected', refused, 'Failed'],
  ])('of a portrait that is %s', (_, item, status) => {
    expect(statusOf(item)).toBe(status);
  });
});
