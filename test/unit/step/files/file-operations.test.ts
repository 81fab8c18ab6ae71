import { execFileSync } from 'node:child_process';
import { chmod, link, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NotAFileError, systemFiles, whileHeld } from '../../../../src/step/files/file-operations.ts';
import { updateFile } from '../../../../src/step/files/update-file.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

async function newFile(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'files-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return path.join(folder, 'state.json');
}

/** A mistake of the file system. */
const mistake = (code: string) => Object.assign(new Error(code), { code });

const limits = (clock: VirtualClock) => ({ clock, deadline: 600_000, signal: new AbortController().signal });

describe('a read', () => {
  test('resolves to the content of a file, or null if there is none', async () => {
    const file = await newFile();
    expect(await systemFiles.read(file)).toBeNull();
    await writeFile(file, 'text');
    expect(String(await systemFiles.read(file))).toBe('text');
  });

  test('rejects a folder, a link and a pipe, which would wait for its writer', async () => {
    const file = await newFile();
    const folder = path.dirname(file);
    await expect(systemFiles.read(folder)).rejects.toBeInstanceOf(NotAFileError);
    if (process.platform === 'win32') return;
    await symlink(folder, file);
    await expect(systemFiles.read(file)).rejects.toBeInstanceOf(NotAFileError);
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    await expect(systemFiles.read(path.join(folder, 'pipe'))).rejects.toBeInstanceOf(NotAFileError);
  });

  test('fails below a file', async () => {
    const file = await newFile();
    await writeFile(file, '');
    await expect(systemFiles.read(path.join(file, 'state.json'))).rejects.toThrow('ENOTDIR');
  });
});

describe('a file that is created', () => {
  test('must not exist before', async () => {
    const file = await newFile();
    await writeFile(file, 'old');
    await expect(systemFiles.create(file)).rejects.toThrow('EEXIST');
    expect(await readFile(file, 'utf8')).toBe('old');
  });

  test('can be rewritten from the start, even after it was renamed', async () => {
    const file = await newFile();
    const created = await systemFiles.create(file);
    await created.write('ä1');
    await systemFiles.rename(file, `${file}.moved`);
    await created.write('ä2');
    await created.close();
    expect(await readFile(`${file}.moved`, 'utf8')).toBe('ä2');
    expect(await readdir(path.dirname(file))).toEqual(['state.json.moved']);
  });
});

describe('a file that is written', () => {
  test.skipIf(process.platform === 'win32').each([0o600, 0o640, 0o664, 0o444])('has the mode %o', async (mode) => {
    const file = await newFile();
    await systemFiles.write(file, 'text', mode);
    expect(await readFile(file, 'utf8')).toBe('text');
    expect((await lstat(file)).mode & 0o7777).toBe(mode);
    expect(await systemFiles.modeOf(file)).toBe(mode);
  });

  test('has the default mode if none is given', async () => {
    const file = await newFile();
    await writeFile(`${file}.other`, '');
    await systemFiles.write(file, 'text', null);
    expect((await lstat(file)).mode).toBe((await lstat(`${file}.other`)).mode);
    expect(await systemFiles.modeOf(`${file}.missing`)).toBeNull();
  });
});

test('a hard link never replaces a file', async () => {
  const file = await newFile();
  await writeFile(file, 'old');
  await writeFile(`${file}.new`, 'new');
  await expect(link(`${file}.new`, file)).rejects.toThrow('EEXIST');
  await expect(systemFiles.link(`${file}.new`, file)).rejects.toThrow('EEXIST');
});

test('a folder that can’t be opened is not flushed, without a failure', async () => {
  await systemFiles.flushFolder(path.join(await newFile(), 'missing'));
});

describe('a file that a program holds', () => {
  test.each(['EPERM', 'EACCES', 'EBUSY'])('is retried every 100 ms until the program releases it (%s)', async (code) => {
    const clock = new VirtualClock();
    let tries = 0;
    const work = async () => {
      tries += 1;
      if (tries < 10) throw mistake(code);
      return 'done';
    };
    expect(await clock.run(whileHeld(work, clock))).toBe('done');
    expect(clock.now()).toBe(900);
  });

  test('is given up after ten attempts', async () => {
    const clock = new VirtualClock();
    let tries = 0;
    const work = async () => {
      tries += 1;
      throw mistake('EPERM');
    };
    await expect(clock.run(whileHeld(work, clock))).rejects.toThrow('EPERM');
    expect(tries).toBe(10);
  });

  test('is not assumed after any other error, which is thrown immediately', async () => {
    const clock = new VirtualClock();
    await expect(clock.run(whileHeld(() => Promise.reject(mistake('ENOSPC')), clock))).rejects.toThrow('ENOSPC');
    expect(clock.now()).toBe(0);
  });
});

describe('an update of a real file', () => {
  test('keeps the file’s mode, creates its folder, and leaves nothing else there', async () => {
    const file = path.join(await newFile(), 'a', 'state.json');
    const clock = new VirtualClock();
    const append = (line: string) => updateFile(file, (content) => `${content ?? ''}${line}`, limits(clock), systemFiles);
    await clock.run(append('a'));
    if (process.platform !== 'win32') await chmod(file, 0o600);
    await clock.run(append('b'));
    expect(await readFile(file, 'utf8')).toBe('ab');
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
    if (process.platform !== 'win32') expect((await lstat(file)).mode & 0o7777).toBe(0o600);
  });

  test('loses none of thirty concurrent updates', async () => {
    const file = await newFile();
    const clock = new VirtualClock();
    const numbers = Array.from({ length: 30 }, (_, index) => `${index}`);
    const update = (number: string) => updateFile(file, (content) => `${content ?? ''}${number}\n`, limits(clock), systemFiles);
    await clock.run(Promise.all(numbers.map(update)));
    expect((await readFile(file, 'utf8')).trim().split('\n').toSorted()).toEqual(numbers.toSorted());
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  });

  test('fails if the folder is a file', async () => {
    const file = await newFile();
    await writeFile(file, '');
    const clock = new VirtualClock();
    await expect(clock.run(updateFile(path.join(file, 'state.json'), () => 'a', limits(clock), systemFiles))).rejects.toThrow();
  });

  test('fails if the lock is a folder, which stays', async () => {
    const file = await newFile();
    await mkdir(`${file}.lock`);
    const clock = new VirtualClock();
    await expect(clock.run(updateFile(file, () => 'a', limits(clock), systemFiles))).rejects.toThrow(`${file}.lock`);
    expect(await readdir(path.dirname(file))).toEqual(['state.json.lock']);
  });
});
