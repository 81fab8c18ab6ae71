import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FileProblem } from '../../../../src/step/files/workspace.ts';
import { resolveWritablePath } from '../../../../src/step/files/workspace-path.ts';

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
    expect(await resolveWritablePath(inside, file)).toEqual({ absolute: path.join(inside, ...relative.split('/')), relative });
  });

  test('has its folder made, and nothing left in it', async () => {
    const { inside } = await newWorkspace();
    await resolveWritablePath(inside, 'a/b/video.mp4');
    expect(await readdir(path.join(inside, 'a', 'b'))).toEqual([]);
  });

  test('may be one of a file that is there, which stays as it is', async () => {
    const { inside } = await newWorkspace();
    await writeFile(path.join(inside, 'video.mp4'), 'old');
    expect(await resolveWritablePath(inside, 'video.mp4')).toMatchObject({ relative: 'video.mp4' });
    expect(await readdir(inside)).toEqual(['video.mp4', 'videos']);
  });

  test('is where links lead, also where they lead to nothing yet', async () => {
    const { inside } = await newWorkspace();
    await symlink('videos', path.join(inside, 'linked'));
    await symlink('videos/later.mp4', path.join(inside, 'link.mp4'));
    expect(await resolveWritablePath(inside, 'linked/a/video.mp4')).toMatchObject({ relative: 'videos/a/video.mp4' });
    expect(await resolveWritablePath(inside, 'link.mp4')).toMatchObject({ relative: 'videos/later.mp4' });
  });

  test('may be named through a link to the workspace', async () => {
    const { inside, outside } = await newWorkspace();
    const link = path.join(outside, 'link');
    await symlink(inside, link);
    expect(await resolveWritablePath(link, path.join(link, 'video.mp4'))).toMatchObject({ absolute: path.join(inside, 'video.mp4') });
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
  ])('is %s, and nothing is made there', async (file) => {
    const { inside, outside } = await newWorkspace();
    await expect(resolveWritablePath(inside, file)).rejects.toBeInstanceOf(FileProblem);
    expect(await readdir(outside)).toEqual([]);
    expect((await readdir(path.dirname(inside))).sort()).toEqual(['outside', 'workspace']);
  });

  test.each(['.', '..', 'videos/..', '../..'])('is %s, which is outside', async (file) => {
    const { inside } = await newWorkspace();
    await expect(resolveWritablePath(inside, file)).rejects.toThrow(/outside the workspace/);
  });

  test('is one behind a link out of it', async () => {
    const { inside, outside } = await newWorkspace();
    await symlink(outside, path.join(inside, 'linked'));
    await symlink(path.join(outside, 'later.mp4'), path.join(inside, 'link.mp4'));
    for (const file of ['linked/video.mp4', 'linked/a/video.mp4', 'link.mp4']) {
      await expect(resolveWritablePath(inside, file)).rejects.toThrow(/outside the workspace/);
    }
    expect(await readdir(outside)).toEqual([]);
  });

  test.each(['videos', 'videos/', 'new/', 'new\\'])('is the folder %s', async (file) => {
    const { inside } = await newWorkspace();
    await expect(resolveWritablePath(inside, file)).rejects.toThrow(/is a folder/);
    expect(await readdir(inside)).toEqual(['videos']);
  });

  test('is one below a file, or where there is no workspace', async () => {
    const { inside } = await newWorkspace();
    await writeFile(path.join(inside, 'file'), '');
    await expect(resolveWritablePath(inside, 'file/video.mp4')).rejects.toBeInstanceOf(FileProblem);
    await expect(resolveWritablePath(path.join(inside, 'missing'), 'video.mp4')).rejects.toBeInstanceOf(FileProblem);
  });
});
