import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { inspectImage } from '../../../src/jimmyai/image.ts';
import type { Inputs } from '../../../src/portrait/inputs.ts';
import { resolvePlan } from '../../../src/portrait/plan.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { inputsWith } from '../../support/portrait-builders.ts';
import { surroundingsIn } from '../../support/step-context.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

vi.mock('../../../src/jimmyai/image.ts', { spy: true });

const good = { token: 'sk_test', name: 'Alice', file: 'a.png' };

async function newWorkspace(): Promise<string> {
  const workspace = await mkdtemp(path.join(os.tmpdir(), 'plan-'));
  onTestFinished(() => rm(workspace, { recursive: true }));
  await writeFile(path.join(workspace, 'a.png'), Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'));
  return workspace;
}

/** The plan of these inputs, or the places of its problems in alphabetical order. The step's clock stands still unless `clock` runs. */
async function planOf(
  inputs: Readonly<Record<string, string>>,
  {
    signal = new AbortController().signal,
    clock = new VirtualClock(),
    ...changes
  }: Partial<Inputs> & { readonly signal?: AbortSignal; readonly clock?: VirtualClock; readonly workspace?: string } = {},
) {
  const workspace = changes.workspace ?? (await newWorkspace());
  const plan = await resolvePlan({ ...inputsWith(inputs), ...changes }, surroundingsIn(workspace, { clock, startedAt: 0, signal }));
  return 'problems' in plan ? plan.problems.map(({ input }) => input).sort() : plan;
}

describe('a file', () => {
  test('that must be remembered, or compared with others, has a hash, which detects a changed file when it is sent', async () => {
    const hash = { source: { kind: 'file', file: { path: 'a.png', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } } };
    expect(await planOf({ ...good, 'state-file': 'state.json' })).toMatchObject({ portraits: [hash] });
    const portraits = JSON.stringify([
      { name: 'Alice', file: 'a.png' },
      { name: 'Bob', file: 'a.png' },
    ]);
    expect(await planOf({ token: 'sk_test', portraits })).toMatchObject({ portraits: [hash, hash] });
    expect(await planOf(good)).toMatchObject({ portraits: [{ source: { file: { sha256: null } } }] });
  });

  test('is not read past the timeout, nor after the step is stopped', async () => {
    const workspace = await newWorkspace();
    await truncate(path.join(workspace, 'a.png'), 100_000_000);
    const inputs = { ...good, 'state-file': 'state.json' };
    expect(await planOf(inputs, { workspace, timeoutMs: 1 })).toEqual(['file']);
    expect(await planOf(inputs, { workspace, signal: AbortSignal.abort() })).toEqual(['file']);
    expect(await planOf(inputs, { workspace })).toMatchObject({ portraits: [{ name: 'Alice' }] });
  });

  test('that hangs in the file system ends the step a moment after its timeout', async () => {
    vi.mocked(inspectImage).mockReturnValueOnce(new Promise(() => {}));
    const [workspace, clock] = [await newWorkspace(), new VirtualClock()];
    expect(await clock.run(planOf(good, { workspace, clock, timeoutMs: 20_000 }))).toEqual(['timeout']);
    expect(clock.now()).toBe(20_250);
  });
});

describe('a state file', () => {
  const inputsWithState = (stateFile: string, dryRun: boolean) => ({ ...good, 'state-file': stateFile, 'dry-run': String(dryRun) });

  test('has its folder made by a run, and not by a dry run', async () => {
    const workspace = await newWorkspace();
    expect(await planOf(inputsWithState('a/state.json', true), { workspace })).toMatchObject({ mode: { kind: 'dry-run' } });
    expect(await readdir(workspace)).toEqual(['a.png']);
    expect(await planOf(inputsWithState('a/state.json', false), { workspace })).toMatchObject({ mode: { kind: 'run' } });
    expect(await readdir(workspace, { recursive: true })).toEqual(['a', 'a.png']);
  });

  test.skipIf(process.platform === 'win32').each([
    ['has a name for which that of its lock is too long', 's'.repeat(255)],
    ['would be in a file', 'a.png/state.json'],
    ['would be below a file', 'a.png/a/state.json'],
  ])('that %s is a problem of a dry run too', async (_, stateFile) => {
    for (const dryRun of [true, false]) expect(await planOf(inputsWithState(stateFile, dryRun))).toEqual(['state-file']);
  });
});

test('portraits with invalid names are not reported as repeated', async () => {
  const url = 'https://example.com/a.jpg';
  const portraits = JSON.stringify([
    { name: 1, url },
    { name: 2, url },
  ]);
  expect(await planOf({ token: 'sk_test', portraits })).toEqual(['portraits[0].name', 'portraits[1].name']);
});

test('without a token, no name and no ID contains it', async () => {
  expect(await planOf({ name: 'null', url: 'https://example.com/a.jpg' })).toEqual(['token']);
  expect(await planOf({ 'asset-id': 'null' })).toEqual(['token']);
});

test('an internal error is not reported as a problem of the workflow', async () => {
  vi.mocked(inspectImage).mockRejectedValueOnce(new TypeError('a mistake'));
  await expect(planOf(good)).rejects.toThrow(TypeError);
  vi.spyOn(StateFile, 'read').mockRejectedValueOnce(new TypeError('a mistake'));
  await expect(planOf({ ...good, 'state-file': 'state.json' })).rejects.toThrow(TypeError);
});

describe('the key of a portrait in the state file', () => {
  const url = 'https://example.com/a.jpg';
  const keyOf = async (inputs: Readonly<Record<string, string>>) => {
    const plan = await planOf({ token: 'sk_test', name: 'Zoë', url, 'state-file': 'state.json', ...inputs });
    return 'portraits' in plan ? (plan.portraits[0]?.key ?? null) : plan;
  };

  test.each<[string, Readonly<Record<string, string>>]>([
    ['a query', { url: `${url}?v=1` }],
    ['another query', { url: `${url}?X-Amz-Date=1&X-Amz-Signature=2` }],
    ['a fragment', { url: `${url}#top` }],
    ['the vendor’s other origin', { 'base-url': 'https://api.viraltok.ai' }],
    ['a name in another normal form', { name: 'Zoe\u0308' }],
  ])('does not change with %s', async (_, inputs) => {
    expect(await keyOf(inputs)).toBe(await keyOf({}));
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['the name', { name: 'Zoe' }],
    ['the URL', { url: 'https://example.com/b.jpg' }],
    ['the service', { 'base-url': 'https://jimmyai.example.com' }],
  ])('changes with %s', async (_, inputs) => {
    expect(await keyOf(inputs)).toMatch(/^[0-9a-f]{64}$/);
    expect(await keyOf(inputs)).not.toBe(await keyOf({}));
  });
});

describe('two portraits of a list', () => {
  const list = (...urls: readonly string[]) => JSON.stringify(urls.map((url) => ({ name: 'Alice', url })));
  const a = 'https://example.com/a.jpg';

  test('that a state file could not tell apart are rejected if there is one', async () => {
    const portraits = list(`${a}?id=1`, `${a}?id=2`);
    expect(await planOf({ token: 'sk_test', portraits, 'state-file': 'state.json' })).toEqual(['portraits[1].url']);
    expect(await planOf({ token: 'sk_test', portraits })).toMatchObject({ portraits: [{ key: null }, { key: null }] });
  });

  test('that differ only in their signatures are the same, with and without a state file', async () => {
    const portraits = list(`${a}?Expires=1&Signature=2&GoogleAccessId=b`, `${a}?Expires=3&Signature=4&GoogleAccessId=b`);
    for (const inputs of [{}, { 'state-file': 'state.json' }]) {
      expect(await planOf({ token: 'sk_test', portraits, ...inputs })).toEqual(['portraits[1].url']);
    }
  });

  test('whose names look the same are the same', async () => {
    const portraits = JSON.stringify(['Zoë', 'Zoe\u0308'].map((name) => ({ name, url: a })));
    expect(await planOf({ token: 'sk_test', portraits })).toEqual(['portraits[1].url']);
  });
});

test('a name is sent as written, and rejected if it was decoded wrongly', async () => {
  expect(await planOf({ ...good, name: 'Zoe\u0308' })).toMatchObject({ portraits: [{ name: 'Zoe\u0308' }] });
  expect(await planOf({ ...good, name: '\ufffd\ufffd\ufffd' })).toEqual(['name']);
});

test('a URL in Chinese quotation marks is reported as such', async () => {
  const inputs = inputsWith({ token: 'sk_test', name: 'Alice', url: '“https://example.com/a.jpg”' });
  const plan = await resolvePlan(inputs, surroundingsIn(await newWorkspace()));
  expect(plan).toMatchObject({ problems: [{ input: 'url', text: expect.stringMatching(/The character “ is full-width: write "/) }] });
});
