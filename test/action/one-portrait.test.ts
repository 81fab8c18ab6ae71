import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess } from '../support/expectations.ts';
import { FakeJimmyAi, fakeToken, json, late, refusal, silence, usual, usualBut } from '../support/fake-jimmyai.ts';
import { runAction, runVideoAction } from '../support/run-action.ts';

const portrait = { name: 'portrait-front', url: 'https://example.com/portrait.jpg' };

/** Runs one step against a service of its own. */
async function run(inputs: Record<string, string>, prepare: (service: FakeJimmyAi) => void = () => {}, processing = 0) {
  const service = await FakeJimmyAi.start({ processing });
  prepare(service);
  const result = await runAction({ 'base-url': service.origin, ...inputs });
  await service.stop();
  expectClean(result);
  expect(service.mistakes).toEqual([]);
  return { service, result };
}

describe.concurrent('one portrait', () => {
  test('is submitted, awaited and handed on', async () => {
    const { service, result } = await run(portrait, undefined, 1500);
    expectSuccess(result);
    expect(result.outputs).toEqual({
      asset_id: 'asset-0001',
      asset_ref: 'asset://asset-0001',
      status: 'Active',
      asset_refs: '["asset://asset-0001"]',
      assets: JSON.stringify([
        {
          name: 'portrait-front',
          asset_id: 'asset-0001',
          asset_ref: 'asset://asset-0001',
          official_id: null,
          status: 'Active',
          reused: false,
          error: null,
          failure: null,
        },
      ]),
    });
    expect(service.received.map(({ endpoint, body }) => [endpoint, body])).toEqual([
      ['submit', portrait],
      ['status', { asset_id: 'asset-0001' }],
      ['status', { asset_id: 'asset-0001' }],
    ]);
    expect(result.log.join('\n')).toMatch(
      /“portrait-front” is submitted: asset ID asset-0001\n“portrait-front” is Active after [12](\.\d)? s: reference asset:\/\/asset-0001$/,
    );
    expect(result.commands.filter(({ name }) => name === 'debug').map(({ message }) => message.replace(/\d+ ms/, '… ms'))).toEqual([
      'POST /api/open-api/v1/seedance/sp/realperson/submit: HTTP 200, … ms, success',
      'POST /api/open-api/v1/seedance/sp/realperson/status: HTTP 200, … ms, success',
      'POST /api/open-api/v1/seedance/sp/realperson/status: HTTP 200, … ms, success',
    ]);
    expect(result.summary).toContain('### ✅ Portrait ready');
    expect(result.summary).toMatch(/\| portrait\\-front \| ✅ Active \| `asset-0001` \| `asset:\/\/asset-0001` \| \d/);
  });

  test.each([0, '0', 200, '200', 20000, '20000'])('takes %j for success', async (code) => {
    const { result, service } = await run(portrait, (service) =>
      service.always('submit', usualBut({}, { code })).always('status', usualBut({}, { code })),
    );
    expectSuccess(result);
    expect(service.accepted).toBe(1);
  });

  test('that is Active at once takes no status call', async () => {
    const { result, service } = await run(portrait, (service) =>
      service.always('submit', usualBut({ status: 'Active', asset_ref: 'asset://other', official_id: 'off-1' })),
    );
    expectSuccess(result);
    expect(result.outputs).toMatchObject({ asset_ref: 'asset://other', official_id: 'off-1' });
    expect(service.received).toHaveLength(1);
  });

  test('without an asset_ref gets the equivalent one', async () => {
    const { result } = await run(portrait, (service) => {
      service.tell = () => ({ status: 'ACTIVE', asset_ref: null });
    });
    expectSuccess(result);
    expect(result.outputs['asset_ref']).toBe('asset://asset-0001');
    expect(result.warnings).toEqual([]);
  });

  test('keeps the ref that the submission gave where later responses leave it out', async () => {
    const { result } = await run(portrait, (service) => {
      service.always('submit', usualBut({ asset_ref: 'asset://early' }));
      service.tell = () => ({ status: 'Active' });
    });
    expectSuccess(result);
    expect(result.outputs['asset_ref']).toBe('asset://early');
  });

  test('that fails hands on its id and the reason', async () => {
    const { result } = await run(portrait, (service) => {
      service.tell = () => ({ status: 'failed', error_message: '未检测到人脸' });
    });
    expectFailure(result, /asset ID asset-0001\): JimmyAI rejected the image: 未检测到人脸.*Use another image/);
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', status: 'Failed' });
    expect(result.outputs['asset_ref']).toBeUndefined();
    expect(result.summary).toContain('**What to do next**');
  });

  test('that is Failed at once takes no status call', async () => {
    const { result, service } = await run(portrait, (service) => service.always('submit', usualBut({ status: 'Failed' })));
    expectFailure(result, /rejected the image and gave no reason/);
    expect(result.outputs['asset_id']).toBe('asset-0001');
    expect(service.received).toHaveLength(1);
  });

  test('with a status nobody knows is waited on, with one warning', async () => {
    const { result } = await run({ ...portrait, 'poll-interval': '100ms' }, (service) => {
      service.tell = ({ checks }) => ({ status: checks < 4 ? 'Reviewing' : 'Active' });
    });
    expectSuccess(result);
    expect(result.warnings.map(({ message }) => message)).toEqual([expect.stringContaining('“Reviewing”')]);
  });

  test('that is still Processing at the deadline is checked one last time and says how to go on', async () => {
    const { result, service } = await run({ ...portrait, timeout: '3s', 'poll-interval': '1h' }, undefined, 60_000);
    expectFailure(result, /asset ID asset-0001\): Not ready after 3 s\..*asset-id: asset-0001/);
    expect(result.errors[0]?.properties['title']).toBe('Not ready after 3 s');
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', status: 'Processing', asset_refs: '[]' });
    expect(result.milliseconds).toBeLessThan(8000);
    // Two on the schedule, and the last one, which the schedule alone would have made after the deadline.
    const checks = service.received.filter(({ endpoint }) => endpoint === 'status');
    expect(checks).toHaveLength(3);
    expect((checks[2]?.at ?? 0) - (checks[1]?.at ?? 0)).toBeLessThan(900);
  });

  test('is submitted again only after the service’s Retry-After', async () => {
    const { result, service } = await run(portrait, (service) =>
      service.next('submit', json({ code: -1, msg: 'busy' }, { status: 429, headers: { 'retry-after': '3' } })),
    );
    expectSuccess(result);
    const [first, second] = service.received.filter(({ endpoint }) => endpoint === 'submit');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(2990);
    expect(service.accepted).toBe(1);
    expect(result.log.join('\n')).toContain('Next attempt in 3 s');
  });

  test('is not submitted again where the service asks for more patience than there is time', async () => {
    const { result, service } = await run({ ...portrait, timeout: '20s' }, (service) =>
      service.always('submit', json({ code: -1, msg: 'busy' }, { headers: { 'retry-after': '3600' } })),
    );
    expectFailure(result, /reported a server error \(1 attempt\): .*busy\. Run again later/);
    expect(service.received).toHaveLength(1);
    expect(result.milliseconds).toBeLessThan(10_000);
  });

  test('is checked one last time although the service asks for more patience', async () => {
    const { result, service } = await run({ ...portrait, timeout: '3s' }, (service) =>
      service.next('status', json({ code: -1 }, { headers: { 'retry-after': '3600' } })),
    );
    expectSuccess(result);
    expect(service.count('status')).toBe(2);
  });

  test('is given up in time where the submission hangs', async () => {
    const { result, service } = await run({ ...portrait, timeout: '3s' }, (service) => service.always('submit', silence));
    expectFailure(result, /[Pp]ossibly submitted: the request took longer than [123](\.\d)? s/);
    expect(service.accepted).toBe(1);
    expect(result.milliseconds).toBeLessThan(3000 + 1000 + 4000);
  });

  test('is checked over the connection that is there, and submitted over its own', async () => {
    const { result, service } = await run({ ...portrait, 'poll-interval': '100ms' }, (service) => {
      service.tell = ({ checks }) => ({ status: checks < 5 ? 'Processing' : 'Active' });
    });
    expectSuccess(result);
    expect(service.count('status')).toBe(5);
    expect(service.connections).toBe(2);
  });

  test('survives a service that closes its connections after each answer', async () => {
    const closing = {
      accepts: true,
      answer: (exchange: Parameters<typeof usual.answer>[0]) => {
        exchange.response.setHeader('connection', 'close');
        usual.answer(exchange);
      },
    };
    const { result } = await run(
      { ...portrait, 'poll-interval': '100ms' },
      (service) => service.always('submit', closing).always('status', closing),
      500,
    );
    expectSuccess(result);
  });

  test('survives slow answers', async () => {
    const { result, service } = await run(portrait, (service) => service.always('submit', late(1500)).always('status', late(1500)));
    expectSuccess(result);
    expect(service.accepted).toBe(1);
  });

  test('is not retried where the key is wrong', async () => {
    const { result, service } = await run({ ...portrait, token: 'sk_wrong_key_of_somebody' });
    expectFailure(result, /rejected the API key: HTTP 401, code 20001: 认证失败.*`token`/);
    expect(service.received).toHaveLength(1);
    expect(result.outputs['asset_id']).toBeUndefined();
  });

  test.each([`Bearer ${fakeToken}`, `bearer   ${fakeToken}\n`, `  ${fakeToken}\r\n`])('takes the token written as %j', async (token) => {
    const { result } = await run({ ...portrait, token });
    expectSuccess(result);
    // Masked as the workflow wrote it, without its surroundings, and as it is sent.
    const masks = result.commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message);
    expect(masks).toEqual([...new Set([token, token.trim(), fakeToken])]);
  });
});

describe.concurrent('an asset-id', () => {
  test('is checked at once, and nothing is submitted', async () => {
    const { result, service } = await run({ 'asset-id': 'asset-77' }, (service) => service.addAsset('asset-77'));
    expectSuccess(result);
    expect(service.received.map(({ endpoint }) => endpoint)).toEqual(['status']);
    expect(result.outputs).toMatchObject({ asset_id: 'asset-77', asset_ref: 'asset://asset-77', status: 'Active' });
  });

  test('is waited for', async () => {
    const { result, service } = await run({ 'asset-id': 'asset-77', name: 'front' }, (service) => service.addAsset('asset-77'), 1500);
    expectSuccess(result);
    expect(service.count('submit')).toBe(0);
    expect(result.log.join('\n')).toContain('“front” is Active');
  });

  test('that the service does not know fails with its answer', async () => {
    const { result } = await run({ 'asset-id': 'asset-78' });
    expectFailure(result, /asset ID asset-78\): JimmyAI doesn’t recognize the asset ID: .*资产不存在.*Check the asset ID/);
    expect(result.outputs).toMatchObject({ asset_id: 'asset-78', status: 'Failed' });
  });

  test('with wait: false is checked until a check is understood, and no longer', async () => {
    const { result, service } = await run(
      { 'asset-id': 'asset-77', wait: 'false' },
      (service) => {
        service.addAsset('asset-77');
        service.next('status', refusal(-1, 'busy'));
      },
      60_000,
    );
    expectSuccess(result);
    expect(service.count('status')).toBe(2);
    expect(result.outputs).toMatchObject({ asset_id: 'asset-77', status: 'Processing' });
  });

  test('with wait: false of which nothing can be learned fails', async () => {
    const { result } = await run({ 'asset-id': 'asset-77', wait: 'false', timeout: '2s' }, (service) =>
      service.always('status', refusal(-1, 'busy')),
    );
    expectFailure(result, /last status check failed: HTTP 200, code -1: busy/);
  });
});

describe.concurrent('wait: false', () => {
  test('submits, hands on the id and ends', async () => {
    const { result, service } = await run({ ...portrait, wait: 'false' }, undefined, 60_000);
    expectSuccess(result);
    expect(service.received.map(({ endpoint }) => endpoint)).toEqual(['submit']);
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', status: 'Processing' });
    expect(result.outputs['asset_ref']).toBeUndefined();
  });

  test('fails where the service says Failed at once', async () => {
    const { result } = await run({ ...portrait, wait: 'FALSE' }, (service) => service.always('submit', usualBut({ status: 'Failed' })));
    expectFailure(result, /rejected the image/);
  });
});

describe.concurrent('inputs', () => {
  test('are all reported at once, before any request', async () => {
    const { result, service } = await run({
      token: 'two words',
      name: 'a\u0007b',
      url: 'ftp://example.com/a.jpg',
      timeout: '7h',
      'poll-interval': 'soon',
      wait: 'maybe',
    });
    expectFailure(result, /The step sent nothing to JimmyAI/);
    for (const input of ['token', 'name', 'url', 'timeout', 'poll-interval', 'wait'])
      expect(result.errors[0]?.message).toMatch(new RegExp(`^${input}: `, 'm'));
    expect(service.received).toEqual([]);
    expect(result.outputs).toEqual({ failure: 'invalid-input' });
  });

  test('without a token name it', async () => {
    const service = await FakeJimmyAi.start();
    const result = await runAction({ ...portrait, token: '', 'base-url': service.origin });
    await service.stop();
    expectFailure(result, /^token: missing/m);
    expect(service.received).toEqual([]);
  });
});

describe.concurrent('what is said', () => {
  test.each([
    ['a query', { url: `https://example.com/a.jpg?X-Signature=${'s'.repeat(40_000)}` }, 's'.repeat(50)],
    ['a token', { token: `sk_${'t'.repeat(40_000)}` }, 't'.repeat(50)],
  ])('survives %s of 40,000 characters', async (_, inputs, secret) => {
    const token = 'token' in inputs ? inputs.token : fakeToken;
    const service = await FakeJimmyAi.start({ token });
    service.always('submit', refusal(20002, `can’t open https://example.com/a.jpg?X-Signature=${'s'.repeat(40_000)} for ${token}`));
    const result = await runAction({ ...portrait, ...inputs, 'base-url': service.origin });
    await service.stop();
    expectFailure(result, /JimmyAI rejected the submission: .*can’t open/);
    const unmasked = result.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    for (const text of [unmasked.join('\n'), result.summary, JSON.stringify(result.outputs)]) expect(text).not.toContain(secret);
  });

  test('loses no id where it can’t be made fit to be shown', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'broken-'));
    const preload = path.join(folder, 'broken.cjs');
    // Whatever replaces something in a text about this portrait throws, as the whole redactor did.
    await writeFile(
      preload,
      `for (const name of ['replace', 'replaceAll', 'slice', 'normalize', 'toWellFormed']) {
        const original = String.prototype[name];
        String.prototype[name] = function (...args) {
          if (/asset-0001.*(?:asset_ref|submitted)|submitted.*asset-0001/.test(this)) throw new RangeError('broken on purpose');
          return original.apply(this, args);
        };
      }`,
    );
    const state = path.join(folder, 'state.json');
    const service = await FakeJimmyAi.start();
    const result = await runAction(
      { ...portrait, 'state-file': state, 'base-url': service.origin },
      { nodeOptions: ['--require', preload] },
    );
    await service.stop();
    const remembered = JSON.parse(await readFile(state, 'utf8'));
    await rm(folder, { recursive: true });
    expectSuccess(result);
    expect(result.stdout).toContain('(a text that could not be shown)');
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', asset_ref: 'asset://asset-0001' });
    expect(remembered.assets).toMatchObject([{ asset_id: 'asset-0001' }]);
  });

  test.each([
    '/login?signature=5ecret',
    '//host.example/x?signature=5ecret',
    'x?signature=5ecret',
    '?signature=5ecret',
    'asset://x?signature=5ecret',
    '/login?5ecret',
    '//user:5ecret@host.example/x',
    '/x#5ecret',
  ])('has no query of a redirect to %s', async (location) => {
    const { result } = await run(portrait, (service) =>
      service.always('submit', json({ msg: `moved to ${location.includes('=') ? location : ''}` }, { status: 302, headers: { location } })),
    );
    expectFailure(result, /JimmyAI redirected the request: HTTP 302 to/);
    for (const text of [result.stdout, result.summary, JSON.stringify(result.outputs)]) expect(text).not.toContain('5ecret');
  });

  test('has every line of an annotation before it, and the name once', async () => {
    const { result } = await run({ name: 'a\u0007', url: 'ftp://example.com', timeout: 'x' });
    expectFailure(result, /^The step sent nothing to JimmyAI\.\n/);
    expect(result.errors[0]?.message.split('\n').length).toBe(4);
    const failed = await run(portrait, (service) => service.always('submit', refusal(20002, 'no')));
    expectFailure(failed.result, /^“portrait-front”: JimmyAI rejected/);
    const { message = '', properties = {} } = failed.result.errors[0] ?? {};
    expect(`${properties['title']} ${message}`.split('portrait-front')).toHaveLength(2);
  });

  test('names an input whose key is too long to be shown, and the others too', async () => {
    const { result } = await run({ portraits: `[{ ? "${'k'.repeat(100_000)}" : x, name: a, url: "ftp://x" }]`, timeout: 'soon' });
    expectFailure(result, /^portraits\[0\]\.kkk/m);
    expectFailure(result, /^portraits\[0\]\.url: /m);
    expectFailure(result, /^timeout: /m);
    expect(result.errors[0]?.message.length).toBeLessThanOrEqual(4096);
  });

  test('quotes what JimmyAI says beside a success without an id', async () => {
    const { result } = await run(portrait, (service) =>
      service.always('submit', json({ code: 0, msg: '已受理，稍后查询', data: {} }, { accepts: true })),
    );
    expectFailure(result, /[Pp]ossibly submitted: .*no usable asset_id.*已受理，稍后查询/);
  });

  test.each(['-n', ':x', '.', '..', '_a'])('takes an asset_id of %j for a broken one', async (assetId) => {
    const { result } = await run(portrait, (service) => service.always('submit', usualBut({ asset_id: assetId })));
    expectFailure(result, /[Pp]ossibly submitted/);
    expect(result.outputs['asset_id']).toBeUndefined();
  });
});

test('dist/ alone, copied elsewhere, runs', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dist-'));
  await cp(path.resolve(import.meta.dirname, '../../dist'), folder, { recursive: true });
  const service = await FakeJimmyAi.start();
  const options = { main: path.join(folder, 'index.js') };
  const one = await runAction({ ...portrait, 'base-url': service.origin }, options);
  const list = await runAction({ portraits: '- { name: a, url: https://example.com/a.jpg }', 'base-url': service.origin }, options);
  service.videos.add('task-1');
  const video = await runVideoAction({ 'task-id': 'task-1', 'base-url': service.origin }, { main: path.join(folder, 'video', 'index.js') });
  await service.stop();
  await rm(folder, { recursive: true });
  expectSuccess(one);
  expectSuccess(list);
  expectSuccess(video);
});
