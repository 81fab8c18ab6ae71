import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess } from '../support/expectations.ts';
import { closed, FakeJimmyAi, fakeToken, json, late, page, refusal, usual } from '../support/fake-jimmyai.ts';
import { runAction, startAction } from '../support/run-action.ts';

const portrait = { name: 'front', url: 'https://example.com/front.jpg?signature=5ecretOfTheUrl' };
const quick = { 'poll-interval': '100ms' };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'state-'));
});
afterAll(() => rm(folder, { recursive: true }));

const newFile = () => path.join(folder, crypto.randomUUID(), 'state.json');
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

test('the next run submits nothing again', () =>
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

test('another name, another picture and another service are other portraits', () =>
  withService(async (service, run) => {
    const file = newFile();
    for (const other of [{}, { name: 'left' }, { url: 'https://example.com/left.jpg' }])
      expectSuccess(await run({ ...portrait, ...other, 'state-file': file }));
    expect(service.accepted).toBe(3);
    expect((await stateIn(file)).assets).toHaveLength(3);
  }));

test('a remembered portrait that is still Processing is waited for', () =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file, wait: 'false' }));
    const second = await run({ ...portrait, 'state-file': file });
    expectSuccess(second);
    expect(service.accepted).toBe(1);
    expect(second.outputs['status']).toBe('Active');
  }, 1500));

test('a remembered portrait that failed is submitted anew', () =>
  withService(async (service, run) => {
    const file = newFile();
    service.tell = ({ id }) => (id === 'asset-0001' ? { status: 'Failed' } : { status: 'Active' });
    expectFailure(await run({ ...portrait, 'state-file': file }), /says Failed/);
    const second = await run({ ...portrait, 'state-file': file });
    expectSuccess(second);
    expect(second.outputs['asset_id']).toBe('asset-0002');
    expect((await stateIn(file)).assets).toMatchObject([{ asset_id: 'asset-0002' }]);
  }));

test.each([
  ['a bad request', refusal(20002, '资产不存在')],
  ['HTTP 404', page(404)],
])('a remembered portrait that the service does not know (%s) is submitted anew', (_, behaviour) =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    service.next('status', refusal(-1, 'busy'), behaviour);
    const second = await run({ ...portrait, 'state-file': file });
    expectSuccess(second);
    expect(service.accepted).toBe(2);
    expect(JSON.parse(second.outputs['assets'] ?? '')).toMatchObject([{ asset_id: 'asset-0002', reused: false }]);
  }),
);

test('an asset that seemed unknown is remembered again where its portrait could not be submitted', () =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    service.next('status', page(404)).next('submit', page(404));
    expectFailure(await run({ ...portrait, 'state-file': file }), /base-url/);
    expect((await stateIn(file)).assets).toMatchObject([{ asset_id: 'asset-0001' }]);
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    expect(service.accepted).toBe(1);
  }));

test('a remembered portrait is not submitted anew because its check can’t be understood', () =>
  withService(async (service, run) => {
    const file = newFile();
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    service.next('status', refusal(31337, 'what?'), page(404));
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    service.always('status', refusal(31337, 'what?'));
    expectFailure(await run({ ...portrait, 'state-file': file }), /asset-0001/);
    expect(service.accepted).toBe(1);
  }));

test('a submission that may have been taken is not made by the next run either', () =>
  withService(async (service, run) => {
    const file = newFile();
    service.next('submit', closed);
    expectFailure(
      await run({ ...portrait, 'state-file': file }),
      /may have been taken.*entry with the key [0-9a-f]{64} of the state file; if it is not, remove that entry/,
    );
    expect((await stateIn(file)).assets).toMatchObject([{ asset_id: null }]);
    expectFailure(await run({ ...portrait, 'state-file': file }), /may be at JimmyAI already.*entry with the key [0-9a-f]{64}/);
    expect(service.count('submit')).toBe(1);
    await writeFile(file, JSON.stringify({ version: 1, assets: [] }));
    expectSuccess(await run({ ...portrait, 'state-file': file }));
  }));

test('a submission that was answered with something unknown is not made by the next run either', () =>
  withService(async (service, run) => {
    const file = newFile();
    service.next('submit', refusal(50000, '系统繁忙'));
    expectFailure(await run({ ...portrait, 'state-file': file }), /may have been taken: HTTP 200, code 50000: 系统繁忙/);
    expectFailure(await run({ ...portrait, 'state-file': file }), /may be at JimmyAI already/);
    expect(service.count('submit')).toBe(1);
  }));

test('a submission that was certainly not taken leaves nothing behind', () =>
  withService(async (service, run) => {
    const file = newFile();
    service.next('submit', refusal(20002, 'bad picture'));
    expectFailure(await run({ ...portrait, 'state-file': file }), /bad picture/);
    expect((await stateIn(file)).assets).toEqual([]);
    expectSuccess(await run({ ...portrait, 'state-file': file }));
  }));

test('the id is on disk before the first status check', () =>
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

test.each(['{', '[]', '{"version": 2, "assets": []}', '{"version": 1, "assets": [{"key": "k", "asset_id": "a"}]}', '<<<<<<< HEAD'])(
  'an invalid state file stays as it is, and nothing is sent: %s',
  (text) =>
    withService(async (service, run) => {
      const file = path.join(folder, `${crypto.randomUUID()}.json`);
      await writeFile(file, text);
      expectFailure(await run({ ...portrait, 'state-file': file }), /^state-file: .*not a valid state file/m);
      expect(await readFile(file, 'utf8')).toBe(text);
      expect(service.received).toEqual([]);
    }),
);

test('an empty state file is a new one', () =>
  withService(async (_, run) => {
    const file = path.join(folder, 'empty.json');
    await writeFile(file, '\n');
    expectSuccess(await run({ ...portrait, 'state-file': file }));
    expect((await stateIn(file)).assets).toHaveLength(1);
  }));

test('where the state can’t be written nothing is submitted', () =>
  withService(async (service, run) => {
    await writeFile(path.join(folder, 'not-a-folder'), '');
    const result = await run({ ...portrait, 'state-file': path.join(folder, 'not-a-folder', 'state.json') });
    expectFailure(result, /state-file|state file/);
    expect(service.received).toEqual([]);
  }));

test('of several, those that are remembered are asked for together and the rest is submitted', () =>
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

test('the same step again submits none of 500 again', () =>
  withService(async (service, run) => {
    const file = newFile();
    const portraits = JSON.stringify(
      Array.from({ length: 500 }, (_, index) => ({ name: `p${index}`, url: `https://example.com/${index}.jpg` })),
    );
    expectSuccess(await run({ portraits, 'state-file': file }));
    expectSuccess(await run({ portraits, 'state-file': file }));
    expect(service.accepted).toBe(500);
    expect(service.count('submit')).toBe(500);
  }));

test('killed at twenty random moments, no portrait is submitted again whose submission was answered', async () => {
  const service = await FakeJimmyAi.start();
  service.tell = () => ({ status: 'Processing' });
  service.always('submit', late(20));
  const file = newFile();
  const portraits = JSON.stringify(
    Array.from({ length: 20 }, (_, index) => ({ name: `p${index}`, url: `https://example.com/${index}.jpg` })),
  );
  const inputs = { portraits, 'state-file': file, 'base-url': service.origin, ...quick };
  for (let round = 0; round < 20; round += 1) {
    const step = await startAction(inputs);
    const before = service.received.length;
    const moment = Math.random() * 100;
    // From its first request on: submitting, writing down or checking.
    while (service.received.length === before && step.process.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
    setTimeout(() => step.process.kill('SIGKILL'), moment);
    expect((await step.result).signal).toBe('SIGKILL');
  }
  service.tell = () => ({ status: 'Active' });
  const last = await runAction(inputs);
  await service.stop();
  // Each name at most once: what was sent and not answered was not sent again either.
  expect(service.acceptedNames.length).toBe(new Set(service.acceptedNames).size);
  const told: { name: string; asset_id: string | null; status: string }[] = JSON.parse(last.outputs['assets'] ?? '[]');
  expect(told).toHaveLength(20);
  for (const { name, asset_id, status } of told) {
    if (status === 'Active') expect(service.assets.get(asset_id ?? '')?.name).toBe(name);
    else expect(last.errors[0]?.message).toContain('may be at JimmyAI already');
  }
});

test('the token is in no state file, not even where the service makes it an id', () =>
  withService(async (_service, run) => {
    const file = newFile();
    _service.next('submit', json({ code: 0, data: { asset_id: fakeToken } }, { accepts: true }));
    expectFailure(await run({ ...portrait, 'state-file': file }), /may have been taken/);
    expect(await readFile(file, 'utf8')).not.toContain(fakeToken);
  }));
