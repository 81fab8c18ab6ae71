import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectClean, expectFailure, expectInvalidInputs, expectSuccess } from '../support/expectations.ts';
import { closed, FakeJimmyAi, fakeToken, held, json, late, page, refusal, usual } from '../support/fake-jimmyai.ts';
import { runAction, startAction } from '../support/run-action.ts';

const portrait = { name: 'front', url: 'https://example.com/front.jpg?signature=5ecretOfTheUrl' };
const quick = { 'poll-interval': '100ms' };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'state-'));
});
afterAll(() => rm(folder, { recursive: true }));

const newFile = () => path.join(folder, crypto.randomUUID(), 'state.json');
/** Makes the entries those of a day when the service had recorded every asset long ago. */
async function age(file: string): Promise<void> {
  const state = await stateIn(file);
  const assets = state.assets.map((entry: object) => ({ ...entry, since: '2025-01-15T12:00:00.000Z' }));
  await writeFile(file, JSON.stringify({ ...state, assets }));
}

const stateIn = async (file: string) => JSON.parse(await readFile(file, 'utf8'));

async function withService(
  work: (service: FakeJimmyAi, run: (inputs: Record<string, string>) => ReturnType<typeof runAction>) => Promise<void>,
  processing = 0,
) {
  const service = await FakeJimmyAi.start({ processing });
  await work(service, async (inputs) => {
    const result = await runAction({ 'base-url': service.origin, ...quick, ...inputs });
    expectClean(result, ['5ecretOfTheUrl']);
    return result;
  });
  expect(service.mistakes).toEqual([]);
  await service.stop();
}

test.concurrent('the next run submits nothing again', () =>
  withService(async (service, run) => {
    const file = newFile();
    const first = await run({ ...portrait, 'state-file': file });
    expectSuccess(first);
    const second = await run({ ...portrait, 'state-file': file });
    expectSuccess(second);
    expect(service.accepted).toBe(1);
    expect(second.outputs).toMatchObject({ asset_id: 'asset-0001', asset_ref: 'asset://asset-0001', status: 'Active' });
    expect(JSON.parse(second.outputs['assets'] ?? '')).toMatchObject([{ reused: true }]);
    expect(await stateIn(file)).toMatchObject({
      version: 1,
      assets: [{ key: expect.stringMatching(/^[0-9a-f]{64}$/), asset_id: 'asset-0001' }],
    });
    const text = await readFile(file, 'utf8');
    expect(text).not.toMatch(/example\.com|http|sk_/);
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  }));

test.concurrent('another name, another picture and another service are other portraits', () =>
  withService(async (service, run) => {
    const file = newFile();
    for (const other of [{}, { name: 'left' }, { url: 'https://example.com/left.jpg' }])
      expectSuccess(await run({ ...portrait, ...other, 'state-file': file }));
    expect(service.accepted).toBe(3);
    expect((await stateIn(file)).assets).toHaveLength(3);
  }));

test.concurrent('a remembered portrait that is still Processing is waited for', () =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file, wait: 'false' }));
    const second = await run({ ...portrait, 'state-file': file });
    expectSuccess(second);
    expect(service.accepted).toBe(1);
    expect(second.outputs['status']).toBe('Active');
  }, 1500));

test.concurrent('a remembered portrait that failed is submitted anew', () =>
  withService(async (service, run) => {
    const file = newFile();
    service.tell = ({ id }) => (id === 'asset-0001' ? { status: 'Failed' } : { status: 'Active' });
    expectFailure(await run({ ...portrait, 'state-file': file }), 'failed');
    const second = await run({ ...portrait, 'state-file': file });
    expectSuccess(second);
    expect(second.outputs['asset_id']).toBe('asset-0002');
    expect((await stateIn(file)).assets).toMatchObject([{ asset_id: 'asset-0002' }]);
  }));

test.concurrent.each([
  ['a bad request', refusal(20002, '资产不存在')],
  ['HTTP 404 in its envelope', refusal(40400, '资产不存在', 404)],
])('a remembered portrait that the service does not know (%s) is submitted anew', (_, behaviour) =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    await age(file);
    service.next('status', refusal(-1, 'busy'), behaviour);
    const second = await run({ ...portrait, 'state-file': file });
    expectSuccess(second);
    expect(service.accepted).toBe(2);
    expect(JSON.parse(second.outputs['assets'] ?? '')).toMatchObject([{ asset_id: 'asset-0002', reused: false }]);
  }),
);

test.concurrent('an asset that seemed unknown is remembered again where its portrait could not be submitted', () =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    await age(file);
    service.next('status', refusal(40400, 'gone', 404)).next('submit', page(404));
    expectFailure(await run({ ...portrait, 'state-file': file }), 'base-url');
    expect((await stateIn(file)).assets).toMatchObject([{ asset_id: 'asset-0001' }]);
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    expect(service.accepted).toBe(1);
  }));

test.concurrent('a remembered portrait is not submitted anew because its check can’t be understood', () =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    service.next('status', refusal(31337, 'what?'), page(404));
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    service.always('status', refusal(31337, 'what?'));
    expectFailure(await run({ ...portrait, 'state-file': file, timeout: '8s' }), 'timeout', { mentions: ['asset-0001'] });
    expect(service.accepted).toBe(1);
  }));

test.concurrent('a portrait that is possibly submitted is not made by the next run either', () =>
  withService(async (service, run) => {
    const file = newFile();
    service.next('submit', closed);
    const first = await run({ ...portrait, 'state-file': file });
    const { assets } = await stateIn(file);
    expect(assets).toMatchObject([{ asset_id: null }]);
    // By the key the entry is found that is to be removed.
    for (const result of [first, await run({ ...portrait, 'state-file': file })])
      expectFailure(result, 'possibly-submitted', { mentions: [assets[0].key] });
    expect(service.count('submit')).toBe(1);
    await writeFile(file, JSON.stringify({ version: 1, assets: [] }));
    expectSuccess(await run({ ...portrait, 'state-file': file }));
  }));

test.concurrent('a submission that was answered with something unknown is not made by the next run either', () =>
  withService(async (service, run) => {
    const file = newFile();
    service.next('submit', refusal(50000, '系统繁忙'));
    expectFailure(await run({ ...portrait, 'state-file': file }), 'possibly-submitted', { mentions: ['50000', '系统繁忙'] });
    expectFailure(await run({ ...portrait, 'state-file': file }), 'possibly-submitted');
    expect(service.count('submit')).toBe(1);
  }));

test.concurrent('a submission that was certainly not taken leaves nothing behind', () =>
  withService(async (service, run) => {
    const file = newFile();
    service.next('submit', refusal(20002, 'bad picture'));
    expectFailure(await run({ ...portrait, 'state-file': file }), 'rejected', { mentions: ['bad picture'] });
    expect((await stateIn(file)).assets).toEqual([]);
    expectSuccess(await run({ ...portrait, 'state-file': file }));
  }));

test.concurrent('the id is on disk before the first status check', () =>
  withService(async (service, run) => {
    const file = newFile();
    let atFirstCheck: unknown;
    service.next('status', {
      accepts: false,
      answer: (exchange) => {
        void stateIn(file).then((state) => {
          atFirstCheck = state;
          usual.answer(exchange);
        });
      },
    });
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    expect(atFirstCheck).toMatchObject({ assets: [{ asset_id: 'asset-0001' }] });
  }));

test.concurrent.each([
  '{',
  '[]',
  '{"version": 2, "assets": []}',
  '{"version": 1, "assets": [{"key": "k", "asset_id": "a"}]}',
  '<<<<<<< HEAD',
])('an invalid state file stays as it is, and nothing is sent: %s', (text) =>
  withService(async (service, run) => {
    const file = path.join(folder, `${crypto.randomUUID()}.json`);
    await writeFile(file, text);
    expectInvalidInputs(await run({ ...portrait, 'state-file': file }), ['state-file']);
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(service.received).toEqual([]);
  }),
);

test.concurrent('an empty state file is a new one', () =>
  withService(async (_, run) => {
    const file = path.join(folder, 'empty.json');
    await writeFile(file, '\n');
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    expect((await stateIn(file)).assets).toHaveLength(1);
  }));

test.concurrent('where the state can’t be written nothing is submitted', () =>
  withService(async (service, run) => {
    await writeFile(path.join(folder, 'not-a-folder'), '');
    const result = await run({ ...portrait, 'state-file': path.join(folder, 'not-a-folder', 'state.json') });
    expectInvalidInputs(result, ['state-file']);
    expect(service.received).toEqual([]);
  }));

test.concurrent('of several, those that are remembered are asked for together and the rest is submitted', () =>
  withService(async (service, run) => {
    const file = newFile();
    const list = (names: string[]) => JSON.stringify(names.map((name) => ({ name, url: `https://example.com/${name}.jpg` })));
    expectSuccess(await run({ portraits: list(['a', 'b', 'c']), 'state-file': file }));
    service.tell = ({ name, id }) => (id === 'asset-0001' ? { status: 'Failed' } : { status: 'Active', asset_ref: `asset://${name}` });
    const second = await run({ portraits: list(['d', 'c', 'b', 'a']), 'state-file': file });
    expectSuccess(second);
    expect(service.accepted).toBe(5);
    expect(JSON.parse(second.outputs['asset_refs'] ?? '')).toEqual(['asset://d', 'asset://c', 'asset://b', 'asset://a']);
    expect((await stateIn(file)).assets).toHaveLength(4);
  }));

// Each id is written down before the next step: a thousand files, for which a busy disk has the time it needs.
test.concurrent('the same step again submits none of 500 again', { timeout: 600_000 }, () =>
  withService(async (service, run) => {
    const file = newFile();
    const portraits = JSON.stringify(
      Array.from({ length: 500 }, (_, index) => ({ name: `p${index}`, url: `https://example.com/${index}.jpg` })),
    );
    expectSuccess(await run({ portraits, 'state-file': file }));
    expectSuccess(await run({ portraits, 'state-file': file }));
    expect(service.accepted).toBe(500);
    expect(service.count('submit')).toBe(500);
  }),
);

test.concurrent('killed at twenty random moments, no portrait is submitted again whose submission was answered', {
  timeout: 600_000,
}, async () => {
  const service = await FakeJimmyAi.start();
  service.tell = () => ({ status: 'Processing' });
  service.always('submit', late(20));
  const file = newFile();
  const inputsFor = (count: number) => {
    const portraits = Array.from({ length: count }, (_, index) => ({ name: `p${index}`, url: `https://example.com/${index}.jpg` }));
    return { portraits: JSON.stringify(portraits), 'state-file': file, 'base-url': service.origin, ...quick };
  };
  for (let round = 1; round <= 20; round += 1) {
    // Two portraits more each time, so that there always is something to submit.
    const step = await startAction(inputsFor(2 * round));
    const moment = Math.random() * 100;
    // From its first request on: submitting, writing down or checking. The lock of a killed step can hold up the submissions for ten seconds.
    await Promise.race((['submit', 'status', 'batch-status'] as const).map((call) => service.requested(call, service.count(call) + 1)));
    setTimeout(() => step.process.kill('SIGKILL'), moment);
    expect((await step.result).signal).toBe('SIGKILL');
    // Nobody else is at work: its lock need not be waited for, nor the submissions that it has left behind.
    await rm(`${file}.lock`, { force: true });
    if (existsSync(file))
      await writeFile(file, (await readFile(file, 'utf8')).replaceAll(/"since": "[^"]*"/g, '"since": "2025-01-15T12:00:00.000Z"'));
  }
  service.tell = () => ({ status: 'Active' });
  const last = await runAction(inputsFor(40));
  await service.stop();
  // Each name at most once: what was sent and not answered was not sent again either.
  expect(service.acceptedNames.length).toBe(new Set(service.acceptedNames).size);
  const told: { name: string; asset_id: string | null; status: string; failure: string | null }[] = JSON.parse(
    last.outputs['assets'] ?? '[]',
  );
  expect(told).toHaveLength(40);
  for (const { name, asset_id, status, failure } of told) {
    if (status === 'Active') expect(service.assets.get(asset_id ?? '')?.name).toBe(name);
    else expect(failure).toBe('possibly-submitted');
  }
});

test.concurrent('the token is in no state file, not even where the service makes it an id', () =>
  withService(async (_service, run) => {
    const file = newFile();
    _service.next('submit', json({ code: 0, data: { asset_id: fakeToken } }, { accepts: true }));
    expectFailure(await run({ ...portrait, 'state-file': file }), 'possibly-submitted');
    expect(await readFile(file, 'utf8')).not.toContain(fakeToken);
  }));

const html = '<html><head><title>Welcome to nginx!</title></head></html>';
const gateways = [
  ['a page with HTTP 404', page(404, html)],
  ['an empty HTTP 404', page(404, '')],
  ['JSON without a code and HTTP 404', json({ message: 'no Route matched with those values' }, { status: 404 })],
  ['HTTP 405', page(405, '')],
  ['an empty HTTP 400', page(400, '')],
  ['a page with HTTP 400', page(400, html)],
  ['a page with HTTP 413', page(413, html)],
  ['an empty HTTP 422', page(422, '')],
] as const;

test.concurrent.each(gateways)('four runs where the status endpoint gives %s make one asset', (_, behaviour) =>
  withService(async (service, run) => {
    const file = newFile();
    const inputs = { ...portrait, 'state-file': file };
    expectSuccess(await run({ ...inputs, wait: 'false' }));
    service.always('status', behaviour);
    for (let again = 1; again <= 3; again++) {
      // It takes a minute of them to give up, and the deadline comes first.
      const result = await run({ ...inputs, timeout: '8s' });
      expectFailure(result, 'timeout', { mentions: ['asset-0001'] });
      expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', status: 'Processing' });
    }
    expect(service.count('status')).toBeGreaterThanOrEqual(3);
    expect(service.accepted).toBe(1);
    expect((await stateIn(file)).assets).toMatchObject([{ asset_id: 'asset-0001' }]);
  }),
);

test.concurrent.each(gateways)('an id that batch-status leaves out is not forgotten because status gives %s', (_, behaviour) =>
  withService(async (service, run) => {
    const file = newFile();
    const portraits = JSON.stringify(['a', 'b'].map((name) => ({ name, url: `https://example.com/${name}.jpg` })));
    expectSuccess(await run({ portraits, 'state-file': file }));
    service
      .always('batch-status', json({ code: 0, data: { items: [{ asset_id: 'asset-0001', status: 'Active' }] } }))
      .always('status', behaviour);
    expectFailure(await run({ portraits, 'state-file': file, timeout: '8s' }), 'timeout', { mentions: ['asset-0002'] });
    expect(service.accepted).toBe(2);
  }),
);

test.concurrent('an id is not forgotten where JimmyAI doesn’t know it only after another response', () =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    service.next('status', page(404, html)).always('status', refusal(20002, '资产不存在'));
    expectFailure(await run({ ...portrait, 'state-file': file }), 'not-found', { mentions: ['asset-0001', '资产不存在'] });
    expect(service.accepted).toBe(1);
  }));

test.concurrent.each([
  ['a proxy’s 503', page(503, 'upstream connect error or disconnect/reset before headers')],
  ['a 504 with code -1', { ...refusal(-1, 'timeout', 504), accepts: true }],
  ['a 500 about the quota', { ...refusal(1, 'key quota exhausted', 500), accepts: true }],
])('a submission that met %s is not made by the next run either', (_, behaviour) =>
  withService(async (service, run) => {
    const file = newFile();
    service.always('submit', behaviour);
    for (let runs = 0; runs < 4; runs++) {
      const result = await run({ ...portrait, 'state-file': file });
      expectFailure(result, 'possibly-submitted');
      expect(result.outputs['status']).toBe('Failed');
    }
    expect(service.count('submit')).toBe(1);
    expect((await stateIn(file)).assets).toMatchObject([{ asset_id: null }]);
  }),
);

test.concurrent('the old id is back where the resubmission was rejected', () =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    service.tell = () => ({ status: 'Failed' });
    service.next('submit', refusal(20002, 'no'));
    expectFailure(await run({ ...portrait, 'state-file': file }), 'rejected');
    expect((await stateIn(file)).assets).toMatchObject([{ asset_id: 'asset-0001' }]);
  }));

test.concurrent('what was deleted at JimmyAI is not submitted anew, and how to forget it is said', () =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    service.tell = () => ({ status: 'DELETED' });
    const result = await run({ ...portrait, 'state-file': file });
    expectFailure(result, 'deleted', { mentions: ['asset-0001', (await stateIn(file)).assets[0].key] });
    expect(result.outputs).toMatchObject({ status: 'Failed', asset_id: 'asset-0001' });
    expect(service.accepted).toBe(1);
  }));

test.concurrent('what has expired is waited on without a warning', () =>
  withService(async (service, run) => {
    service.tell = ({ checks }) => ({ status: checks < 3 ? 'EXPIRED' : 'Active' });
    const result = await run(portrait);
    expectSuccess(result);
    expect(result.warnings).toEqual([]);
  }));

test.concurrent.each([
  [
    'AWS, Signature Version 4',
    (nonce: string) =>
      `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=c%2F${nonce}&X-Amz-Date=2026${nonce}&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=${nonce}`,
  ],
  ['AWS, Signature Version 2', (nonce: string) => `AWSAccessKeyId=a&Expires=${nonce}&Signature=${nonce}`],
  ['Google, V2', (nonce: string) => `GoogleAccessId=a&Expires=${nonce}&Signature=${nonce}`],
])('the same image under a URL that is signed anew is not submitted again: %s', (_, sign) =>
  withService(async (service, run) => {
    const file = newFile();
    for (const nonce of ['0001', '0002'])
      expectSuccess(await run({ name: 'front', url: `https://bucket.example.com/front.jpg?${sign(nonce)}`, 'state-file': file }));
    expect(service.accepted).toBe(1);
  }),
);

test.concurrent('where nobody can tell whether the image is the same, nothing is submitted and nothing reused', () =>
  withService(async (service, run) => {
    const file = newFile();
    const at = (token: string) => ({ name: 'front', url: `https://bucket.example.com/front.jpg?e=43&token=${token}`, 'state-file': file });
    expectSuccess(await run(at('ada')));
    const before = await readFile(file, 'utf8');
    const second = await run(at('bob'));
    expectFailure(second, 'state-file', { mentions: [(await stateIn(file)).assets[0].key] });
    expect(second.outputs).toMatchObject({ status: 'Failed', asset_refs: '[]' });
    expect(second.outputs).not.toHaveProperty('asset_id');
    expect(await readFile(file, 'utf8')).toBe(before);
    expectSuccess(await run(at('ada')));
    expect(service.accepted).toBe(1);
  }));

test.skipIf(process.platform === 'win32').concurrent('a dangling link names a new file where it leads, and stays', () =>
  withService(async (service, run) => {
    const link = newFile();
    const target = path.join(folder, crypto.randomUUID(), 'cache', 'state.json');
    await mkdir(path.dirname(link));
    await symlink(target, link);
    for (let runs = 0; runs < 2; runs++) expectSuccess(await run({ ...portrait, 'state-file': link }));
    expect(service.accepted).toBe(1);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await stateIn(target)).assets).toHaveLength(1);
  }),
);

test.skipIf(process.platform === 'win32').concurrent('the file keeps its mode, and what this version doesn’t know of its content', () =>
  withService(async (_, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    const state = await stateIn(file);
    await writeFile(file, JSON.stringify({ ...state, made_by: 'us', assets: [{ ...state.assets[0], note: 'keep' }] }));
    await chmod(file, 0o600);
    expectSuccess(await run({ ...portrait, name: 'left', 'state-file': file }));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await stateIn(file)).toMatchObject({
      made_by: 'us',
      assets: [{ asset_id: 'asset-0001', note: 'keep' }, { asset_id: 'asset-0002' }],
    });
  }),
);

test.concurrent('steps that write one file at the same time lose nothing of each other’s', () =>
  withService(async (service, run) => {
    const file = newFile();
    const listOf = (step: number) =>
      JSON.stringify(
        Array.from({ length: 15 }, (_, index) => ({ name: `s${step}-${index}`, url: `https://example.com/${step}/${index}.jpg` })),
      );
    for (const result of await Promise.all([0, 1, 2, 3].map((step) => run({ portraits: listOf(step), 'state-file': file }))))
      expectSuccess(result);
    const ids = (await stateIn(file)).assets.map(({ asset_id }: { asset_id: string }) => asset_id);
    expect(ids.toSorted()).toEqual([...service.assets.keys()].toSorted());
    expect(ids).toHaveLength(60);
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  }));

test.concurrent('the same portrait in two steps at the same time is submitted once', () =>
  withService(async (service, run) => {
    const file = newFile();
    service.always('submit', late(700));
    const results = await Promise.all([0, 1, 2].map(() => run({ ...portrait, 'state-file': file })));
    expect(service.accepted).toBe(1);
    for (const result of results) {
      expectSuccess(result);
      expect(result.outputs['asset_id']).toBe('asset-0001');
    }
  }));

test.concurrent('a portrait that another step has submitted in the meantime is taken over from it', () =>
  withService(async (service) => {
    const file = newFile();
    const workspace = path.join(folder, crypto.randomUUID());
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'face.png'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    const inputs = { name: 'front', file: 'face.png', 'base-url': service.origin, 'state-file': file, ...quick };
    const upload = held();
    service.next('upload', upload);
    const slow = runAction(inputs, { workspace });
    await service.requested('upload');
    const results = [await runAction(inputs, { workspace })];
    upload.release();
    results.push(await slow);
    for (const result of results) expectSuccess(result);
    expect(service.accepted).toBe(1);
    // The slow one takes it over, unless the machine is so busy that its upload was given up and made again before.
    const assets = results.flatMap(({ outputs }) => JSON.parse(outputs['assets'] ?? ''));
    expect(assets).toMatchObject([{ asset_id: 'asset-0001' }, { asset_id: 'asset-0001' }]);
    expect(assets.map(({ reused }) => reused).toSorted()).toEqual([false, true]);
  }));

test.concurrent('a file that can’t be written is noticed before the image is uploaded', () =>
  withService(async (service) => {
    await writeFile(path.join(folder, 'in-the-way'), '');
    const workspace = path.join(folder, crypto.randomUUID());
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'face.png'), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    // The folder of a link's target can't be made.
    await symlink(path.join(folder, 'in-the-way', 'state.json'), path.join(workspace, 'state.json'));
    const inputs = { name: 'front', file: 'face.png', 'base-url': service.origin, 'state-file': 'state.json' };
    const result = await runAction(inputs, { workspace });
    expectInvalidInputs(result, ['state-file']);
    expect(service.received).toEqual([]);
  }));

test.concurrent('a file that a virus scanner holds for a moment is replaced all the same', async () => {
  const preload = path.join(folder, 'held.cjs');
  await writeFile(
    preload,
    `const fs = require('node:fs/promises');
    const rename = fs.rename;
    let calls = 0;
    fs.rename = async (...args) => {
      calls += 1;
      if (calls % 3 !== 0) throw Object.assign(new Error('EPERM: operation not permitted, rename'), { code: calls % 2 ? 'EPERM' : 'EBUSY' });
      return rename(...args);
    };
    require('node:module').syncBuiltinESMExports();`,
  );
  const service = await FakeJimmyAi.start();
  const file = newFile();
  const result = await runAction(
    { ...portrait, 'base-url': service.origin, 'state-file': file, ...quick },
    { nodeOptions: ['--require', preload] },
  );
  await service.stop();
  expectSuccess(result);
  expect(result.warnings).toEqual([]);
  expect((await stateIn(file)).assets).toMatchObject([{ asset_id: 'asset-0001' }]);
});
