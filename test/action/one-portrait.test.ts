import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectInvalidInputs, expectSuccess, inputsNamedIn } from '../support/expectations.ts';
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
    const { service, result } = await run(portrait, (service) => {
      service.tell = ({ id, checks }) => (checks < 2 ? { status: 'Processing' } : { status: 'Active', asset_ref: `asset://${id}` });
    });
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
    // The id is in the log as soon as it is known, and the reference where the wait has come to its end.
    const idAt = result.log.findIndex((line) => line.includes('asset-0001'));
    expect(idAt).toBeGreaterThanOrEqual(0);
    expect(result.log.findIndex((line) => line.includes('asset://asset-0001'))).toBeGreaterThan(idAt);
    const debug = result.commands
      .filter(({ name }) => name === 'debug')
      .map(({ message }) => /^POST (\S+): HTTP (\d+), \d+ ms, request ID (\S+), success$/.exec(message));
    expect(debug.map((match) => match?.slice(1, 3))).toEqual([
      ['/api/open-api/v1/seedance/sp/realperson/submit', '200'],
      ['/api/open-api/v1/seedance/sp/realperson/status', '200'],
      ['/api/open-api/v1/seedance/sp/realperson/status', '200'],
    ]);
    // Each request has an ID of its own, by which the service's log has it too.
    const requestIds = service.received.map(({ headers }) => headers['x-request-id']);
    expect(new Set(requestIds).size).toBe(3);
    for (const id of requestIds) expect(id).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(debug.map((match) => match?.[3])).toEqual(requestIds);
    expect(result.summary).toMatch(/\| portrait\\-front \| ✅ Active \| `asset-0001` \| \d/);
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
    expectFailure(result, 'failed', { mentions: ['asset-0001', '未检测到人脸'] });
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', status: 'Failed' });
    expect(result.outputs['asset_ref']).toBeUndefined();
    for (const text of ['asset-0001', '未检测到人脸']) expect(result.summary).toContain(text);
  });

  test('that is Failed at once takes no status call', async () => {
    const { result, service } = await run(portrait, (service) => service.always('submit', usualBut({ status: 'Failed' })));
    expectFailure(result, 'failed');
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
    const { result, service } = await run({ ...portrait, timeout: '10s', 'poll-interval': '1h' }, (service) => {
      service.tell = () => ({ status: 'Processing' });
    });
    expectFailure(result, 'timeout', { mentions: ['asset-id: asset-0001'] });
    expect(result.outputs).toMatchObject({ asset_id: 'asset-0001', status: 'Processing', asset_refs: '[]' });
    expect(service.count('status')).toBeGreaterThan(1);
    expect(service.accepted).toBe(1);
  });

  test('is submitted again only after the service’s Retry-After', async () => {
    const { result, service } = await run(portrait, (service) =>
      service.next('submit', json({ code: 42900, msg: 'busy' }, { status: 429, headers: { 'retry-after': '3' } })),
    );
    expectSuccess(result);
    const [first, second] = service.received.filter(({ endpoint }) => endpoint === 'submit');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(2990);
    expect(service.accepted).toBe(1);
    expect(result.log.join('\n')).toContain(' 3 s');
  });

  test('is not submitted again where the service asks for more patience than there is time', async () => {
    // If it waited at all, it would wait for an hour.
    const { result, service } = await run({ ...portrait, timeout: '1h' }, (service) =>
      service.always('submit', json({ code: 50300, msg: 'try next year' }, { status: 503, headers: { 'retry-after': '7200' } })),
    );
    expectFailure(result, 'busy', { mentions: ['try next year'] });
    expect(service.received).toHaveLength(1);
  });

  test('is checked one last time although the service asks for more patience', async () => {
    const { result, service } = await run({ ...portrait, timeout: '10s' }, (service) => {
      service.next('status', json({ code: -1 }, { headers: { 'retry-after': '3600' } }));
      service.tell = () => ({ status: 'Processing' });
    });
    expectFailure(result, 'timeout', { mentions: ['asset-0001'] });
    expect(service.count('status')).toBe(2);
  });

  test('that fails is found in the service’s log by the ID that the service gives it', async () => {
    const { result } = await run(portrait, (service) =>
      service.always('submit', json({ code: -1, msg: '' }, { headers: { 'x-trace-id': 'trace-of-the-service' }, accepts: true })),
    );
    expectFailure(result, 'possibly-submitted', { mentions: ['trace-of-the-service'] });
    for (const text of [result.outputs['assets'], result.summary, result.log.join('\n')]) expect(text).toContain('trace-of-the-service');
  });

  test('is not taken for one without balance because its name says so', async () => {
    const name = 'New Balance 余额不足';
    const { result } = await run({ ...portrait, name }, (service) => service.always('submit', refusal(20002, `${name} 无效`)));
    expectFailure(result, 'rejected', { mentions: [name] });
  });

  test('is given up in time where the submission hangs', async () => {
    const { result, service } = await run({ ...portrait, timeout: '10s' }, (service) => service.always('submit', silence));
    expectFailure(result, 'possibly-submitted');
    expect(service.received).toHaveLength(1);
    expect(service.accepted).toBe(1);
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
    expectFailure(result, 'token', { mentions: ['20001', '`token`'] });
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
    const { result, service } = await run({ 'asset-id': 'asset-77', name: 'front' }, (service) => {
      service.addAsset('asset-77');
      service.tell = ({ checks }) => ({ status: checks < 2 ? 'Processing' : 'Active' });
    });
    expectSuccess(result);
    expect(service.count('submit')).toBe(0);
    expect(service.count('status')).toBe(2);
    expect(JSON.parse(result.outputs['assets'] ?? '')).toMatchObject([{ name: 'front', asset_id: 'asset-77', status: 'Active' }]);
  });

  test('that the service does not know fails with its answer', async () => {
    const { result } = await run({ 'asset-id': 'asset-78' });
    expectFailure(result, 'not-found', { mentions: ['asset-78', '资产不存在'] });
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
    const { result } = await run({ 'asset-id': 'asset-77', wait: 'false', timeout: '10s' }, (service) =>
      service.always('status', refusal(-1, 'busy today')),
    );
    expectFailure(result, 'timeout', { mentions: ['asset-77', 'busy today'] });
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
    expectFailure(result, 'failed', { mentions: ['asset-0001'] });
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
    expectInvalidInputs(result, ['token', 'name', 'url', 'timeout', 'poll-interval', 'wait']);
    expect(service.received).toEqual([]);
    expect(result.outputs).toEqual({ failure: 'invalid-input' });
  });

  test('without a token name it', async () => {
    const service = await FakeJimmyAi.start();
    const result = await runAction({ ...portrait, token: '', 'base-url': service.origin });
    await service.stop();
    expectInvalidInputs(result, ['token']);
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
    expectFailure(result, 'rejected', { mentions: ['can’t open https://example.com/a.jpg'] });
    const unmasked = result.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    for (const text of [unmasked.join('\n'), result.summary, JSON.stringify(result.outputs)]) expect(text).not.toContain(secret);
  });

  test('loses no id where it can’t be made fit to be shown', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'broken-'));
    const preload = path.join(folder, 'broken.cjs');
    // Whatever replaces something in a text about this portrait throws, as the whole redactor did.
    await writeFile(
      preload,
      `let broken = 0;
      process.on('exit', () => console.log('broken so often:', broken));
      for (const name of ['replace', 'replaceAll', 'slice', 'normalize', 'toWellFormed']) {
        const original = String.prototype[name];
        String.prototype[name] = function (...args) {
          if (/asset-0001.*(?:asset_ref|submitted)|submitted.*asset-0001/.test(this)) throw (broken++, new RangeError('broken on purpose'));
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
    expect(result.log.at(-1)).toMatch(/^broken so often: [1-9]/);
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
    expectFailure(result, 'base-url', { mentions: ['302'] });
    for (const text of [result.stdout, result.summary, JSON.stringify(result.outputs)]) expect(text).not.toContain('5ecret');
  });

  test('has every line of an annotation before it, and the name once', async () => {
    const { result } = await run({ name: 'a\u0007', url: 'ftp://example.com', timeout: 'x' });
    expectInvalidInputs(result, ['name', 'url', 'timeout']);
    expect(result.errors[0]?.message.split('\n').length).toBe(4);
    const failed = await run(portrait, (service) => service.always('submit', refusal(20002, 'no')));
    expectFailure(failed.result, 'rejected', { mentions: ['“portrait-front”'] });
    const { message = '', properties = {} } = failed.result.errors[0] ?? {};
    expect(`${properties['title']} ${message}`.split('portrait-front')).toHaveLength(2);
  });

  test('names an input whose key is too long to be shown, and the others too', async () => {
    const { result } = await run({ portraits: `[{ ? "${'k'.repeat(100_000)}" : x, name: a, url: "ftp://x" }]`, timeout: 'soon' });
    expectFailure(result, 'invalid-input', { mentions: ['portraits[0].kkk'] });
    expect(inputsNamedIn(result)).toEqual(expect.arrayContaining(['portraits[0].url', 'timeout']));
    expect(result.errors[0]?.message.length).toBeLessThanOrEqual(4096);
  });

  test('quotes what JimmyAI says beside a success without an id', async () => {
    const { result } = await run(portrait, (service) =>
      service.always('submit', json({ code: 0, msg: '已受理，稍后查询', data: {} }, { accepts: true })),
    );
    expectFailure(result, 'possibly-submitted', { mentions: ['asset_id', '已受理，稍后查询'] });
  });

  test.each(['-n', ':x', '.', '..', '_a'])('takes an asset_id of %j for a broken one', async (assetId) => {
    const { result } = await run(portrait, (service) => service.always('submit', usualBut({ asset_id: assetId })));
    expectFailure(result, 'possibly-submitted');
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
