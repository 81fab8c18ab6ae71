import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { maskToken, tokenIn } from '../../../src/step/mask-token.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { captureLog } from '../../support/step-context.ts';

let log: string[] = [];
beforeEach(() => {
  log = captureLog();
  vi.stubEnv('GITHUB_ACTIONS', 'true');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test.each([
  ['sk_test', 'sk_test'],
  [' Bearer  sk_test\n', 'sk_test'],
  ['BEARER', ''],
  ['bearersk_test', 'bearersk_test'],
  ['sk_test bearer x', 'sk_test bearer x'],
])('in %j the token is %j', (text, token) => {
  expect(tokenIn(text)).toBe(token);
});

test('a token is masked as it was written, without its surroundings, and as it is sent', () => {
  const redactor = new Redactor();
  maskToken(' Bearer sk_test\n', redactor);
  expect(log).toEqual(['::add-mask:: Bearer sk_test%0A', '::add-mask::Bearer sk_test', '::add-mask::sk_test']);
  expect(redactor.sanitize('the key sk_test is wrong')).toBe('the key *** is wrong');
});

test('a token that was written as it is sent is masked once', () => {
  maskToken('sk_test', new Redactor());
  expect(log).toEqual(['::add-mask::sk_test']);
});

test('a token is not masked by command without a runner, because the command would print it', () => {
  vi.stubEnv('GITHUB_ACTIONS', '');
  const redactor = new Redactor();
  maskToken('sk_test', redactor);
  expect(log).toEqual([]);
  expect(redactor.sanitize('the key sk_test is wrong')).toBe('the key *** is wrong');
});

test.each(['', ' \n', 'Bearer '])('white space in %j is not masked, which would make every text unreadable', (input) => {
  const redactor = new Redactor();
  maskToken(input, redactor);
  expect(log.every((line) => line.includes('Bearer'))).toBe(true);
  expect(redactor.sanitize('a b')).toBe('a b');
});
