import {
  type Behaviour,
  brokenOff,
  closed,
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

/** The rows of the contract's table. */
export type Row =
  | 'unauthorized'
  | 'balance'
  | 'balance reported'
  | 'balance in doubt'
  | 'rejected'
  | 'rejected by a gateway'
  | 'redirected'
  | 'no endpoint'
  | 'busy'
  | 'unavailable'
  | 'server error'
  | 'ambiguous'
  | 'incomplete'
  | 'unexpected';

// What the service may echo, and must not be seen anywhere.
export const query = 'signature=5ecret0fTheUrl';
const echo = `key ${fakeToken}, picture https://example.com/portrait.jpg?${query}`;
const html = '<html><head><title>Welcome</title></head><body>load balancer</body></html>';

export const faults: readonly { readonly row: Row; readonly name: string; readonly behaviour: Behaviour; readonly hangs?: true }[] = [
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
  { row: 'balance reported', name: 'code -1 and 余额', behaviour: refusal(-1, `余额不足 ${echo}`) },
  {
    row: 'balance reported',
    name: 'HTTP 409 as a page about the balance',
    behaviour: { ...page(409, 'Insufficient balance'), accepts: false },
  },
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
  { row: 'unavailable', name: 'HTTP 503 with Retry-After', behaviour: { ...page(503, html, { 'retry-after': '0' }), accepts: false } },
  { row: 'unavailable', name: 'HTTP 503 in the envelope', behaviour: refusal(50300, echo, 503) },
  {
    row: 'unavailable',
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
  { row: 'rejected', name: 'code -1 with HTTP 400', behaviour: refusal(-1, echo, 400) },
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
  { row: 'ambiguous', name: 'no response', behaviour: silence, hangs: true },
  { row: 'ambiguous', name: 'closed without a response', behaviour: closed },
  { row: 'ambiguous', name: 'reset without a response', behaviour: reset },
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
