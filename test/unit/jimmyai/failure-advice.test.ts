import { describe, expect, test } from 'vitest';
import type { Failure, FailureKind } from '../../../src/jimmyai/failure.ts';
import { adviceOnStop, commonAdviceOn, topUpHint } from '../../../src/jimmyai/failure-advice.ts';

const detail = 'HTTP 400: 图片无法访问';

const details = { detail, hasReason: true, retryAfterMs: 0, returnedId: null, trace: null };

function failureOf(kind: Exclude<FailureKind, 'redirected'>): Failure {
  return { kind, ...details };
}

function redirectedTo(target: string | null): Failure {
  return { kind: 'redirected', ...details, target };
}

describe('a failure that would affect every request', () => {
  test.each([
    ['unauthorized', 'token', /`token`/],
    ['balance', 'balance', /[Tt]op up/],
    ['balance-reported', 'balance', /[Tt]op up/],
    ['balance-ambiguous', 'balance', /[Tt]op up/],
    ['untrusted', 'certificate', /`base-url`.*NODE_EXTRA_CA_CERTS/],
    ['not-found', 'base-url', /`base-url`/],
    ['no-endpoint', 'base-url', /`base-url`/],
    ['blocked', 'blocked', /`base-url`.*firewall.*runner/],
    ['blocked-method', 'blocked', /`base-url`.*firewall.*runner/],
  ] as const)('%s has the word %s, what the service said, and what to do', (kind, word, next) => {
    for (const advice of [commonAdviceOn(failureOf(kind)), adviceOnStop(failureOf(kind))]) {
      expect(advice).toMatchObject({ word, what: expect.stringContaining(detail), next: expect.stringMatching(next) });
    }
  });

  test('includes a redirection, which names base-url and the origin it points to', () => {
    const advice = commonAdviceOn(redirectedTo('https://api.example.com'));
    expect(advice).toMatchObject({ word: 'base-url', what: expect.stringContaining(detail) });
    expect(advice?.next).toMatch(/`base-url`.*https:\/\/api\.example\.com/);
  });

  test('includes a redirection without a target, which names base-url', () => {
    const advice = commonAdviceOn(redirectedTo(null));
    expect(advice).toMatchObject({ word: 'base-url', next: expect.stringContaining('`base-url`') });
    expect(advice?.next).not.toContain('null');
  });
});

describe('a failure that depends on what the request was for', () => {
  const kinds = [
    'rejected',
    'rejected-by-page',
    'not-sent',
    'unreadable-body',
    'busy',
    'unavailable',
    'rejected-by-catch-all',
    'rejected-without-code',
    'ambiguous',
    'unexpected',
  ] as const;

  test.each(kinds)('has no common advice: %s', (kind) => {
    expect(commonAdviceOn(failureOf(kind))).toBeNull();
  });

  test.each(kinds)('that ends a step nevertheless is an internal error: %s', (kind) => {
    expect(adviceOnStop(failureOf(kind))).toMatchObject({
      word: 'internal',
      what: expect.stringContaining(detail),
      next: expect.stringMatching(/./),
    });
  });
});

describe('the hint to top up', () => {
  test.each(['balance', 'balance-reported', 'balance-ambiguous'] as const)('is present if the balance is named: %s', (kind) => {
    expect(topUpHint(failureOf(kind))).toMatch(/^ Top up /);
  });

  test.each(['unauthorized', 'ambiguous', 'rejected'] as const)('is absent otherwise: %s', (kind) => {
    expect(topUpHint(failureOf(kind))).toBe('');
  });
});

test.each(['unauthorized', 'balance', 'untrusted', 'no-endpoint', 'unexpected'] as const)('the advice on %s has a short title', (kind) => {
  expect(adviceOnStop(failureOf(kind)).title).toMatch(/^[A-Z][^:,%]{5,50}$/);
});
