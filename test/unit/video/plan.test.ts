import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { readInputs } from '../../../src/video/inputs.ts';
import { resolvePlan } from '../../../src/video/plan.ts';
import { newFolder } from '../../support/new-folder.ts';
import { surroundingsIn } from '../../support/step-context.ts';

beforeEach(() => {
  for (const name of ['https_proxy', 'HTTPS_PROXY']) vi.stubEnv(name, '');
  return () => vi.unstubAllEnvs();
});

/** The plan in a workspace of its own, or the inputs that have a problem, and what is in the workspace then. */
async function planFor(changes: Readonly<Record<string, string>>) {
  const workspace = await newFolder();
  const inputs: Readonly<Record<string, string>> = { token: 'sk_test', prompt: 'p', images: 'asset://a', ...changes };
  const read = readInputs((name) => inputs[name] ?? '');
  const plan = await resolvePlan(read, surroundingsIn(workspace));
  return { plan, workspace, files: await readdir(workspace, { recursive: true }) };
}

test('the folders of the file are created if there is no problem', async () => {
  const { plan, files } = await planFor({ file: 'a/b/video.mp4' });
  expect(plan).toMatchObject({ file: { relative: 'a/b/video.mp4' } });
  expect(files.toSorted()).toEqual(['a', path.join('a', 'b')]);
});

test('nothing is created if any input is invalid', async () => {
  for (const changes of [{ token: '' }, { model: 'a/b' }, { timeout: 'x' }]) {
    const { plan, files } = await planFor({ file: 'a/b/video.mp4', ...changes });
    expect(plan).toHaveProperty('problems');
    expect(files).toEqual([]);
  }
});

test('a dry run makes no folder', async () => {
  const { plan, files } = await planFor({ file: 'a/b/video.mp4', 'dry-run': 'true', token: '' });
  expect(plan).toMatchObject({ mode: { kind: 'dry-run' }, file: { relative: 'a/b/video.mp4' } });
  expect(files).toEqual([]);
});

test.each(['true', 'false'])('a file that can’t be written is a problem of its own (dry-run: %s)', async (dryRun) => {
  const { plan, files } = await planFor({ file: 'v'.repeat(256), 'dry-run': dryRun });
  expect(plan).toMatchObject({ problems: [{ input: 'file', text: expect.stringMatching(/can’t be written/) }] });
  expect(files).toEqual([]);
});
