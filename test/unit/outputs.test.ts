import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Asset } from '../../src/portrait.ts';
import { type Item, newItem, type State } from '../../src/progress.ts';
import type { FailureWord } from '../../src/report/advice.ts';
import { OutputWriter, outputsOf, statusOf } from '../../src/report/outputs.ts';

const asset: Asset = { assetId: 'asset-1', officialId: null, assetRef: null, status: { kind: 'Processing' } };
const trouble = { kind: 'failed-at-service', reason: null } as const;

function itemIn(state: State, { name = 'Alice', reused = false } = {}): Item {
  const portrait = { name, source: { kind: 'url', url: 'https://example.com/a.jpg?k=geheim' }, key: null } as const;
  return { ...newItem(portrait, 0), state, reused };
}

const unsubmitted = itemIn({ kind: 'unsubmitted' });
const known = itemIn({ kind: 'known', asset }, { reused: true });
const processing = itemIn({ kind: 'processing', asset });
const active = itemIn({ kind: 'active', asset: { ...asset, officialId: 'official-1', assetRef: 'asset://ref-1' } });
const activeWithoutRef = itemIn({ kind: 'active', asset: { ...asset, assetId: 'asset-2' } });
const refused = itemIn({ kind: 'failed', asset: null, trouble });
const failed = itemIn({ kind: 'failed', asset: { ...asset, assetRef: 'asset://ref-3' }, trouble });

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

  test('hold no ref before it is active, even where the service gives one', () => {
    const early = itemIn({ kind: 'processing', asset: { ...asset, assetRef: 'asset://early' } });
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
    ['one was refused, and others are not through', [processing, refused, unsubmitted], 'Failed'],
  ])('have a status where %s', (_, items, status) => {
    expect(outputsOf(items, noError).get('status')).toBe(status);
  });

  test('hold nothing that goes with one portrait only', () => {
    expect([...outputsOf([active, active], noError).keys()].sort()).toEqual(['asset_refs', 'assets', 'failure', 'status']);
  });

  test('hold the refs of those that are active, in input order', () => {
    const items = [activeWithoutRef, failed, processing, active, unsubmitted];
    expect(outputsOf(items, noError).get('asset_refs')).toBe('["asset://asset-2","asset://ref-1"]');
  });

  test('hold an entry for each portrait in input order, with null for what is absent', () => {
    const items = [unsubmitted, known, active, refused, failed];
    const explanation = { failure: 'failed', error: 'it failed' } as const;
    const outputs = outputsOf(items, (item) => (item.state.kind === 'failed' ? explanation : null));
    const assets: unknown = JSON.parse(outputs.get('assets') ?? '');
    const nothing = { name: 'Alice', asset_id: null, asset_ref: null, official_id: null, reused: false, error: null, failure: null };
    expect(assets).toEqual([
      { ...nothing, status: null },
      { ...nothing, asset_id: 'asset-1', status: 'Processing', reused: true },
      { ...nothing, asset_id: 'asset-1', asset_ref: 'asset://ref-1', official_id: 'official-1', status: 'Active' },
      { ...nothing, status: 'Failed', ...explanation },
      { ...nothing, asset_id: 'asset-1', status: 'Failed', ...explanation },
    ]);
  });

  test('name the failure that needs a person most', () => {
    const failureOf = (...failures: readonly FailureWord[]) => {
      const items = failures.map((_, index) => itemIn({ kind: 'unsubmitted' }, { name: String(index) }));
      const explain = ({ portrait }: Item) => ({ failure: failures[Number(portrait.name)] ?? 'internal', error: 'x' });
      return outputsOf(items, explain).get('failure');
    };
    expect(failureOf('timeout', 'possibly-submitted', 'rejected')).toBe('possibly-submitted');
    expect(failureOf('timeout', 'token')).toBe('token');
    expect(failureOf('cancelled')).toBe('cancelled');
    expect(outputsOf([active, active], noError).get('failure')).toBe('');
  });

  test('hold a name of any kind as JSON on one line, and no source', () => {
    const name = '李雷 "x" \\ </script> $(id) `id` \u2028';
    const hostile = itemIn({ kind: 'processing', asset }, { name });
    const text = outputsOf([hostile, active], noError).get('assets') ?? '';
    expect(JSON.parse(text)).toMatchObject([{ name }, { name: 'Alice' }]);
    expect(text).not.toMatch(/\n|geheim/);
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

describe('OutputWriter', () => {
  async function outputFile(): Promise<string> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'outputs-'));
    const file = path.join(folder, 'output');
    await writeFile(file, '');
    vi.stubEnv('GITHUB_OUTPUT', file);
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    });
    return file;
  }

  /** The outputs in the order in which they stand in the file of the runner. */
  async function written(file: string): Promise<readonly string[]> {
    const text = await readFile(file, 'utf8');
    return [...text.matchAll(/^(\w+)<<(\S+)\n(.*)\n\2$/gm)].map(([, name, , value]) => `${name}=${value}`);
  }

  test('writes each output when its value is new', async () => {
    const file = await outputFile();
    const writer = new OutputWriter();
    writer.write(new Map(Object.entries({ asset_id: '', status: 'Processing' })));
    writer.write(new Map(Object.entries({ asset_id: 'asset-1', status: 'Processing' })));
    writer.write(new Map(Object.entries({ asset_id: 'asset-1', status: 'Active' })));
    expect(await written(file)).toEqual(['status=Processing', 'asset_id=asset-1', 'status=Active']);
    expect(writer.problem).toBeNull();
  });

  test('empties an output that had a value', async () => {
    const file = await outputFile();
    const writer = new OutputWriter();
    writer.write(new Map([['asset_id', 'asset-1']]));
    writer.write(new Map([['asset_id', '']]));
    expect(await written(file)).toEqual(['asset_id=asset-1', 'asset_id=']);
  });

  test('does not throw where it can’t write, tells why, and tries again', async () => {
    const file = await outputFile();
    const writer = new OutputWriter();
    vi.stubEnv('GITHUB_OUTPUT', `${file}-missing`);
    writer.write(new Map([['asset_id', 'asset-1']]));
    expect(writer.problem).toContain('output-missing');
    vi.stubEnv('GITHUB_OUTPUT', file);
    writer.write(new Map([['asset_id', 'asset-1']]));
    expect(await written(file)).toEqual(['asset_id=asset-1']);
  });
});
