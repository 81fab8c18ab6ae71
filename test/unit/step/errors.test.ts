import { expect, test } from 'vitest';
import { messageOf } from '../../../src/step/errors.ts';

test('an error has its message', () => {
  expect(messageOf(new Error('connect ECONNREFUSED'))).toBe('connect ECONNREFUSED');
});

test('an error about several addresses has the message of the first', () => {
  expect(messageOf(new AggregateError([new Error('connect ECONNREFUSED ::1:80'), new Error('connect ECONNREFUSED 127.0.0.1:80')]))).toBe(
    'connect ECONNREFUSED ::1:80',
  );
});

test('anything else becomes a string', () => {
  expect(messageOf('text')).toBe('text');
  expect(messageOf(undefined)).toBe('undefined');
});
