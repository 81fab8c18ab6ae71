import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectClean, expectFailure, expectSuccess } from '../support/expectations.ts';
import {
  type Behaviour,
  brokenOff,
  closed,
  dripping,
  type Endpoint,
  endless,
  FakeJimmyAi,
  fakeToken,
  headOf,
  json,
  page,
  raw,
  refusal,
  reset,
  silence,
  stalled,
  usual,
} from '../support/fake-jimmyai.ts';
import { runAction } from '../support/run-action.ts';

/** The rows of the contract's table. */
type Row =
  | 'unauthorized'
  | 'balance'
  | 'balance in doubt'
  | 'rejected'
  | 'rejected by a gateway'
  | 'redirected'
  | 'no endpoint'
  | 'busy'
  | 'server error'
  | 'ambiguous'
  | 'incomplete'
  | 'unexpected';

/** What the contract asks for in a column. `uncertain` and `stop in doubt`: the submission may have been accepted. */
type Outcome = 'stop' | 'stop in doubt' | 'fail' | 'uncertain' | 'try again' | 'not understood' | 'one by one';

const table: Readonly<Record<Row, Readonly<Record<Endpoint, Outcome>>>> = {
  unauthorized: { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  balance: { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  'balance in doubt': { submit: 'stop in doubt', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  rejected: { submit: 'fail', upload: 'fail', status: 'fail', 'batch-status': 'one by one' },
  'rejected by a gateway': { submit: 'fail', upload: 'fail', status: 'not understood', 'batch-status': 'one by one' },
  redirected: { submit: 'stop', upload: 'stop', status: 'stop', 'batch-status': 'stop' },
  'no endpoint': { submit: 'stop', upload: 'stop', status: 'not understood', 'batch-status': 'one by one' },
  busy: { submit: 'try again', upload: 'try again', status: 'try again', 'batch-status': 'try again' },
  'server error': { submit: 'try again', upload: 'try again', status: 'try again', 'batch-status': 'try again' },
  ambiguous: { submit: 'uncertain', upload: 'try again', status: 'try again', 'batch-status': 'try again' },
  incomplete: { submit: 'uncertain', upload: 'try again', status: 'not understood', 'batch-status': 'not understood' },
  unexpected: { submit: 'uncertain', upload: 'fail', status: 'not understood', 'batch-status': 'not understood' },
};

/** What the annotation must say: the cause, and what to do. */
const says: Readonly<Record<Row, RegExp>> = {
  unauthorized: /rejected the API key.*Check the secret behind `token`/s,
  balance: /exhausted.*Top up/s,
  'balance in doubt': /exhausted.*Top up/s,
  rejected: /HTTP .*(?:Fix the reported problem|Check the image|asset-id)/s,
  'rejected by a gateway': /HTTP .*(?:Fix the reported problem|Check the image|asset-id)/s,
  redirected: /redirected.*base-url/s,
  'no endpoint': /HTTP 40[45].*base-url/s,
  busy: /HTTP .*(?:[Rr]un again|asset-id)/s,
  'server error': /(?:reported a server error \(2 attempts\)|failed|not uploaded .*): HTTP .*(?:[Rr]un again|asset-id)/s,
  ambiguous: /(?:last status check failed|was not uploaded \(\d attempts?\)): \S.*(?:[Rr]un again|asset-id)/s,
  incomplete: /(?:no valid status \(5 attempts\)|was not uploaded \(\d attempts?\)): \S.*(?:[Rr]un again|asset-id)/s,
  unexpected: /HTTP .*(?:[Rr]un again|asset-id|Nothing was submitted)/s,
};

// What the service may echo, and must not be seen anywhere.
const query = 'signature=5ecret0fTheUrl';
const echo = `key ${fakeToken}, picture https://example.com/portrait.jpg?${query}`;
const html = '<html><head><title>Welcome</title></head><body>load balancer</body></html>';

const faults: readonly { readonly row: Row; readonly name: string; readonly behaviour: Behaviour; readonly hangs?: true }[] = [
  { row: 'unauthorized', name: 'code 20001', behaviour: refusal(20001, `认证失败 ${echo}`) },
  { row: 'unauthorized', name: 'code "20001" with HTTP 500', behaviour: refusal('20001', echo, 500) },
  { row: 'unauthorized', name: 'HTTP 401 without envelope', behaviour: page(401) },
  {
    row: 'unauthorized',
    name: 'HTTP 403 broken off',
    behaviour: { ...raw('HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\n{', 'close'), accepts: false },
  },
  { row: 'balance', name: 'HTTP 402', behaviour: refusal(1, echo, 402) },
  { row: 'balance', name: 'an unknown code and 余额', behaviour: refusal(50001, `余额不足 ${echo}`) },
  { row: 'balance', name: 'code 20002 and “balance”', behaviour: refusal(20002, 'Insufficient balance', 400) },
  { row: 'balance in doubt', name: 'HTTP 500 and “quota”', behaviour: { ...refusal(1, 'key quota exhausted', 500), accepts: true } },
  { row: 'balance in doubt', name: 'code -1 with HTTP 504 and 余额', behaviour: { ...refusal(-1, '余额不足', 504), accepts: true } },
  { row: 'ambiguous', name: 'HTTP 500 as a page about the quota', behaviour: page(500, 'connection quota exceeded') },
  { row: 'rejected', name: 'code 20002', behaviour: refusal(20002, `参数错误 ${echo}`) },
  { row: 'rejected', name: 'code "20002" with HTTP 503', behaviour: refusal('20002', echo, 503) },
  { row: 'rejected', name: 'HTTP 400 with an error code', behaviour: refusal(40000, echo, 400) },
  { row: 'rejected by a gateway', name: 'HTTP 400', behaviour: page(400, 'load balancer') },
  { row: 'rejected by a gateway', name: 'HTTP 413', behaviour: page(413) },
  { row: 'rejected by a gateway', name: 'HTTP 415', behaviour: page(415) },
  {
    row: 'rejected by a gateway',
    name: 'HTTP 422 with a success code',
    behaviour: json({ code: 0, msg: echo, data: { asset_id: 'a' } }, { status: 422 }),
  },
  { row: 'redirected', name: 'HTTP 302', behaviour: page(302, html, { location: `https://api.example.com/elsewhere?${query}` }) },
  { row: 'redirected', name: 'HTTP 308 to nowhere', behaviour: page(308, '') },
  { row: 'no endpoint', name: 'HTTP 404', behaviour: page(404, html) },
  { row: 'no endpoint', name: 'HTTP 404 in the envelope', behaviour: refusal(40400, echo, 404) },
  { row: 'no endpoint', name: 'HTTP 405', behaviour: refusal(40500, echo, 405) },
  { row: 'busy', name: 'HTTP 429 with text about the quota', behaviour: refusal(1, `quota ${echo}`, 429) },
  { row: 'busy', name: 'HTTP 503 with Retry-After', behaviour: { ...page(503, html, { 'retry-after': '0' }), accepts: false } },
  { row: 'busy', name: 'HTTP 503 in the envelope', behaviour: refusal(50300, echo, 503) },
  {
    row: 'busy',
    name: 'HTTP 503 with Retry-After, stalled',
    behaviour: { ...raw('HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 100\r\n\r\n{', 'hang'), accepts: false },
    hangs: true,
  },
  {
    row: 'ambiguous',
    name: 'HTTP 503 of a proxy',
    behaviour: page(503, 'upstream connect error or disconnect/reset before headers. reset reason: connection termination'),
  },
  { row: 'ambiguous', name: 'HTTP 503 with a success code', behaviour: json({ code: 0, data: null }, { status: 503, accepts: true }) },
  {
    row: 'ambiguous',
    name: 'HTTP 503 stalled',
    behaviour: raw('HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\n{', 'hang'),
    hangs: true,
  },
  { row: 'server error', name: 'code -1', behaviour: refusal(-1, `服务器错误 ${echo}`) },
  { row: 'server error', name: 'code -1 with HTTP 429', behaviour: refusal(-1, echo, 429) },
  { row: 'server error', name: 'code "-1" with HTTP 503', behaviour: refusal('-1', echo, 503) },
  { row: 'ambiguous', name: 'code "-1" with HTTP 500', behaviour: { ...refusal('-1', echo, 500), accepts: true } },
  { row: 'ambiguous', name: 'code -1 with HTTP 504', behaviour: { ...refusal(-1, echo, 504), accepts: true } },
  {
    row: 'ambiguous',
    name: 'HTTP 500 with a success code',
    behaviour: json({ code: 0, msg: echo, data: null }, { status: 500, accepts: true }),
  },
  { row: 'ambiguous', name: 'HTTP 502', behaviour: page(502, html) },
  { row: 'ambiguous', name: 'HTTP 504 without a body', behaviour: page(504, '') },
  { row: 'ambiguous', name: 'no answer', behaviour: silence, hangs: true },
  { row: 'ambiguous', name: 'closed without an answer', behaviour: closed },
  { row: 'ambiguous', name: 'reset without an answer', behaviour: reset },
  { row: 'ambiguous', name: 'closed in the headers', behaviour: raw('HTTP/1.1 200 OK\r\nContent-Ty', 'close') },
  { row: 'ambiguous', name: 'stalled in the headers', behaviour: raw('HTTP/1.1 200 OK\r\nContent-Ty', 'hang'), hangs: true },
  { row: 'ambiguous', name: 'not HTTP', behaviour: raw(`SSH-2.0-OpenSSH ${echo}\r\n\r\n`, 'hang') },
  { row: 'ambiguous', name: 'headers without an end', behaviour: raw(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}`, 'hang') },
  { row: 'ambiguous', name: 'broken off in the body', behaviour: brokenOff },
  { row: 'ambiguous', name: 'reset in the body', behaviour: raw(`${headOf(1000)}{"code":0`, 'reset') },
  { row: 'ambiguous', name: 'stalled in the body', behaviour: stalled, hangs: true },
  { row: 'ambiguous', name: 'dripping', behaviour: dripping, hangs: true },
  { row: 'ambiguous', name: 'endless', behaviour: endless },
  { row: 'ambiguous', name: 'a wrong chunk', behaviour: raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n', 'hang') },
  {
    row: 'ambiguous',
    name: 'too long',
    behaviour: json({ code: 0, msg: 'x'.repeat(2 ** 20), data: { asset_id: 'a' } }, { accepts: true }),
  },
  { row: 'ambiguous', name: 'HTML', behaviour: page(200, html) },
  { row: 'ambiguous', name: 'empty', behaviour: json('', { accepts: true }) },
  { row: 'ambiguous', name: 'HTTP 204', behaviour: raw('HTTP/1.1 204 No Content\r\n\r\n', 'close') },
  {
    row: 'ambiguous',
    name: 'HTTP 101',
    behaviour: raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', 'hang'),
  },
  {
    row: 'ambiguous',
    name: 'JSON without a code',
    behaviour: json({ msg: echo, data: { asset_id: 'a', status: 'Active' } }, { accepts: true }),
  },
  { row: 'ambiguous', name: 'JSON that is no object', behaviour: json([{ code: 0 }], { accepts: true }) },
  { row: 'ambiguous', name: 'nested without end', behaviour: json('['.repeat(500_000), { accepts: true }) },
  { row: 'incomplete', name: 'success without data', behaviour: json({ code: 0, msg: 'success', data: null }, { accepts: true }) },
  {
    row: 'incomplete',
    name: 'success with data of another kind',
    behaviour: json({ code: '20000', data: { url: false, status: 1, items: {} } }, { accepts: true }),
  },
  { row: 'unexpected', name: 'an unknown code', behaviour: { ...refusal(31337, echo), accepts: true } },
  { row: 'unexpected', name: 'a code that is text', behaviour: { ...refusal('E_\u001b[31m::error::x', echo), accepts: true } },
  { row: 'unexpected', name: 'HTTP 409', behaviour: { ...refusal(1, echo, 409), accepts: true } },
  { row: 'unexpected', name: 'HTTP 418 as a page', behaviour: { ...page(418, html), accepts: true } },
];

const endpoints: readonly Endpoint[] = ['submit', 'upload', 'status', 'batch-status'];
const cells = faults.flatMap(({ row, name, behaviour, hangs = false }) =>
  endpoints.map((endpoint) => ({ row, name, behaviour, hangs, endpoint, outcome: table[row][endpoint] })),
);
// Where no request gets through: before the connection is made, or right after it.
const connectionFaults = (['refused', 'closed'] as const).flatMap((manner) => endpoints.map((endpoint) => ({ manner, endpoint })));
// What passes must not have left a trace: the same cells again, with a single fault.
const passing = cells.filter(({ outcome }) => outcome === 'try again' || outcome === 'not understood');

const url = `https://example.com/portrait.jpg?${query}#${query}`;
const timeout = 3000;
// For the start of a process on a busy machine; the step itself has a second.
const slack = 4000;

let workspace = '';
beforeAll(async () => {
  workspace = await mkdtemp(path.join(os.tmpdir(), 'workspace-'));
  await writeFile(path.join(workspace, 'portrait.png'), Buffer.from('\x89PNG\r\n\x1a\n and more', 'latin1'));
});
afterAll(async () => {
  await rm(workspace, { recursive: true });
  console.log(`fault matrix: ${cells.length + passing.length + connectionFaults.length} cells, ${faults.length + 2} faults`);
});

function inputsFor(endpoint: Endpoint, service: FakeJimmyAi): Record<string, string> {
  const common = { 'base-url': service.origin, timeout: `${timeout}ms`, 'poll-interval': '150ms' };
  switch (endpoint) {
    case 'upload':
      return { ...common, name: 'front', file: 'portrait.png' };
    case 'batch-status':
      return { ...common, portraits: JSON.stringify(['front', 'left'].map((name) => ({ name, url }))) };
    default:
      return { ...common, name: 'front', url };
  }
}

describe.concurrent('a fault that stays', () => {
  test.each(cells)('$endpoint, $row: $name → $outcome', async ({ row, behaviour, hangs, endpoint, outcome }) => {
    const service = await FakeJimmyAi.start();
    service.always(endpoint, behaviour);
    const result = await runAction(inputsFor(endpoint, service), { workspace });
    await service.stop();

    const several = endpoint === 'batch-status';
    const mayBeAccepted = outcome === 'uncertain' || outcome === 'stop in doubt';
    const submits = several ? 2 : 1;
    // What hangs takes all the time there is.
    const attempts = outcome === 'try again' && !hangs ? 2 : 1;
    expectClean(result, [query]);
    expect(service.mistakes).toEqual([]);
    expect(result.milliseconds).toBeLessThan(timeout + 1000 + slack);
    if (outcome === 'one by one') expectSuccess(result);
    else expectFailure(result, mayBeAccepted ? /may already be submitted: \S.*Don’t re-run yet.*Ask JimmyAI whether/s : says[row]);
    if (outcome === 'stop in doubt') expectFailure(result, /Top up/);

    // At most once, unless it certainly was not taken.
    if (endpoint === 'submit') {
      expect(service.count('submit')).toBe(attempts);
      expect(service.accepted).toBe(mayBeAccepted ? 1 : 0);
      expect(result.outputs['failure'] === 'possibly-submitted').toBe(mayBeAccepted);
      expect(result.outputs).toMatchObject({ status: 'Failed', asset_refs: '[]' });
      expect(result.outputs['asset_id']).toBeUndefined();
    } else if (endpoint === 'upload') {
      expect(service.count('upload')).toBe(attempts);
      expect(service.count('submit')).toBe(0);
    } else {
      expect(service.accepted).toBe(submits);
      expect(service.count('submit')).toBe(submits);
      const ids = [...service.assets.keys()];
      if (!several) expect(result.outputs['asset_id']).toBe(ids[0]);
      for (const id of ids) expect(result.outputs['assets']).toContain(`"${id}"`);
      const status = {
        stop: 'Processing',
        fail: 'Failed',
        'try again': 'Processing',
        'not understood': 'Failed',
        'one by one': 'Active',
        uncertain: '',
        'stop in doubt': '',
      }[outcome];
      expect(result.outputs['status']).toBe(status);
      if (outcome === 'not understood') expect(service.count(endpoint)).toBe(5);
      if (outcome === 'try again') expect(service.count(endpoint)).toBeGreaterThan(1);
    }
    if (outcome !== 'one by one') expect(result.outputs['asset_ref']).toBeUndefined();
  });
});

describe.concurrent('a connection', () => {
  test.each(connectionFaults)('that is $manner before $endpoint', async ({ manner, endpoint }) => {
    const service = await FakeJimmyAi.start();
    const spoil = () => {
      service.connectionsToClose = Number.POSITIVE_INFINITY;
      if (manner === 'refused') service.refuseConnections();
    };
    const submits = endpoint === 'batch-status' ? 2 : 1;
    const isCheck = endpoint === 'status' || endpoint === 'batch-status';
    const inputs = inputsFor(endpoint, service);
    if (isCheck) {
      service.always('submit', {
        accepts: true,
        answer: (exchange) => {
          usual.answer(exchange);
          exchange.response.on('close', () => service.accepted === submits && setTimeout(spoil, 50));
        },
      });
    } else spoil();
    const result = await runAction(inputs, { workspace });
    await service.stop();

    expectClean(result, [query]);
    expect(result.milliseconds).toBeLessThan(timeout + 1000 + slack);
    expect(service.accepted).toBe(isCheck ? submits : 0);
    if (isCheck) {
      expectFailure(result, /still Processing.*the last status check failed: \S.*asset-id/s);
      for (const id of service.assets.keys()) expect(result.outputs['assets']).toContain(`"${id}"`);
    } else if (endpoint === 'submit' && manner === 'closed') {
      expectFailure(result, /may already be submitted/);
      expect(service.connections).toBe(1);
    } else {
      expectFailure(
        result,
        endpoint === 'submit'
          ? /could not be sent \(2 attempts\).*Nothing was submitted/
          : /was not uploaded \(2 attempts\).*Nothing was submitted/,
      );
    }
  });
});

describe.concurrent('a fault that passes', () => {
  test.each(passing)('$endpoint, $row: $name, then as usual', async ({ behaviour, endpoint }) => {
    const service = await FakeJimmyAi.start();
    service.next(endpoint, behaviour);
    // A silent upload is given up after 30 s, a silent check for the last one.
    const inputs = { ...inputsFor(endpoint, service), ...(endpoint.includes('status') ? {} : { timeout: '50s' }) };
    const result = await runAction(inputs, { workspace });
    await service.stop();

    expectClean(result, [query]);
    expectSuccess(result);
    expect(service.mistakes).toEqual([]);
    expect(service.accepted).toBe(endpoint === 'batch-status' ? 2 : 1);
    expect(result.outputs['status']).toBe('Active');
  });
});
