import { expect, test } from 'vitest';
import { ProblemList } from '../../../src/step/problem.ts';

test('a list has each problem once, in the order in which they were found', () => {
  const list = new ProblemList();
  list.add('name', 'missing');
  list.addAll([
    { input: 'name', text: 'missing' },
    { input: 'name', text: 'too long' },
    { input: 'url', text: 'missing' },
  ]);
  list.add('url', 'missing');
  expect(list.problems).toEqual([
    { input: 'name', text: 'missing' },
    { input: 'name', text: 'too long' },
    { input: 'url', text: 'missing' },
  ]);
});

test('a list takes what is parsed, or what is wrong with it', () => {
  const list = new ProblemList();
  expect(list.take('wait', { value: false })).toBe(false);
  expect(list.problems).toEqual([]);
  expect(list.take('wait', { problem: 'neither true nor false' })).toBeNull();
  expect(list.problems).toEqual([{ input: 'wait', text: 'neither true nor false' }]);
});
