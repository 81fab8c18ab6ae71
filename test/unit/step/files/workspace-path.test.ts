import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FileProblem } from '../../../../src/step/files/workspace.ts';
import { assertWritable, resolveWorkspacePath } from '../../../../src/step/files/workspace-path.ts';

/** A workspace in a folder of its own, so that there is an outside. */
async function newWorkspace(): Promise<{ inside: string; outside: string }> {
  const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'workspace-path-')));
  onTestFinished(() => rm(root, { recursive: true }));
  const inside = path.join(root, 'workspace');
  const outside = path.join(root, 'outside');
  await mkdir(path.join(inside, 'videos'), { recursive: true });
  await mkdir(outside);
  return { inside, outside };
}

describe('a place in the workspace', () => {
  test.each([
    ['video.mp4', 'video.mp4'],
    ['./videos/../video.mp4', 'video.mp4'],
    ['a/b/video.mp4', 'a/b/video.mp4'],
    ['..video.mp4', '..video.mp4'],
    ['../workspace/video.mp4', 'video.mp4'],
  ])('is named by %s', async (file, relative) => {
    const { inside } = await newWorkspace();
    expect(await resolveWorkspacePath(inside, file)).toEqual({ absolute: path.join(inside, ...relative.split('/')), relative });
  });

  test('has its folder created only when it must be writable, and nothing left in it', async () => {
    const { inside } = await newWorkspace();
    const place = await resolveWorkspacePath(inside, 'a/b/video.mp4');
    expect(await readdir(inside)).toEqual(['videos']);
    await assertWritable(place);
    expect(await readdir(path.join(inside, 'a', 'b'))).toEqual([]);
  });

  test('may be that of an existing file, which stays as it is', async () => {
    const { inside } = await newWorkspace();
    await writeFile(path.join(inside, 'video.mp4'), 'old');
    await assertWritable(await resolveWorkspacePath(inside, 'video.mp4'));
    expect(await readFile(path.join(inside, 'video.mp4'), 'utf8')).toBe('old');
    expect(await readdir(inside)).toEqual(['video.mp4', 'videos']);
  });

  test.each([1, 229, 255])('may have a name of %i bytes, up to the limit of the file system', async (length) => {
    const { inside } = await newWorkspace();
    await assertWritable(await resolveWorkspacePath(inside, 'v'.repeat(length)));
    expect(await readdir(inside)).toEqual(['videos']);
    const tooLong = await resolveWorkspacePath(inside, 'v'.repeat(256));
    await expect(assertWritable(tooLong)).rejects.toBeInstanceOf(FileProblem);
  });

  test('is where links lead, even if nothing exists there yet', async () => {
    const { inside } = await newWorkspace();
    await symlink('videos', path.join(inside, 'linked'));
    await symlink('videos/later.mp4', path.join(inside, 'link.mp4'));
    expect(await resolveWorkspacePath(inside, 'linked/a/video.mp4')).toMatchObject({ relative: 'videos/a/video.mp4' });
    expect(await resolveWorkspacePath(inside, 'link.mp4')).toMatchObject({ relative: 'videos/later.mp4' });
  });

  test('may be named through a link to the workspace', async () => {
    const { inside, outside } = await newWorkspace();
    const link = path.join(outside, 'link');
    await symlink(inside, link);
    expect(await resolveWorkspacePath(link, path.join(link, 'video.mp4'))).toMatchObject({ absolute: path.join(inside, 'video.mp4') });
  });
});

describe('no place in the workspace', () => {
  test.each([
    '..',
    '.',
    '../video.mp4',
    '../outside/video.mp4',
    'videos/../../outside/video.mp4',
    '../workspace-2/video.mp4',
    '/video.mp4',
  ])('is %s, and nothing is created there', async (file) => {
    const { inside, outside } = await newWorkspace();
    await expect(resolveWorkspacePath(inside, file)).rejects.toBeInstanceOf(FileProblem);
    expect(await readdir(outside)).toEqual([]);
    expect((await readdir(path.dirname(inside))).sort()).toEqual(['outside', 'workspace']);
  });

  test.each(['..', '../..', 'videos/../..'])('is %s, which is outside', async (file) => {
    const { inside } = await newWorkspace();
    await expect(resolveWorkspacePath(inside, file)).rejects.toThrow(/outside the workspace/);
  });

  test('is behind a link that leads out of it', async () => {
    const { inside, outside } = await newWorkspace();
    await symlink(outside, path.join(inside, 'linked'));
    await symlink(path.join(outside, 'later.mp4'), path.join(inside, 'link.mp4'));
    for (const file of ['linked/video.mp4', 'linked/a/video.mp4', 'link.mp4']) {
      await expect(resolveWorkspacePath(inside, file)).rejects.toThrow(/outside the workspace/);
    }
    expect(await readdir(outside)).toEqual([]);
  });

  test.each(['videos', 'videos/', 'new/', 'new\\', '.', './', 'new/.', 'videos/..'])('is the folder %s', async (file) => {
    const { inside } = await newWorkspace();
    await expect(resolveWorkspacePath(inside, file)).rejects.toThrow(/is a folder/);
    expect(await readdir(inside)).toEqual(['videos']);
  });

  test('is below a file, or in a missing workspace', async () => {
    const { inside } = await newWorkspace();
    await writeFile(path.join(inside, 'file'), '');
    await expect(resolveWorkspacePath(inside, 'file/video.mp4').then(assertWritable)).rejects.toBeInstanceOf(FileProblem);
    await expect(resolveWorkspacePath(path.join(inside, 'missing'), 'video.mp4')).rejects.toBeInstanceOf(FileProblem);
  });
});
