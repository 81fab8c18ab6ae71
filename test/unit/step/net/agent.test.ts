import { expect, test } from 'vitest';
import { isForbiddenByProxy } from '../../../../src/step/net/agent.ts';

const refusal = (status: number) => new Error(`tunneling socket could not be established, statusCode=${status}`);

test.each([403, 404, 405, 407, 451])('a proxy that answers %i to CONNECT does not let anybody through', (status) => {
  expect(isForbiddenByProxy(refusal(status))).toBe(true);
});

test.each([408, 429, 500, 502, 503])('a proxy that answers %i to CONNECT may let somebody through later', (status) => {
  expect(isForbiddenByProxy(refusal(status))).toBe(false);
});

test('what else goes wrong on the way to a proxy is another matter', () => {
  expect(isForbiddenByProxy(new Error('tunneling socket could not be established, cause=connect ECONNREFUSED'))).toBe(false);
});
