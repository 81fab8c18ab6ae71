import { expect, test } from 'vitest';
import { ProblemList } from '../../../src/step/problem.ts';
import { expectLinear } from '../../support/processor-time.ts';

test('a list has each problem once, in the order in which they were found', () => {
  const list = new ProblemList();
  list.add('name', 'missing');
  list.addAll({
    problems: [
      { input: 'name', text: 'missing' },
      { input: 'name', text: 'too long' },
      { input: 'url', text: 'missing' },
    ],
    omitted: 0,
  });
  list.add('url', 'missing');
  expect(list.problems).toEqual([
    { input: 'name', text: 'missing' },
    { input: 'name', text: 'too long' },
    { input: 'url', text: 'missing' },
  ]);
});

test('a list takes a parsed value, or the problem with it', () => {
  const list = new ProblemList();
  expect(list.take('wait', { value: false })).toBe(false);
  expect(list.problems).toEqual([]);
  expect(list.take('wait', { problem: 'neither true nor false' })).toBeNull();
  expect(list.problems).toEqual([{ input: 'wait', text: 'neither true nor false' }]);
});

test('a list keeps the first hundred problems and counts the rest, including those omitted from other lists', () => {
  const part = new ProblemList();
  for (let index = 0; index < 130; index++) part.add(`portraits[${index}].name`, 'missing');
  expect(part.problems).toHaveLength(100);
  expect(part.problems.at(-1)).toEqual({ input: 'portraits[99].name', text: 'missing' });
  expect(part.omitted).toBe(30);
  const list = new ProblemList();
  list.add('token', 'missing');
  list.addAll(part);
  list.add('token', 'missing');
  expect(list.problems).toHaveLength(100);
  expect(list.omitted).toBe(31);
});

test('a list takes time linear in the number of problems', async () => {
  const add = (count: number) => {
    const list = new ProblemList();
    for (let index = 0; index < count; index++) list.add(`portraits[${index}]`, 'missing');
  };
  await expectLinear(add, 20_000);
});
