import { spawn } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Cancellation } from '../../src/step/cancellation.ts';
import type { Send } from '../../src/step/net/sender.ts';
import { Redactor } from '../../src/step/redactor.ts';
import { make } from '../probe/making.ts';
import { readOptions } from '../probe/options.ts';
import { FakeJimmyAi, fakeToken, json, page, silence } from '../support/fake-jimmyai.ts';
import { listen, portOf } from '../support/listen.ts';
import { formsOf } from '../support/secret-forms.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const root = path.resolve(import.meta.dirname, '../..');

const calls = [
  '`user/balance`',
  '`key/balance`',
  '`status` of a made-up asset ID',
  '`batch-status` of a made-up asset ID',
  'query of a made-up task ID',
  'an unknown path',
  '`user/balance` with a made-up key',
];

const toStop: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of toStop) await stop();
});

async function startFake(): Promise<FakeJimmyAi> {
  const fake = await FakeJimmyAi.start();
  toStop.push(() => fake.stop());
  return fake;
}

/** Starts the probe with the key of the stand-in. `answer`: what is typed. */
function startProbe(origin: string, { args = [], answer = '' }: { args?: readonly string[]; answer?: string } = {}) {
  const child = spawn(process.execPath, ['test/probe/index.ts', '--base-url', origin, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], JIMMYAI_TOKEN: fakeToken },
  });
  child.stdin.end(answer);
  let output = '';
  let note = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      note();
    });
  }
  const ended = new Promise<{ readonly exitCode: number | null; readonly output: string }>((resolve) =>
    child.on('close', (exitCode) => resolve({ exitCode, output })),
  );
  const said = (text: string) =>
    new Promise<void>((resolve) => {
      note = () => output.includes(text) && resolve();
      note();
    });
  return { child, ended, said };
}

const runProbe = (...given: Parameters<typeof startProbe>) => startProbe(...given).ended;

/** What stands in a column of the tables, row by row. */
function columnOf(output: string, index: number): readonly string[] {
  const rows = output.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:Call|---)/.test(line));
  return rows.map((row) => row.split(' | ').at(index) ?? '');
}

const callsOf = (output: string) => columnOf(output, 0).map((call) => call.slice(2));
const marksOf = (output: string) => columnOf(output, -1).map((mark) => mark.slice(0, 1));

type Answer = 'nothing' | { readonly status?: number; readonly body: object | string; readonly headers?: Record<string, string> };

/** A service that responds as the stand-in, but for what `answer` is not null for. */
async function startBefore(fake: FakeJimmyAi, answer: (request: http.IncomingMessage) => Answer | null): Promise<string> {
  const server = http.createServer((request, response) => {
    const other = answer(request);
    if (other === 'nothing') return;
    if (other === null) {
      const { method, url, headers } = request;
      const forwarded = http.request(`${fake.origin}${url}`, { method, headers }, (reply) => {
        const { 'x-trace-id': _, ...headers } = reply.headers;
        response.writeHead(reply.statusCode ?? 500, headers);
        reply.pipe(response);
      });
      request.pipe(forwarded);
      return;
    }
    const { status = 200, body, headers = {} } = other;
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await listen(server);
  toStop.push(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${portOf(server)}`;
}

const html = '<html><head><title>Not here</title></head></html>';
const portrait = ['--submit', '--name', '李雷', '--url', 'https://example.com/front.png?X-Signature=5ecretOfThePicture'];
const video = ['--create', '--prompt', 'waves', '--image', 'asset://asset-0001'];
const hasOwnKey = ({ headers }: http.IncomingMessage) => headers.authorization === `Bearer ${fakeToken}`;

describe('the probe', () => {
  test('asks what costs nothing, and finds every expectation met', async () => {
    const fake = await startFake();
    const { exitCode, output } = await runProbe(fake.origin);
    expect({ exitCode, calls: callsOf(output), marks: marksOf(output) }).toEqual({ exitCode: 0, calls, marks: calls.map(() => '✅') });
    expect(output).toContain('All 7 expectations hold.');
    expect(
      fake.received
        .filter(({ method }) => method === 'POST')
        .map(({ endpoint }) => endpoint)
        .sort(),
    ).toEqual(['batch-status', 'status']);
    expect(fake.received).toHaveLength(calls.length);
  });

  const madeUp = { asset_id: 'asset-made-up-by-the-probe', status: 'Active' };
  test.each<[call: string, asked: (request: http.IncomingMessage) => boolean, answer: Answer]>([
    ['`user/balance`', (r) => /user\/balance$/.test(r.url ?? '') && hasOwnKey(r), { body: { code: 0, data: { used_coin: 1 } } }],
    ['`key/balance`', (r) => /key\/balance$/.test(r.url ?? ''), { body: { code: 0, data: { name: 'ci' } } }],
    ['`status` of a made-up asset ID', (r) => /\/status$/.test(r.url ?? ''), { body: { code: -1, msg: '资产不存在', data: null } }],
    ['`batch-status` of a made-up asset ID', (r) => /batch-status$/.test(r.url ?? ''), { body: { code: 0, data: { items: [madeUp] } } }],
    ['query of a made-up task ID', (r) => /\/videos\//.test(r.url ?? ''), { status: 404, body: html }],
    ['an unknown path', (r) => /made-up-by-the-probe$/.test(r.url ?? '') && !/videos/.test(r.url ?? ''), { body: html }],
    ['`user/balance` with a made-up key', (r) => !hasOwnKey(r), { body: { code: -1, msg: '', data: null } }],
  ])('fails and names the call where the response to %s is another, and makes nothing', async (call, asked, answer) => {
    const fake = await startFake();
    const origin = await startBefore(fake, (request) => (asked(request) ? answer : null));
    const { exitCode, output } = await runProbe(origin, { args: [...portrait, '--yes'] });
    const marks = calls.map((name) => (name === call ? '❌' : '✅'));
    expect({ exitCode, marks: marksOf(output), submissions: fake.count('submit') }).toEqual({ exitCode: 1, marks, submissions: 0 });
    expect(output).toContain(`1 of 7 don’t hold: ${call}.\n`);
  });

  test.each<[name: string, answer: Answer]>([
    ['a gateway’s page', { status: 502, body: html }],
    ['JSON of another service', { body: { hello: 'world' } }],
  ])('fails in every row where the response is %s', async (_, answer) => {
    const origin = await startBefore(await startFake(), () => answer);
    const { exitCode, output } = await runProbe(origin);
    expect({ exitCode, calls: callsOf(output), marks: marksOf(output) }).toEqual({ exitCode: 1, calls, marks: calls.map(() => '❌') });
  });

  test('shows neither the key nor a signed link, wherever a response has them', async () => {
    const text = `key ${fakeToken}, https://files.example.com/front.png?X-Signature=5ecretOfThePicture | ::error::x`;
    const bodies = [{ code: 20002, msg: text }, { code: text }, { code: 0, data: { [text]: text } }, { [text]: text }, text];
    let count = 0;
    const origin = await startBefore(await startFake(), () => ({ body: bodies[count++ % bodies.length] ?? '' }));
    const { output } = await runProbe(origin, { args: portrait });
    expect(callsOf(output)).toEqual(calls);
    expect(output.match(/key \*\*\*/g)?.length).toBeGreaterThanOrEqual(bodies.length);
    for (const form of [...formsOf(fakeToken), '5ecretOfThePicture']) expect(output).not.toContain(form);
  });

  test('tells whether the request’s ID came back', async () => {
    const origin = await startBefore(await startFake(), ({ url, headers }) => {
      const body = { code: 0, data: {} };
      if (/key\/balance$/.test(url ?? '')) return { body, headers: { 'x-trace-id': String(headers['x-request-id']) } };
      return /user\/balance$/.test(url ?? '') ? { body, headers: { 'x-trace-id': 'trace-1' } } : null;
    });
    const { output } = await runProbe(origin);
    expect(columnOf(output, 3)).toEqual(['yes, another', 'yes', 'no', 'no', 'no', 'no', 'yes, another']);
  });

  test('sends nothing with a wrong option, and shows how to use it', async () => {
    const fake = await startFake();
    const { exitCode, output } = await runProbe(fake.origin, { args: ['--submit', '--name', '李雷', '--yes'] });
    expect({ exitCode, requests: fake.received.length }).toEqual({ exitCode: 2, requests: 0 });
    expect(output).toContain('--submit needs --name and --url.\n\nnpm run probe --');
  });
});

describe('the options of the probe', () => {
  test.each([
    ['no key', ['--token', ' ']],
    ['a key that none is', ['--token', 'sk fake']],
    ['an address to which no key may be sent', ['--base-url', 'http://example.com']],
    ['an unknown option', ['--submitt']],
    ['a word without an option', [fakeToken]],
    ['both at once', [...portrait, ...video]],
    ['a URL that JimmyAI can’t reach', ['--submit', '--name', '李雷', '--url', 'http://10.0.0.1/?X-Signature=5ecretOfThePicture']],
    ['a video without a reference', ['--create', '--prompt', 'waves']],
    ['a reference that none is', ['--create', '--prompt', 'waves', '--image', 'front.png']],
  ])('refuse %s', async (_, args) => {
    const refusal = await readOptions(args, fakeToken, new Redactor()).catch(String);
    expect(refusal).toMatch(/^Error: /);
    for (const secret of [fakeToken, '5ecretOfThePicture']) expect(refusal).not.toContain(secret);
  });

  test('are the real service and reads only, unless they say otherwise', async () => {
    expect(await readOptions([], fakeToken, new Redactor())).toEqual({
      ...{ token: fakeToken, baseUrl: 'https://www.jimmyai.cn', making: null, yes: false },
    });
    expect(await readOptions(['--help'], '', new Redactor())).toBeNull();
  });
});

describe('beyond reading, the probe', () => {
  test.each([
    ['a no', video, 'n\n'],
    ['an empty line', portrait, '\n'],
    ['the end of the input', portrait, ''],
    ['another word', portrait, 'yesterday\n'],
  ])('makes nothing without an agreement: %s', async (_, args, answer) => {
    const fake = await startFake();
    const { exitCode, output } = await runProbe(fake.origin, { args, answer });
    expect({ exitCode, marks: marksOf(output).length }).toEqual({ exitCode: 0, marks: calls.length });
    expect(output).toContain('can’t');
    expect(output).toContain('Nothing was made.');
    expect([fake.count('submit'), fake.count('create'), fake.count('upload')]).toEqual([0, 0, 0]);
  });

  test('submits once, and says the ID before it polls', async () => {
    const fake = await startFake();
    const { exitCode, output } = await runProbe(fake.origin, { args: portrait, answer: 'y\n' });
    expect({ exitCode, names: fake.acceptedNames, marks: marksOf(output).slice(calls.length) }).toEqual({
      ...{ exitCode: 0, names: ['李雷'], marks: ['✅', '✅'] },
    });
    expect(output).toMatch(/asset_id: asset-0001\n.*\n\| `submit` \|/s);
    expect(output).toContain('success: `Active`');
    expect(output).not.toContain('5ecretOfThePicture');
  });

  test('creates one video, and shows its ID but not its link', async () => {
    const fake = await startFake();
    fake.addAsset('asset-0001');
    const { exitCode, output } = await runProbe(fake.origin, { args: [...video, '--yes'] });
    expect({ exitCode, created: fake.acceptedVideos, downloads: fake.videos.downloads.length }).toEqual({
      exitCode: 0,
      created: 1,
      downloads: 0,
    });
    expect(output).toContain('task_id: task-0001');
    expect(output).toContain('success: `completed`');
    expect(output).not.toContain('5ecretOfTheVideo');
  });

  test.each([
    ['submit', portrait],
    ['create', video],
  ] as const)('never repeats a %s whose response leaves a doubt, and says what support can look for', async (endpoint, args) => {
    const fake = await startFake();
    fake.addAsset('asset-0001');
    fake.always(endpoint, page(502));
    const { exitCode, output } = await runProbe(fake.origin, { args: [...args, '--yes'] });
    expect({ exitCode, requests: fake.count(endpoint), marks: marksOf(output).slice(calls.length) }).toEqual({
      ...{ exitCode: 1, requests: 1, marks: ['❌'] },
    });
    expect(output).toMatch(/may have accepted the request \(request ID [0-9a-f-]{36}, [\d :-]+ UTC\)\. Don’t repeat it/);
    expect(output).toContain('**possibly made**');
  });

  test('says the ID that a doubtful response names', async () => {
    const fake = await startFake();
    fake.always('submit', json({ code: 50000, msg: 'internal', data: { asset_id: 'asset-0777' } }, { status: 500, accepts: true }));
    const { exitCode, output } = await runProbe(fake.origin, { args: [...portrait, '--yes'] });
    expect({ exitCode, requests: fake.count('submit') }).toEqual({ exitCode: 1, requests: 1 });
    expect(output).toContain('Its ID may be asset-0777.');
  });

  test('fails where JimmyAI rejects what was made', async () => {
    const fake = await startFake();
    fake.tell = () => ({ status: 'Failed', error_message: '未检测到人脸' });
    const { exitCode, output } = await runProbe(fake.origin, { args: [...portrait, '--yes'] });
    expect({ exitCode, marks: marksOf(output).slice(calls.length) }).toEqual({ exitCode: 1, marks: ['✅', '❌'] });
    expect(output).toContain('1 of 2 don’t hold: `status` of the new asset.');
  });

  test('gives up polling after a few minutes, with what is under way as an expected state', async () => {
    const clock = new VirtualClock();
    let polls = 0;
    const send: Send = async ({ url }) => {
      if (url.pathname.endsWith('/status')) polls += 1;
      async function* body() {
        yield Buffer.from('{"code":0,"data":{"asset_id":"asset-0001","status":"Processing"}}');
      }
      return { kind: 'responded', status: 200, headers: {}, body: body(), close: () => {} };
    };
    const said: string[] = [];
    const rows = await clock.run(
      make(
        { kind: 'submit', name: '李雷', url: 'https://example.com/front.png' },
        {
          ...{ token: fakeToken, baseUrl: 'https://www.jimmyai.cn', send, clock },
          ...{ redactor: new Redactor(), cancellation: new Cancellation(clock), say: (line) => said.push(line) },
        },
      ),
    );
    expect(rows.map(({ verdict, holds }) => [verdict, holds])).toEqual([
      ['success: `Processing`', true],
      ['success: `Processing`', true],
    ]);
    expect(said).toEqual(['asset_id: asset-0001']);
    expect(clock.now()).toBeGreaterThan(200_000);
    expect(clock.now()).toBeLessThan(300_000);
    expect(polls).toBeLessThan(60);
  });
});

describe.concurrent('a probe that has to wait', () => {
  test('ends, and fails in every row, where nothing responds', async () => {
    const origin = await startBefore(await startFake(), () => 'nothing');
    const { exitCode, output } = await runProbe(origin);
    expect({ exitCode, calls: callsOf(output), marks: marksOf(output) }).toEqual({ exitCode: 1, calls, marks: calls.map(() => '❌') });
  });

  // On Windows a signal ends a process at once.
  const testOfSignals = test.skipIf(process.platform === 'win32');

  testOfSignals('prints the rows that it has when it is interrupted', async () => {
    const fake = await startFake();
    fake.always('query', silence);
    const { child, ended } = startProbe(fake.origin);
    await fake.requested('query');
    child.kill('SIGINT');
    const { exitCode, output } = await ended;
    expect({ exitCode, calls: callsOf(output), signal: child.signalCode }).toEqual({ exitCode: 1, calls, signal: null });
    expect(marksOf(output)[calls.indexOf('query of a made-up task ID')]).toBe('❌');
    expect(output).toContain('The probe was stopped by SIGINT.');
  });

  testOfSignals('keeps the ID of what was made when it is interrupted', async () => {
    const fake = await startFake();
    fake.tell = () => ({ status: 'Processing' });
    const { child, ended, said } = startProbe(fake.origin, { args: [...portrait, '--yes'] });
    await said('asset_id: asset-0001');
    child.kill('SIGINT');
    const { exitCode, output } = await ended;
    expect({ exitCode, accepted: fake.accepted, marks: marksOf(output).slice(calls.length) }).toEqual({
      ...{ exitCode: 1, accepted: 1, marks: ['✅', '❌'] },
    });
  });

  testOfSignals('gives a submission in flight a moment when it is interrupted, then says that it is in doubt', async () => {
    const fake = await startFake();
    fake.always('submit', silence);
    const { child, ended } = startProbe(fake.origin, { args: [...portrait, '--yes'] });
    await fake.requested('submit');
    child.kill('SIGINT');
    const { exitCode, output } = await ended;
    expect({ exitCode, requests: fake.count('submit') }).toEqual({ exitCode: 1, requests: 1 });
    expect(output).toMatch(/may have accepted the request \(request ID [0-9a-f-]{36}/);
  });
});
