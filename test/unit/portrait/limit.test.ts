import { expect, test } from 'vitest';
import { createLimit } from '../../../src/portrait/limit.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('as many tasks as allowed run at the same time, the others in order as soon as one ends, however it ends', async () => {
  const limit = createLimit(2);
  const log: string[] = [];
  const ends = new Map<string, (fails: boolean) => void>();
  const start = (name: string) =>
    limit(
      () =>
        new Promise<string>((resolve, reject) => {
          log.push(name);
          ends.set(name, (fails) => (fails ? reject(new Error(name)) : resolve(name)));
        }),
    );
  const results = Promise.allSettled(['a', 'b', 'c', 'd'].map(start));
  await turn();
  expect(log).toEqual(['a', 'b']);
  ends.get('b')?.(true);
  await turn();
  expect(log).toEqual(['a', 'b', 'c']);
  ends.get('a')?.(false);
  await turn();
  expect(log).toEqual(['a', 'b', 'c', 'd']);
  ends.get('c')?.(false);
  ends.get('d')?.(false);
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);

  // All of it is free again, and no more than that.
  const again = ['e', 'f', 'g'].map(start);
  await turn();
  expect(log.slice(4)).toEqual(['e', 'f']);
  for (const name of ['e', 'f']) ends.get(name)?.(false);
  await turn();
  ends.get('g')?.(false);
  expect(await Promise.all(again)).toEqual(['e', 'f', 'g']);
});
