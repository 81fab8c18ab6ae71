import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hashImage, inspectImage, readImage } from '../../../src/jimmyai/image.ts';
import { FileProblem, readTextFile } from '../../../src/step/files/workspace.ts';

const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
const rest = '\0'.repeat(64);

/** A workspace in a folder of its own, so that there is an outside. */
async function newWorkspace(): Promise<{ inside: string; outside: string }> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'image-file-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const outside = path.join(root, 'outside');
  const inside = path.join(root, 'workspace');
  await mkdir(outside);
  await mkdir(path.join(inside, 'faces'), { recursive: true });
  return { inside, outside };
}

describe('inspectImage', () => {
  test.each([
    ['JPEG with JFIF', '\xff\xd8\xff\xe0\0\x10JFIF', 'jpg', 'image/jpeg'],
    ['JPEG with Exif', '\xff\xd8\xff\xe1\0\x10Exif', 'jpg', 'image/jpeg'],
    ['JPEG with neither', '\xff\xd8\xff\xdb\0\x43', 'jpg', 'image/jpeg'],
    ['PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'png', 'image/png'],
    ['WebP', 'RIFF\x24\x00\x0a\x0dWEBPVP8 ', 'webp', 'image/webp'],
    ['BMP', 'BM\x46\x0a\x0d\0\0\0\0\0\x36\0\0\0', 'bmp', 'image/bmp'],
    ['GIF of 1987', 'GIF87a\x01\0\x01\0', 'gif', 'image/gif'],
    ['GIF of 1989', 'GIF89a\x01\0\x01\0', 'gif', 'image/gif'],
  ])('recognizes a %s by its content, whatever its name', async (_, start, extension, mime) => {
    const { inside } = await newWorkspace();
    await writeFile(path.join(inside, 'faces', 'portrait.txt'), Buffer.from(start + rest, 'latin1'));
    expect(await inspectImage(inside, 'faces/portrait.txt')).toEqual({
      path: 'faces/portrait.txt',
      workspace: inside,
      size: start.length + 64,
      type: { extension, mime },
      sha256: null,
    });
  });

  test.each([
    ['text', 'a portrait of Alice, in words'],
    ['one byte', '\xff'],
    ['white space', '   \n'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['HTML', '<!doctype html>'],
    ['PDF', '%PDF-1.7\n'],
    ['TIFF', 'II*\0\x08\0\0\0'],
    ['MP4', '\0\0\0\x18ftypisom\0\0\0\0isommp41'],
    ['WAV', 'RIFF\x24\0\0\0WAVEfmt '],
    ['RIFF alone', 'RIFF'],
    ['WebP after a byte', '\0RIFF\x24\x00\x0a\x0dWEBPVP8 '],
    ['BMP after a byte', '\0BM\x46\x0a\x0d\0\0\0\0\0\x36'],
    ['GIF after a byte', '\0GIF89a\x01\0'],
    ['BM and only one zero where there are four', 'BM\x46\x0a\x0d\x01\0abc'],
    ['another GIF', 'GIF88a\x01\0'],
    ['half of a PNG signature', '\x89PNG\r\n'],
    ['a PNG whose line ends were converted', '\x89PNG\n\x1a\n\0\0\0\rIHDR'],
    ['a PNG after a blank', ' \x89PNG\r\n\x1a\n'],
    ['the start of a JPEG', '\xff\xd8'],
    ['a text that begins with BM', 'BMW builds cars'],
    ['two letters', 'BM'],
    ['six letters', 'BMWcar'],
  ])('rejects %s, which is not a known image', async (_, content) => {
    const { inside } = await newWorkspace();
    await writeFile(path.join(inside, 'portrait.jpg'), Buffer.from(content, 'latin1'));
    await expect(inspectImage(inside, 'portrait.jpg')).rejects.toThrow(/JPEG, PNG, WebP, BMP or GIF/);
    await expect(inspectImage(inside, 'portrait.jpg')).rejects.toBeInstanceOf(FileProblem);
  });

  test.each([
    ['AVIF', '\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B', /is AVIF, not JPEG, PNG.*Convert/],
    ['AVIF of a general brand', '\0\0\0\x18ftypmif1\0\0\0\0mif1avif', /is AVIF/],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', /is HEIC, not JPEG, PNG.*Convert/],
    ['HEIC of a general brand', '\0\0\0\x18ftypmif1\0\0\0\0mif1heix', /is HEIC/],
    ['HEIF', '\0\0\0\x14ftypmif1\0\0\0\0mif1heic', /is HEIF/],
    ['a cut AVIF', '\0\0\0\x20ftypavif', /is AVIF/],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n', /Git LFS pointer.*lfs: true/],
  ])('names %s as what it is', async (_, content, message) => {
    const { inside } = await newWorkspace();
    await writeFile(path.join(inside, 'portrait.jpg'), Buffer.from(content, 'latin1'));
    await expect(inspectImage(inside, 'portrait.jpg')).rejects.toThrow(message);
    await expect(inspectImage(inside, 'portrait.jpg')).rejects.toBeInstanceOf(FileProblem);
  });

  test('rejects an empty file', async () => {
    const { inside } = await newWorkspace();
    await writeFile(path.join(inside, 'portrait.jpg'), '');
    await expect(inspectImage(inside, 'portrait.jpg')).rejects.toThrow(/empty/);
  });

  test('accepts 100 000 000 bytes, and rejects one more', async () => {
    const { inside } = await newWorkspace();
    const file = path.join(inside, 'large.png');
    await writeFile(file, png);
    await truncate(file, 100_000_000);
    expect(await inspectImage(inside, 'large.png')).toMatchObject({ size: 100_000_000, type: { extension: 'png' } });
    await truncate(file, 100_000_001);
    await expect(inspectImage(inside, 'large.png')).rejects.toThrow(/100000001/);
    await expect(inspectImage(inside, 'large.png')).rejects.toBeInstanceOf(FileProblem);
  });
});

describe('the boundary of the workspace', () => {
  async function furnished() {
    const { inside, outside } = await newWorkspace();
    await writeFile(path.join(inside, 'me.png'), png);
    await writeFile(path.join(inside, '..me.png'), png);
    await writeFile(path.join(inside, 'faces', 'me.png'), png);
    await writeFile(path.join(outside, 'me.png'), png);
    await writeFile(path.join(`${inside}-2.png`), png);
    await symlink('me.png', path.join(inside, 'link-inside.png'));
    await symlink('faces', path.join(inside, 'folder-inside'));
    await symlink(path.join(outside, 'me.png'), path.join(inside, 'link-outside.png'));
    await symlink('../outside/me.png', path.join(inside, 'relative-link-outside.png'));
    await symlink('link-outside.png', path.join(inside, 'link-to-link.png'));
    await symlink(outside, path.join(inside, 'folder-outside'));
    await symlink('nowhere.png', path.join(inside, 'dangling.png'));
    await symlink('loop.png', path.join(inside, 'loop.png'));
    execFileSync('mkfifo', [path.join(inside, 'pipe.png')]);
    return { inside, outside };
  }

  test.each([
    'me.png',
    './me.png',
    'faces/../me.png',
    'faces/me.png',
    '..me.png',
    'link-inside.png',
    'folder-inside/me.png',
    '../workspace/me.png',
  ])('includes %s', async (name) => {
    const { inside } = await furnished();
    expect(await inspectImage(inside, name)).toMatchObject({ path: name, size: png.length });
    // It is opened, and no text.
    await expect(readTextFile(inside, name)).rejects.toThrow(/not UTF-8/);
  });

  test('includes an absolute path into it, and one through a link to the workspace', async () => {
    const { inside, outside } = await furnished();
    expect(await inspectImage(inside, path.join(inside, 'me.png'))).toMatchObject({ size: png.length });
    const link = path.join(outside, 'workspace-link');
    await symlink(inside, link);
    expect(await inspectImage(link, 'me.png')).toMatchObject({ size: png.length });
    expect(await inspectImage(link, path.join(inside, 'me.png'))).toMatchObject({ size: png.length });
  });

  test.each([
    ['a path upwards', '../outside/me.png'],
    ['the folder above', '..'],
    ['a path up and down', 'faces/../../outside/me.png'],
    ['a neighbour whose name begins like the workspace', '../workspace-2.png'],
    ['a link to a file', 'link-outside.png'],
    ['a relative link to a file', 'relative-link-outside.png'],
    ['a link to a link', 'link-to-link.png'],
    ['a file in a linked folder', 'folder-outside/me.png'],
  ])('excludes %s', async (_, name) => {
    const { inside } = await furnished();
    await expect(inspectImage(inside, name)).rejects.toThrow(/outside the workspace/);
    await expect(inspectImage(inside, name)).rejects.toBeInstanceOf(FileProblem);
    await expect(readTextFile(inside, name)).rejects.toThrow(/outside the workspace/);
  });

  test('excludes an absolute path out of it', async () => {
    const { inside, outside } = await furnished();
    await expect(inspectImage(inside, path.join(outside, 'me.png'))).rejects.toThrow(/outside the workspace/);
  });

  test.each([
    ['a missing file', 'missing.png'],
    ['a file in a missing folder', 'missing/me.png'],
    ['a file below a file', 'me.png/me.png'],
    ['a folder', 'faces'],
    ['a folder with a slash', 'faces/'],
    ['the workspace itself', '.'],
    ['a pipe', 'pipe.png'],
    ['a link to nowhere', 'dangling.png'],
    ['a link to itself', 'loop.png'],
    ['a path with NUL in it', 'me\0.png'],
    ['a name longer than a file system takes', `${'x'.repeat(5000)}.png`],
  ])('includes no usable file for %s', async (_, name) => {
    const { inside } = await furnished();
    await expect(inspectImage(inside, name)).rejects.toBeInstanceOf(FileProblem);
    await expect(readTextFile(inside, name)).rejects.toBeInstanceOf(FileProblem);
  });

  test('excludes everything if there is no workspace', async () => {
    const { inside } = await newWorkspace();
    await expect(inspectImage(path.join(inside, 'missing'), 'me.png')).rejects.toBeInstanceOf(FileProblem);
  });
});

describe('readTextFile', () => {
  test('accepts 1 MiB, and rejects one byte more', async () => {
    const { inside } = await newWorkspace();
    const file = path.join(inside, 'list.yml');
    await writeFile(file, '');
    await truncate(file, 1_048_576);
    expect((await readTextFile(inside, 'list.yml')).length).toBe(1_048_576);
    await truncate(file, 1_048_577);
    await expect(readTextFile(inside, 'list.yml')).rejects.toBeInstanceOf(FileProblem);
  });
});

describe('readImage and hashImage', () => {
  async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
    const all: Buffer[] = [];
    for await (const chunk of chunks) all.push(chunk);
    return Buffer.concat(all);
  }

  test('return every byte of a file of many chunks', async () => {
    const { inside } = await newWorkspace();
    const content = Buffer.concat([png, Buffer.alloc(600_000, 'abc')]);
    await writeFile(path.join(inside, 'me.png'), content);
    expect((await collect(readImage(await inspectImage(inside, 'me.png')))).equals(content)).toBe(true);
  });

  test('return the SHA-256 of the content, whatever the name', async () => {
    const { inside } = await newWorkspace();
    for (const name of ['a.gif', 'b.gif']) {
      await writeFile(path.join(inside, name), 'GIF89a');
      const { sha256 } = await hashImage(await inspectImage(inside, name), new AbortController().signal);
      expect(sha256).toBe('610f5ae4d76e332636a17bd357fd6ce99029316a99d320280d4d77a746bf29e8');
    }
  });

  test('stop reading once the signal aborts', async () => {
    const { inside } = await newWorkspace();
    await writeFile(path.join(inside, 'me.png'), png);
    const image = await inspectImage(inside, 'me.png');
    await expect(hashImage(image, AbortSignal.abort())).rejects.toThrow(/could not be read before the timeout/);
  });

  test('reject a file that has grown, shrunk, disappeared or become a link out of the workspace since it was inspected', async () => {
    const { inside, outside } = await newWorkspace();
    const file = path.join(inside, 'me.png');
    await writeFile(file, png);
    const image = await inspectImage(inside, 'me.png');
    await appendFile(file, 'x');
    await expect(hashImage(image, new AbortController().signal)).rejects.toThrow(/changed/);
    await expect(hashImage(image, new AbortController().signal)).rejects.toBeInstanceOf(FileProblem);
    await truncate(file, 9);
    await expect(hashImage(image, new AbortController().signal)).rejects.toThrow(/changed/);
    await rm(file);
    await expect(hashImage(image, new AbortController().signal)).rejects.toBeInstanceOf(FileProblem);
    await writeFile(path.join(outside, 'me.png'), png);
    await symlink(path.join(outside, 'me.png'), file);
    await expect(hashImage(image, new AbortController().signal)).rejects.toThrow(/outside the workspace/);
  });

  test('reject other content of the same size before yielding its last byte', async () => {
    const { inside } = await newWorkspace();
    const file = path.join(inside, 'me.png');
    const content = Buffer.concat([png, Buffer.alloc(600_000, 'abc')]);
    await writeFile(file, content);
    const image = await hashImage(await inspectImage(inside, 'me.png'), new AbortController().signal);
    expect((await collect(readImage(image))).equals(content)).toBe(true);
    await writeFile(file, Buffer.concat([png, Buffer.alloc(600_000, 'xyz')]));
    let given = 0;
    const read = async () => {
      for await (const chunk of readImage(image)) given += chunk.length;
    };
    await expect(read()).rejects.toThrow(/“me\.png” changed while/);
    expect(given).toBeLessThan(content.length);
  });

  test('yield no byte that was appended after the inspection', async () => {
    const { inside } = await newWorkspace();
    const file = path.join(inside, 'me.png');
    const content = Buffer.concat([png, Buffer.alloc(600_000, 'abc')]);
    await writeFile(file, content);
    const image = await inspectImage(inside, 'me.png');
    const all: Buffer[] = [];
    for await (const chunk of readImage(image)) {
      if (all.length === 0) await appendFile(file, 'more than there was');
      all.push(chunk);
    }
    expect(Buffer.concat(all).equals(content)).toBe(true);
  });

  test('reject a file that is cut short while it is read', async () => {
    const { inside } = await newWorkspace();
    const file = path.join(inside, 'me.png');
    await writeFile(file, Buffer.concat([png, Buffer.alloc(3_000_000)]));
    const image = await inspectImage(inside, 'me.png');
    const read = async () => {
      for await (const _ of readImage(image)) await truncate(file, 300_000);
    };
    await expect(read()).rejects.toThrow(/“me\.png” was cut short/);
  });
});
