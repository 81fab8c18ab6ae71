import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, mkdtemp, open, readdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { collectBuffers } from '../../../../src/step/files/collect-buffers.ts';
import { FileWriteError, PartialFile } from '../../../../src/step/files/partial-file.ts';

vi.mock('node:fs/promises', { spy: true });
vi.mock('../../../../src/step/files/collect-buffers.ts', () => ({ collectBuffers: vi.fn() }));
beforeEach(() => {
  vi.mocked(collectBuffers).mockReset();
});

const mebibyte = 1024 * 1024;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

async function newPart(): Promise<{ part: PartialFile; target: string; folder: string; handle: FileHandle }> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'part-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  const target = path.join(folder, 'video.mp4');
  const part = await PartialFile.create(target);
  const handle = await vi.mocked(open).mock.results.at(-1)?.value;
  onTestFinished(() => part.discard());
  return { part, target, folder, handle };
}

describe('a partial file', () => {
  test('is next to its target until it is complete, and then replaces the target', async () => {
    const { part, target, folder } = await newPart();
    await writeFile(target, 'old');
    part.append(Buffer.from('new '));
    part.append(Buffer.from('content'));
    expect((await readdir(folder)).length).toBe(2);
    expect(await readFile(target, 'utf8')).toBe('old');
    expect(part.size).toBe(11);
    expect(await part.complete()).toBe(sha256(Buffer.from('new content')));
    expect(await readFile(target, 'utf8')).toBe('new content');
    await part.discard();
    expect(await readdir(folder)).toEqual(['video.mp4']);
  });

  test('leaves nothing when it is discarded, empty or not', async () => {
    const { part, folder } = await newPart();
    await part.append(Buffer.alloc(mebibyte));
    await part.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  test('has a head of its first twelve bytes, in however many chunks they arrive', async () => {
    const { part } = await newPart();
    expect(part.head.length).toBe(0);
    part.append(Buffer.from('01234'));
    expect(part.head.toString()).toBe('01234');
    part.append(Buffer.from('56789abcdef'));
    part.append(Buffer.from('xyz'));
    expect(part.head.toString()).toBe('0123456789ab');
  });

  test('is whole however many batches it takes', async () => {
    const { part, target } = await newPart();
    const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(100_000 + index, index));
    for (const chunk of chunks) await part.append(chunk);
    const content = Buffer.concat(chunks);
    expect(part.size).toBe(content.length);
    expect(await part.complete()).toBe(sha256(content));
    expect((await readFile(target)).equals(content)).toBe(true);
  });

  test('starts over without any earlier bytes, written or not', async () => {
    const { part, target } = await newPart();
    await part.append(Buffer.alloc(2 * mebibyte, 'a'));
    part.append(Buffer.from('not written yet'));
    await part.restart();
    expect([part.size, part.head.length]).toEqual([0, 0]);
    expect(part.append(Buffer.alloc(mebibyte - 1, 'b'))).toBeNull();
    await part.append(Buffer.from('b'));
    expect(await part.complete()).toBe(sha256(Buffer.alloc(mebibyte, 'b')));
    expect((await readFile(target)).equals(Buffer.alloc(mebibyte, 'b'))).toBe(true);
  });
});

describe('what is appended', () => {
  test('is written once there is a mebibyte, and not before', async () => {
    const { part, handle } = await newPart();
    const writev = vi.spyOn(handle, 'writev');
    expect(part.append(Buffer.alloc(mebibyte - 1))).toBeNull();
    expect(writev).not.toHaveBeenCalled();
    await part.append(Buffer.alloc(1));
    expect(part.append(Buffer.alloc(mebibyte - 1))).toBeNull();
    await turn();
    expect(writev).toHaveBeenCalledTimes(1);
  });

  test('waits while two batches are unwritten', async () => {
    const { part, handle } = await newPart();
    const written: (() => void)[] = [];
    const bytesWritten = mebibyte;
    vi.spyOn(handle, 'writev').mockImplementation(
      (buffers) => new Promise((resolve) => written.push(() => resolve({ bytesWritten, buffers: [...buffers] }))),
    );
    const taken: number[] = [];
    for (let index = 0; index < 3; index++) void part.append(Buffer.alloc(mebibyte))?.then(() => taken.push(index));
    await turn();
    expect(taken).toEqual([0, 1]);
    expect(written).toHaveLength(1);
    written.shift()?.();
    await turn();
    expect(taken).toEqual([0, 1, 2]);
    while (written.length > 0) {
      written.shift()?.();
      await turn();
    }
  });

  test('has its buffers collected after every ten batches', async () => {
    const { part } = await newPart();
    const calls: number[] = [];
    for (let batches = 1; batches <= 20; batches++) {
      await part.append(Buffer.alloc(mebibyte));
      // Once more than ten are certainly written.
      if (batches % 10 === 9) calls.push(vi.mocked(collectBuffers).mock.calls.length);
    }
    await part.complete();
    expect([...calls, vi.mocked(collectBuffers).mock.calls.length]).toEqual([0, 1, 2]);
  });
});

describe('a file that can’t be written', () => {
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });

  test('is reported with the third batch at the latest, and on completion', async () => {
    const { part, handle, folder } = await newPart();
    vi.spyOn(handle, 'writev').mockRejectedValue(full);
    await part.append(Buffer.alloc(mebibyte));
    await part.append(Buffer.alloc(mebibyte));
    const third = part.append(Buffer.alloc(mebibyte));
    await expect(third).rejects.toThrow(new FileWriteError('no space left'));
    await expect(part.complete()).rejects.toBeInstanceOf(FileWriteError);
    await part.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  test('that is only discarded leaves no unhandled rejection', async () => {
    const { part, handle } = await newPart();
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => {
      process.off('unhandledRejection', unhandled);
    });
    vi.spyOn(handle, 'writev').mockRejectedValue(full);
    await part.append(Buffer.alloc(mebibyte));
    for (let turns = 0; turns < 3; turns++) await turn();
    await part.discard();
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('is also a file that accepted only some of the bytes', async () => {
    const { part, handle } = await newPart();
    vi.spyOn(handle, 'writev').mockImplementation(async (buffers) => ({ bytesWritten: 3, buffers: [...buffers] }));
    part.append(Buffer.from('1234'));
    await expect(part.complete()).rejects.toBeInstanceOf(FileWriteError);
  });

  test('can’t start over if a pending write fails or the file can’t be truncated', async () => {
    const { part, handle } = await newPart();
    const truncate = vi.spyOn(handle, 'truncate').mockRejectedValueOnce(full);
    await expect(part.restart()).rejects.toBeInstanceOf(FileWriteError);
    truncate.mockClear();
    vi.spyOn(handle, 'writev').mockRejectedValue(full);
    await part.append(Buffer.alloc(mebibyte));
    await expect(part.restart()).rejects.toBeInstanceOf(FileWriteError);
    expect(truncate).not.toHaveBeenCalled();
  });

  test('is also a file whose folder doesn’t exist', async () => {
    await expect(PartialFile.create(path.join(os.tmpdir(), 'missing', 'folder', 'video.mp4'))).rejects.toThrow('ENOENT');
  });
});

describe('a folder that a link has replaced', () => {
  /** The folder `videos` in a workspace, and what puts a link to a folder outside in its place. */
  async function newFolder() {
    const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'part-')));
    onTestFinished(() => rm(root, { recursive: true }));
    const videos = path.join(root, 'workspace', 'videos');
    const outside = path.join(root, 'outside');
    await mkdir(videos, { recursive: true });
    await mkdir(outside);
    const swap = async () => {
      await rename(videos, `${videos}.old`);
      await symlink(outside, videos);
    };
    return { target: path.join(videos, 'video.mp4'), outside, swap };
  }

  test('gets no file that is created after that', async () => {
    const { target, outside, swap } = await newFolder();
    await swap();
    await expect(PartialFile.create(target)).rejects.toThrow(/a link has taken the place of the folder/);
    expect(await readdir(outside)).toEqual([]);
  });

  test('gets no file that was created before', async () => {
    const { target, outside, swap } = await newFolder();
    await writeFile(path.join(outside, 'video.mp4'), 'of others');
    const part = await PartialFile.create(target);
    part.append(Buffer.from('new'));
    await swap();
    await expect(part.complete()).rejects.toThrow(/a link has taken the place of the folder/);
    await part.discard();
    expect(await readdir(outside)).toEqual(['video.mp4']);
    expect(await readFile(path.join(outside, 'video.mp4'), 'utf8')).toBe('of others');
  });
});
