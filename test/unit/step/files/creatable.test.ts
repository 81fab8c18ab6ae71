import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { assertCreatable } from '../../../../src/step/files/creatable.ts';
import { newFolder } from '../../../support/new-folder.ts';

const isRoot = process.getuid?.() === 0;

test.each(['new.txt', 'old.txt', 'a/b/new.txt'])('a file could be made at %s, and nothing is made', async (name) => {
  const folder = await newFolder();
  await writeFile(path.join(folder, 'old.txt'), '');
  await assertCreatable(path.join(folder, name));
  expect(await readdir(folder)).toEqual(['old.txt']);
});

test.skipIf(process.platform === 'win32').each([
  ['in a file', 'old.txt/new.txt', 'ENOTDIR'],
  ['in a folder below a file', 'old.txt/a/new.txt', 'ENOTDIR'],
  ['by a name that is too long', 'n'.repeat(256), 'ENAMETOOLONG'],
  ['by such a name in a folder that is missing', `a/b/${'n'.repeat(256)}`, 'ENAMETOOLONG'],
  ['in a missing folder with such a name', `a/${'n'.repeat(256)}/new.txt`, 'ENAMETOOLONG'],
])('no file could be made %s', async (_, name, code) => {
  const folder = await newFolder();
  await writeFile(path.join(folder, 'old.txt'), '');
  await expect(assertCreatable(path.join(folder, name))).rejects.toMatchObject({ code });
});

test.skipIf(process.platform === 'win32' || isRoot)('no file could be made in a folder that may not be written', async () => {
  const locked = path.join(await newFolder(), 'locked');
  await mkdir(locked);
  await chmod(locked, 0o500);
  await expect(assertCreatable(path.join(locked, 'a', 'new.txt'))).rejects.toMatchObject({ code: 'EACCES' });
});
