import { expect, test } from 'vitest';
import { isForbiddenByProxy } from '../../../../src/step/net/agent.ts';

const refusal = (status: number) => new Error(`tunneling socket could not be established, statusCode=${status}`);

test.each([403, 404, 405, 407, 451])('a proxy that responds to CONNECT with %i forbids the host', (status) => {
  expect(isForbiddenByProxy(refusal(status))).toBe(true);
});

test.each([408, 429, 500, 502, 503])('a proxy that responds to CONNECT with %i may allow the host later', (status) => {
  expect(isForbiddenByProxy(refusal(status))).toBe(false);
});

test('other failures on the way to a proxy don’t mean that it forbids the host', () => {
  expect(isForbiddenByProxy(new Error('tunneling socket could not be established, cause=connect ECONNREFUSED'))).toBe(false);
});
