import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { JimmyAiClient } from '../../../src/jimmyai/client.ts';
import { inspectImage } from '../../../src/jimmyai/image.ts';
import { JimmyAiVideoClient } from '../../../src/jimmyai/video-client.ts';
import type { Reply } from '../../../src/step/net/exchange.ts';
import type { HttpRequest, Send } from '../../../src/step/net/sender.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { version } from '../../../src/step/version.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

async function* bytesOf(...parts: readonly string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

async function* brokenOff(): AsyncGenerator<Buffer> {
  yield Buffer.from('{"code":0,');
  throw new Error('a reset');
}

/** Clients of a service that answers with `body`, and what they sent and told. */
function clients(body: unknown, status = 200, other?: Reply, headers: Readonly<Record<string, string>> = {}) {
  const requests: HttpRequest[] = [];
  const debug: string[] = [];
  const warnings: string[] = [];
  const redactor = new Redactor();
  redactor.addToken('sk_geheim');
  const clock = new VirtualClock();
  const send: Send = async (request) => {
    requests.push(request);
    await clock.sleep(250, request.signal);
    return (
      other ?? { kind: 'responded', status, headers, body: bytesOf(typeof body === 'string' ? body : JSON.stringify(body)), close() {} }
    );
  };
  const options = {
    token: 'sk_geheim',
    baseUrl: 'https://www.jimmyai.cn',
    send,
    clock,
    reporter: { debug: (text: string) => debug.push(text), warnOnce: (text: string) => warnings.push(text) },
    redactor,
  };
  return {
    requests,
    debug,
    warnings,
    redactor,
    run: <T>(work: Promise<T>) => clock.run(work),
    portraits: new JimmyAiClient(options),
    videos: new JimmyAiVideoClient(options),
  };
}

const bounds = { deadline: 60_000, signal: new AbortController().signal };
const creation = { fields: {}, extraJson: '{}' };
const success = (data: unknown, msg = 'ok') => ({ code: 0, msg, data });
const jsonOf = ({ body }: HttpRequest): unknown => (body.kind === 'text' ? JSON.parse(body.text) : body.kind);

describe('a call', () => {
  test('carries the token, the user agent and the accepted content type', async () => {
    const { portraits, requests, run } = clients(success({ status: 'Active' }));
    await run(portraits.status('a-1', bounds));
    expect(requests).toMatchObject([
      {
        method: 'POST',
        headers: {
          accept: 'application/json',
          authorization: 'Bearer sk_geheim',
          'content-type': 'application/json',
          'user-agent': `seedance-realperson-action/${version}`,
        },
        timeoutMs: 30_000,
        idleTimeoutMs: 30_000,
        signal: bounds.signal,
      },
    ]);
  });

  test('may take 30 seconds, or the time left until its deadline, or none', async () => {
    for (const [deadline, timeoutMs] of [
      [5000, 5000],
      [-1, 0],
    ] as const) {
      const { portraits, requests, run } = clients(success({ status: 'Active' }));
      await run(portraits.status('a-1', { ...bounds, deadline }));
      expect(requests[0]?.timeoutMs).toBe(timeoutMs);
    }
  });

  test('that creates something may take all the time until its deadline, silent or not', async () => {
    const { portraits, videos, requests, run } = clients(success({}));
    await run(portraits.submit('Anna', 'https://example.com/a.jpg', { ...bounds, deadline: 600_000 }));
    await run(videos.create(creation, { ...bounds, deadline: 600_250 }));
    expect(requests.map(({ timeoutMs, idleTimeoutMs }) => [timeoutMs, idleTimeoutMs])).toEqual([
      [600_000, 600_000],
      [600_000, 600_000],
    ]);
  });

  test('requests an uncompressed body', async () => {
    const { portraits, requests, run } = clients(success({ status: 'Active' }));
    await run(portraits.status('a-1', bounds));
    expect(requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  test('is timed from its own start, not from that of another call', async () => {
    const { portraits, requests, debug, run } = clients(success({ status: 'Active' }));
    for (let calls = 0; calls < 2; calls++) await run(portraits.status('a-1', { ...bounds, deadline: 5000 }));
    expect(requests.map(({ timeoutMs }) => timeoutMs)).toEqual([5000, 4750]);
    expect(debug).toEqual([expect.stringContaining(' 250 ms'), expect.stringContaining(' 250 ms')]);
  });

  test('without a response is logged as such', async () => {
    const { portraits, debug, run } = clients(null, 200, { kind: 'lost', cause: 'a reset' });
    expect(await run(portraits.status('a-1', bounds))).toMatchObject({ ok: false, failure: { kind: 'ambiguous' } });
    expect(debug).toEqual([expect.stringMatching(/: no response, 250 ms, request ID [0-9a-f-]{36}, ambiguous: a reset$/)]);
  });

  test.each([
    ['breaks off', brokenOff(), /incomplete: a reset/],
    ['is longer than 1 MiB', bytesOf('{', ' '.repeat(2 ** 20)), /longer than 1 MiB/],
  ])('whose response %s may have been accepted', async (_, body, detail) => {
    const { portraits, run } = clients(null, 200, { kind: 'responded', status: 200, headers: {}, body, close() {} });
    expect(await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds))).toMatchObject({
      ok: false,
      failure: { kind: 'ambiguous', detail: expect.stringMatching(detail) },
    });
  });

  test('that creates something uses a fresh connection, and any other call a kept one', async () => {
    const { portraits, videos, requests, run } = clients(success({}));
    await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds));
    await run(videos.create(creation, bounds));
    await run(portraits.status('a-1', bounds));
    await run(videos.query('task-1', bounds));
    expect(requests.map(({ connection }) => connection)).toEqual(['fresh', 'fresh', 'kept', 'kept']);
  });

  test('is logged for debugging, with its outcome and duration', async () => {
    const { portraits, debug, run } = clients(success({ status: 'Active' }));
    await run(portraits.status('a-1', bounds));
    expect(debug).toEqual([expect.stringMatching(/^POST \/api\/.*\/status: HTTP 200, 250 ms, request ID [0-9a-f-]{36}, success$/)]);
    const { portraits: refused, debug: told, run: runRefused } = clients({ code: 20001, msg: 'no such key' }, 401);
    await runRefused(refused.status('a-1', bounds));
    expect(told).toEqual([expect.stringMatching(/HTTP 401, 250 ms, request ID [0-9a-f-]{36}, unauthorized: .*no such key/)]);
  });

  test('that fails returns the reason, whichever call it is', async () => {
    const { portraits, videos, run } = clients({ code: 20001, msg: 'no such key' }, 401);
    const file = await imageFile();
    const results = [
      await run(portraits.upload(file, bounds)),
      await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds)),
      await run(portraits.status('a-1', bounds)),
      await run(portraits.batchStatus(['a-1', 'a-2'], bounds)),
      await run(videos.create(creation, bounds)),
      await run(videos.query('task-1', bounds)),
    ];
    expect(results).toEqual(
      results.map(() => expect.objectContaining({ ok: false, failure: expect.objectContaining({ kind: 'unauthorized' }) })),
    );
  });
});

describe('a submission', () => {
  test('sends the name and the URL, and returns the asset', async () => {
    const { portraits, requests, run } = clients(success({ asset_id: 'a-1', status: 'Active' }));
    expect(await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds))).toEqual({
      ok: true,
      value: { asset: { assetId: 'a-1', officialId: null, assetRef: null }, status: { kind: 'Active' } },
    });
    expect(requests.map(jsonOf)).toEqual([{ name: 'Anna', url: 'https://example.com/a.jpg' }]);
  });

  test('without a usable ID may have been accepted, and JimmyAI’s message is quoted without the token', async () => {
    const { portraits, run } = clients(success({ asset_id: '$(id)' }, 'queued for sk_geheim'));
    expect(await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds))).toMatchObject({
      ok: false,
      failure: { kind: 'ambiguous', detail: expect.stringContaining('queued for ***'), hasReason: true },
    });
  });

  test('and without a message gives no reason', async () => {
    const { portraits, run } = clients(success({ asset_id: '$(id)' }, ''));
    expect(await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds))).toMatchObject({ failure: { hasReason: false } });
  });
});

describe('the ID of what was created', () => {
  test.each([
    ['data.asset_id', { code: 0, data: { asset_id: 'a-1' } }],
    ['data.id', { code: 0, data: { id: 'a-1' } }],
    ['data.assetId', { code: 0, data: { assetId: 'a-1' } }],
    ['data[0].asset_id', { code: 0, data: [{ asset_id: 'a-1' }] }],
    ['data[0].id', { code: '20000', data: [{ id: 'a-1' }] }],
    ['the top', { code: 0, asset_id: 'a-1' }],
    ['the top, with data null', { code: 0, data: null, asset_id: 'a-1' }],
    ['the top, as id', { code: 0, data: {}, id: 'a-1' }],
    ['data, without a code', { data: { asset_id: 'a-1' } }],
    ['data, as id and without a code', { data: { id: 'a-1' } }],
    ['the top, without a code or data', { asset_id: 'a-1', status: 'Processing' }],
    ['data beside the code 201', { code: 201, data: { asset_id: 'a-1' } }],
    ['data beside the code SUCCESS', { code: 'SUCCESS', data: { asset_id: 'a-1' } }],
    ['data beside an unknown code', { code: 31337, msg: 'hm', data: { asset_id: 'a-1' } }],
    ['data beside the code -1', { code: -1, msg: '', data: { asset_id: 'a-1' } }],
  ])('is never lost: %s', async (_, body) => {
    const { portraits, run } = clients(body);
    const result = await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds));
    expect(result.ok ? result.value.asset.assetId : result.failure.returnedId).toBe('a-1');
    const videoBody: unknown = JSON.parse(JSON.stringify(body).replaceAll('asset_id', 'task_id').replaceAll('assetId', 'taskId'));
    const { videos, run: runVideo } = clients(videoBody);
    const created = await runVideo(videos.create({ fields: { prompt: 'p' }, extraJson: '{}' }, bounds));
    expect(created.ok ? created.value.taskId : created.failure.returnedId).toBe('a-1');
  });

  test.each(['12', '1234567890123456789', '9'.repeat(200)])('keeps all its digits if it is an integer: %s', async (digits) => {
    for (const body of [
      `{"code":0,"data":{"asset_id":${digits}}}`,
      `{"code":0,"data":{"id":${digits}}}`,
      `{"code":-1,"asset_id":${digits}}`,
    ]) {
      const { portraits, run } = clients(body);
      const result = await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds));
      expect(result.ok ? result.value.asset.assetId : result.failure.returnedId).toBe(digits);
    }
    const { videos, run } = clients(`{"code":"20000","data":{"task_id":${digits},"status":"queued"}}`);
    expect(await run(videos.create(creation, bounds))).toMatchObject({ ok: true, value: { taskId: digits } });
  });

  test('is unusable if it contains the token', async () => {
    for (const body of [success({ id: 'x-sk_geheim' }), { code: -1, asset_id: 'x-sk_geheim' }, { code: 20002, asset_id: 'x-sk_geheim' }]) {
      const { portraits, run } = clients(body);
      const result = await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds));
      expect(JSON.stringify(result)).not.toContain('sk_geheim');
      expect(result).toMatchObject({ ok: false, failure: { returnedId: null } });
    }
  });

  test.each([
    ['rejection', { code: 20002, msg: 'a duplicate', data: { asset_id: 'asset-20260101abcdef' } }],
    ['part of a response', '{"code":0,"data":{"asset_id":"asset-20260101abcdef","sta'],
  ])('in a %s is shown although the URL has it too', async (_, body) => {
    const reply: Reply = { kind: 'responded', status: 200, headers: {}, body: bytesOf(''), close() {} };
    async function* half() {
      yield Buffer.from(String(body));
      throw new Error('a reset');
    }
    const { portraits, redactor, run } = clients(body, 200, typeof body === 'string' ? { ...reply, body: half() } : undefined);
    redactor.addQueryOf('https://example.com/a.jpg?signature=asset-20260101abcdef');
    const result = await run(portraits.submit('Anna', 'https://example.com/a.jpg?signature=asset-20260101abcdef', bounds));
    if (result.ok) throw new Error('a success');
    expect(redactor.sanitize(result.failure.detail)).toContain('names the ID asset-20260101abcdef)');
  });

  test('from a truncated response is shown, but not used', async () => {
    async function* half() {
      yield Buffer.from('{"code":0,"data":{"task_id":"task-1","status":"qu');
      throw new Error('a reset');
    }
    const { videos, run } = clients(null, 200, { kind: 'responded', status: 200, headers: {}, body: half(), close() {} });
    expect(await run(videos.create(creation, bounds))).toMatchObject({
      ok: false,
      failure: { kind: 'ambiguous', returnedId: null, detail: expect.stringContaining('names the ID task-1') },
    });
  });
});

describe('a request in JimmyAI’s logs', () => {
  test('is found by the ID that each call carries, a different one each', async () => {
    const { portraits, requests, debug, run } = clients({ code: 7, msg: 'no' });
    const failures = [];
    for (const _ of [1, 2]) failures.push(await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds)));
    const ids = requests.map(({ headers }) => headers['x-request-id'] ?? '');
    expect(new Set(ids).size).toBe(2);
    for (const [index, id] of ids.entries()) {
      expect(id).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(failures[index]).toMatchObject({ failure: { trace: { requestId: id, sentAt: expect.any(Number) } } });
      expect(debug[index]).toContain(`request ID ${id}`);
    }
  });

  test('is found by the X-Trace-Id of the response, if that is fit to be shown', async () => {
    const submitted = async (traceId: string) => {
      const { portraits, requests, run } = clients(success({}), 200, undefined, { 'x-trace-id': traceId });
      const result = await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds));
      return { trace: result.ok ? null : result.failure.trace?.requestId, own: requests[0]?.headers['x-request-id'] };
    };
    expect((await submitted('trace-7:a.b')).trace).toBe('trace-7:a.b');
    for (const unfit of ['', '$(id)', 'a b', 'x'.repeat(129), 'id-sk_geheim']) {
      const { trace, own } = await submitted(unfit);
      expect(trace).toBe(own);
    }
  });

  test('is known if no response came, but not if nothing was sent', async () => {
    const submitted = (reply: Reply) => {
      const { portraits, run } = clients(null, 200, reply);
      return run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds));
    };
    expect(await submitted({ kind: 'lost', cause: 'a reset' })).toMatchObject({ failure: { trace: { requestId: expect.any(String) } } });
    expect(await submitted({ kind: 'not-sent', cause: 'refused' })).toMatchObject({ failure: { trace: null } });
  });
});

describe('what this run has sent', () => {
  test('is not read as the service’s words, even in a later response', async () => {
    const quoting = { code: 20002, msg: 'the asset of “New Balance runner” is not ready' };
    const { portraits, run } = clients(quoting);
    expect(await run(portraits.status('a-1', bounds))).toMatchObject({ failure: { kind: 'balance' } });
    expect(await run(portraits.submit('New Balance runner', 'https://example.com/a.jpg', bounds))).toMatchObject({
      failure: { kind: 'rejected' },
    });
    expect(await run(portraits.status('a-1', bounds))).toMatchObject({ failure: { kind: 'rejected' } });
  });

  test('includes values deep in a request', async () => {
    const { videos, run } = clients({ code: 20002, msg: 'bad reference my quota.mp3' });
    const request = { prompt: 'p', more: [{ reference: 'my quota.mp3', count: 3, none: null }] };
    expect(await run(videos.create({ fields: request, extraJson: '{}' }, bounds))).toMatchObject({ failure: { kind: 'rejected' } });
  });
});

describe('whether JimmyAI has responded', () => {
  test('decides what a page means', async () => {
    const bodies = ['<html>login</html>', success({ status: 'Processing' }), '<html>login</html>'];
    const redactor = new Redactor();
    const clock = new VirtualClock();
    const send: Send = async () => {
      const body = bodies.shift();
      const isPage = typeof body === 'string';
      return {
        kind: 'responded',
        status: isPage ? 401 : 200,
        headers: {},
        body: bytesOf(isPage ? body : JSON.stringify(body)),
        close() {},
      };
    };
    const reporter = { debug() {}, warnOnce() {} };
    const portraits = new JimmyAiClient({ token: 'sk_geheim', baseUrl: 'https://www.jimmyai.cn', send, clock, reporter, redactor });
    const kinds = [];
    for (const _ of [1, 2, 3]) {
      const result = await clock.run(portraits.status('a-1', bounds));
      kinds.push(result.ok ? 'success' : result.failure.kind);
    }
    expect(kinds).toEqual(['unauthorized', 'success', 'unexpected']);
  });
});

describe('a status', () => {
  test.each(
    [{ asset_id: 'a-1' }, { assetId: 'a-1' }, { asset_id: null }, { asset_id: '' }, {}].map((data) => ({ ...data, status: 'Active' })),
  )('is taken from %j', async (data) => {
    const { portraits, requests, run } = clients(success(data));
    expect(await run(portraits.status('a-1', bounds))).toMatchObject({ ok: true, value: { asset: { assetId: 'a-1' } } });
    expect(requests.map(jsonOf)).toEqual([{ asset_id: 'a-1' }]);
  });

  test.each([{ asset_id: 'a-2' }, { assetId: 'a-2' }, { asset_id: '$(id)' }, { asset_id: 7 }])(
    'of another asset is none: %j',
    async (data) => {
      const { portraits, run } = clients(success({ ...data, status: 'Active' }));
      expect(await run(portraits.status('a-1', bounds))).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
    },
  );

  test('that is missing is not understood', async () => {
    const { portraits, run } = clients(success({ asset_id: 'a-1' }));
    expect(await run(portraits.status('a-1', bounds))).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
  });

  test('that is unknown causes a warning', async () => {
    const { portraits, videos, warnings, run } = clients(success({ status: 'Dancing' }));
    await run(portraits.status('a-1', bounds));
    await run(videos.query('task-1', bounds));
    expect(warnings).toEqual([expect.stringContaining('Dancing'), expect.stringContaining('Dancing')]);
  });
});

describe('the status of several assets', () => {
  test('is returned for each requested asset in the response', async () => {
    const items = [
      { asset_id: 'a-1', status: 'Active' },
      { asset_id: 'a-9', status: 'Active' },
      { asset_id: 'a-3' },
      { status: 'Active' },
      null,
    ];
    const { portraits, requests, run } = clients(success({ items }));
    const result = await run(portraits.batchStatus(['a-1', 'a-2', 'a-3'], bounds));
    if (!result.ok) throw new Error('it failed');
    expect([...result.value]).toMatchObject([
      ['a-1', { ok: true, value: { asset: { assetId: 'a-1' }, status: { kind: 'Active' } } }],
      ['a-3', { ok: false, failure: { kind: 'unexpected' } }],
    ]);
    expect(requests.map(jsonOf)).toEqual([{ asset_ids: ['a-1', 'a-2', 'a-3'] }]);
  });

  test.each([{}, { items: {} }, null, []])('is not understood in %j', async (data) => {
    const { portraits, run } = clients(success(data));
    expect(await run(portraits.batchStatus(['a-1', 'a-2'], bounds))).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
  });
});

const content = Buffer.from('\x89PNG\r\n\x1a\n stands for an image', 'latin1');

async function imageFile() {
  const workspace = await mkdtemp(path.join(os.tmpdir(), 'upload-'));
  onTestFinished(() => rm(workspace, { recursive: true }));
  await writeFile(path.join(workspace, 'Anna Müller.bin'), content);
  return inspectImage(workspace, 'Anna Müller.bin');
}

describe('an upload', () => {
  test('sends a single field `file` with the whole image, but not its name', async () => {
    const { portraits, requests, run } = clients(success({ url: 'https://cdn.example/a.png' }));
    expect(await run(portraits.upload(await imageFile(), bounds))).toEqual({ ok: true, value: 'https://cdn.example/a.png' });
    const [request] = requests;
    if (request?.body.kind !== 'stream') throw new Error('it sent no stream');
    const chunks: Uint8Array[] = [];
    for await (const chunk of request.body.chunks) chunks.push(chunk);
    const sent = Buffer.concat(chunks);
    expect(sent.length).toBe(request.body.length);
    const form = await new Response(sent, { headers: { 'content-type': String(request.headers['content-type']) } }).formData();
    expect([...form.keys()]).toEqual(['file']);
    const file = form.get('file');
    if (!(file instanceof File)) throw new Error('it sent no file');
    expect({ name: file.name, type: file.type }).toEqual({ name: 'portrait.png', type: 'image/png' });
    expect(Buffer.from(await file.arrayBuffer()).equals(content)).toBe(true);
  });

  test('may take all the time until its deadline', async () => {
    const { portraits, requests, run } = clients(success({ url: 'https://cdn.example/a.png' }));
    await run(portraits.upload(await imageFile(), { ...bounds, deadline: 600_000 }));
    expect(requests).toMatchObject([{ timeoutMs: 600_000, idleTimeoutMs: 30_000, connection: 'kept' }]);
  });

  test('returns a URL whose query is redacted from then on', async () => {
    const url = 'http://cdn.example/a.png?signature=0123456789';
    const { portraits, redactor, run } = clients(success({ url }));
    expect(await run(portraits.upload(await imageFile(), bounds))).toEqual({ ok: true, value: url });
    expect(redactor.sanitize('found signature=0123456789')).toBe('found ***');
  });

  test.each([
    '',
    'ftp://cdn.example/a.png',
    '/a.png',
    'xhttps://cdn.example/a.png',
    'https://',
    7,
    null,
    undefined,
    ['https://cdn.example/a.png'],
  ])('rejects the URL %j as unusable', async (url) => {
    const { portraits, run } = clients(success({ url }));
    expect(await run(portraits.upload(await imageFile(), bounds))).toMatchObject({ ok: false, failure: { kind: 'ambiguous' } });
  });
});

describe('the creation of a video', () => {
  test('sends the request as it is, and returns what is known about the task', async () => {
    const { videos, requests, run } = clients(success({ task_id: 'task-1', cost: 7 }));
    expect(await run(videos.create({ fields: { prompt: 'p' }, extraJson: '{}' }, bounds))).toEqual({
      ok: true,
      value: { taskId: 'task-1', task: { status: { kind: 'queued' }, progress: null, links: [], cost: '7' } },
    });
    expect(requests).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/json' } }]);
    expect(requests.map(jsonOf)).toEqual([{ prompt: 'p' }]);
  });

  test('sends further fields verbatim, so that numbers keep their digits', async () => {
    const extraJson = ' { "seed": 12345678901234567890, "scale": 1.0,\n"deep": {"a": [1e400]} } ';
    const { videos, requests, run } = clients(success({ task_id: 'task-1' }));
    await run(videos.create({ fields: { prompt: 'p' }, extraJson }, bounds));
    expect(requests[0]?.body).toEqual({
      kind: 'text',
      text: '{"prompt":"p","seed": 12345678901234567890, "scale": 1.0,\n"deep": {"a": [1e400]}}',
    });
  });

  test('returns the reported status', async () => {
    const { videos, run } = clients(success({ task_id: 'task-1', status: 'processing' }));
    expect(await run(videos.create(creation, bounds))).toMatchObject({ value: { task: { status: { kind: 'processing' } } } });
  });

  test.each([{}, { task_id: '' }, null, 'task-1'])('without an ID (%j) may have been accepted', async (data) => {
    const { videos, run } = clients(success(data, ''));
    expect(await run(videos.create(creation, bounds))).toMatchObject({
      ok: false,
      failure: { kind: 'ambiguous', detail: expect.not.stringContaining('(') },
    });
  });
});

describe('the balance of the account', () => {
  test('is requested with the token, and read as far as it is reported', async () => {
    const { videos, requests, run } = clients(success({ balance: 100, used_coin: '12.5', available: 87.5 }));
    expect(await run(videos.balance(bounds))).toEqual({ ok: true, value: { usedCoin: 12.5, available: 87.5 } });
    expect(requests).toMatchObject([{ method: 'GET', body: { kind: 'none' }, connection: 'kept' }]);
    expect(requests[0]?.url.pathname).toBe('/api/open-api/v1/user/balance');
  });
});

describe('the query of a video', () => {
  test('requests the one task, without a body', async () => {
    const { videos, requests, run } = clients(success({ status: 'processing', progress: 40 }));
    expect(await run(videos.query('task:1/2', bounds))).toEqual({
      ok: true,
      value: { status: { kind: 'processing' }, progress: 40, links: [], cost: null },
    });
    expect(requests).toMatchObject([{ method: 'GET', body: { kind: 'none' } }]);
    expect(requests[0]?.url.href).toMatch(/^https:\/\/www\.jimmyai\.cn\/.*\/videos\/task%3A1%2F2$/);
    expect(requests[0]?.headers).not.toHaveProperty('content-type');
  });

  test.each([{ task_id: 'task-2' }, { taskId: 'task-2' }, { task_id: 7 }])('about another task is not understood: %j', async (data) => {
    const { videos, run } = clients(success({ ...data, status: 'completed' }));
    expect(await run(videos.query('task-1', bounds))).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
  });

  test.each([{ task_id: 'task-1' }, { taskId: 'task-1' }, { task_id: '' }, { task_id: null }, { id: 'row-7' }])(
    'is about its task with %j',
    async (data) => {
      const { videos, run } = clients(success({ ...data, status: 'processing' }));
      expect(await run(videos.query('task-1', bounds))).toMatchObject({ ok: true });
    },
  );

  test('without a status is not understood', async () => {
    const { videos, run } = clients(success({}));
    expect(await run(videos.query('task-1', bounds))).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
  });

  test('returns a link whose query is redacted from then on', async () => {
    const video_url = 'https://media.example/v.mp4?signature=0123456789';
    const { videos, redactor, run } = clients(success({ status: 'completed', result: { video_url } }));
    expect(await run(videos.query('task-1', bounds))).toMatchObject({ value: { links: [video_url] } });
    expect(redactor.sanitize('found signature=0123456789')).toBe('found ***');
  });

  test('treats an unknown status with a link that may be followed as completed', async () => {
    const statusWith = async (video_url: string) => {
      const { videos, run } = clients(success({ status: 'archived', result: { video_url } }));
      return await run(videos.query('task-1', bounds));
    };
    expect(await statusWith('http://media.example/v.mp4')).toMatchObject({ value: { status: { kind: 'completed' } } });
    expect(await statusWith('https://10.0.0.1/v.mp4')).toMatchObject({ value: { status: { kind: 'processing' } } });
  });

  test('returns an invalid link as it is', async () => {
    const { videos, run } = clients(success({ status: 'completed', result: { video_url: 'v.mp4' } }));
    expect(await run(videos.query('task-1', bounds))).toMatchObject({ value: { links: ['v.mp4'] } });
  });
});

test.each([
  ['', 'the response has no status'],
  ['try later', 'the response has no status: try later'],
])('a query whose response has no status says what JimmyAI says: %j', async (msg, detail) => {
  const { videos, run } = clients({ code: 0, msg, data: { task_id: 'task-1' } });
  expect(await run(videos.query('task-1', bounds))).toMatchObject({ ok: false, failure: { kind: 'unexpected', detail } });
});
