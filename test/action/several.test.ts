import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectInvalidInputs, expectSuccess, inputsNamedIn } from '../support/expectations.ts';
import { type Exchange, FakeJimmyAi, held, json, page, refusal, silence, usual, usualBut } from '../support/fake-jimmyai.ts';
import { runAction, startAction } from '../support/run-action.ts';

const listOf = (count: number, prefix = 'p') =>
  JSON.stringify(
    Array.from({ length: count }, (_, index) => ({ name: `${prefix}${index}`, url: `https://example.com/${prefix}${index}.jpg` })),
  );

async function run(
  inputs: Record<string, string>,
  prepare: (service: FakeJimmyAi) => void = () => {},
  options: { processing?: number; workspace?: string } = {},
) {
  const service = await FakeJimmyAi.start({ processing: options.processing ?? 0 });
  prepare(service);
  const result = await runAction(
    { 'base-url': service.origin, 'poll-interval': '200ms', ...inputs },
    options.workspace === undefined ? {} : { workspace: options.workspace },
  );
  await service.stop();
  expectClean(result);
  expect(service.mistakes).toEqual([]);
  return { service, result, assets: JSON.parse(result.outputs['assets'] ?? '[]') };
}

describe.concurrent('several portraits', () => {
  test('are submitted once each, asked for together, and handed on in the order of the list', async () => {
    const { service, result, assets } = await run(
      {
        portraits:
          '- name: 李雷\n  url: https://example.com/1.jpg\n- { name: b, url: "https://example.com/2.jpg" }\n- {name: c, asset-id: given-1}',
        'poll-interval': '5s',
      },
      (service) => service.answerTogether(2).addAsset('given-1'),
    );
    expectSuccess(result);
    expect(service.acceptedNames.toSorted()).toEqual(['b', '李雷']);
    expect(result.outputs['status']).toBe('Active');
    expect(assets.map(({ name, asset_id }: Record<string, string>) => [name, service.assets.get(asset_id ?? '')?.name])).toEqual([
      ['李雷', '李雷'],
      ['b', 'b'],
      ['c', 'earlier'],
    ]);
    expect(JSON.parse(result.outputs['asset_refs'] ?? '')).toEqual(assets.map(({ asset_ref }: Record<string, string>) => asset_ref));
    for (const single of ['asset_id', 'asset_ref', 'official_id']) expect(result.outputs[single]).toBeUndefined();
    expect(service.count('batch-status')).toBe(1);
  });

  test('of a list of one have the outputs of one', async () => {
    const { result } = await run({ portraits: listOf(1) });
    expectSuccess(result);
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', asset_ref: 'asset://asset-0001' });
  });

  test('go through although one is refused and one fails', async () => {
    const { service, result, assets } = await run({ portraits: listOf(5) }, (service) => {
      service.next('submit', refusal(20002, 'bad picture'));
      service.tell = ({ name }) => (name === 'p3' ? { status: 'Failed', error_message: 'no face' } : { status: 'Active' });
    });
    const failures = assets.map(({ failure }: { failure: string | null }) => failure).filter(Boolean);
    expect(failures.toSorted()).toEqual(['failed', 'rejected']);
    const { asset_id } = assets.find(({ failure }: { failure: string | null }) => failure === 'failed');
    // One line about each of them, the one that needs a person most first, and one about the others.
    expectFailure(result, 'rejected', { mentions: ['bad picture', '“p3”', asset_id, 'no face', '`asset-id`'] });
    expect(result.errors[0]?.message.split('\n')).toHaveLength(3);
    expect(service.accepted).toBe(4);
    expect(result.outputs['status']).toBe('Failed');
    expect(JSON.parse(result.outputs['asset_refs'] ?? '')).toHaveLength(3);
    expect(assets.filter(({ error }: { error: string | null }) => error === null)).toHaveLength(3);
  });

  test('that cannot all be submitted lose no id: what ends everything starts nothing new', async () => {
    const refused = held(refusal(20001, 'expired'));
    const others = held();
    const service = (await FakeJimmyAi.start()).next('submit', others, others, refused, others);
    const step = await startAction({ 'base-url': service.origin, portraits: listOf(20) });
    await service.requested('submit', 4);
    refused.release();
    await step.seen('expired');
    others.release();
    const result = await step.result;
    await service.stop();
    expectClean(result);
    expectFailure(result, 'token', { mentions: ['asset-0001', 'asset-0002', 'asset-0003'] });
    expect(service.count('submit')).toBe(4);
    expect(service.accepted).toBe(3);
    expect(service.count('batch-status')).toBe(0);
    const assets: { asset_id: string | null; failure: string | null }[] = JSON.parse(result.outputs['assets'] ?? '');
    expect(assets.filter(({ asset_id }) => asset_id !== null)).toHaveLength(3);
    expect(assets.map(({ failure }) => failure)).toEqual(Array.from({ length: 20 }, () => 'token'));
  });

  test('are asked for again where the service leaves one out, with one warning', async () => {
    const { service, result } = await run({ portraits: listOf(3), 'poll-interval': '5s' }, (service) =>
      service.answerTogether(3).always(
        'batch-status',
        json({
          code: 0,
          data: {
            items: [null, { asset_id: 'asset-0001', status: 'Active' }, { asset_id: 'other', status: 'Failed', official_id: 'not ours!' }],
          },
        }),
      ),
    );
    expectSuccess(result);
    expect(result.warnings).toHaveLength(1);
    expect(service.count('status')).toBe(2);
  });

  test('are noticed at once although another one’s check hangs', async () => {
    const service = (await FakeJimmyAi.start()).answerTogether(2);
    const check = held(usualBut({ status: 'Active' }));
    service.always('status', check).always('batch-status', {
      accepts: false,
      answer: ({ response, request }) => {
        const [first] = Object(request.body)['asset_ids'];
        response.end(JSON.stringify({ code: 0, data: { items: [{ asset_id: first, status: 'Active' }] } }));
      },
    });
    const step = await startAction({ 'base-url': service.origin, portraits: listOf(2), timeout: '60s' });
    // The reference of the one is in the log while the check of the other hangs. Only then it is answered.
    await step.seen('asset://');
    check.release();
    const result = await step.result;
    await service.stop();
    expectClean(result);
    expectSuccess(result);
    expect(service.count('status')).toBe(1);
  });

  test('are asked for one by one where there is no batch-status', async () => {
    const { service, result } = await run({ portraits: listOf(60) }, (service) => service.always('batch-status', page(404)), {
      processing: 800,
    });
    expectSuccess(result);
    // The four chunks of the first round at most, and never again.
    expect(service.count('batch-status')).toBeLessThanOrEqual(2);
    expect(service.count('status')).toBeGreaterThanOrEqual(60);
  });

  test('are asked for one by one where one bad id spoils the response about all', async () => {
    const { service, result, assets } = await run(
      { portraits: `[${listOf(2).slice(1, -1)}, {"name": "gone", "asset-id": "gone-1"}]` },
      (service) => service.always('batch-status', refusal(20002, 'gone-1 does not exist')),
    );
    expectFailure(result, 'not-found', { mentions: ['“gone”', 'gone-1', '资产不存在'] });
    expect(assets.map(({ failure }: { failure: string | null }) => failure)).toEqual([null, null, 'not-found']);
    expect(service.accepted).toBe(2);
    expect(assets.map(({ status }: { status: string }) => status)).toEqual(['Active', 'Active', 'Failed']);
  });

  test('are submitted four at a time', async () => {
    const inFlight: Exchange[] = [];
    let most = 0;
    const { result } = await run({ portraits: listOf(12) }, (service) =>
      service.always('submit', {
        accepts: true,
        answer: (exchange) => {
          inFlight.push(exchange);
          most = Math.max(most, inFlight.length);
          // Whoever is the fourth lets all go, but a fifth has the time to come.
          if (inFlight.length === 4) setTimeout(() => inFlight.splice(0).forEach(usual.answer), 150);
        },
      }),
    );
    expectSuccess(result);
    expect(most).toBe(4);
  });

  test('that are still Processing at the deadline are all named, with how to go on', async () => {
    const { result, assets } = await run({ portraits: listOf(3), timeout: '10s' }, (service) =>
      service.always('status', silence).always('batch-status', silence),
    );
    const mentions = ['“p0”', '“p1”', '“p2”', 'asset-0001', 'asset-0002', 'asset-0003', '`asset-id`'];
    expectFailure(result, 'timeout', { mentions });
    // The same is to be said of all, and then what becomes of them in a new run.
    expect(result.errors[0]?.message.split('\n')).toHaveLength(2);
    expect(result.outputs['status']).toBe('Processing');
    expect(assets.every(({ asset_id }: { asset_id: string | null }) => asset_id !== null)).toBe(true);
  });

  test('five hundred take 500 submissions and ten batch-status calls a round', async () => {
    const { service, result, assets } = await run({ portraits: listOf(500), 'poll-interval': '10s' });
    expectSuccess(result);
    expect(service.accepted).toBe(500);
    expect(new Set(service.acceptedNames).size).toBe(500);
    const calls = service.received.filter(({ endpoint }) => endpoint === 'batch-status');
    // A pause lies between two rounds. On a busy machine the last submissions may miss the first one.
    const rounds = 1 + calls.filter(({ at }, index) => at - (calls[index - 1]?.at ?? at) > 400).length;
    expect(calls.length).toBeGreaterThanOrEqual(10);
    // One that is left alone is asked for alone.
    expect(service.count('status')).toBeLessThanOrEqual(rounds);
    expect(calls.length).toBeLessThanOrEqual(10 * rounds);
    for (const { body } of calls) expect(Object(body)['asset_ids'].length).toBeLessThanOrEqual(50);
    expect(assets.map(({ name }: { name: string }) => name)).toEqual(Array.from({ length: 500 }, (_, index) => `p${index}`));
    expect(result.summary).toContain('<details><summary>All 500 portraits</summary>');
  });

  test('five hundred with as many mistakes are told as far as there is room, and how many more there are', async () => {
    const workspace = await mkdtemp(path.join(os.tmpdir(), 'workspace-'));
    await writeFile(path.join(workspace, 'cast.yml'), '- { nama: a, url: ftp://example.com, size: 1 }\n'.repeat(500));
    const { result } = await run({ 'portraits-file': 'cast.yml' }, undefined, { workspace });
    await rm(workspace, { recursive: true });
    expectFailure(result, 'invalid-input');
    expect(inputsNamedIn(result)[0]).toBe('portraits-file[0].nama (line 1)');
    const message = result.errors[0]?.message ?? '';
    expect(message.length).toBeLessThanOrEqual(4096);
    const left = Number(/^… and (\d+) more: see the log\.$/m.exec(message)?.[1]);
    // The last of the lines that are left counts the mistakes beyond the first hundred.
    expect(result.log.filter((line) => line.startsWith('portraits-file'))).toHaveLength(inputsNamedIn(result).length + left - 1);
  });

  test('five hundred that all fail stay within GitHub’s limits', async () => {
    const { result } = await run({ portraits: listOf(500, '名'.repeat(15)) }, (service) => {
      service.tell = () => ({ status: 'Failed', error_message: 'x'.repeat(5000) });
    });
    expectFailure(result, 'failed', { mentions: [' 495 ', 'xxxx'] });
    expect(result.errors[0]?.message.length).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(result.summary)).toBeLessThan(1024 * 1024);
  });
});

describe('portraits-file', () => {
  test('is a list kept in the workspace', async () => {
    const workspace = await mkdtemp(path.join(os.tmpdir(), 'workspace-'));
    await writeFile(path.join(workspace, 'cast.yml'), '- name: a\n  url: https://example.com/a.jpg\n- name: b\n  file: b.jpg\n');
    await writeFile(path.join(workspace, 'b.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]));
    const { result, service } = await run({ 'portraits-file': 'cast.yml' }, undefined, { workspace });
    await rm(workspace, { recursive: true });
    expectSuccess(result);
    expect(service.accepted).toBe(2);
    expect(service.count('upload')).toBe(1);
  });

  test('is refused with every problem and its place', async () => {
    const workspace = await mkdtemp(path.join(os.tmpdir(), 'workspace-'));
    await writeFile(
      path.join(workspace, 'cast.yml'),
      '- { name: a, url: "http://127.0.0.1/a.jpg" }\n- { name: b, url: "https://example.com/b.jpg", size: "1" }\n- { url: 7 }\n',
    );
    const { result, service } = await run({ 'portraits-file': 'cast.yml', name: 'x' }, undefined, { workspace });
    await rm(workspace, { recursive: true });
    const places = ['portraits-file[1].size (line 2)', 'portraits-file[2].url (line 3)', 'portraits-file[0].url (line 1)'];
    expectInvalidInputs(result, ['name', ...places], { mentions: ['"7"'] });
    expect(service.received).toEqual([]);
  });
});
