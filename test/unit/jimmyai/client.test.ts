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
function clients(body: unknown, status = 200, other?: Reply) {
  const requests: HttpRequest[] = [];
  const debug: string[] = [];
  const warnings: string[] = [];
  const redactor = new Redactor();
  redactor.addToken('sk_geheim');
  const clock = new VirtualClock();
  const send: Send = async (request) => {
    requests.push(request);
    await clock.sleep(250, request.signal);
    return other ?? { kind: 'responded', status, headers: {}, body: bytesOf(JSON.stringify(body)), close() {} };
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
const success = (data: unknown, msg = 'ok') => ({ code: 0, msg, data });
const jsonOf = ({ body }: HttpRequest): unknown => (body.kind === 'text' ? JSON.parse(body.text) : body.kind);

describe('a call', () => {
  test('carries the token, and says who makes it and what it takes', async () => {
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

  test('may take 30 seconds, or what is left until its deadline, or nothing', async () => {
    for (const [deadline, timeoutMs] of [
      [5000, 5000],
      [-1, 0],
    ] as const) {
      const { portraits, requests, run } = clients(success({ status: 'Active' }));
      await run(portraits.status('a-1', { ...bounds, deadline }));
      expect(requests[0]?.timeoutMs).toBe(timeoutMs);
    }
  });

  test('has its own start: neither its time nor how long it took counts from another one', async () => {
    const { portraits, requests, debug, run } = clients(success({ status: 'Active' }));
    for (let calls = 0; calls < 2; calls++) await run(portraits.status('a-1', { ...bounds, deadline: 5000 }));
    expect(requests.map(({ timeoutMs }) => timeoutMs)).toEqual([5000, 4750]);
    expect(debug).toEqual([expect.stringContaining(' 250 ms'), expect.stringContaining(' 250 ms')]);
  });

  test('without a response is told of as such', async () => {
    const { portraits, debug, run } = clients(null, 200, { kind: 'lost', cause: 'a reset' });
    expect(await run(portraits.status('a-1', bounds))).toMatchObject({ ok: false, failure: { kind: 'ambiguous' } });
    expect(debug).toEqual([expect.stringMatching(/: no response, 250 ms, ambiguous: a reset$/)]);
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

  test('that makes something goes over a connection of its own, and any other over one that is kept', async () => {
    const { portraits, videos, requests, run } = clients(success({}));
    await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds));
    await run(videos.create({}, bounds));
    await run(portraits.status('a-1', bounds));
    await run(videos.query('task-1', bounds));
    expect(requests.map(({ connection }) => connection)).toEqual(['fresh', 'fresh', 'kept', 'kept']);
  });

  test('is told of for debugging, with its outcome and how long it took', async () => {
    const { portraits, debug, run } = clients(success({ status: 'Active' }));
    await run(portraits.status('a-1', bounds));
    expect(debug).toEqual([expect.stringMatching(/^POST \/api\/.*\/status: HTTP 200, 250 ms, success$/)]);
    const { portraits: refused, debug: told, run: runRefused } = clients({ code: 20001, msg: 'no such key' }, 401);
    await runRefused(refused.status('a-1', bounds));
    expect(told).toEqual([expect.stringMatching(/HTTP 401, 250 ms, unauthorized: .*no such key/)]);
  });

  test('that fails gives why, whichever it is', async () => {
    const { portraits, videos, run } = clients({ code: 20001, msg: 'no such key' }, 401);
    const file = await imageFile();
    const results = [
      await run(portraits.upload(file, bounds)),
      await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds)),
      await run(portraits.status('a-1', bounds)),
      await run(portraits.batchStatus(['a-1', 'a-2'], bounds)),
      await run(videos.create({}, bounds)),
      await run(videos.query('task-1', bounds)),
    ];
    expect(results).toEqual(
      results.map(() => expect.objectContaining({ ok: false, failure: expect.objectContaining({ kind: 'unauthorized' }) })),
    );
  });
});

describe('a submission', () => {
  test('sends the name and the URL, and gives the asset', async () => {
    const { portraits, requests, run } = clients(success({ asset_id: 'a-1', status: 'Active' }));
    expect(await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds))).toEqual({
      ok: true,
      value: { asset: { assetId: 'a-1', officialId: null, assetRef: null }, status: { kind: 'Active' } },
    });
    expect(requests.map(jsonOf)).toEqual([{ name: 'Anna', url: 'https://example.com/a.jpg' }]);
  });

  test('without a usable id may have been accepted, and what JimmyAI says beside is quoted without the token', async () => {
    const { portraits, run } = clients(success({ asset_id: '$(id)' }, 'queued for sk_geheim'));
    expect(await run(portraits.submit('Anna', 'https://example.com/a.jpg', bounds))).toMatchObject({
      ok: false,
      failure: { kind: 'ambiguous', detail: expect.stringContaining('queued for ***') },
    });
  });
});

describe('a status', () => {
  test.each([{ asset_id: 'a-1', status: 'Active' }, { asset_id: null, status: 'Active' }, { status: 'Active' }])(
    'is taken from %j',
    async (data) => {
      const { portraits, requests, run } = clients(success(data));
      expect(await run(portraits.status('a-1', bounds))).toMatchObject({ ok: true, value: { asset: { assetId: 'a-1' } } });
      expect(requests.map(jsonOf)).toEqual([{ asset_id: 'a-1' }]);
    },
  );

  test('of another asset is none', async () => {
    const { portraits, run } = clients(success({ asset_id: 'a-2', status: 'Active' }));
    expect(await run(portraits.status('a-1', bounds))).toMatchObject({ ok: false, failure: { kind: 'ambiguous' } });
  });

  test('that is missing is not understood', async () => {
    const { portraits, run } = clients(success({ asset_id: 'a-1' }));
    expect(await run(portraits.status('a-1', bounds))).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
  });

  test('that nobody knows is warned of', async () => {
    const { portraits, videos, warnings, run } = clients(success({ status: 'Dancing' }));
    await run(portraits.status('a-1', bounds));
    await run(videos.query('task-1', bounds));
    expect(warnings).toEqual([expect.stringContaining('Dancing'), expect.stringContaining('Dancing')]);
  });
});

describe('the status of several assets', () => {
  test('is given of each that was asked for and is in the answer', async () => {
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
  test('sends the one field `file` with all of the image and nothing of its name', async () => {
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

  test('may take all of the time until its deadline', async () => {
    const { portraits, requests, run } = clients(success({ url: 'https://cdn.example/a.png' }));
    await run(portraits.upload(await imageFile(), { ...bounds, deadline: 600_000 }));
    expect(requests).toMatchObject([{ timeoutMs: 600_000, idleTimeoutMs: 30_000, connection: 'kept' }]);
  });

  test('gives a URL whose query is not shown from now on', async () => {
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
  ])('has no use for the URL %j', async (url) => {
    const { portraits, run } = clients(success({ url }));
    expect(await run(portraits.upload(await imageFile(), bounds))).toMatchObject({ ok: false, failure: { kind: 'ambiguous' } });
  });
});

describe('the creation of a video', () => {
  test('sends the request as it is, and gives the task as far as it is told', async () => {
    const { videos, requests, run } = clients(success({ task_id: 'task-1', cost: 7 }));
    expect(await run(videos.create({ prompt: 'p' }, bounds))).toEqual({
      ok: true,
      value: { taskId: 'task-1', task: { status: { kind: 'queued' }, progress: null, videoUrl: null, cost: '7' } },
    });
    expect(requests).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/json' } }]);
    expect(requests.map(jsonOf)).toEqual([{ prompt: 'p' }]);
  });

  test('gives the status that is told', async () => {
    const { videos, run } = clients(success({ task_id: 'task-1', status: 'processing' }));
    expect(await run(videos.create({}, bounds))).toMatchObject({ value: { task: { status: { kind: 'processing' } } } });
  });

  test.each([{}, { task_id: '' }, null, 'task-1'])('without an id (%j) may have been accepted', async (data) => {
    const { videos, run } = clients(success(data, ''));
    expect(await run(videos.create({}, bounds))).toMatchObject({
      ok: false,
      failure: { kind: 'ambiguous', detail: expect.not.stringContaining('(') },
    });
  });
});

describe('the query of a video', () => {
  test('asks for the one task, and carries nothing', async () => {
    const { videos, requests, run } = clients(success({ status: 'processing', progress: 40 }));
    expect(await run(videos.query('task:1/2', bounds))).toEqual({
      ok: true,
      value: { status: { kind: 'processing' }, progress: 40, videoUrl: null, cost: null },
    });
    expect(requests).toMatchObject([{ method: 'GET', body: { kind: 'none' } }]);
    expect(requests[0]?.url.href).toMatch(/^https:\/\/www\.jimmyai\.cn\/.*\/videos\/task%3A1%2F2$/);
    expect(requests[0]?.headers).not.toHaveProperty('content-type');
  });

  test('without a status is not understood', async () => {
    const { videos, run } = clients(success({}));
    expect(await run(videos.query('task-1', bounds))).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
  });

  test('gives a link whose query is not shown from now on', async () => {
    const video_url = 'https://media.example/v.mp4?signature=0123456789';
    const { videos, redactor, run } = clients(success({ status: 'completed', result: { video_url } }));
    expect(await run(videos.query('task-1', bounds))).toMatchObject({ value: { videoUrl: video_url } });
    expect(redactor.sanitize('found signature=0123456789')).toBe('found ***');
  });

  test('gives a link that is none as it is', async () => {
    const { videos, run } = clients(success({ status: 'completed', result: { video_url: 'v.mp4' } }));
    expect(await run(videos.query('task-1', bounds))).toMatchObject({ value: { videoUrl: 'v.mp4' } });
  });
});
