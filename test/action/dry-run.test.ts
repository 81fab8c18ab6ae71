import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectFailure, expectSuccess, inputsNamedIn } from '../support/expectations.ts';
import { FakeJimmyAi, fakeToken } from '../support/fake-jimmyai.ts';
import { listen, portOf } from '../support/listen.ts';
import { type ActionFolder, runAction, type StepResult } from '../support/run-action.ts';

const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
const secret = '5ecretOfTheUrl';
const url = `https://example.com/front.jpg?signature=${secret}`;
const creation = { prompt: 'She waves.', images: `["asset://asset-1","${url}"]` };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'dry-run-'));
});
afterAll(() => rm(folder, { recursive: true }));

/**
 * Has a step print, when it ends, each kind of handle that it made for a connection, a name to look up or another process: at the
 * bottom of Node.js, whichever module asks for it.
 */
const countingConnections: readonly string[] = [
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    import { createHook } from 'node:async_hooks';
    import { writeSync } from 'node:fs';
    const kinds = /^(?:TCP|UDP|TLS|HTTP|QUIC|PIPECONNECT|GETADDRINFO|GETNAMEINFO|QUERY|PROCESS)/;
    const made = [];
    createHook({ init: (_, kind) => void (kinds.test(kind) && made.push(kind)) }).enable();
    process.on('exit', () => writeSync(1, 'connections: ' + made.join(' ') + '\\n'));
  `)}`,
];

function connectionsOf({ stdout }: StepResult): readonly string[] {
  const [, made] = /^connections: (.*)$/m.exec(stdout) ?? [];
  if (made === undefined) throw new Error(`nothing was counted:\n${stdout}`);
  return made.split(' ').filter(Boolean);
}

/** All that is in `folder`, with what changes where anything is written, made or removed in it, if only for a moment. */
async function snapshotOf(folder: string): Promise<readonly unknown[]> {
  const names = ['.', ...(await readdir(folder, { recursive: true }))].toSorted();
  return Promise.all(
    names.map(async (name) => {
      const { mode, size, mtimeNs, ctimeNs } = await lstat(path.join(folder, name), { bigint: true });
      const isFile = (mode & 0o170000n) === 0o100000n;
      return { name, mode, size, mtimeNs, ctimeNs, content: isFile ? await readFile(path.join(folder, name), 'hex') : null };
    }),
  );
}

/** A proxy that counts who connects to it, and answers nobody. */
async function startProxy() {
  const proxy = { connections: 0, address: '', stop: () => server.close() };
  const server = net.createServer((socket) => {
    proxy.connections += 1;
    socket.destroy();
  });
  await listen(server);
  proxy.address = `http://127.0.0.1:${portOf(server)}`;
  return proxy;
}

interface DryStep {
  readonly action?: ActionFolder;
  readonly token?: string;
}

/** Runs a dry run where anything that is sent or written is noticed. */
async function dryRun(workspace: string, inputs: Readonly<Record<string, string>>, { action = '.', token = '' }: DryStep = {}) {
  const [service, proxy] = [await FakeJimmyAi.start(), await startProxy()];
  const before = await snapshotOf(workspace);
  const results: StepResult[] = [];
  for (const [origin, env] of [
    [service.origin, {}],
    ['https://jimmyai.example', { https_proxy: proxy.address, http_proxy: proxy.address }],
    [service.origin, { https_proxy: proxy.address, http_proxy: proxy.address }],
  ] as const) {
    const result = await runAction(
      { 'base-url': origin, ...inputs, token, 'dry-run': 'true' },
      { action, workspace, env, nodeOptions: countingConnections },
    );
    expect(connectionsOf(result)).toEqual([]);
    expect(result.stderr).toBe('');
    for (const text of [result.stdout, ...result.files]) expect(text).not.toContain(secret);
    results.push(result);
  }
  expect({ service: service.connections, proxy: proxy.connections }).toEqual({ service: 0, proxy: 0 });
  expect(await snapshotOf(workspace)).toEqual(before);
  proxy.stop();
  await service.stop();
  const [first, ...others] = results;
  if (first === undefined) throw new Error('three runs');
  for (const other of others)
    expect({ ...other.outputs, exitCode: other.exitCode }).toEqual({ ...first.outputs, exitCode: first.exitCode });
  return first;
}

async function newWorkspace(): Promise<string> {
  const workspace = path.join(folder, crypto.randomUUID());
  await mkdir(path.join(workspace, 'portraits'), { recursive: true });
  await writeFile(path.join(workspace, 'portraits', 'left.png'), png);
  return workspace;
}

const planIn = ({ outputs }: StepResult): readonly { readonly name: string; readonly action: string }[] =>
  JSON.parse(outputs['plan'] ?? '');

describe.concurrent('a dry run of the portrait action', () => {
  const portraits = JSON.stringify([
    { name: 'front', url },
    { name: 'left', file: 'portraits/left.png' },
    { name: 'right', 'asset-id': 'asset-7' },
  ]);

  test('sends nothing to anybody, writes nothing but outputs and summary, and needs no token', async () => {
    const result = await dryRun(await newWorkspace(), { portraits, 'state-file': 'new/state.json' });
    expectSuccess(result);
    expect(planIn(result).map(({ name, action }) => [name, action])).toEqual([
      ['front', 'submit'],
      ['left', 'submit'],
      ['right', 'wait'],
    ]);
    expect(result.outputs['status']).toBeUndefined();
    expect(result.summary).toContain('### 📋 Dry run: 2 would be submitted, 1 would be waited for');
    expect(result.log).toContain('Dry run: nothing is sent. 2 would be submitted, 1 would be waited for.');
  });

  test('would be noticed if it connected: the same step without dry-run does', async () => {
    const service = await FakeJimmyAi.start();
    const result = await runAction({ name: 'front', url, 'base-url': service.origin }, { nodeOptions: countingConnections });
    await service.stop();
    expectSuccess(result);
    expect(connectionsOf(result)).toEqual(expect.arrayContaining(['TCPWRAP', 'HTTPCLIENTREQUEST']));
  });

  test('with a token masks it, and does not show it', async () => {
    const result = await dryRun(await newWorkspace(), { name: 'front', url }, { token: `Bearer ${fakeToken}` });
    expectSuccess(result);
    expect(result.stdout).toMatch(new RegExp(`^::add-mask::Bearer ${fakeToken}\n`));
    expect(result.stdout.replaceAll(/^::add-mask::.*$/gm, '') + result.files.join('')).not.toContain(fakeToken);
  });

  test('says what the run then does, and fails with the word that the run fails with', async () => {
    const [workspace, service] = [await newWorkspace(), await FakeJimmyAi.start()];
    const inputs = { portraits, 'state-file': 'state.json', 'base-url': service.origin, 'poll-interval': '100ms' };
    const stateFile = path.join(workspace, 'state.json');
    const dry = (list = portraits) => dryRun(workspace, { ...inputs, portraits: list, 'base-url': service.origin });
    const run = (list = portraits) => runAction({ ...inputs, portraits: list }, { workspace });
    service.addAsset('asset-7');
    const given = service.accepted;

    expectSuccess(await run());
    expect(service.accepted).toBe(given + 2);
    const connections = service.connections;
    const planned = await dry();
    expectSuccess(planned);
    expect(planIn(planned).map(({ action }) => action)).toEqual(['reuse', 'reuse', 'wait']);
    expectSuccess(await run());
    expect(service.accepted).toBe(given + 2);

    // Another image, perhaps: nobody can tell.
    const other = portraits.replace(`signature=${secret}`, 'id=2');
    const unclear = await dry(other);
    expectFailure(unclear, 'state-file');
    expect(planIn(unclear).map(({ action }) => action)).toEqual(['ask', 'reuse', 'wait']);
    expectFailure(await run(other), 'state-file');

    // A run that was interrupted while it submitted.
    const state = JSON.parse(await readFile(stateFile, 'utf8'));
    const assets = state.assets.map((entry: object) => ({ ...entry, asset_id: null, since: '2025-01-15T12:00:00.000Z' }));
    await writeFile(stateFile, JSON.stringify({ ...state, assets }));
    const interrupted = await dry();
    expectFailure(interrupted, 'possibly-submitted');
    expect(interrupted.summary).toMatch(/^### ❌ Dry run: 1 would be waited for, 2 need a look/);
    expectFailure(await run(), 'possibly-submitted');
    expect(service.accepted).toBe(given + 2);
    expect(service.connections).toBeGreaterThan(connections);
    await service.stop();
  });

  test('reports every problem with the inputs that a run reports, but for the token', async () => {
    const workspace = await newWorkspace();
    await writeFile(path.join(workspace, 'broken.json'), '{');
    const wrong = {
      portraits: JSON.stringify([
        { name: 'a', file: 'missing.png' },
        { name: '', url },
        { name: 'c', url: 'http://localhost/c.jpg' },
      ]),
      ...{ timeout: 'soon', wait: 'maybe', 'poll-interval': '9h', 'state-file': 'broken.json' },
    };
    const dry = await dryRun(workspace, wrong);
    expectFailure(dry, 'invalid-input');
    const run = await runAction({ ...wrong, 'base-url': 'https://jimmyai.example' }, { workspace });
    expect(inputsNamedIn(dry)).toEqual(inputsNamedIn(run));
    expect(inputsNamedIn(dry)).toHaveLength(7);
    const inputs = await runAction({ name: 'a', url, token: '', 'dry-run': 'maybe' }, { nodeOptions: countingConnections });
    expect(inputsNamedIn(inputs)).toEqual(['dry-run', 'token']);
    expect(connectionsOf(inputs)).toEqual([]);
  });
});

describe.concurrent('a dry run of the video action', () => {
  test('shows the request, sends nothing to anybody, writes nothing but the summary, and needs no token', async () => {
    const extra = '{"seed": 12345678901234567890}';
    const result = await dryRun(await newWorkspace(), { ...creation, extra, file: 'videos/new/a.mp4' }, { action: 'video' });
    expectSuccess(result);
    expect(result.outputs).toEqual({});
    const shown = '"images":["asset://asset-1","https://example.com/front.jpg"],"seed": 12345678901234567890}';
    expect(result.stdout).toContain(shown);
    expect(result.summary).toContain(shown);
    expect(result.summary).toMatch(/^### 📋 Dry run: a video would be created and paid for\n/);
  });

  test('shows the query for a video that was created before', async () => {
    const result = await dryRun(await newWorkspace(), { 'task-id': 'task-0001' }, { action: 'video' });
    expectSuccess(result);
    expect(result.stdout).toMatch(/^Dry run: nothing is sent\. A run would send GET http\S+\/videos\/task-0001$/m);
  });

  test('reports every problem with the inputs that a run reports, but for the token', async () => {
    const workspace = await newWorkspace();
    const wrong = { ...creation, model: 'minimax-h3', duration: '99', resolution: '?', ratio: '16', extra: '{', file: '../a.mp4' };
    const dry = await dryRun(workspace, wrong, { action: 'video' });
    expectFailure(dry, 'invalid-input');
    const run = await runAction({ ...wrong, 'base-url': 'https://jimmyai.example' }, { action: 'video', workspace });
    expect(inputsNamedIn(dry)).toEqual(inputsNamedIn(run));
    expect(inputsNamedIn(dry)).toHaveLength(6);
  });

  test.skipIf(process.platform === 'win32')('finds a place that can’t be written, and makes none', async () => {
    const workspace = await newWorkspace();
    for (const file of ['portraits/left.png/a.mp4', `new/${'v'.repeat(256)}`]) {
      const result = await dryRun(workspace, { ...creation, file }, { action: 'video' });
      expectFailure(result, 'invalid-input');
      expect(inputsNamedIn(result)).toEqual(['file']);
    }
  });
});
