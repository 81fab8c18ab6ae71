import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { followLinks } from '../../../../src/step/files/follow-links.ts';

vi.mock('node:fs/promises', { spy: true });
afterEach(() => vi.mocked(realpath).mockReset());

async function newFile(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'links-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return path.join(folder, 'state.json');
}

/** A mistake of the file system. */
const mistake = (code: string) => Object.assign(new Error(code), { code });

describe('the end of links', () => {
  test('is the path itself if there is no link, or nothing at all', async () => {
    const file = await newFile();
    expect(await followLinks(file)).toBe(file);
    await writeFile(file, '');
    expect(await followLinks(file)).toBe(file);
  });

  test('is resolved from the real place of each link, and may be missing', async () => {
    const file = await newFile();
    const folder = path.dirname(file);
    await mkdir(path.join(folder, 'a', 'b'), { recursive: true });
    await symlink(path.join(folder, 'a', 'b'), path.join(folder, 'elsewhere'));
    await symlink('../target.json', path.join(folder, 'a', 'b', 'link.json'));
    await symlink(path.join(folder, 'elsewhere', 'link.json'), file);
    expect(await followLinks(file)).toBe(path.join(await realpath(folder), 'a', 'target.json'));
  });

  test('may be in a folder that doesn’t exist yet', async () => {
    const file = await newFile();
    await symlink('later/state.json', file);
    expect(await followLinks(file)).toBe(path.join(await realpath(path.dirname(file)), 'later', 'state.json'));
  });

  test('is resolved as far as possible if the real path of a folder is unknown', async () => {
    const file = await newFile();
    await symlink('target.json', file);
    vi.mocked(realpath).mockRejectedValueOnce(mistake('EACCES'));
    expect(await followLinks(file)).toBe(path.join(path.dirname(file), 'target.json'));
  });

  test('is found behind up to 39 links', async () => {
    const file = await newFile();
    const nth = (index: number) => path.join(path.dirname(file), `link-${index}`);
    for (let index = 0; index < 40; index++) await symlink(nth(index), nth(index + 1));
    expect(path.basename(await followLinks(nth(39)))).toBe('link-0');
    await expect(followLinks(nth(40))).rejects.toThrow();
  });

  test('does not exist if they form a loop', async () => {
    const file = await newFile();
    await symlink(file, `${file}.other`);
    await symlink(`${file}.other`, file);
    await expect(followLinks(file)).rejects.toThrow();
  });
});
