import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { expectClean, expectFailure, expectInvalidInputs, expectSuccess } from '../support/expectations.ts';
import { FakeJimmyAi, late, silence } from '../support/fake-jimmyai.ts';
import { type RunningStep, runAction, type StepOptions, startAction } from '../support/run-action.ts';

// What holds, stops and kills a step that writes the state file: for real, in processes of their own.

// Windows has no signals that stop a process, and no named pipes in folders.
const describeOnUnix = describe.skipIf(process.platform === 'win32');
/** What only a real hang exceeds, in milliseconds. */
const hangMs = 60_000;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'pressure-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Entry {
  readonly key: string;
  readonly asset_id: string | null;
  readonly outcome?: string;
  readonly request_id?: string;
}

const entriesIn = async (file: string): Promise<readonly Entry[]> => JSON.parse(await readFile(file, 'utf8')).assets;
const idsIn = async (file: string) => (await entriesIn(file)).map(({ asset_id }) => asset_id).toSorted();

/** A folder of its own for a state file, and a service. */
async function newScene() {
  const service = await FakeJimmyAi.start();
  onTestFinished(() => service.stop());
  const file = path.join(folder, crypto.randomUUID(), 'state.json');
  await mkdir(path.dirname(file));
  const inputsOf = (name: string, more: Readonly<Record<string, string>> = {}) => ({
    name,
    url: `https://example.com/${name}.jpg`,
    'base-url': service.origin,
    'state-file': file,
    'poll-interval': '100ms',
    ...more,
  });
  return { service, file, inputsOf };
}

/** Code that runs in a step before it starts. `fs` is Node's module of promises; what is changed in it is what the step calls. */
async function preload(code: string): Promise<StepOptions> {
  const file = path.join(folder, `${crypto.randomUUID()}.cjs`);
  await writeFile(file, `const fs = require('node:fs/promises');\n${code}\nrequire('node:module').syncBuiltinESMExports();\n`);
  return { nodeOptions: ['--require', file] };
}

/** Calls `code` before each rename that puts a state file in its place. */
const beforeTheRename = (code: string) =>
  preload(`const rename = fs.rename;
    let renames = 0;
    fs.rename = async (from, to) => {
      if (to.endsWith('state.json')) { renames += 1; ${code} }
      return rename(from, to);
    };`);

/** A step of which the log says that it is about to rename, and which waits a second there. */
const waitsBeforeTheRename = () =>
  beforeTheRename(`if (renames === 1) {
    process.stdout.write('about to rename\\n');
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }`);

async function stoppedWhileItHolds(inputs: Readonly<Record<string, string>>): Promise<RunningStep> {
  const step = await startAction(inputs, await waitsBeforeTheRename());
  await step.seen('about to rename');
  step.process.kill('SIGSTOP');
  onTestFinished(() => void step.process.kill('SIGKILL'));
  return step;
}

describeOnUnix('a step that is held up while it holds the lock', () => {
  test('and is stopped loses nothing, and overwrites nothing of another step', async () => {
    const { service, file, inputsOf } = await newScene();
    const stopped = await stoppedWhileItHolds(inputsOf('anna'));
    expectSuccess(await runAction(inputsOf('bert')));
    expect(await idsIn(file)).toEqual(['asset-0001']);
    stopped.process.kill('SIGCONT');
    expectSuccess(await stopped.result);
    expect(await idsIn(file)).toEqual(['asset-0001', 'asset-0002']);
    for (const name of ['anna', 'bert']) expectSuccess(await runAction(inputsOf(name)));
    expect(service.count('submit')).toBe(2);
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  });

  test('and is killed holds nobody up for good', async () => {
    const { service, file, inputsOf } = await newScene();
    const killed = await stoppedWhileItHolds(inputsOf('anna'));
    killed.process.kill('SIGKILL');
    expect((await killed.result).signal).toBe('SIGKILL');
    expect(await readdir(path.dirname(file))).toContain('state.json.lock');
    expectSuccess(await runAction(inputsOf('anna')));
    expect(service.count('submit')).toBe(1);
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  });

  test('because a rename takes 12 s is waited for', async () => {
    const { service, file, inputsOf } = await newScene();
    const slowly = await beforeTheRename('if (renames === 1) await new Promise((resolve) => setTimeout(resolve, 12000));');
    const slow = startAction(inputsOf('anna'), slowly).then(({ result }) => result);
    await pause(1000);
    for (const result of [await runAction(inputsOf('bert')), await slow]) expectSuccess(result);
    expect(await idsIn(file)).toEqual(['asset-0001', 'asset-0002']);
    expect(service.count('submit')).toBe(2);
  });
});

test('steps whose clocks differ by 15 s lose nothing of each other’s', async () => {
  const { service, file, inputsOf } = await newScene();
  const ahead = await preload('const now = Date.now; Date.now = () => now() + 15000;');
  const steps = Array.from({ length: 6 }, (_, step) => {
    const { name: _name, url: _url, ...inputs } = inputsOf('');
    const names = Array.from({ length: 15 }, (_, index) => `s${step}-${index}`);
    const portraits = JSON.stringify(names.map((name) => ({ name, url: `https://example.com/${name}.jpg` })));
    return runAction({ ...inputs, portraits }, step % 2 === 0 ? ahead : {});
  });
  for (const result of await Promise.all(steps)) expectSuccess(result);
  expect(await idsIn(file)).toEqual([...service.assets.keys()].toSorted());
  expect(service.count('submit')).toBe(90);
});

describe('the place of the lock', () => {
  const places: readonly (readonly [string, (lock: string) => Promise<unknown>])[] = [
    ['a folder', (lock) => mkdir(lock)],
    ['a file of another program', (lock) => writeFile(lock, 'pid 4711\n')],
    ['an empty file', (lock) => writeFile(lock, '')],
    ...(process.platform === 'win32' ? [] : ([['a pipe', async (lock: string) => execFileSync('mkfifo', [lock])]] as const)),
  ];

  test.each(places)('is taken by %s: that is told before anything is sent, within the timeout, and it stays', async (_, take) => {
    const { service, file, inputsOf } = await newScene();
    const workspace = path.dirname(file);
    await writeFile(path.join(workspace, 'face.png'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    await take(`${file}.lock`);
    const { url: _url, ...inputs } = inputsOf('anna', { file: 'face.png', timeout: '3s' });
    const result = await runAction(inputs, { workspace });
    expectInvalidInputs(result, ['state-file'], { mentions: ['state.json.lock'] });
    expect(result.summary).toContain('state\\-file');
    expect(result.milliseconds).toBeLessThan(hangMs);
    expect(service.received).toEqual([]);
    expect(await readdir(workspace)).toEqual(['face.png', 'state.json.lock']);
  });
});

describeOnUnix('a lock that another step holds', () => {
  test('keeps nobody beyond the timeout', async () => {
    const { service, file, inputsOf } = await newScene();
    await stoppedWhileItHolds(inputsOf('anna'));
    const before = service.received.length;
    const result = await runAction(inputsOf('bert', { timeout: '3s' }));
    expectFailure(result, 'invalid-input', { mentions: ['state.json.lock'] });
    expect(result.milliseconds).toBeLessThan(hangMs);
    expect(service.received).toHaveLength(before);
    expect(await readdir(path.dirname(file))).toContain('state.json.lock');
  });

  test('keeps no job that is cancelled', async () => {
    const { inputsOf } = await newScene();
    await stoppedWhileItHolds(inputsOf('anna'));
    const waiting = await startAction(inputsOf('bert', { timeout: '10m' }));
    await waiting.seen('::add-mask::');
    await pause(1000);
    const cancelledAt = performance.now();
    waiting.process.kill('SIGTERM');
    const result = await waiting.result;
    expect(performance.now() - cancelledAt).toBeLessThan(hangMs);
    expectFailure(result, 'cancelled');
  });
});

describeOnUnix('a disk that never comes back', () => {
  // A pipe without a writer holds a thread of the process, as a disk does: Node.js can’t exit.
  async function held(at: number): Promise<StepOptions> {
    const pipe = path.join(folder, crypto.randomUUID());
    execFileSync('mkfifo', [pipe]);
    return beforeTheRename(`if (renames === ${at}) await fs.open(${JSON.stringify(pipe)}, 'r');`);
  }

  test('while the id is written: the step ends at its deadline, and outputs, summary and log have the id', async () => {
    const { inputsOf } = await newScene();
    const result = await runAction(inputsOf('anna', { timeout: '8s' }), await held(2));
    expectClean(result);
    expect(result.signal).toBe('SIGKILL');
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001' });
    expect(result.summary).toContain('asset');
    expect(result.warnings.map(({ message }) => message).join()).toContain('asset-0001');
    expect(result.milliseconds).toBeLessThan(hangMs);
  });

  test('while the submission is announced: nothing is submitted, and the step ends', async () => {
    const { service, inputsOf } = await newScene();
    const result = await runAction(inputsOf('anna', { timeout: '8s' }), await held(1));
    expect(result.signal).toBe('SIGKILL');
    expect(result.errors.map(({ message }) => message).join()).toMatch(/state file could not be written/);
    expect(result.outputs).toMatchObject({ failure: 'state-file' });
    expect(service.count('submit')).toBe(0);
  });

  test('keeps no job that is cancelled', async () => {
    const { inputsOf } = await newScene();
    const step = await startAction(inputsOf('anna', { timeout: '10m' }), await held(2));
    await step.seen('asset-0001');
    const cancelledAt = performance.now();
    step.process.kill('SIGTERM');
    const result = await step.result;
    expect(performance.now() - cancelledAt).toBeLessThan(hangMs);
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001' });
    expect(result.summary).toContain('asset');
  });

  test('is not waited for by a summary that is a pipe: there is none, and a warning', async () => {
    const { inputsOf } = await newScene();
    const pipe = path.join(folder, crypto.randomUUID());
    execFileSync('mkfifo', [pipe]);
    const result = await runAction(inputsOf('anna'), { env: { GITHUB_STEP_SUMMARY: pipe } });
    expectSuccess(result);
    expect(result.warnings.map(({ properties }) => properties['title'])).toEqual(['Job summary not written']);
  });
});

describe('a neighbour', () => {
  test('that is submitting the same portrait is waited for, and its asset is everybody’s', async () => {
    const { service, file, inputsOf } = await newScene();
    service.always('submit', late(3000));
    for (const result of await Promise.all([0, 1, 2].map(() => runAction(inputsOf('anna'))))) {
      expectSuccess(result);
      expect(result.outputs['asset_id']).toBe('asset-0001');
    }
    expect(service.count('submit')).toBe(1);
    expect(await idsIn(file)).toEqual(['asset-0001']);
  });

  test('that does not come to its end is told as one, without advice to remove its entry', async () => {
    const { service, inputsOf } = await newScene();
    service.always('submit', silence);
    const neighbour = await startAction(inputsOf('anna'));
    onTestFinished(() => void neighbour.process.kill('SIGKILL'));
    while (service.count('submit') === 0) await pause(20);
    const result = await runAction(inputsOf('anna', { timeout: '8s' }));
    expectFailure(result, 'possibly-submitted');
    expect(result.errors[0]?.message).not.toMatch(/remove/i);
    expect(result.outputs).toMatchObject({ failure: 'possibly-submitted', status: 'Failed' });
    expect(service.count('submit')).toBe(1);
  });

  test('that ended in doubt has said so, and is no neighbour at work', async () => {
    const { service, file, inputsOf } = await newScene();
    service.always('submit', silence);
    expectFailure(await runAction(inputsOf('anna', { timeout: '8s' })), 'possibly-submitted');
    const requestId = String(service.received[0]?.headers['x-request-id']);
    expect(await entriesIn(file)).toMatchObject([{ asset_id: null, outcome: 'unknown', request_id: requestId }]);
    const next = await runAction(inputsOf('anna'));
    expectFailure(next, 'possibly-submitted', { mentions: [requestId] });
    expect(service.count('submit')).toBe(1);
  });
});

test('a state file that is deleted while the step waits has the ids of this run again', async () => {
  const { service, file, inputsOf } = await newScene();
  service.tell = ({ checks }) => ({ status: checks < 5 ? 'Processing' : 'Active' });
  const step = await startAction(inputsOf('anna'));
  while (service.count('status') === 0) await pause(20);
  await rm(file);
  expectSuccess(await step.result);
  expect(await idsIn(file)).toEqual(['asset-0001']);
});

describeOnUnix('twelve steps on one state file, stopped at random', () => {
  const portraits = Array.from({ length: 24 }, (_, index) => `p${index}`);
  const isRunning = ({ process: { exitCode, signalCode } }: RunningStep) => exitCode === null && signalCode === null;

  test('submit no portrait twice, lose no id, and end by their deadlines', { timeout: 240_000 }, async () => {
    const { service, file } = await newScene();
    service.always('submit', late(100));
    const timeoutMs = 90_000;
    // Each portrait is in the lists of four steps.
    const inputsOf = (step: number) => ({
      portraits: JSON.stringify(
        Array.from({ length: 8 }, (_, index) => portraits[(step * 2 + index) % portraits.length] ?? '').map((name) => ({
          name,
          url: `https://example.com/${name}.jpg`,
        })),
      ),
      'base-url': service.origin,
      'state-file': file,
      'poll-interval': '1s',
      timeout: `${timeoutMs / 1000}s`,
    });
    const steps = await Promise.all(Array.from({ length: 12 }, (_, step) => startAction(inputsOf(step))));
    const stopNow = async () => {
      const running = steps.filter(isRunning);
      const step = running[Math.floor(Math.random() * running.length)];
      if (step === undefined) return;
      step.process.kill('SIGSTOP');
      await pause(Math.random() < 0.3 ? 11_500 : Math.random() * 1000);
      step.process.kill('SIGCONT');
    };
    const stopAgain = async () => {
      for (let stops = 0; stops < 6; stops++) {
        await pause(Math.random() * 500);
        await stopNow();
      }
    };
    await Promise.all([stopAgain(), stopAgain(), stopAgain()]);
    const results = await Promise.all(steps.map(({ result }) => result));

    expect(service.acceptedNames.toSorted()).toEqual([...new Set(service.acceptedNames)].toSorted());
    const inFile = await idsIn(file);
    for (const id of service.assets.keys()) expect(inFile).toContain(id);
    for (const result of results) {
      expect(result.signal).toBeNull();
      expect(result.milliseconds).toBeLessThan(timeoutMs + 30_000);
    }
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
    expect((await stat(file)).isFile()).toBe(true);
  });
});
