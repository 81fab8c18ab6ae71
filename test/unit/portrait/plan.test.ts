import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { inspectImage } from '../../../src/jimmyai/image.ts';
import { type Inputs, readInputs } from '../../../src/portrait/inputs.ts';
import { resolvePlan } from '../../../src/portrait/plan.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { systemClock } from '../../../src/step/clock.ts';

vi.mock('../../../src/jimmyai/image.ts', { spy: true });

const good = { token: 'sk_test', name: 'Alice', file: 'a.png' };

async function newWorkspace(): Promise<string> {
  const workspace = await mkdtemp(path.join(os.tmpdir(), 'plan-'));
  onTestFinished(() => rm(workspace, { recursive: true }));
  await writeFile(path.join(workspace, 'a.png'), Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'));
  return workspace;
}

/** The plan of these inputs, or the places of its problems in alphabetical order. */
async function planOf(
  inputs: Readonly<Record<string, string>>,
  {
    signal = new AbortController().signal,
    ...changes
  }: Partial<Inputs> & { readonly signal?: AbortSignal; readonly workspace?: string } = {},
) {
  const workspace = changes.workspace ?? (await newWorkspace());
  const plan = await resolvePlan(
    { ...readInputs((name) => inputs[name] ?? ''), ...changes },
    { workspace, outputFile: '', clock: systemClock, startedAt: systemClock.now(), signal, abandoned: new AbortController().signal },
  );
  return 'problems' in plan ? plan.problems.map(({ input }) => input).sort() : plan;
}

describe('a file', () => {
  test('that is to be remembered, or compared with others, has its hash, by which it is told from another one when it is sent', async () => {
    const hash = { source: { kind: 'file', file: { path: 'a.png', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } } };
    expect(await planOf({ ...good, 'state-file': 'state.json' })).toMatchObject({ portraits: [hash] });
    const portraits = JSON.stringify([
      { name: 'Alice', file: 'a.png' },
      { name: 'Bob', file: 'a.png' },
    ]);
    expect(await planOf({ token: 'sk_test', portraits })).toMatchObject({ portraits: [hash, hash] });
    expect(await planOf(good)).toMatchObject({ portraits: [{ source: { file: { sha256: null } } }] });
  });

  test('is read no longer than the step may take, and not once it is stopped', async () => {
    const workspace = await newWorkspace();
    await truncate(path.join(workspace, 'a.png'), 100_000_000);
    const inputs = { ...good, 'state-file': 'state.json' };
    expect(await planOf(inputs, { workspace, timeoutMs: 1 })).toEqual(['file']);
    expect(await planOf(inputs, { workspace, signal: AbortSignal.abort() })).toEqual(['file']);
    expect(await planOf(inputs, { workspace })).toMatchObject({ portraits: [{ name: 'Alice' }] });
  });
});

test('a disk that never comes back holds nobody beyond the timeout', async () => {
  vi.mocked(inspectImage).mockImplementationOnce(() => new Promise(() => {}));
  expect(await planOf(good, { timeoutMs: 1 })).toEqual(['timeout']);
});

test('portraits whose names are none are not called the same', async () => {
  const url = 'https://example.com/a.jpg';
  const portraits = JSON.stringify([
    { name: 1, url },
    { name: 2, url },
  ]);
  expect(await planOf({ token: 'sk_test', portraits })).toEqual(['portraits[0].name', 'portraits[1].name']);
});

test('where the token is missing, no name and no id contains it', async () => {
  expect(await planOf({ name: 'null', url: 'https://example.com/a.jpg' })).toEqual(['token']);
  expect(await planOf({ 'asset-id': 'null' })).toEqual(['token']);
});

test('a mistake of this action is no problem of the workflow', async () => {
  vi.mocked(inspectImage).mockRejectedValueOnce(new TypeError('a mistake'));
  await expect(planOf(good)).rejects.toThrow(TypeError);
  vi.spyOn(StateFile, 'read').mockRejectedValueOnce(new TypeError('a mistake'));
  await expect(planOf({ ...good, 'state-file': 'state.json' })).rejects.toThrow(TypeError);
});
