import { access, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectOneAnnotation, expectSuccess, inputsNamedIn } from '../support/expectations.ts';
import { type Endpoint, FakeJimmyAi, fakeToken, held, json, refusal, silence, usual } from '../support/fake-jimmyai.ts';
import { announcingSignals, parseOutputs, runAction, startAction } from '../support/run-action.ts';

const portrait = { name: 'front', url: 'https://example.com/front.jpg' };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'runner-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('where no runner takes commands, the token is not printed either', async () => {
  const service = await FakeJimmyAi.start();
  const result = await runAction({ ...portrait, 'base-url': service.origin }, { env: { GITHUB_ACTIONS: null } });
  await service.stop();
  expectSuccess(result);
  expect(result.stdout).not.toContain('add-mask');
  expect(result.stdout).not.toContain(fakeToken);
});

// On Windows a signal ends a process at once.
describe.skipIf(process.platform === 'win32').concurrent('a job that is cancelled', () => {
  /** Cancels a step when so many requests have arrived; `afterwards` happens when the step knows. It may run for 15 minutes, so it ends because it was cancelled. */
  async function cancel(
    signals: readonly NodeJS.Signals[],
    inputs: Record<string, string>,
    prepare: (service: FakeJimmyAi) => void,
    [endpoint, count]: readonly [Endpoint, number],
    afterwards: () => void = () => {},
  ) {
    const service = await FakeJimmyAi.start({ processing: 3_600_000 });
    prepare(service);
    const step = await startAction({ ...portrait, 'base-url': service.origin, ...inputs }, { nodeOptions: announcingSignals });
    await service.requested(endpoint, count);
    for (const signal of signals) step.process.kill(signal);
    await step.seen('received SIG');
    afterwards();
    const result = await step.result;
    await service.stop();
    expectClean(result);
    return { service, result };
  }

  test.each([[['SIGINT']], [['SIGTERM']], [['SIGINT', 'SIGTERM']]] as const)(
    'while it waits names the id and how to go on (%j)',
    async (signals) => {
      const { result } = await cancel(signals, {}, () => {}, ['status', 1]);
      expectFailure(result, 'cancelled', { mentions: ['asset-id: asset-0001'] });
      expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', status: 'Processing' });
      expect(result.summary).toContain('asset-0001');
    },
  );

  test('gives a submission in flight the time to answer', async () => {
    const answer = held();
    const { result, service } = await cancel(
      ['SIGINT'],
      {},
      (service) => service.always('submit', answer),
      ['submit', 1],
      () => answer.release(),
    );
    expectFailure(result, 'cancelled', { mentions: ['asset-id: asset-0001'] });
    expect(result.outputs['asset_id']).toBe('asset-0001');
    expect(service.received).toHaveLength(1);
  });

  test('says that a submission without a response is possibly submitted', async () => {
    const { result, service } = await cancel(['SIGTERM'], {}, (service) => service.always('submit', silence), ['submit', 1]);
    expectFailure(result, 'possibly-submitted');
    expect(service.received).toHaveLength(1);
  });

  test('before its first request has its outputs and its summary all the same', async () => {
    const service = (await FakeJimmyAi.start()).always('status', silence);
    const step = await startAction({ 'asset-id': 'asset-7', 'base-url': service.origin });
    await step.seen('::add-mask::');
    step.process.kill('SIGTERM');
    const result = await step.result;
    await service.stop();
    expectFailure(result, 'cancelled', { mentions: ['asset-7', 'SIGTERM'] });
    expect(result.outputs).toMatchObject({ asset_id: 'asset-7', status: 'Processing' });
    expect(result.summary).toContain('asset-7');
  });

  test('while images are read says so, and not that they are wrong', async () => {
    const workspace = await mkdtemp(path.join(folder, 'images-'));
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const name of names) {
      await writeFile(path.join(workspace, `${name}.png`), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
      await truncate(path.join(workspace, `${name}.png`), 100_000_000);
    }
    const service = await FakeJimmyAi.start();
    const portraits = JSON.stringify(names.map((name) => ({ name, file: `${name}.png` })));
    // The step cancels itself when it opens the first image.
    const preload = path.join(folder, 'cancelling.cjs');
    await writeFile(
      preload,
      `const fs = require('node:fs/promises');
      const open = fs.open;
      fs.open = async (file, ...rest) => {
        const handle = await open(file, ...rest);
        if (String(file).endsWith('a.png')) process.kill(process.pid, 'SIGTERM');
        return handle;
      };
      require('node:module').syncBuiltinESMExports();`,
    );
    const result = await runAction({ portraits, 'base-url': service.origin }, { workspace, nodeOptions: ['--require', preload] });
    await service.stop();
    expectFailure(result, 'cancelled', { mentions: ['SIGTERM'] });
    expect(service.received).toEqual([]);
  });

  test('submits nothing any more', async () => {
    const { result, service } = await cancel(
      ['SIGTERM'],
      {},
      (service) => service.always('submit', json({ code: 42900, msg: 'busy' }, { status: 429 })),
      ['submit', 1],
    );
    expectFailure(result, 'cancelled');
    expect(service.accepted).toBe(0);
    expect(result.outputs['asset_id']).toBeUndefined();
  });

  test('ends an upload', async () => {
    const workspace = path.join(folder, 'upload');
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'face.png'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    const service = await FakeJimmyAi.start();
    service.always('upload', silence);
    const step = await startAction({ name: 'front', file: 'face.png', 'base-url': service.origin }, { workspace });
    await service.requested('upload');
    step.process.kill('SIGTERM');
    const result = await step.result;
    await service.stop();
    expectFailure(result, 'cancelled');
    expect(service.count('submit')).toBe(0);
  });

  test('among several loses no id and writes them into the state file', async () => {
    const file = path.join(folder, 'cancelled.json');
    const portraits = JSON.stringify(
      Array.from({ length: 12 }, (_, index) => ({ name: `p${index}`, url: `https://example.com/${index}.jpg` })),
    );
    // Four have their answers, and four are in flight.
    const rest = held();
    const { result, service } = await cancel(
      ['SIGINT'],
      { name: '', url: '', portraits, 'state-file': file },
      (service) => service.next('submit', usual, usual, usual, usual).always('submit', rest),
      ['submit', 8],
      () => rest.release(),
    );
    expectFailure(result, 'cancelled', { mentions: ['SIGINT'] });
    expect(service.accepted).toBe(8);
    const told: { asset_id: string | null }[] = JSON.parse(result.outputs['assets'] ?? '');
    const ids = told.map(({ asset_id }) => asset_id).filter((id) => id !== null);
    expect(ids.toSorted()).toEqual([...service.assets.keys()]);
    const state: { assets: { asset_id: string | null }[] } = JSON.parse(await readFile(file, 'utf8'));
    expect(state.assets.map(({ asset_id }) => asset_id).toSorted()).toEqual(ids.toSorted());
  });
});

describe.concurrent('the runner', () => {
  // Where the outputs are lost, the link to the page about the failure has its word.
  const onGitHub = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_ACTION_REPOSITORY: 'octo/action', GITHUB_ACTION_REF: 'v1' };

  async function run(
    env: Record<string, string | null>,
    inputs: Record<string, string> = {},
    nodeOptions: string[] = [],
    prepare: (service: FakeJimmyAi) => void = () => {},
  ) {
    const service = await FakeJimmyAi.start();
    prepare(service);
    const result = await runAction({ ...portrait, 'base-url': service.origin, ...inputs }, { env, nodeOptions });
    await service.stop();
    return { service, result };
  }

  test('may have no summary', async () => {
    const { result } = await run({ GITHUB_STEP_SUMMARY: null });
    expectClean(result);
    expectSuccess(result);
    expect(result.warnings).toEqual([]);
  });

  test('may have a summary that can’t be written', async () => {
    const summary = path.join(folder, 'no', 'summary');
    const { result } = await run({ GITHUB_STEP_SUMMARY: summary });
    expectSuccess(result);
    expect(result.warnings.map(({ message }) => message)).toEqual([expect.stringContaining(summary)]);
  });

  test('that has no file for outputs gets nothing submitted', async () => {
    const { result, service } = await run({ ...onGitHub, GITHUB_OUTPUT: path.join(folder, 'no', 'output') });
    expectOneAnnotation(result, { mentions: ['#invalid-input'] });
    expect(inputsNamedIn(result)).toEqual(['GITHUB_OUTPUT']);
    expect(service.received).toEqual([]);
  });

  test('whose file for outputs is a folder gets nothing submitted', async () => {
    const { result, service } = await run({ ...onGitHub, GITHUB_OUTPUT: folder });
    expectOneAnnotation(result, { mentions: ['#invalid-input'] });
    expect(inputsNamedIn(result)).toEqual(['GITHUB_OUTPUT']);
    expect(service.received).toEqual([]);
  });

  test('that loses the file for outputs is told every id in the log', async () => {
    const output = path.join(folder, 'output-that-goes');
    await writeFile(output, '');
    const { result } = await run({ ...onGitHub, GITHUB_OUTPUT: output }, {}, [], (service) =>
      service.always('status', { accepts: false, answer: (exchange) => void rm(output).then(() => usual.answer(exchange)) }),
    );
    expectClean(result);
    expectOneAnnotation(result, { mentions: ['asset-0001', '#outputs'] });
  });

  test('may close the log', async () => {
    const output = path.join(folder, 'output-without-log');
    await writeFile(output, '');
    const service = await FakeJimmyAi.start({ processing: 500 });
    const step = await startAction({ ...portrait, 'base-url': service.origin }, { env: { GITHUB_OUTPUT: output } });
    step.process.stdout?.destroy();
    step.process.stderr?.destroy();
    const { exitCode } = await step.result;
    await service.stop();
    expect(exitCode).toBe(0);
    expect(parseOutputs(await readFile(output, 'utf8'))).toMatchObject({ asset_ref: 'asset://asset-0001' });
  });

  test('may have a clock that jumps', async () => {
    const preload = path.join(folder, 'jumping.cjs');
    await writeFile(preload, 'const now = Date.now; let jump = 0; Date.now = () => now() + (jump = -2 * jump + 3_600_000);');
    const { result, service } = await run({}, { timeout: '10s' }, ['--require', preload], (service) => {
      service.tell = () => ({ status: 'Processing' });
    });
    expectFailure(result, 'timeout', { mentions: ['asset-0001'] });
    expect(service.count('status')).toBeGreaterThan(1);
    // It waited, and did not take an hour for a second.
    expect((service.received.at(-1)?.at ?? 0) - (service.received[0]?.at ?? 0)).toBeGreaterThan(2500);
  });

  test('may have a disk that is full for the state file', async () => {
    const preload = path.join(folder, 'full-disk.cjs');
    await writeFile(
      preload,
      `const fs = require('node:fs/promises');
      const open = fs.open;
      let writes = 0;
      fs.open = async (file, flags, ...rest) => {
        const handle = await open(file, flags, ...rest);
        if (flags === 'w') handle.writeFile = async () => {
          writes += 1;
          if (writes >= Number(process.env.FULL_FROM_WRITE)) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        };
        return handle;
      };
      require('node:module').syncBuiltinESMExports();`,
    );
    const before = await run({ FULL_FROM_WRITE: '1' }, { 'state-file': path.join(folder, 'full', 'state.json') }, ['--require', preload]);
    expectFailure(before.result, 'state-file', { mentions: ['ENOSPC'] });
    expect(before.service.received).toEqual([]);
    await expect(access(path.join(folder, 'full', 'state.json'))).rejects.toThrow();

    const after = await run({ FULL_FROM_WRITE: '2' }, { 'state-file': path.join(folder, 'full', 'state.json') }, ['--require', preload]);
    expectSuccess(after.result);
    expect(after.result.warnings.map(({ message }) => message)).toEqual([expect.stringMatching(/asset-0001.*ENOSPC/)]);
    expect(after.result.outputs['asset_id']).toBe('asset-0001');
  });

  test('may lag in reading the log: it gets it to the end', async () => {
    const service = await FakeJimmyAi.start();
    service.always('submit', refusal(20002, 'x'.repeat(250)));
    const portraits = JSON.stringify(
      Array.from({ length: 500 }, (_, index) => ({ name: `p${index}`, url: `https://example.com/${index}.jpg` })),
    );
    const step = await startAction({ portraits, 'base-url': service.origin });
    step.process.stdout?.pause();
    await service.requested('submit', 4);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    step.process.stdout?.resume();
    const result = await step.result;
    await service.stop();
    expectFailure(result, 'rejected');
    for (let index = 0; index < 500; index += 1) expect(result.stdout).toContain(`“p${index}”`);
  });

  test('with a mistake of this action still gets the id, and no success', async () => {
    const preload = path.join(folder, 'mistake.cjs');
    await writeFile(
      preload,
      `const { readFileSync } = require('node:fs');
      const timer = setInterval(() => {
        if (!readFileSync(process.env.GITHUB_OUTPUT, 'utf8').includes('asset-0001')) return;
        clearInterval(timer);
        throw new Error('a mistake about ' + process.env.INPUT_TOKEN);
      }, 20);`,
    );
    const { result } = await run({}, {}, ['--require', preload], (service) => {
      service.tell = () => ({ status: 'Processing' });
    });
    expectClean(result);
    expectFailure(result, 'internal', { mentions: ['asset-0001', 'a mistake about ***'] });
    expect(result.outputs['asset_id']).toBe('asset-0001');
  });

  test('whose TLS settings are broken does not make it hang', async () => {
    const result = await runAction(
      { 'asset-id': 'a', 'base-url': 'https://127.0.0.1:9', timeout: '2s' },
      { nodeOptions: ['--tls-cipher-list=BOGUS'] },
    );
    expectFailure(result, 'timeout');
  });

  test('with an older one, outputs are set by command', async () => {
    const { result } = await run({ GITHUB_OUTPUT: null });
    expectSuccess(result);
    expect(
      result.commands.filter(({ name }) => name === 'set-output').map(({ properties, message }) => [properties['name'], message]),
    ).toContainEqual(['asset_ref', 'asset://asset-0001']);
  });
});
