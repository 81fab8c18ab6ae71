import {
  type Behaviour,
  brokenOff,
  closed,
  cut,
  dripping,
  endless,
  fakeToken,
  headOf,
  json,
  page,
  raw,
  refusal,
  reset,
  silence,
  stalled,
} from './fake-jimmyai.ts';

/** The rows of the contract's table, split by who sent the response where that matters. */
export type Row =
  | 'unauthorized'
  | 'unauthorized by a page'
  | 'balance'
  | 'balance by a page'
  | 'balance reported'
  | 'balance reported by a page'
  | 'balance in doubt'
  | 'rejected'
  | 'rejected by the catch-all'
  | 'rejected without a code'
  | 'rejected by a page'
  | 'blocked'
  | 'blocked method'
  | 'redirected'
  | 'not found'
  | 'no endpoint'
  | 'busy'
  | 'unavailable'
  | 'ambiguous'
  | 'incomplete'
  | 'unexpected';

// The service may echo these secrets, which must not show anywhere.
export const query = 'signature=5ecret0fTheUrl';
const echo = `key ${fakeToken}, picture https://example.com/portrait.jpg?${query}`;
const html = '<html><head><title>Welcome</title></head><body>load balancer</body></html>';

/** The same response, after the submission or creation was accepted. */
const accepted = (behaviour: Behaviour): Behaviour => ({ ...behaviour, accepts: true });
const turnedAway = (behaviour: Behaviour): Behaviour => ({ ...behaviour, accepts: false });

/** Responses that leave open whether the request was accepted. */
const doubtful: Readonly<Record<string, Behaviour>> = {
  'code -1': refusal(-1, `服务器错误 ${echo}`),
  'code -1 without a text': refusal(-1, ''),
  'code -1 about a failed call': refusal(-1, '调用上游接口失败: 参数 url 无效'),
  'code -1 about a time-out': refusal(-1, 'Post "https://upstream.example": context deadline exceeded'),
  'code -1 with HTTP 400': refusal(-1, echo, 400),
  'code -1 with HTTP 429': refusal(-1, echo, 429),
  'code "-1" with HTTP 503': refusal('-1', echo, 503),
  'code "-1" with HTTP 500': refusal('-1', echo, 500),
  'HTTP 500 as a page about the quota': page(500, 'connection quota exceeded'),
  'HTTP 500 with a success code': json({ code: 0, msg: echo, data: null }, { status: 500 }),
  'HTTP 500 without a body': page(500, ''),
  'HTTP 502': page(502, html),
  'closed without a response': closed,
  'reset without a response': reset,
  'closed in the headers': raw('HTTP/1.1 200 OK\r\nContent-Ty', 'close'),
  'not HTTP': raw(`SSH-2.0-OpenSSH ${echo}\r\n\r\n`, 'hang'),
  'headers without an end': raw(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}`, 'hang'),
  'broken off in the body': brokenOff,
  ...Object.fromEntries([400, 401, 402, 403, 404, 422, 429, 500].map((status) => [`HTTP ${status} broken off`, cut(status)])),
  'code 20002 broken off': cut(200, '{"code":20002,"msg":"参数错'),
  'reset in the body': raw(`${headOf(1000)}{"code":0`, 'reset'),
  endless: endless,
  'a wrong chunk': raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n', 'hang'),
  'gzip that is none': json('{"code":20002}', { headers: { 'content-encoding': 'gzip' } }),
  'too long': json({ code: 0, msg: 'x'.repeat(2 ** 20), data: { asset_id: 'a' } }),
  HTML: page(200, html),
  empty: json(''),
  'HTTP 204': raw('HTTP/1.1 204 No Content\r\n\r\n', 'close'),
  'HTTP 101': raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', 'hang'),
  'JSON that is no object': json([{ code: 0 }]),
  'nested without end': json('['.repeat(500_000)),
};

/** Like `doubtful`, but the response never ends. */
const hanging: Readonly<Record<string, Behaviour>> = {
  'no response': silence,
  'stalled in the headers': raw('HTTP/1.1 200 OK\r\nContent-Ty', 'hang'),
  'HTTP 503 stalled': raw('HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\n{', 'hang'),
  'stalled in the body': stalled,
  dripping: dripping,
};

export const faults: readonly { readonly row: Row; readonly name: string; readonly behaviour: Behaviour; readonly hangs?: true }[] = [
  { row: 'unauthorized', name: 'code 20001', behaviour: refusal(20001, `认证失败 ${echo}`) },
  { row: 'unauthorized', name: 'code 20001 without a text', behaviour: refusal(20001, '') },
  { row: 'unauthorized', name: 'code "20001" with HTTP 500', behaviour: refusal('20001', echo, 500) },
  { row: 'unauthorized', name: 'HTTP 403 in the envelope', behaviour: refusal(40300, echo, 403) },
  { row: 'unauthorized', name: 'code 401 under HTTP 200', behaviour: refusal(401, echo) },
  { row: 'unauthorized by a page', name: 'HTTP 401', behaviour: page(401, html) },
  { row: 'balance', name: 'HTTP 402', behaviour: refusal(1, echo, 402) },
  { row: 'balance', name: 'code 402 under HTTP 200', behaviour: refusal(402, echo) },
  { row: 'balance', name: 'an unknown code and 余额', behaviour: refusal(50001, `余额不足 ${echo}`) },
  { row: 'balance', name: 'code 20002 and “balance”', behaviour: refusal(20002, 'Insufficient balance', 400) },
  { row: 'balance by a page', name: 'HTTP 402 as a page', behaviour: page(402, html) },
  { row: 'balance reported', name: 'code -1 and 余额', behaviour: refusal(-1, `余额不足 ${echo}`) },
  { row: 'balance reported', name: 'code -1 and 吉米币', behaviour: refusal(-1, '吉米币余量不足，请充值') },
  { row: 'balance reported by a page', name: 'HTTP 409 as a page about the balance', behaviour: page(409, 'Insufficient balance') },
  { row: 'balance in doubt', name: 'HTTP 500 and “quota”', behaviour: accepted(refusal(1, 'key quota exhausted', 500)) },
  { row: 'balance in doubt', name: 'code -1 with HTTP 504 and 余额', behaviour: accepted(refusal(-1, '余额不足', 504)) },
  { row: 'balance in doubt', name: 'code -1 and 余额 after a failed call', behaviour: accepted(refusal(-1, '调用上游接口失败: 余额不足')) },
  { row: 'rejected', name: 'code 20002', behaviour: refusal(20002, `参数错误 ${echo}`) },
  { row: 'rejected', name: 'code "20002" with HTTP 503', behaviour: refusal('20002', echo, 503) },
  { row: 'rejected', name: 'HTTP 400 with an error code', behaviour: refusal(40000, echo, 400) },
  { row: 'rejected', name: 'code 422 under HTTP 200', behaviour: refusal(422, echo) },
  { row: 'rejected by the catch-all', name: 'code -1 and 参数错误', behaviour: refusal(-1, `参数错误 ${echo}`) },
  { row: 'rejected by the catch-all', name: 'code -1 and “unsupported”', behaviour: refusal(-1, 'unsupported image format') },
  { row: 'rejected by the catch-all', name: 'code -1 and 不能为空 with HTTP 429', behaviour: refusal(-1, '名称不能为空', 429) },
  { row: 'rejected by the catch-all', name: 'code "-1" and 审核 with HTTP 503', behaviour: refusal('-1', '图片审核不通过', 503) },
  {
    row: 'rejected without a code',
    name: 'HTTP 400 as JSON with a message',
    behaviour: json({ message: `bad ${echo}` }, { status: 400 }),
  },
  {
    row: 'rejected without a code',
    name: 'HTTP 415 as JSON with an error',
    behaviour: json({ error: { message: echo } }, { status: 415 }),
  },
  {
    row: 'rejected without a code',
    name: 'HTTP 422 with a success code',
    behaviour: json({ code: 0, msg: echo, data: { asset_id: 'a' } }, { status: 422 }),
  },
  { row: 'rejected by a page', name: 'HTTP 400', behaviour: page(400, 'load balancer') },
  { row: 'rejected by a page', name: 'HTTP 413', behaviour: page(413) },
  { row: 'rejected by a page', name: 'HTTP 415', behaviour: page(415) },
  { row: 'rejected by a page', name: 'HTTP 422 without a body', behaviour: page(422, '') },
  { row: 'blocked', name: 'HTTP 403', behaviour: page(403, html) },
  { row: 'blocked', name: 'HTTP 406', behaviour: page(406, html) },
  { row: 'blocked', name: 'HTTP 451', behaviour: page(451, html) },
  { row: 'blocked method', name: 'HTTP 405', behaviour: page(405, '<html>errors.aliyun.com</html>') },
  { row: 'redirected', name: 'HTTP 302', behaviour: page(302, html, { location: `https://api.example.com/elsewhere?${query}` }) },
  { row: 'redirected', name: 'HTTP 308 to nowhere', behaviour: page(308, '') },
  { row: 'not found', name: 'HTTP 404 in the envelope', behaviour: refusal(40400, echo, 404) },
  { row: 'not found', name: 'code 404 under HTTP 200', behaviour: refusal(404, echo) },
  { row: 'no endpoint', name: 'HTTP 404', behaviour: page(404, html) },
  { row: 'no endpoint', name: 'HTTP 404 as a text', behaviour: page(404, '404 page not found') },
  { row: 'no endpoint', name: 'HTTP 405 in the envelope', behaviour: refusal(40500, echo, 405) },
  { row: 'busy', name: 'HTTP 429 with text about the quota', behaviour: refusal(1, `quota ${echo}`, 429) },
  { row: 'busy', name: 'code 429 under HTTP 200', behaviour: refusal(429, echo) },
  { row: 'busy', name: 'HTTP 429 as a page', behaviour: page(429, html) },
  { row: 'unavailable', name: 'HTTP 503 with Retry-After', behaviour: turnedAway(page(503, html, { 'retry-after': '0' })) },
  { row: 'unavailable', name: 'HTTP 503 in the envelope', behaviour: refusal(50300, echo, 503) },
  {
    row: 'ambiguous',
    name: 'HTTP 503 of a proxy',
    behaviour: page(503, 'upstream connect error or disconnect/reset before headers. reset reason: connection termination'),
  },
  { row: 'ambiguous', name: 'HTTP 503 with a success code', behaviour: json({ code: 0, data: null }, { status: 503, accepts: true }) },
  {
    row: 'ambiguous',
    name: 'HTTP 503 with Retry-After, stalled',
    behaviour: raw('HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 100\r\n\r\n{', 'hang'),
    hangs: true,
  },
  ...Object.entries(doubtful).map(([name, behaviour]) => ({ row: 'ambiguous', name, behaviour: accepted(behaviour) }) as const),
  ...Object.entries(hanging).map(([name, behaviour]) => ({ row: 'ambiguous', name, behaviour, hangs: true }) as const),
  { row: 'incomplete', name: 'success without data', behaviour: json({ code: 0, msg: 'success', data: null }, { accepts: true }) },
  {
    row: 'incomplete',
    name: 'success with data of another kind',
    behaviour: json({ code: '20000', data: { url: false, status: 1, items: {} } }, { accepts: true }),
  },
  { row: 'unexpected', name: 'an unknown code', behaviour: accepted(refusal(31337, echo)) },
  { row: 'unexpected', name: 'a code that is text', behaviour: accepted(refusal('E_\u001b[31m::error::x', echo)) },
  { row: 'unexpected', name: 'HTTP 409', behaviour: accepted(refusal(1, echo, 409)) },
  { row: 'unexpected', name: 'code 409 under HTTP 200', behaviour: accepted(refusal(409, echo)) },
  { row: 'unexpected', name: 'HTTP 418 as a page', behaviour: accepted(page(418, html)) },
];
