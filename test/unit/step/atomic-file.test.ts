import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { withLock } from '../../../src/step/atomic-file.ts';

async function newFile(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lock-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return path.join(folder, 'state.json');
}

/** How many of `count` holders were in at the same time at most, each for `ms` milliseconds. */
async function mostAtOnce(file: string, count: number, ms: number): Promise<number> {
  let inside = 0;
  let most = 0;
  const hold = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await pause(ms);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: count }, () => withLock(file, hold)));
  return most;
}

test('one holder is in at a time, however long the others have waited', async () => {
  const file = await newFile();
  expect(await mostAtOnce(file, 30, 200)).toBe(1);
  expect(await readdir(path.dirname(file))).toEqual([]);
}, 60_000);

test('the lock of a killed process is broken by one, and by no more', async () => {
  const file = await newFile();
  await writeFile(`${file}.lock`, 'a process that was killed');
  await utimes(`${file}.lock`, new Date(0), new Date(0));
  expect(await mostAtOnce(file, 20, 20)).toBe(1);
  expect(await readdir(path.dirname(file))).toEqual([]);
});

test('a lock is released where the work fails', async () => {
  const file = await newFile();
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await readdir(path.dirname(file))).toEqual([]);
});
