import { describe, expect, test } from 'vitest';
import { type ReadReply, readReply } from '../../../src/jimmyai/envelope.ts';
import { type Endpoint, type Failure, failed, isPossiblyMade, saysAssetUnknown, verdictOn } from '../../../src/jimmyai/failure.ts';
import { Redactor } from '../../../src/step/redactor.ts';

const endpoints = ['submit', 'upload', 'status', 'batch-status'] as const satisfies readonly Endpoint[];

// Noon of a day, for a Retry-After that is a date.
const noon = Date.UTC(2025, 0, 15, 12, 0, 0);

const unchanged = (text: string) => text;

function whole(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ReadReply {
  return { kind: 'responded', status, headers, body: { kind: 'whole', text: typeof body === 'string' ? body : JSON.stringify(body) } };
}

function flawed(status: number, cause: string, headers: Readonly<Record<string, string>> = {}): ReadReply {
  return { kind: 'responded', status, headers, body: { kind: 'flawed', cause } };
}

function failureOf(reply: ReadReply, quote = unchanged): Failure {
  const result = readReply('status', reply, noon, quote);
  if (result.ok) throw new Error('this reply is a success');
  return result.failure;
}

/** What the reply means on submit, upload, status and batch-status, in this order. `?`: the submission may have been accepted. */
function verdictsOn(reply: ReadReply): readonly string[] {
  const failure = failureOf(reply);
  return endpoints.map((endpoint) => {
    const doubt = endpoint === 'submit' && isPossiblyMade('submit', failure) ? '?' : '';
    return `${verdictOn(endpoint, failure)}${doubt}`;
  });
}

// The rows of the table of what the service answers.
const stopEverywhere = ['stop', 'stop', 'stop', 'stop'];
const stopInDoubt = ['stop?', 'stop', 'stop', 'stop'];
const rejected = ['fail', 'fail', 'fail', 'one-by-one'];
const rejectedByGateway = ['fail', 'fail', 'not-understood', 'one-by-one'];
const elsewhere = ['stop', 'stop', 'not-understood', 'one-by-one'];
const tryAgain = ['retry', 'retry', 'retry', 'retry'];
const mayBeTaken = ['fail?', 'retry', 'retry', 'retry'];
const anythingElse = ['fail?', 'fail', 'not-understood', 'not-understood'];

describe('a success', () => {
  const successes = [0, 200, 20000]
    .flatMap((code) => [code, String(code)])
    .flatMap((code) => [200, 201, 299].map((status) => ({ code, status })));

  test.each(successes)('is HTTP $status with code $code', ({ code, status }) => {
    expect(readReply('status', whole(status, { code, msg: 'ok', data: { asset_id: 'a-1' } }), noon, unchanged)).toEqual({
      ok: true,
      value: { data: { asset_id: 'a-1' }, msg: 'ok' },
    });
  });

  test('stays one whatever its text says', () => {
    expect(readReply('status', whole(200, { code: 0, msg: '余额 10, balance 10', data: 1 }), noon, unchanged)).toMatchObject({
      ok: true,
      value: { data: 1 },
    });
  });

  test.each([
    ['an absent one', { code: 0 }, undefined],
    ['null', { code: 0, data: null }, null],
    ['a list', { code: 0, data: [] }, []],
  ])('hands on data as it is: %s', (_, body, value) => {
    expect(readReply('status', whole(200, body), noon, unchanged)).toEqual({ ok: true, value: { data: value, msg: '' } });
  });

  test.each([0, '0', 200, '200', 20000, '20000'])('is not told by code %j where the HTTP status is an error', (code) => {
    const body = { code, msg: 'ok', data: { asset_id: 'a-1' } };
    expect(verdictsOn(whole(302, body))).toEqual(stopEverywhere);
    expect(verdictsOn(whole(400, body))).toEqual(rejectedByGateway);
    expect(verdictsOn(whole(401, body))).toEqual(stopEverywhere);
    expect(verdictsOn(whole(404, body))).toEqual(elsewhere);
    expect(saysAssetUnknown(failureOf(whole(404, body)))).toBe(false);
    expect(verdictsOn(whole(409, body))).toEqual(anythingElse);
    expect(verdictsOn(whole(429, body))).toEqual(tryAgain);
    expect(verdictsOn(whole(500, body))).toEqual(mayBeTaken);
    expect(verdictsOn(whole(503, body))).toEqual(mayBeTaken);
  });
});

describe('the HTTP status of a response without an envelope', () => {
  test.each([
    [300, stopEverywhere, 'redirected'],
    [301, stopEverywhere, 'redirected'],
    [302, stopEverywhere, 'redirected'],
    [304, stopEverywhere, 'redirected'],
    [307, stopEverywhere, 'redirected'],
    [308, stopEverywhere, 'redirected'],
    [399, stopEverywhere, 'redirected'],
    [400, rejectedByGateway, 'rejected-by-gateway'],
    [401, stopEverywhere, 'unauthorized'],
    [402, stopEverywhere, 'balance'],
    [403, stopEverywhere, 'unauthorized'],
    [404, elsewhere, 'no-endpoint'],
    [405, elsewhere, 'no-endpoint'],
    [406, anythingElse, 'unexpected'],
    [408, anythingElse, 'unexpected'],
    [409, anythingElse, 'unexpected'],
    [410, anythingElse, 'unexpected'],
    [413, rejectedByGateway, 'rejected-by-gateway'],
    [414, anythingElse, 'unexpected'],
    [415, rejectedByGateway, 'rejected-by-gateway'],
    [418, anythingElse, 'unexpected'],
    [422, rejectedByGateway, 'rejected-by-gateway'],
    [429, tryAgain, 'busy'],
    [451, anythingElse, 'unexpected'],
    [499, anythingElse, 'unexpected'],
    [500, mayBeTaken, 'ambiguous'],
    [501, mayBeTaken, 'ambiguous'],
    [502, mayBeTaken, 'ambiguous'],
    [503, mayBeTaken, 'ambiguous'],
    [504, mayBeTaken, 'ambiguous'],
    [520, mayBeTaken, 'ambiguous'],
    [599, mayBeTaken, 'ambiguous'],
  ])('%d means %j', (status, verdicts, kind) => {
    for (const reply of [
      whole(status, ''),
      whole(status, '<html><body>Error</body></html>'),
      whole(status, '[]'),
      whole(status, '{"msg":"no code"}'),
      whole(status, '{"code":null}'),
      flawed(status, 'the response broke off'),
    ]) {
      expect(verdictsOn(reply)).toEqual(verdicts);
      expect(failureOf(reply).kind).toBe(kind);
      expect(saysAssetUnknown(failureOf(reply))).toBe(false);
    }
  });

  test.each([
    ['Retry-After', whole(503, '<html></html>', { 'retry-after': '1' })],
    ['Retry-After of a response that broke off', flawed(503, 'broke off', { 'retry-after': 'soon' })],
    ['an error code of JimmyAI’s', whole(503, { code: 50300, msg: 'busy' })],
  ])('503 with %s was certainly not accepted', (_, reply) => {
    expect(failureOf(reply).kind).toBe('unavailable');
    expect(verdictsOn(reply)).toEqual(tryAgain);
  });
});

describe('an envelope code that the table names', () => {
  const statuses = [200, 201, 302, 400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429, 500, 502, 503, 504];
  const cases = [
    { code: 20001, verdicts: stopEverywhere, kind: 'unauthorized' },
    { code: 20002, verdicts: rejected, kind: 'rejected' },
  ].flatMap((row) => statuses.map((status) => ({ ...row, status })));

  test.each(cases)('$code wins over HTTP $status: $kind', ({ code, status, verdicts, kind }) => {
    for (const written of [code, String(code)]) {
      expect(verdictsOn(whole(status, { code: written, msg: 'no', data: null }))).toEqual(verdicts);
      expect(failureOf(whole(status, { code: written, msg: 'no', data: null })).kind).toBe(kind);
    }
  });
});

describe('the envelope code -1', () => {
  test.each([
    [200, tryAgain, 'server-error'],
    [201, tryAgain, 'server-error'],
    [429, tryAgain, 'server-error'],
    [503, tryAgain, 'server-error'],
    [500, mayBeTaken, 'ambiguous'],
    [502, mayBeTaken, 'ambiguous'],
    [504, mayBeTaken, 'ambiguous'],
    [599, mayBeTaken, 'ambiguous'],
    [302, stopEverywhere, 'redirected'],
    [400, rejected, 'rejected'],
    [401, stopEverywhere, 'unauthorized'],
    [404, elsewhere, 'not-found'],
    [409, anythingElse, 'unexpected'],
    [413, rejectedByGateway, 'rejected-by-gateway'],
  ])('with HTTP %d means %j', (status, verdicts, kind) => {
    for (const code of [-1, '-1']) {
      expect(verdictsOn(whole(status, { code, msg: 'no', data: null }))).toEqual(verdicts);
      expect(failureOf(whole(status, { code, msg: 'no', data: null })).kind).toBe(kind);
    }
  });
});

describe('the envelope code -1 about a video', () => {
  test.each([200, 302, 400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503, 504])(
    'with HTTP %d leaves a doubt, and is asked again',
    (status) => {
      for (const msg of ['no', '余额不足']) {
        const created = readReply('create', whole(status, { code: -1, msg }), noon, unchanged);
        if (created.ok) throw new Error('this reply is a success');
        expect(isPossiblyMade('create', created.failure)).toBe(true);
        expect(['fail', 'stop']).toContain(verdictOn('create', created.failure));
      }
      const queried = readReply('query', whole(status, { code: -1, msg: 'no' }), noon, unchanged);
      if (queried.ok) throw new Error('this reply is a success');
      expect(verdictOn('query', queried.failure)).toBe('retry');
    },
  );
});

describe('that JimmyAI doesn’t know a task', () => {
  const queryOf = (reply: ReadReply) => {
    const result = readReply('query', reply, noon, unchanged);
    if (result.ok) throw new Error('this reply is a success');
    return verdictOn('query', result.failure);
  };

  test.each([
    ['code 20002', whole(200, { code: 20002, msg: '任务不存在' })],
    ['an unknown code', whole(200, { code: 31337, msg: 'Task not found' })],
    ['code -1', whole(200, { code: -1, msg: '任务不存在' })],
    ['HTTP 404 in its envelope', whole(404, { code: 40400, msg: 'gone' })],
    ['HTTP 404 of whoever answers', whole(404, '')],
    ['HTTP 405', whole(405, '')],
  ])('is said by %s', (_, reply) => {
    expect(queryOf(reply)).toBe('missing');
  });

  test('is not said by a page, nor where the key, the balance or the server is at fault', () => {
    expect(queryOf(whole(503, { code: -1, msg: 'backend not found' }))).toBe('retry');
    expect(queryOf(whole(429, { code: 1, msg: 'not found' }))).toBe('retry');
    expect(queryOf(whole(502, 'upstream not found'))).toBe('retry');
    expect(queryOf(whole(401, { code: 20001, msg: 'key not found' }))).toBe('stop');
    expect(queryOf(whole(200, { code: 1, msg: 'balance not found' }))).toBe('stop');
  });

  test('is no such thing to any other call', () => {
    expect(verdictsOn(whole(200, { code: 20002, msg: '任务不存在' }))).toEqual(rejected);
  });
});

describe('that JimmyAI doesn’t know an asset', () => {
  test.each([
    ['code 20002', whole(200, { code: 20002, msg: '资产不存在' })],
    ['HTTP 400 with an error code', whole(400, { code: 40000, msg: 'bad id' })],
    ['HTTP 404 with an error code', whole(404, { code: 40400, msg: 'not found' })],
    ['HTTP 422 with an error code', whole(422, { code: '42200', msg: 'bad id' })],
  ])('is said by %s', (_, reply) => {
    expect(saysAssetUnknown(failureOf(reply))).toBe(true);
  });

  test.each([
    ['HTTP 404 without a body', whole(404, '')],
    ['a page', whole(404, '<html>404</html>')],
    ['an envelope without a code', whole(404, { message: 'no Route matched with those values' })],
    ['an envelope with a success code', whole(400, { code: 0, data: {} })],
    ['HTTP 405 with an error code', whole(405, { code: 40500, msg: 'no' })],
    ['HTTP 413 with an error code', whole(413, { code: 41300, msg: 'no' })],
    ['a response that broke off', flawed(404, 'broke off')],
    ['an unknown code', whole(200, { code: 40400, msg: 'not found' })],
  ])('is not said by %s', (_, reply) => {
    expect(saysAssetUnknown(failureOf(reply))).toBe(false);
  });
});

describe('an envelope code that the table does not name', () => {
  test.each([1, '1', 500, '500', 404, 20003, '20003', 20404, -2, '', 'OK', 'success', 0.5, 1e21])('%j is not understood on 2xx', (code) => {
    expect(verdictsOn(whole(200, { code, msg: 'hm' }))).toEqual(anythingElse);
    expect(verdictsOn(whole(201, { code, msg: 'hm' }))).toEqual(anythingElse);
  });

  test.each([1, '1', 20003, 'OK'])('%j leaves the word to any other HTTP status', (code) => {
    expect(verdictsOn(whole(302, { code, msg: 'hm' }))).toEqual(stopEverywhere);
    expect(verdictsOn(whole(400, { code, msg: 'hm' }))).toEqual(rejected);
    expect(verdictsOn(whole(401, { code, msg: 'hm' }))).toEqual(stopEverywhere);
    expect(verdictsOn(whole(402, { code, msg: 'hm' }))).toEqual(stopEverywhere);
    expect(verdictsOn(whole(404, { code, msg: 'hm' }))).toEqual(elsewhere);
    expect(verdictsOn(whole(409, { code, msg: 'hm' }))).toEqual(anythingElse);
    expect(verdictsOn(whole(429, { code, msg: 'hm' }))).toEqual(tryAgain);
    expect(verdictsOn(whole(500, { code, msg: 'hm' }))).toEqual(mayBeTaken);
    expect(verdictsOn(whole(503, { code, msg: 'hm' }))).toEqual(tryAgain);
  });
});

describe('a 2xx that can’t be read', () => {
  test.each([
    ['nothing', ''],
    ['a page', '<!doctype html><title>Welcome</title>'],
    ['half of an envelope', '{"code":0,"data":{"asset_id":"a-1"'],
    ['an envelope with something after it', '{"code":0}{"code":0}'],
    ['null', 'null'],
    ['a number', '0'],
    ['a string', '"20000"'],
    ['a list', '[{"code":0}]'],
    ['an object without a code', '{"data":{"asset_id":"a-1"}}'],
    ['a code that is null', '{"code":null,"data":{"asset_id":"a-1"}}'],
    ['a code that is true', '{"code":true,"data":{"asset_id":"a-1"}}'],
    ['a code that is a list', '{"code":[0],"data":{"asset_id":"a-1"}}'],
    ['a code that is an object', '{"code":{},"data":{"asset_id":"a-1"}}'],
    ['a code in the prototype', '{"__proto__":{"code":0},"data":{"asset_id":"a-1"}}'],
    ['a text about the balance, but no error', '{"balance":"insufficient balance"}'],
  ])('may already be submitted: %s', (_, text) => {
    expect(verdictsOn(whole(200, text))).toEqual(mayBeTaken);
    expect(failureOf(whole(200, text)).detail).not.toBe('');
  });

  test.each(['the response broke off: aborted', 'the response is longer than 1 MiB'])('says why: %s', (cause) => {
    expect(verdictsOn(flawed(200, cause))).toEqual(mayBeTaken);
    expect(failureOf(flawed(200, cause)).detail).toContain(cause);
  });
});

describe('a reply that is no response', () => {
  test.each([
    ['not-sent', tryAgain],
    ['untrusted', stopEverywhere],
    ['lost', mayBeTaken],
  ] as const)('%s means %j and is quoted', (kind, verdicts) => {
    const reply: ReadReply = { kind, cause: 'connect ECONNREFUSED' };
    expect(verdictsOn(reply)).toEqual(verdicts);
    expect(failureOf(reply, (text) => `«${text}»`)).toMatchObject({ detail: '«connect ECONNREFUSED»', retryAfterMs: 0 });
  });
});

describe('an exhausted balance', () => {
  const texts = [
    '余额不足',
    '账户余额不足，请充值',
    'Insufficient balance',
    'insufficient_balance',
    'INSUFFICIENT BALANCE.',
    'balance is not enough',
    'account-balance: 0',
    'Balance',
    'Your quota is used up',
    'insufficient_quota',
    'key quota exceeded',
    'load balancer says: insufficient balance',
  ];

  test.each(texts)('is told by the text %j', (msg) => {
    for (const reply of [
      whole(200, { code: 50010, msg }),
      whole(200, { code: 20002, msg }),
      whole(402, { code: 1, msg }),
      whole(402, msg),
      whole(400, { code: 20002, msg }),
      whole(403, { code: 1, msg }),
      whole(409, { code: 1, message: msg }),
    ]) {
      expect(failureOf(reply).kind).toBe('balance');
      expect(verdictsOn(reply)).toEqual(stopEverywhere);
      expect(isPossiblyMade('create', failureOf(reply))).toBe(false);
    }
    // A page, or JimmyAI beside its code -1, says so: a video may have been created all the same.
    for (const reply of [
      whole(200, { code: '-1', msg }),
      whole(401, { msg }),
      whole(404, { msg }),
      whole(409, msg),
      whole(422, { error: msg }),
    ]) {
      expect(failureOf(reply).kind).toBe('balance-reported');
      expect(verdictsOn(reply)).toEqual(stopEverywhere);
      expect(isPossiblyMade('create', failureOf(reply))).toBe(true);
    }
  });

  test.each(texts)('is told by the text %j of a 5xx in JimmyAI’s own envelope, and the submission may have been accepted', (msg) => {
    for (const reply of [whole(500, { code: 500, msg }), whole(503, { code: 1, msg }), whole(504, { code: -1, msg })]) {
      expect(failureOf(reply).kind).toBe('balance-ambiguous');
      expect(verdictsOn(reply)).toEqual(stopInDoubt);
    }
    for (const reply of [whole(500, { code: 0, msg }), whole(500, msg), whole(503, { msg })]) {
      expect(failureOf(reply).kind).toBe('ambiguous');
      expect(verdictsOn(reply)).toEqual(mayBeTaken);
    }
  });

  test.each(texts)('is not told by the text %j of a 20001, a 429 or a text that is no error', (msg) => {
    expect(failureOf(whole(200, { code: 20001, msg })).kind).toBe('unauthorized');
    expect(failureOf(whole(200, { code: '20001', msg })).kind).toBe('unauthorized');
    expect(failureOf(whole(402, { code: 20001, msg })).kind).toBe('unauthorized');
    expect(failureOf(whole(429, { code: 20001, msg })).kind).toBe('unauthorized');
    expect(failureOf(whole(429, { code: 429, msg })).kind).toBe('busy');
    expect(failureOf(whole(429, msg)).kind).toBe('busy');
    expect(failureOf(whole(200, { msg })).kind).toBe('ambiguous');
  });

  test.each(['InsufficientBalance', 'AccountBalanceNotEnough', 'QuotaExceeded', 'ERR_BALANCE_EMPTY'])(
    'is told by a text in the style of an error name: %j',
    (msg) => {
      expect(failureOf(whole(400, { code: 1, msg })).kind).toBe('balance');
    },
  );

  test.each([
    'no healthy upstream behind the load balancer',
    'Load Balancer error',
    'load-balancer timed out',
    'loadbalancer: 0 backends',
    'LOAD_BALANCER_UNAVAILABLE',
    'the load balance is off',
    'unbalanced quotation',
    'fix the white balance of the picture',
    'the picture is not balanced',
  ])('is not told by %j', (msg) => {
    expect(failureOf(whole(500, { msg })).kind).toBe('ambiguous');
    expect(failureOf(whole(500, msg)).kind).toBe('ambiguous');
    expect(failureOf(whole(400, { code: 20002, msg })).kind).toBe('rejected');
    expect(failureOf(whole(503, { code: 1, msg })).kind).toBe('unavailable');
    expect(failureOf(whole(200, { code: 1, msg })).kind).toBe('unexpected');
  });
});

describe('what a failure says', () => {
  test.each([
    ['msg', whole(400, { code: 20002, msg: '图片无法访问' })],
    ['message', whole(400, { code: 20002, message: '图片无法访问' })],
    ['error', whole(400, { code: 20002, error: '图片无法访问' })],
    ['message after an empty msg', whole(400, { code: 20002, msg: ' ', message: '图片无法访问' })],
    ['message after a msg that is no string', whole(400, { code: 20002, msg: null, message: '图片无法访问' })],
    ['the body where it is plain text', whole(400, '图片无法访问\n')],
  ])('is the service’s %s', (_, reply) => {
    expect(failureOf(reply).detail).toContain('图片无法访问');
    expect(failureOf(reply).detail).toContain('400');
  });

  test('names the code', () => {
    expect(failureOf(whole(200, { code: 50010, msg: 'hm' })).detail).toMatch(/200.*50010.*hm/);
  });

  test('is no page', () => {
    expect(failureOf(whole(502, '<html><title>Bad Gateway</title></html>')).detail).not.toMatch(/html|title/);
  });

  test('passes the redactor: no secret, no command, no query, and not too long', () => {
    const redactor = new Redactor();
    redactor.addToken('sk_geheim');
    const msg = `bad key sk_geheim\n##[error]https://example.com/a.jpg?signature=abc ${'x'.repeat(5000)}`;
    for (const reply of [
      whole(400, { code: 20002, msg }),
      whole(200, { code: msg, msg: 'x' }),
      whole(302, '', { location: `https://example.com/${msg}` }),
      flawed(200, msg),
    ]) {
      const { detail } = failureOf(reply, (text) => redactor.excerpt(text));
      expect(detail).not.toMatch(/sk_geheim|signature|##\[|\n/);
      expect(detail.length).toBeLessThan(1000);
    }
  });
});

describe('a redirection', () => {
  test.each([
    ['https://api.example.com/api/open-api/v1/x?token=1', 'https://api.example.com'],
    ['http://api.example.com:8080/', 'http://api.example.com:8080'],
    ['https://alice:hunter2@api.example.com/', 'https://api.example.com'],
    ['/login', null],
    ['', null],
    ['https://', null],
  ])('to %j points to the origin %j', (location, target) => {
    expect(failureOf(whole(301, '', { location }))).toMatchObject({ kind: 'redirected', target });
  });

  test('without a Location points nowhere', () => {
    expect(failureOf(whole(301, ''))).toMatchObject({ kind: 'redirected', target: null });
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'mailto:a@example.com'])('to %j has no origin to hand on', (location) => {
    expect(failureOf(whole(301, '', { location }))).toMatchObject({ kind: 'redirected', target: null });
  });

  test('does not repeat the query of its target', () => {
    const redactor = new Redactor();
    const { detail } = failureOf(whole(301, '', { location: 'https://a:b@api.example.com/x?ticket=geheim' }), (text) =>
      redactor.excerpt(text),
    );
    expect(detail).toContain('https://api.example.com/x');
    expect(detail).not.toMatch(/geheim|a:b@/);
  });
});

describe('Retry-After', () => {
  test.each([
    ['120', 120_000],
    ['Wed, 15 Jan 2025 12:00:30 GMT', 30_000],
    ['soon', 0],
  ])('%j is heeded whatever the response is', (value, ms) => {
    for (const status of [429, 503, 500, 404, 302]) expect(failureOf(whole(status, '', { 'retry-after': value })).retryAfterMs).toBe(ms);
    expect(failureOf(whole(200, { code: -1, msg: 'busy' }, { 'retry-after': value })).retryAfterMs).toBe(ms);
    expect(failureOf(flawed(503, 'broke off', { 'retry-after': value })).retryAfterMs).toBe(ms);
  });

  test('is none where the service asks for nothing', () => {
    expect(failureOf(whole(429, '')).retryAfterMs).toBe(0);
  });

  test('goes by the service’s own clock where it tells it', () => {
    const headers = { 'retry-after': 'Wed, 15 Jan 2025 15:00:30 GMT', date: 'Wed, 15 Jan 2025 15:00:00 GMT' };
    expect(failureOf(whole(429, '', headers)).retryAfterMs).toBe(30_000);
  });
});

describe('failed', () => {
  test('is a failure that nothing is to be waited for', () => {
    expect(failed('ambiguous', 'no usable id')).toEqual({
      ok: false,
      failure: { kind: 'ambiguous', detail: 'no usable id', retryAfterMs: 0 },
    });
  });
});

describe('a final response below 200 or at 300', () => {
  test.each([
    [199, 'ambiguous'],
    [300, 'redirected'],
  ])('is no success: HTTP %i', (status, kind) => {
    for (const code of [0, 7]) expect(failureOf(whole(status, { code, data: 1 })).kind).toBe(kind);
    expect(failureOf(whole(status, '')).kind).toBe(kind);
  });
});

describe('what is told of a failure', () => {
  test.each([
    [whole(500, '<html>'), 'HTTP 500'],
    [whole(500, ''), 'HTTP 500'],
    [whole(500, { code: 7 }), 'HTTP 500, code 7'],
    [whole(200, { code: 7 }), 'HTTP 200, code 7'],
    [whole(500, ' out of order\n'), 'HTTP 500: out of order'],
    [whole(500, 'x'.repeat(999)), `HTTP 500: ${'x'.repeat(999)}`],
    [whole(500, 'x'.repeat(1000)), 'HTTP 500'],
  ])('%j: %s', (reply, detail) => {
    expect(failureOf(reply)).toEqual({ kind: expect.any(String), detail, retryAfterMs: 0 });
  });

  test('names what is wrong where a success has no envelope', () => {
    expect(failureOf(whole(200, '<html>')).detail).toMatch(/^HTTP 200: ./);
  });

  test('has no more of a redirection than where it leads', () => {
    const location = 'https://example.com/login?ticket=geheim\n#geheim';
    expect(failureOf(whole(302, '', { location })).detail).toBe('HTTP 302 to https://example.com/login');
  });
});

test('HTTP 500 says nothing of whether a task is there, whatever its text', () => {
  const result = readReply('query', whole(500, { code: 7, msg: 'task not found' }), noon, unchanged);
  expect(result).toMatchObject({ ok: false, failure: { kind: 'ambiguous' } });
});
