import { describe, expect, test } from 'vitest';
import { type Envelope, isFromJimmyAi, type ReadReply, readReply } from '../../../src/jimmyai/envelope.ts';
import { type Endpoint, type Failure, failed, isPossiblyMade, type Result, saysUnknown, verdictOn } from '../../../src/jimmyai/failure.ts';
import { findIdIn, findIdInPart } from '../../../src/jimmyai/returned-id.ts';
import { Redactor } from '../../../src/step/redactor.ts';

const endpoints = ['submit', 'upload', 'status', 'batch-status'] as const satisfies readonly Endpoint[];

// Noon of a day, for a Retry-After that is a date.
const noon = Date.UTC(2025, 0, 15, 12, 0, 0);

const unchanged = (text: string) => text;
const noSecret = () => false;

function whole(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ReadReply {
  return { kind: 'responded', status, headers, body: { kind: 'whole', text: typeof body === 'string' ? body : JSON.stringify(body) } };
}

function flawed(status: number, cause: string, headers: Readonly<Record<string, string>> = {}, text = ''): ReadReply {
  return { kind: 'responded', status, headers, body: { kind: 'flawed', text, cause } };
}

interface Circumstances {
  readonly endpoint?: Endpoint;
  readonly sent?: readonly string[];
  readonly isEstablished?: boolean;
  readonly excerpt?: (text: string) => string;
}

/** What the reply means: of a status check, and before any other response, unless `circumstances` say otherwise. */
function read(reply: ReadReply, circumstances: Circumstances = {}): Result<Envelope> {
  const { endpoint = 'status', sent = [], isEstablished = false, excerpt = unchanged } = circumstances;
  return readReply(reply, {
    ...{ endpoint, sent, isEstablished, wallClock: noon, excerpt },
    findId: (body, json, isSuccess) =>
      body.kind === 'whole' ? findIdIn(json, endpoint, isSuccess, noSecret) : findIdInPart(body, endpoint, noSecret),
  });
}

function failureOf(reply: ReadReply, circumstances: Circumstances = {}): Failure {
  const result = read(reply, circumstances);
  if (result.ok) throw new Error('this reply is a success');
  return result.failure;
}

/** What the reply means on submit, upload, status and batch-status, in this order. `?`: the submission may have been accepted. */
function verdictsOn(reply: ReadReply, circumstances: Circumstances = {}): readonly string[] {
  return endpoints.map((endpoint) => {
    const failure = failureOf(reply, { ...circumstances, endpoint });
    const doubt = endpoint === 'submit' && isPossiblyMade('submit', failure) ? '?' : '';
    return `${verdictOn(endpoint, failure)}${doubt}`;
  });
}

/** What the reply means on the creation and the query of a video. `?`: the video may have been created. */
function videoVerdictsOn(reply: ReadReply, circumstances: Circumstances = {}): readonly string[] {
  const created = failureOf(reply, { ...circumstances, endpoint: 'create' });
  const doubt = isPossiblyMade('create', created) ? '?' : '';
  const queried = failureOf(reply, { ...circumstances, endpoint: 'query' });
  return [`${verdictOn('create', created)}${doubt}`, verdictOn('query', queried)];
}

// The rows of the table of what the service responds.
const stopEverywhere = ['stop', 'stop', 'stop', 'stop'];
const stopInDoubt = ['stop?', 'stop', 'stop', 'stop'];
const rejected = ['fail', 'fail', 'fail', 'one-by-one'];
const rejectedByCatchAll = ['fail', 'fail', 'retry', 'retry'];
const rejectedByOthers = ['fail', 'fail', 'not-understood', 'one-by-one'];
const elsewhere = ['stop', 'stop', 'not-understood', 'one-by-one'];
const blocked = ['stop', 'stop', 'not-understood', 'not-understood'];
const tryAgain = ['retry', 'retry', 'retry', 'retry'];
const mayBeTaken = ['fail?', 'retry', 'retry', 'retry'];
const anythingElse = ['fail?', 'fail', 'not-understood', 'not-understood'];

describe('a success', () => {
  const successes = [0, 200, 201, 299, 20000]
    .flatMap((code) => [code, String(code)])
    .concat(['SUCCESS', 'success', 'Succeed', 'succeeded', 'OK'])
    .flatMap((code) => [200, 201, 299].map((status) => ({ code, status })));

  test.each(successes)('is HTTP $status with code $code', ({ code, status }) => {
    const body = { code, msg: 'ok', data: { asset_id: 'a-1' } };
    expect(read(whole(status, body))).toEqual({ ok: true, value: { data: { asset_id: 'a-1' }, body, msg: 'ok' } });
  });

  test('stays one whatever its text says', () => {
    expect(read(whole(200, { code: 0, msg: '余额 10, balance 10', data: 1 }))).toMatchObject({
      ok: true,
      value: { data: 1 },
    });
  });

  test.each([
    ['an absent one', { code: 0 }, undefined],
    ['null', { code: 0, data: null }, null],
    ['a list', { code: 0, data: [] }, []],
  ])('returns data as it is: %s', (_, body, value) => {
    expect(read(whole(200, body))).toEqual({ ok: true, value: { data: value, body, msg: '' } });
  });

  test.each([[{ asset_id: 'a-1' }], [[{ asset_id: 'a-1' }]], [{}]])('is a 2xx with the data %j and no code', (data) => {
    expect(read(whole(200, { data }))).toEqual({ ok: true, value: { data, body: { data }, msg: '' } });
    expect(verdictsOn(whole(500, { data }))).toEqual(mayBeTaken);
  });

  test.each([null, 'a-1', 7, true])('is not a 2xx with the data %j and no code', (data) => {
    expect(verdictsOn(whole(200, { data }))).toEqual(mayBeTaken);
  });

  test.each([0, '0', 200, '200', 201, 20000, '20000', 'SUCCESS'])('is not indicated by code %j if the HTTP status is an error', (code) => {
    const body = { code, msg: 'ok', data: { asset_id: 'a-1' } };
    expect(verdictsOn(whole(302, body))).toEqual(stopEverywhere);
    expect(verdictsOn(whole(400, body))).toEqual(rejectedByOthers);
    expect(verdictsOn(whole(401, body))).toEqual(stopEverywhere);
    expect(verdictsOn(whole(404, body))).toEqual(elsewhere);
    expect(saysUnknown(failureOf(whole(404, body)))).toBe(false);
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
    [400, rejectedByOthers, 'rejected-by-page'],
    [401, stopEverywhere, 'unauthorized'],
    [402, stopEverywhere, 'balance'],
    [403, blocked, 'blocked'],
    [404, elsewhere, 'no-endpoint'],
    [405, elsewhere, 'blocked-method'],
    [406, blocked, 'blocked'],
    [408, anythingElse, 'unexpected'],
    [409, anythingElse, 'unexpected'],
    [410, anythingElse, 'unexpected'],
    [413, rejectedByOthers, 'rejected-by-page'],
    [414, anythingElse, 'unexpected'],
    [415, rejectedByOthers, 'rejected-by-page'],
    [418, anythingElse, 'unexpected'],
    [422, rejectedByOthers, 'rejected-by-page'],
    [429, tryAgain, 'busy'],
    [451, blocked, 'blocked'],
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
      whole(status, '{"code":null}'),
    ]) {
      expect(verdictsOn(reply)).toEqual(verdicts);
      expect(failureOf(reply).kind).toBe(kind);
      expect(saysUnknown(failureOf(reply))).toBe(false);
    }
  });

  test.each([
    ['Retry-After', whole(503, '<html></html>', { 'retry-after': '1' })],
    ['an error code of JimmyAI’s', whole(503, { code: 50300, msg: 'busy' })],
  ])('503 with %s was definitely not accepted', (_, reply) => {
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
  const statuses = [200, 201, 302, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 502, 503, 504, 599];

  test.each([
    '参数错误',
    '图片格式不正确',
    '不支持的模型参数',
    '模型配置不存在',
    'prompt 不能为空',
    '无效的图片地址',
    '素材审核未通过',
    'invalid image url',
    'unsupported media type',
    'name is required',
    'duration must be 4 to 15',
    'parameter missing',
    'the prompt is too long',
  ])('with the text %j is a rejection, whatever the HTTP status, and a poll is retried', (msg) => {
    for (const status of statuses) {
      for (const code of [-1, '-1']) {
        expect(verdictsOn(whole(status, { code, msg, data: null }))).toEqual(rejectedByCatchAll);
        expect(videoVerdictsOn(whole(status, { code, msg, data: null }))).toEqual(['fail', 'retry']);
      }
    }
    expect(failureOf(whole(200, { code: -1, msg }))).toMatchObject({ kind: 'rejected-by-catch-all', hasReason: true });
  });

  test.each([
    '',
    'no',
    '服务器错误',
    'API key not configured',
    '素材正在审核中',
    '调用其他API失败: {"error":"参数错误"}',
    '调用上游接口异常：不支持的格式',
    '参数校验服务超时',
    '审核服务异常',
    'invalid response: timeout',
    'request invalid: EOF',
    'read tcp: connection reset by peer, invalid state',
    'upstream says: invalid parameter',
    'HTTP 502: invalid gateway',
    'context deadline exceeded: missing response',
    "invalid character '<' looking for beginning of value",
    'json: cannot unmarshal string: invalid',
    'runtime error: invalid memory address or nil pointer dereference',
    'Internal Server Error: required',
  ])('with the text %j is ambiguous, whatever the HTTP status, and never resent', (msg) => {
    for (const status of statuses) {
      for (const code of [-1, '-1']) {
        expect(verdictsOn(whole(status, { code, msg, data: null }))).toEqual(mayBeTaken);
        expect(videoVerdictsOn(whole(status, { code, msg, data: null }))).toEqual(['fail?', 'retry']);
      }
    }
  });

  test('that only a quote from the request makes look like a rejection is ambiguous', () => {
    const sent = ['portrait of an invalid soldier', '参数'];
    const msg = '处理“portrait of an invalid soldier”时出错（参数）';
    expect(verdictsOn(whole(200, { code: -1, msg }), { sent })).toEqual(mayBeTaken);
    expect(verdictsOn(whole(200, { code: -1, msg }))).toEqual(rejectedByCatchAll);
  });

  test('that reports an exhausted balance created no asset, but perhaps a video', () => {
    for (const status of [200, 400, 401]) {
      expect(verdictsOn(whole(status, { code: -1, msg: '余额不足' }))).toEqual(stopEverywhere);
      expect(videoVerdictsOn(whole(status, { code: -1, msg: '余额不足' }))).toEqual(['stop?', 'stop']);
    }
    expect(verdictsOn(whole(200, { code: -1, msg: '调用其他API失败: insufficient balance' }))).toEqual(stopInDoubt);
    expect(verdictsOn(whole(429, { code: -1, msg: '余额不足' }))).toEqual(mayBeTaken);
  });
});

describe('a code of 400 to 499 under HTTP 200', () => {
  test.each([
    [400, rejected, 'rejected'],
    [401, stopEverywhere, 'unauthorized'],
    [402, stopEverywhere, 'balance'],
    [403, stopEverywhere, 'unauthorized'],
    [404, elsewhere, 'not-found'],
    [405, elsewhere, 'no-endpoint'],
    [406, anythingElse, 'unexpected'],
    [413, rejectedByOthers, 'rejected-without-code'],
    [422, rejected, 'rejected'],
    [429, tryAgain, 'busy'],
    [451, anythingElse, 'unexpected'],
    [499, anythingElse, 'unexpected'],
  ])('is that HTTP status in JimmyAI’s own envelope: %d', (code, verdicts, kind) => {
    for (const written of [code, String(code)]) {
      for (const isEstablished of [false, true]) {
        expect(verdictsOn(whole(200, { code: written, msg: 'no' }), { isEstablished })).toEqual(verdicts);
        expect(failureOf(whole(200, { code: written, msg: 'no' }), { isEstablished }).kind).toBe(kind);
      }
    }
  });
});

describe('a body that was cut off', () => {
  const statuses = [200, 201, 301, 400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429, 500, 502, 503, 504];

  test.each(statuses)('is ambiguous with HTTP %d, whatever part of it arrived', (status) => {
    for (const text of ['', '<html>', '{"code":20001,"msg":"key', '{"code":20002,"msg":"余额不足"', '{"code":429}']) {
      for (const headers of [{}, { 'retry-after': '1' }, { location: 'https://example.com' }]) {
        const reply = flawed(status, 'the response is incomplete: a reset', headers, text);
        expect(verdictsOn(reply)).toEqual(mayBeTaken);
        expect(videoVerdictsOn(reply)).toEqual(['fail?', 'retry']);
        expect(failureOf(reply).detail).toContain('a reset');
      }
    }
  });
});

describe('a page', () => {
  const page = '<html><title>Request blocked</title></html>';

  test.each([403, 405, 406, 451])('with HTTP %d is a firewall’s: nothing was created, and a poll is not understood', (status) => {
    for (const body of [page, '', { error: 'blocked by the firewall' }]) {
      for (const isEstablished of [false, true]) {
        expect(verdictsOn(whole(status, body), { isEstablished })).toEqual(status === 405 ? elsewhere : blocked);
        expect(videoVerdictsOn(whole(status, body), { isEstablished })).toEqual(['stop', 'not-understood']);
        expect(saysUnknown(failureOf(whole(status, body)))).toBe(false);
      }
    }
  });

  test('that reports an exhausted balance does not end a wait once JimmyAI has responded', () => {
    for (const reply of [whole(402, '<html></html>'), whole(409, 'Insufficient balance')]) {
      expect(verdictsOn(reply, { isEstablished: false })).toEqual(stopEverywhere);
      expect(verdictsOn(reply, { isEstablished: true })).toEqual(['stop', 'stop', 'not-understood', 'not-understood']);
    }
  });

  test('with HTTP 401 is about the API key before JimmyAI has responded, and later for a creation only', () => {
    expect(verdictsOn(whole(401, page))).toEqual(stopEverywhere);
    expect(verdictsOn(whole(401, page), { isEstablished: true })).toEqual(anythingElse);
    expect(videoVerdictsOn(whole(401, page))).toEqual(['stop', 'stop']);
    expect(videoVerdictsOn(whole(401, page), { isEstablished: true })).toEqual(['stop', 'not-understood']);
  });

  test('with HTTP 401 or 403 and JimmyAI’s code is always about the API key', () => {
    for (const status of [401, 403]) {
      expect(verdictsOn(whole(status, { code: 40100, msg: 'no' }), { isEstablished: true })).toEqual(stopEverywhere);
      expect(videoVerdictsOn(whole(status, { code: 40100, msg: 'no' }), { isEstablished: true })).toEqual(['stop', 'stop']);
    }
  });

  test.each([400, 413, 415, 422])(
    'with HTTP %d rejects a submission, blocks a creation, and says nothing of an asset or a task',
    (status) => {
      expect(verdictsOn(whole(status, page))).toEqual(rejectedByOthers);
      expect(videoVerdictsOn(whole(status, page))).toEqual(['stop', 'not-understood']);
    },
  );

  test.each([400, 413, 415, 422])('that is JSON with a reason and HTTP %d rejects both', (status) => {
    for (const body of [{ message: 'bad url' }, { error: { message: 'bad url' } }, { detail: 'bad url' }]) {
      expect(verdictsOn(whole(status, body))).toEqual(rejectedByOthers);
      expect(videoVerdictsOn(whole(status, body))).toEqual(['fail', 'not-understood']);
      expect(failureOf(whole(status, body))).toMatchObject({ kind: 'rejected-without-code', hasReason: true });
    }
  });

  test('that redirects, or an untrusted certificate, ends a wait only before JimmyAI has responded, but always ends a submission or creation', () => {
    const redirection = whole(302, page, { location: 'https://login.example' });
    for (const reply of [redirection, { kind: 'untrusted', cause: 'self-signed' }] as const) {
      expect(verdictsOn(reply)).toEqual(stopEverywhere);
      expect(videoVerdictsOn(reply)).toEqual(['stop', 'stop']);
      expect(verdictsOn(reply, { isEstablished: true })).toEqual(['stop', 'stop', 'not-understood', 'not-understood']);
      expect(videoVerdictsOn(reply, { isEstablished: true })).toEqual(['stop', 'not-understood']);
    }
  });
});

describe('JimmyAI itself has responded', () => {
  test.each([
    whole(200, { code: 0, data: null }),
    whole(200, { code: -1, msg: '' }),
    whole(401, { code: 20001 }),
    whole(200, { data: { status: 'Active' } }),
  ])('with %j', (reply) => {
    expect(isFromJimmyAi(reply)).toBe(true);
  });

  test.each([
    whole(200, '<html>'),
    whole(200, { status: 'ok' }),
    whole(403, { data: {} }),
    whole(502, { error: 'bad gateway' }),
    flawed(200, 'a reset', {}, '{"code":0'),
    { kind: 'lost', cause: 'a reset' } as const,
  ])('not with %j', (reply) => {
    expect(isFromJimmyAi(reply)).toBe(false);
  });
});

describe('that JimmyAI doesn’t know a task', () => {
  const queryOf = (reply: ReadReply) => {
    return verdictOn('query', failureOf(reply, { endpoint: 'query' }));
  };

  test.each([
    ['code 20002', whole(200, { code: 20002, msg: '任务不存在' })],
    ['an unknown code', whole(200, { code: 31337, msg: 'Task not found' })],
    ['code -1', whole(200, { code: -1, msg: '任务不存在' })],
    ['HTTP 404 in its envelope', whole(404, { code: 40400, msg: 'gone' })],
    ['HTTP 404 from any sender', whole(404, '')],
    ['HTTP 405 in its envelope', whole(405, { code: 40500, msg: 'no' })],
  ])('is reported by %s', (_, reply) => {
    expect(queryOf(reply)).toBe('missing');
  });

  test('is not reported by a page, nor if the key, the balance or the server is at fault', () => {
    expect(queryOf(whole(503, { code: -1, msg: 'backend not found' }))).toBe('retry');
    expect(queryOf(whole(429, { code: 1, msg: 'not found' }))).toBe('retry');
    expect(queryOf(whole(502, 'upstream not found'))).toBe('retry');
    expect(queryOf(whole(401, { code: 20001, msg: 'key not found' }))).toBe('stop');
    expect(queryOf(whole(200, { code: 1, msg: 'balance not found' }))).toBe('stop');
  });

  test('is not what the same response means to any other call', () => {
    expect(verdictsOn(whole(200, { code: 20002, msg: '任务不存在' }))).toEqual(rejected);
  });
});

describe('that JimmyAI doesn’t know an asset', () => {
  test.each([
    ['code 20002', whole(200, { code: 20002, msg: '资产不存在' })],
    ['HTTP 400 with an error code', whole(400, { code: 40000, msg: 'bad id' })],
    ['HTTP 404 with an error code', whole(404, { code: 40400, msg: 'not found' })],
    ['HTTP 422 with an error code', whole(422, { code: '42200', msg: 'bad id' })],
  ])('is reported by %s', (_, reply) => {
    expect(saysUnknown(failureOf(reply))).toBe(true);
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
    ['code -1', whole(200, { code: -1, msg: '参数错误' })],
  ])('is not reported by %s', (_, reply) => {
    expect(saysUnknown(failureOf(reply))).toBe(false);
  });
});

describe('an envelope code that the table does not name', () => {
  test.each([1, '1', 300, 399, 500, '500', 20003, '20003', 20404, -2, '', 'ERROR', 0.5, 1e21])('%j is not understood on 2xx', (code) => {
    expect(verdictsOn(whole(200, { code, msg: 'hm' }))).toEqual(anythingElse);
    expect(verdictsOn(whole(201, { code, msg: 'hm' }))).toEqual(anythingElse);
  });

  test.each([1, '1', 20003, 'ERROR'])('%j defers to any other HTTP status', (code) => {
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
    ['an object without a code or data', '{"status":"Processing"}'],
    ['a code in the prototype', '{"__proto__":{"code":0}}'],
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

describe('a call without a response', () => {
  test.each([
    ['not-sent', tryAgain],
    ['untrusted', stopEverywhere],
    ['lost', mayBeTaken],
  ] as const)('%s means %j and is quoted', (kind, verdicts) => {
    const reply: ReadReply = { kind, cause: 'connect ECONNREFUSED' };
    expect(verdictsOn(reply)).toEqual(verdicts);
    expect(failureOf(reply, { excerpt: (text) => `«${text}»` })).toMatchObject({ detail: '«connect ECONNREFUSED»', retryAfterMs: 0 });
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
    '吉米币不足',
    '您的吉米币已不足，无法创建',
    'JimiCoin 不足',
    '金额不足',
    '超出限额',
    '请充值后再试',
    'insufficient funds',
  ];

  test.each(texts)('is indicated by the text %j', (msg) => {
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

  test.each(texts)('is indicated by the text %j of a 5xx in JimmyAI’s own envelope, and the submission may have been accepted', (msg) => {
    for (const reply of [whole(500, { code: 500, msg }), whole(503, { code: 1, msg }), whole(504, { code: -1, msg })]) {
      expect(failureOf(reply).kind).toBe('balance-ambiguous');
      expect(verdictsOn(reply)).toEqual(stopInDoubt);
    }
    for (const reply of [whole(500, { code: 0, msg }), whole(500, msg), whole(503, { msg })]) {
      expect(failureOf(reply).kind).toBe('ambiguous');
      expect(verdictsOn(reply)).toEqual(mayBeTaken);
    }
  });

  test.each(texts)('is not indicated by the text %j of a 20001, a 429 or a text that is not an error', (msg) => {
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
  ])('is not indicated by %j', (msg) => {
    expect(failureOf(whole(500, { msg })).kind).toBe('ambiguous');
    expect(failureOf(whole(500, msg)).kind).toBe('ambiguous');
    expect(failureOf(whole(400, { code: 20002, msg })).kind).toBe('rejected');
    expect(failureOf(whole(503, { code: 1, msg })).kind).toBe('unavailable');
    expect(failureOf(whole(200, { code: 1, msg })).kind).toBe('unexpected');
  });
});

describe('the texts that the run has sent', () => {
  test.each([
    ['the name “New Balance runner” is not allowed', 'New Balance runner'],
    ['name 额度 is in use', '额度'],
    ['prompt rejected: the hero is out of quota and balance', 'the hero is out of quota and balance'],
    ['prompt rejected: \\"my\\" quota\\nline', '"my" quota\nline'],
  ])('do not report an exhausted balance: %j', (msg, words) => {
    expect(failureOf(whole(200, { code: 20002, msg })).kind).toBe('balance');
    expect(failureOf(whole(200, { code: 20002, msg }), { sent: [words] }).kind).toBe('rejected');
  });

  test.each(['Insufficient balance for New Balance runner', 'New Balance runner: 吉米币余额不足'])(
    'do not hide an exhausted balance: %j',
    (msg) => {
      expect(failureOf(whole(200, { code: 20002, msg }), { sent: ['New Balance runner'] }).kind).toBe('balance');
    },
  );

  test('are not removed if they are so short that any text contains them', () => {
    expect(failureOf(whole(200, { code: 1, msg: '余额不足' }), { sent: ['额', 'bal', 'a'] }).kind).toBe('balance');
  });

  test('are not removed from what is shown', () => {
    const msg = 'the name “New Balance runner” is not allowed';
    expect(failureOf(whole(200, { code: 20002, msg }), { sent: ['New Balance runner'] }).detail).toContain(msg);
  });
});

describe('the reason of a failure', () => {
  test.each([
    { msg: 'bad url' },
    { message: 'bad url' },
    { error: 'bad url' },
    { detail: 'bad url' },
    { error: { message: 'bad url' } },
    { error: { msg: 'bad url' } },
    { error: { code: 7, detail: 'bad url' } },
    { detail: { message: 'bad url' } },
    { msg: '', message: 'bad url' },
    { msg: null, error: { message: 'bad url' } },
    { msg: { error: 'bad url' } },
  ])('is found in %j', (body) => {
    for (const reply of [whole(400, body), whole(200, { code: 7, ...body })]) {
      expect(failureOf(reply).detail).toMatch(/: bad url$/);
      expect(failureOf(reply).hasReason).toBe(true);
    }
  });

  test.each([
    { errors: [{ field: 'url', text: 'bad url' }] },
    { data: { fail_reason: 'bad url' } },
    { detail: [{ loc: ['url'], msg: 'bad url' }] },
    { status: 'error', title: 'bad url' },
  ])('that is elsewhere is shown as the JSON that contains it: %j', (body) => {
    const { detail, hasReason } = failureOf(whole(400, { code: 20002, ...body }));
    expect(detail).toBe(`HTTP 400, code 20002: ${JSON.stringify({ code: 20002, ...body })}`);
    expect(hasReason).toBe(false);
  });

  test.each([{}, { msg: '' }, { msg: null, data: {} }, { data: null, msg: ' ', items: [] }])('is missing from %j', (body) => {
    expect(failureOf(whole(400, { code: 7, ...body }))).toMatchObject({
      hasReason: false,
      detail: body.msg === ' ' ? expect.any(String) : 'HTTP 400, code 7',
    });
  });
});

describe('an ID in a response to a submission', () => {
  const submitted = (reply: ReadReply) => failureOf(reply, { endpoint: 'submit' });

  test.each([
    ['a doubtful code', whole(200, { code: -1, msg: '', data: { asset_id: 'a-1' } })],
    ['an unknown code', whole(200, { code: 31337, data: { assetId: 'a-1' } })],
    ['a 5xx', whole(504, { code: -1, data: [{ asset_id: 'a-1' }] })],
    ['an error page that is JSON', whole(500, { asset_id: 'a-1' })],
    ['a balance that leaves a doubt', whole(500, { code: 1, msg: '余额不足', asset_id: 'a-1' })],
    ['no envelope', whole(200, { asset_id: 'a-1', status: 'Processing' })],
    ['no envelope, as `id`', whole(200, { id: 'a-1', status: 'Processing' })],
  ])('that is ambiguous is kept: %s', (_, reply) => {
    expect(submitted(reply)).toMatchObject({ returnedId: 'a-1', detail: expect.not.stringContaining('a-1)') });
  });

  test.each([
    ['a rejection', whole(200, { code: 20002, msg: 'duplicate', data: { asset_id: 'a-1' } })],
    ['a rejection by the catch-all', whole(200, { code: -1, msg: '参数错误', data: { asset_id: 'a-1' } })],
    ['a refused key', whole(401, { code: 20001, asset_id: 'a-1' })],
    ['a response that is to come again', whole(429, { code: 429, asset_id: 'a-1' })],
    ['a body that was cut off', flawed(200, 'a reset', {}, '{"code":0,"data":{"asset_id":"a-1","sta')],
    ['a body that was cut off behind it', flawed(200, 'a reset', {}, '{"code":0,"data":{"asset_id": 12345,"sta')],
  ])('that must not be used is shown: %s', (_, reply) => {
    expect(submitted(reply).returnedId).toBeNull();
    expect(submitted(reply).detail).toMatch(/\(the response names the ID (?:a-1|12345)\)$/);
  });

  test.each([
    ['an error’s own', whole(500, { id: 'req-1', error: 'overloaded' })],
    ['one of a rejection', whole(200, { code: 20002, id: 'req-1', msg: 'no' })],
    ['a request’s, beside a reason and no code', whole(200, { id: 'req-1', message: 'overloaded' })],
    ['half of one', flawed(200, 'a reset', {}, '{"asset_id":"a-')],
    ['half of a number', flawed(200, 'a reset', {}, '{"asset_id":123')],
    ['no valid one', whole(500, { asset_id: '$(id)' })],
    ['a 0', whole(500, { asset_id: 0 })],
    ['deeper', whole(500, { data: { asset: { asset_id: 'a-1' } } })],
    ['in the second item', whole(500, { data: [{}, { asset_id: 'a-1' }] })],
    ['a task’s', whole(500, { task_id: 'task-1' })],
  ])('is not recognized: %s', (_, reply) => {
    expect(submitted(reply).returnedId).toBeNull();
    expect(submitted(reply).detail).not.toContain('names the ID');
  });

  test('is not recognized in a response to another call', () => {
    for (const endpoint of ['upload', 'status', 'batch-status', 'query'] as const) {
      const failure = failureOf(whole(500, { asset_id: 'a-1', task_id: 'task-1' }), { endpoint });
      expect(failure).toMatchObject({ returnedId: null, detail: expect.not.stringContaining('names the ID') });
    }
    expect(failureOf(whole(500, { taskId: 'task-1' }), { endpoint: 'create' }).returnedId).toBe('task-1');
  });
});

describe('what a failure says', () => {
  test.each([
    ['msg', whole(400, { code: 20002, msg: '图片无法访问' })],
    ['message', whole(400, { code: 20002, message: '图片无法访问' })],
    ['error', whole(400, { code: 20002, error: '图片无法访问' })],
    ['message after an empty msg', whole(400, { code: 20002, msg: ' ', message: '图片无法访问' })],
    ['message after a msg that is not a string', whole(400, { code: 20002, msg: null, message: '图片无法访问' })],
    ['plain-text body', whole(400, '图片无法访问\n')],
  ])('is the %s from the service', (_, reply) => {
    expect(failureOf(reply).detail).toContain('图片无法访问');
    expect(failureOf(reply).detail).toContain('400');
  });

  test('names the code', () => {
    expect(failureOf(whole(200, { code: 50010, msg: 'hm' })).detail).toMatch(/200.*50010.*hm/);
  });

  test('is not a page', () => {
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
      const { detail } = failureOf(reply, { excerpt: (text) => redactor.excerpt(text) });
      expect(detail).not.toMatch(/sk_geheim|signature|##\[|\n/);
      expect(detail.length).toBeLessThan(1000);
    }
  });
});

describe('a redirection', () => {
  test.each([
    ['https://api.example.com/api/open-api/v1/x?token=1', 'https://api.example.com'],
    // Where base-url would not go, there is nothing to advise.
    ['http://api.example.com:8080/', null],
    ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080'],
    ['https://a.*b*.example/', null],
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

  test.each(['javascript:alert(1)', 'data:text/html,x', 'mailto:a@example.com'])('to %j has no origin to suggest', (location) => {
    expect(failureOf(whole(301, '', { location }))).toMatchObject({ kind: 'redirected', target: null });
  });

  test('does not repeat the query of its target', () => {
    const redactor = new Redactor();
    const reply = whole(301, '', { location: 'https://a:b@api.example.com/x?ticket=geheim' });
    const { detail } = failureOf(reply, { excerpt: (text) => redactor.excerpt(text) });
    expect(detail).toContain('https://api.example.com/x');
    expect(detail).not.toMatch(/geheim|a:b@/);
  });
});

describe('Retry-After', () => {
  test.each([
    ['120', 120_000],
    ['Wed, 15 Jan 2025 12:00:30 GMT', 30_000],
    ['soon', 0],
  ])('%j is respected whatever the response is', (value, ms) => {
    for (const status of [429, 503, 500, 404, 302]) expect(failureOf(whole(status, '', { 'retry-after': value })).retryAfterMs).toBe(ms);
    expect(failureOf(whole(200, { code: -1, msg: 'busy' }, { 'retry-after': value })).retryAfterMs).toBe(ms);
    expect(failureOf(flawed(503, 'broke off', { 'retry-after': value })).retryAfterMs).toBe(ms);
  });

  test('is 0 if the service does not ask for a delay', () => {
    expect(failureOf(whole(429, '')).retryAfterMs).toBe(0);
  });

  test('is relative to the service’s own clock if the response states its time', () => {
    const headers = { 'retry-after': 'Wed, 15 Jan 2025 15:00:30 GMT', date: 'Wed, 15 Jan 2025 15:00:00 GMT' };
    expect(failureOf(whole(429, '', headers)).retryAfterMs).toBe(30_000);
  });
});

describe('failed', () => {
  test('creates a failure without a delay', () => {
    expect(failed('ambiguous', 'no usable id')).toEqual({
      ok: false,
      failure: { kind: 'ambiguous', detail: 'no usable id', hasReason: false, retryAfterMs: 0, returnedId: null, trace: null },
    });
  });
});

describe('a final response below 200 or at 300', () => {
  test.each([
    [199, 'ambiguous'],
    [300, 'redirected'],
  ])('is not a success: HTTP %i', (status, kind) => {
    for (const code of [0, 7]) expect(failureOf(whole(status, { code, data: 1 })).kind).toBe(kind);
    expect(failureOf(whole(status, '')).kind).toBe(kind);
  });
});

describe('the detail of a failure', () => {
  test.each([
    [whole(500, '<html>'), 'HTTP 500'],
    [whole(500, ''), 'HTTP 500'],
    [whole(500, { code: 7 }), 'HTTP 500, code 7'],
    [whole(200, { code: 7 }), 'HTTP 200, code 7'],
    [whole(500, ' out of order\n'), 'HTTP 500: out of order'],
    [whole(500, 'x'.repeat(999)), `HTTP 500: ${'x'.repeat(999)}`],
    [whole(500, 'x'.repeat(1000)), 'HTTP 500'],
  ])('%j: %s', (reply, detail) => {
    expect(failureOf(reply)).toMatchObject({ detail, retryAfterMs: 0, returnedId: null, trace: null });
  });

  test('names the problem if a success has no envelope', () => {
    expect(failureOf(whole(200, '<html>')).detail).toMatch(/^HTTP 200: ./);
  });

  test('shows only the target of a redirection', () => {
    const location = 'https://example.com/login?ticket=geheim\n#geheim';
    expect(failureOf(whole(302, '', { location })).detail).toBe('HTTP 302 to https://example.com/login');
  });
});

test('HTTP 500 does not show whether a task exists, whatever its text', () => {
  expect(failureOf(whole(500, { code: 7, msg: 'task not found' }), { endpoint: 'query' }).kind).toBe('ambiguous');
});

describe('a code from 400 to 499', () => {
  const kindOn = (status: number, code: number) => failureOf(whole(status, { code, msg: 'no' })).kind;

  test('is an HTTP status only under HTTP 200, and only with three digits', () => {
    expect(kindOn(200, 429)).toBe('busy');
    expect(kindOn(200, 42_900)).toBe('unexpected');
    expect(kindOn(503, 429)).toBe('unavailable');
    expect(kindOn(500, 429)).toBe('ambiguous');
  });

  test('names what was made only where the response is a success without a code', () => {
    const idIn = (status: number, body: object) => failureOf(whole(status, body), { endpoint: 'submit' }).returnedId;
    expect(idIn(500, { id: 'a-1' })).toBeNull();
    expect(idIn(200, { code: 1, id: 'a-1' })).toBeNull();
    expect(idIn(200, { id: 'a-1' })).toBe('a-1');
  });
});

test('only a redirect has a target', () => {
  expect(failureOf(whole(302, '', { location: 'https://api.example.com/x' }))).toMatchObject({ target: 'https://api.example.com' });
  for (const status of [200, 301, 404, 503]) {
    const failure = failureOf(whole(status, 'x', { location: 'https://api.example.com/x' }), { isEstablished: true });
    expect('target' in failure).toBe(false);
  }
});
