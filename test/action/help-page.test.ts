import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess, type FailureWord } from '../support/expectations.ts';
import { closed, FakeJimmyAi, refusal } from '../support/fake-jimmyai.ts';
import { runAction, type StepOptions, type StepResult } from '../support/run-action.ts';

const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_ACTION_REPOSITORY: 'octo/action', GITHUB_ACTION_REF: 'v1' };
const page = 'https://github.com/octo/action/blob/v1/docs/troubleshooting.md';
const chinese = (url: string) => url.replace('.md#', '.zh-CN.md#');

const portrait = { name: 'front', url: 'https://example.com/front.jpg' };
const creation = { images: '["asset://asset-0001"]', prompt: 'The person waves.' };

async function run(
  inputs: Record<string, string>,
  options: StepOptions,
  prepare: (service: FakeJimmyAi) => void = () => {},
): Promise<StepResult> {
  const service = await FakeJimmyAi.start();
  service.addAsset('asset-0001');
  prepare(service);
  const result = await runAction({ 'base-url': service.origin, timeout: '60s', 'poll-interval': '100ms', ...inputs }, options);
  await service.stop();
  expectClean(result);
  return result;
}

/** The annotation ends with the addresses. */
function expectLink(result: StepResult, failure: FailureWord, url = `${page}#${failure}`): void {
  expectFailure(result, failure);
  const last = result.errors[0]?.message.split('\n').slice(-2);
  expect(last).toEqual([`Troubleshooting: ${url}`, `故障排查: ${chinese(url)}`]);
  for (const address of [url, chinese(url)]) expect(result.summary.split(`(${address})`)).toHaveLength(2);
}

/** Ways to fail, each with the section that explains it. */
const failures: readonly {
  readonly failure: FailureWord;
  readonly action: '.' | 'video';
  readonly inputs: Record<string, string>;
  readonly prepare?: (service: FakeJimmyAi) => void;
}[] = [
  { failure: 'invalid-input', action: '.', inputs: {} },
  { failure: 'rejected', action: '.', inputs: portrait, prepare: (service) => service.always('submit', refusal(20002, 'no')) },
  { failure: 'possibly-submitted', action: '.', inputs: portrait, prepare: (service) => service.always('submit', closed) },
  { failure: 'not-found', action: '.', inputs: { 'asset-id': 'asset-404' } },
  { failure: 'invalid-input', action: 'video', inputs: {} },
  { failure: 'token', action: 'video', inputs: { ...creation, token: 'sk_wrong_key_of_somebody' } },
  { failure: 'possibly-created', action: 'video', inputs: creation, prepare: (service) => service.always('create', closed) },
];

describe.concurrent('a step that fails', () => {
  test.each(failures)('links to the section about $failure in annotation, log and summary ($action)', async ({ failure, ...step }) => {
    const result = await run(step.inputs, { action: step.action, env: github }, step.prepare);
    expectLink(result, failure);
    const url = `${page}#${failure}`;
    for (const address of [url, chinese(url)]) expect(result.log.filter((line) => line.endsWith(` ${address}`))).toHaveLength(1);
  });

  test.each(failures)('has no link about $failure where the runner names no repository ($action)', async ({ failure, ...step }) => {
    const result = await run(step.inputs, { action: step.action, env: { GITHUB_SERVER_URL: 'https://github.com' } }, step.prepare);
    expectFailure(result, failure);
    expect(result.stdout + result.summary).not.toMatch(/troubleshooting|故障排查/i);
  });

  test('links to the page as Gitea shows it', async () => {
    const env = { ...github, GITHUB_SERVER_URL: 'https://gitea.example:3000', GITEA_ACTIONS: 'true' };
    const url = 'https://gitea.example:3000/octo/action/src/v1/docs/troubleshooting.md#invalid-input';
    const result = await run({}, { env });
    expectLink(result, 'invalid-input', url);
  });

  test('does not link to what an odd environment would make of it', async () => {
    for (const odd of [{ GITHUB_ACTION_REF: 'v1)[x' }, { GITHUB_ACTION_REPOSITORY: '../../x' }, { GITHUB_SERVER_URL: 'https://a?b' }]) {
      const result = await run({}, { env: { ...github, ...odd } });
      expectFailure(result, 'invalid-input');
      expect(result.stdout + result.summary).not.toMatch(/troubleshooting|故障排查/i);
    }
  });

  test('has the link also in an annotation that is cut', async () => {
    const workspace = await mkdtemp(path.join(os.tmpdir(), 'workspace-'));
    await writeFile(path.join(workspace, 'cast.yml'), '- { nama: a, url: ftp://example.com, size: 1 }\n'.repeat(500));
    const result = await run({ 'portraits-file': 'cast.yml' }, { env: github, workspace });
    await rm(workspace, { recursive: true });
    expectLink(result, 'invalid-input');
    expect(result.log.length).toBeGreaterThan(result.errors[0]?.message.split('\n').length ?? 0);
    expect(result.errors[0]?.message.length).toBeGreaterThan(3500);
    expect(result.errors[0]?.message.length).toBeLessThanOrEqual(4096);
  });

  test('has the link of the most urgent failure in its annotation, and one for each kind in its summary', async () => {
    const names = ['a', 'b', 'c'];
    const portraits = JSON.stringify(names.map((name) => ({ name, url: `https://example.com/${name}.jpg` })));
    const result = await run({ portraits }, { env: github }, (service) => {
      service.next('submit', refusal(20002, 'no'), closed);
    });
    expectLink(result, 'possibly-submitted');
    expect(result.summary).toContain(`(${page}#rejected)`);
  });
});

test('a step that succeeds links to no page about a failure', async () => {
  for (const step of [
    { inputs: portrait, action: '.' },
    { inputs: creation, action: 'video' },
  ] as const) {
    const result = await run(step.inputs, { env: github, action: step.action });
    expectSuccess(result);
    expect(result.stdout + result.summary).not.toMatch(/troubleshooting|故障排查/i);
  }
});
