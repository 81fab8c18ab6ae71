import { access, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess } from '../support/expectations.ts';
import { FakeJimmyAi, fakeToken, late, refusal, silence, usual } from '../support/fake-jimmyai.ts';
import { parseOutputs, runAction, startAction } from '../support/run-action.ts';

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
  async function cancel(
    signals: readonly NodeJS.Signals[],
    inputs: Record<string, string>,
    prepare: (service: FakeJimmyAi) => void,
    when: (service: FakeJimmyAi) => boolean,
  ) {
    const service = await FakeJimmyAi.start({ processing: 60_000 });
    prepare(service);
    const step = await startAction({ ...portrait, 'base-url': service.origin, ...inputs });
    while (!when(service)) await new Promise((resolve) => setTimeout(resolve, 5));
    const cancelled = performance.now();
    for (const signal of signals) step.process.kill(signal);
    const result = await step.result;
    const milliseconds = performance.now() - cancelled;
    await service.stop();
    expectClean(result);
    // A second, and what a busy machine needs.
    expect(milliseconds).toBeLessThan(1000 + 1500);
    return { service, result };
  }

  test.each([[['SIGINT']], [['SIGTERM']], [['SIGINT', 'SIGTERM']]] as const)(
    'while it waits names the id and how to go on (%j)',
    async (signals) => {
      const { result } = await cancel(
        signals,
        {},
        () => {},
        (service) => service.count('status') > 0,
      );
      expectFailure(result, /asset ID asset-0001\): Still submitted\. Waiting stopped because the job was cancelled.*asset-id: asset-0001/);
      expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', status: 'Processing' });
      expect(result.summary).toContain('asset-0001');
    },
  );

  test('gives a submission in flight the time to answer', async () => {
    const { result, service } = await cancel(
      ['SIGTERM'],
      {},
      (service) => service.always('submit', late(250)),
      (service) => service.count('submit') > 0,
    );
    expectFailure(result, /asset ID asset-0001\): Still submitted/);
    expect(result.outputs['asset_id']).toBe('asset-0001');
    expect(service.received).toHaveLength(1);
  });

  test('says that a submission without a response is possibly submitted', async () => {
    const { result } = await cancel(
      ['SIGTERM'],
      {},
      (service) => service.always('submit', silence),
      (service) => service.count('submit') > 0,
    );
    expectFailure(result, /[Pp]ossibly submitted: the request was interrupted/);
  });

  test('before its first request has its outputs and its summary all the same', async () => {
    const service = (await FakeJimmyAi.start()).always('status', silence);
    const step = await startAction({ 'asset-id': 'asset-7', 'base-url': service.origin });
    await step.seen('::add-mask::');
    step.process.kill('SIGTERM');
    const result = await step.result;
    await service.stop();
    expectFailure(result, /Still submitted\. Waiting stopped because the job was cancelled \(SIGTERM\)/);
    expect(result.outputs).toMatchObject({ asset_id: 'asset-7', status: 'Processing', failure: 'cancelled' });
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
    const step = await startAction({ portraits, 'base-url': service.origin }, { workspace });
    await step.seen('::add-mask::');
    await new Promise((resolve) => setTimeout(resolve, 30));
    step.process.kill('SIGTERM');
    const result = await step.result;
    await service.stop();
    expectFailure(result, /^The job was cancelled \(SIGTERM\)/);
    expect(result.outputs).toMatchObject({ failure: 'cancelled' });
    expect(service.received).toEqual([]);
  });

  test('submits nothing any more', async () => {
    const { result, service } = await cancel(
      ['SIGTERM'],
      {},
      (service) => service.always('submit', refusal(-1, 'busy')),
      (service) => service.count('submit') > 0,
    );
    expectFailure(result, /[Nn]ot submitted because the job was cancelled/);
    expect(service.accepted).toBe(0);
  });

  test('ends an upload', async () => {
    const workspace = path.join(folder, 'upload');
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'face.png'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    const service = await FakeJimmyAi.start();
    service.always('upload', silence);
    const step = await startAction({ name: 'front', file: 'face.png', 'base-url': service.origin }, { workspace });
    while (service.count('upload') === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    step.process.kill('SIGTERM');
    const result = await step.result;
    await service.stop();
    expectFailure(result, /[Nn]ot submitted because the job was cancelled/);
    expect(service.count('submit')).toBe(0);
  });

  test('among several loses no id and writes them into the state file', async () => {
    const file = path.join(folder, 'cancelled.json');
    const portraits = JSON.stringify(
      Array.from({ length: 12 }, (_, index) => ({ name: `p${index}`, url: `https://example.com/${index}.jpg` })),
    );
    const { result, service } = await cancel(
      ['SIGTERM'],
      { name: '', url: '', portraits, 'state-file': file },
      (service) => service.always('submit', late(150)),
      (service) => service.count('submit') > 5,
    );
    expectFailure(result, /was cancelled/);
    const told: { asset_id: string | null }[] = JSON.parse(result.outputs['assets'] ?? '');
    const ids = told.map(({ asset_id }) => asset_id).filter((id) => id !== null);
    expect(ids.toSorted()).toEqual([...service.assets.keys()]);
    const state: { assets: { asset_id: string | null }[] } = JSON.parse(await readFile(file, 'utf8'));
    expect(state.assets.map(({ asset_id }) => asset_id).toSorted()).toEqual(ids.toSorted());
  });
});

describe.concurrent('the runner', () => {
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
    const { result } = await run({ GITHUB_STEP_SUMMARY: path.join(folder, 'no', 'summary') });
    expectSuccess(result);
    expect(result.warnings.map(({ message }) => message)).toEqual([expect.stringContaining('job summary could not be written')]);
  });

  test('that has no file for outputs gets nothing submitted', async () => {
    const { result, service } = await run({ GITHUB_OUTPUT: path.join(folder, 'no', 'output') });
    expectFailure(result, /^GITHUB_OUTPUT: .*can’t be written/m);
    expect(service.received).toEqual([]);
  });

  test('whose file for outputs is a folder gets nothing submitted', async () => {
    const { result, service } = await run({ GITHUB_OUTPUT: folder });
    expectFailure(result, /^GITHUB_OUTPUT: .*can’t be written.*not a file/m);
    expect(service.received).toEqual([]);
  });

  test('that loses the file for outputs is told every id in the log', async () => {
    const output = path.join(folder, 'output-that-goes');
    await writeFile(output, '');
    const { result } = await run({ GITHUB_OUTPUT: output }, {}, [], (service) =>
      service.always('status', { accepts: false, answer: (exchange) => void rm(output).then(() => usual.answer(exchange)) }),
    );
    expectClean(result);
    expectFailure(result, /output file could not be written.*asset-0001/s);
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
    const { result, service } = await run({}, { timeout: '3s' }, ['--require', preload], (service) => {
      service.tell = () => ({ status: 'Processing' });
    });
    expectFailure(result, /[Nn]ot ready after 3 s/);
    expect(service.count('status')).toBeGreaterThan(1);
    expect(result.milliseconds).toBeGreaterThan(2500);
    expect(result.milliseconds).toBeLessThan(3000 + 1000 + 4000);
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
    expectFailure(before.result, /[Nn]ot submitted because the state file could not be written: ENOSPC/);
    expect(before.service.received).toEqual([]);
    await expect(access(path.join(folder, 'full', 'state.json'))).rejects.toThrow();

    const after = await run({ FULL_FROM_WRITE: '2' }, { 'state-file': path.join(folder, 'full', 'state.json') }, ['--require', preload]);
    expectSuccess(after.result);
    expect(after.result.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/could not save asset ID asset-0001 in the state file \(ENOSPC/),
    ]);
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
    await new Promise((resolve) => setTimeout(resolve, 3000));
    step.process.stdout?.resume();
    const result = await step.result;
    await service.stop();
    expectFailure(result, /rejected the submission/);
  });

  test('with a mistake of this action still gets the id, and no success', async () => {
    const preload = path.join(folder, 'mistake.cjs');
    await writeFile(preload, 'setTimeout(() => { throw new Error("a mistake about " + process.env.INPUT_TOKEN); }, 1500);');
    const { result } = await run({}, {}, ['--require', preload], (service) => {
      service.tell = () => ({ status: 'Processing' });
    });
    expectClean(result);
    expectFailure(
      result,
      /asset ID asset-0001\): Still submitted\. Waiting stopped because the action hit an internal error: .*a mistake about \*\*\*/,
    );
    expect(result.outputs['asset_id']).toBe('asset-0001');
  });

  test('whose TLS settings are broken does not make it hang', async () => {
    const result = await runAction(
      { 'asset-id': 'a', 'base-url': 'https://127.0.0.1:9', timeout: '2s' },
      { nodeOptions: ['--tls-cipher-list=BOGUS'] },
    );
    expectFailure(result, /last status check failed: \S/);
    expect(result.milliseconds).toBeLessThan(2000 + 1000 + 4000);
  });

  test('with an older one, outputs are set by command', async () => {
    const { result } = await run({ GITHUB_OUTPUT: null });
    expectSuccess(result);
    expect(
      result.commands.filter(({ name }) => name === 'set-output').map(({ properties, message }) => [properties['name'], message]),
    ).toContainEqual(['asset_ref', 'asset://asset-0001']);
  });
});
