import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { followLinks, replaceFile, withLock } from '../../../../src/step/files/atomic-file.ts';

vi.mock('node:fs/promises', { spy: true });
vi.mock('node:timers/promises', { spy: true });
afterEach(() => {
  vi.mocked(open).mockReset();
  vi.mocked(realpath).mockReset();
  vi.mocked(rename).mockReset();
  vi.mocked(stat).mockReset();
  vi.mocked(writeFile).mockReset();
  vi.mocked(pause).mockReset();
});

async function newFile(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'atomic-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return path.join(folder, 'state.json');
}

/** A mistake of the file system. */
const mistake = (code: string) => Object.assign(new Error(code), { code });

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Pauses take no time. Gives how long each was to be. */
function withoutPauses(): readonly number[] {
  const pauses: number[] = [];
  vi.mocked(pause).mockImplementation(async (ms = 0, value) => {
    pauses.push(ms);
    await turn();
    return value;
  });
  return pauses;
}

describe('the end of links', () => {
  test('is the file itself where there is no link, and where there is nothing', async () => {
    const file = await newFile();
    expect(await followLinks(file)).toBe(file);
    await writeFile(file, '');
    expect(await followLinks(file)).toBe(file);
  });

  test('is found from where each link really is, and may be missing', async () => {
    const file = await newFile();
    const folder = path.dirname(file);
    await mkdir(path.join(folder, 'a', 'b'), { recursive: true });
    await symlink(path.join(folder, 'a', 'b'), path.join(folder, 'elsewhere'));
    await symlink('../target.json', path.join(folder, 'a', 'b', 'link.json'));
    await symlink(path.join(folder, 'elsewhere', 'link.json'), file);
    expect(await followLinks(file)).toBe(path.join(await realpath(folder), 'a', 'target.json'));
  });

  test('may be in a folder that is not there yet', async () => {
    const file = await newFile();
    await symlink('later/state.json', file);
    expect(await followLinks(file)).toBe(path.join(await realpath(path.dirname(file)), 'later', 'state.json'));
  });

  test('is found as well as can be where nobody can tell where a folder really is', async () => {
    const file = await newFile();
    await symlink('target.json', file);
    vi.mocked(realpath).mockRejectedValueOnce(mistake('EACCES'));
    expect(await followLinks(file)).toBe(path.join(path.dirname(file), 'target.json'));
  });

  test('is looked for through 39 links, and no more', async () => {
    const file = await newFile();
    const nth = (index: number) => path.join(path.dirname(file), `link-${index}`);
    for (let index = 0; index < 40; index++) await symlink(nth(index), nth(index + 1));
    expect(path.basename(await followLinks(nth(39)))).toBe('link-0');
    await expect(followLinks(nth(40))).rejects.toThrow();
  });

  test('is none where they lead in a circle', async () => {
    const file = await newFile();
    await symlink(file, `${file}.other`);
    await symlink(`${file}.other`, file);
    await expect(followLinks(file)).rejects.toThrow();
  });
});

describe.skipIf(process.platform === 'win32')('the mode of a file', () => {
  test.each([0o600, 0o640, 0o664, 0o444])('stays %o where it is replaced', async (mode) => {
    const file = await newFile();
    await writeFile(file, 'old');
    await chmod(file, mode);
    await replaceFile(file, 'new');
    expect((await lstat(file)).mode & 0o7777).toBe(mode);
    expect(await readFile(file, 'utf8')).toBe('new');
  });

  test('is that of any new file where there was none', async () => {
    const file = await newFile();
    await writeFile(`${file}.other`, '');
    await replaceFile(file, 'new');
    expect((await lstat(file)).mode).toBe((await lstat(`${file}.other`)).mode);
  });
});

describe('a file that is replaced', () => {
  test('is left open by nobody, also where that fails', async () => {
    const file = await newFile();
    await replaceFile(file, 'new');
    vi.mocked(rename).mockRejectedValueOnce(mistake('ENOSPC'));
    await expect(replaceFile(file, 'newer')).rejects.toThrow('ENOSPC');
    const handles = await Promise.all(vi.mocked(open).mock.results.map(({ value }) => value));
    expect(handles.map(({ fd }) => fd)).toEqual([-1, -1]);
  });

  test('says why it can’t be, and not that there is nothing to clean up', async () => {
    const file = await newFile();
    vi.mocked(open).mockRejectedValueOnce(mistake('EMFILE'));
    await expect(replaceFile(file, 'new')).rejects.toThrow('EMFILE');
  });
});

describe('a file that somebody holds', () => {
  test.each(['EPERM', 'EACCES', 'EBUSY'])('is replaced when they let go of it (%s)', async (code) => {
    const file = await newFile();
    const pauses = withoutPauses();
    for (let tries = 1; tries < 10; tries++) vi.mocked(rename).mockRejectedValueOnce(mistake(code));
    await replaceFile(file, 'new');
    expect(pauses).toEqual(Array.from({ length: 9 }, () => 100));
    expect(await readFile(file, 'utf8')).toBe('new');
  });

  test('is given up after a second, and left as it was', async () => {
    const file = await newFile();
    withoutPauses();
    await writeFile(file, 'old');
    vi.mocked(rename).mockRejectedValue(mistake('EPERM'));
    await expect(replaceFile(file, 'new')).rejects.toThrow('EPERM');
    expect(rename).toHaveBeenCalledTimes(10);
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  });

  test('is no file that can’t be replaced for another reason: that is told at once', async () => {
    const file = await newFile();
    vi.mocked(rename).mockRejectedValue(mistake('ENOSPC'));
    await expect(replaceFile(file, 'new')).rejects.toThrow('ENOSPC');
    expect(rename).toHaveBeenCalledTimes(1);
    expect(await readdir(path.dirname(file))).toEqual([]);
  });
});

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

describe('a lock', () => {
  test('of a killed process is broken by one, and by no more', async () => {
    const file = await newFile();
    await writeFile(`${file}.lock`, 'a process that was killed');
    await utimes(`${file}.lock`, new Date(0), new Date(0));
    expect(await mostAtOnce(file, 20, 20)).toBe(1);
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  test('is released where the work fails', async () => {
    const file = await newFile();
    await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  test('is held while the work is done', async () => {
    const file = await newFile();
    let held: readonly string[] = [];
    await withLock(file, async () => {
      held = await readdir(path.dirname(file));
    });
    expect(held).toEqual(['state.json.lock']);
  });

  test('is broken when it is older than ten seconds, and not before', async () => {
    const file = await newFile();
    const pauses = withoutPauses();
    const since = new Date('2025-01-15T12:00:00Z');
    await writeFile(`${file}.lock`, 'a process that was killed');
    await utimes(`${file}.lock`, since, since);
    vi.useFakeTimers({ toFake: ['Date'], now: since.getTime() + 10_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    let isIn = false;
    const done = withLock(file, async () => {
      isIn = true;
    });
    while (pauses.length <= 20) await turn();
    expect(isIn).toBe(false);
    vi.setSystemTime(since.getTime() + 10_001);
    await done;
    expect(isIn).toBe(true);
  });

  test('whose age nobody can tell is not broken', async () => {
    const file = await newFile();
    const pauses = withoutPauses();
    await writeFile(`${file}.lock`, 'another process');
    vi.mocked(stat).mockRejectedValue(mistake('EACCES'));
    let isIn = false;
    const done = withLock(file, async () => {
      isIn = true;
    });
    while (pauses.length <= 5) await turn();
    expect(isIn).toBe(false);
    expect(await readFile(`${file}.lock`, 'utf8')).toBe('another process');
    await rm(`${file}.lock`);
    await done;
    expect(isIn).toBe(true);
  });

  test('that others keep taking is given up after a minute, and stays theirs', async () => {
    const file = await newFile();
    const pauses = withoutPauses();
    await writeFile(`${file}.lock`, 'another process');
    // Seen as one that is always new.
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    let isIn = false;
    const work = async () => {
      isIn = true;
    };
    await expect(withLock(file, work)).rejects.toThrow(`${file}.lock`);
    expect(isIn).toBe(false);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(60_020);
    expect(await readFile(`${file}.lock`, 'utf8')).toBe('another process');
  }, 60_000);

  test('can’t be had in a folder that is not there, and then no work is done', async () => {
    const file = path.join(path.dirname(await newFile()), 'missing', 'state.json');
    let isIn = false;
    const work = async () => {
      isIn = true;
    };
    await expect(withLock(file, work)).rejects.toThrow('ENOENT');
    expect(isIn).toBe(false);
  });

  test('can be had where somebody holds its file for a moment', async () => {
    const file = await newFile();
    withoutPauses();
    vi.mocked(writeFile).mockRejectedValueOnce(mistake('EBUSY'));
    await withLock(file, async () => {});
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  test('of a successor is not released, where this one was taken for that of a killed process', async () => {
    const file = await newFile();
    await withLock(file, () => writeFile(`${file}.lock`, 'a successor'));
    expect(await readFile(`${file}.lock`, 'utf8')).toBe('a successor');
  });

  test('that somebody took while an old one was being broken goes back to them', async () => {
    const file = await newFile();
    const lock = `${file}.lock`;
    const pauses = withoutPauses();
    await writeFile(lock, 'a process that was killed');
    await utimes(lock, new Date(0), new Date(0));
    const { rename: really } = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
    vi.mocked(rename).mockImplementationOnce(async (from, to) => {
      await rm(lock);
      await writeFile(lock, 'a successor');
      await really(from, to);
    });
    let isIn = false;
    const done = withLock(file, async () => {
      isIn = true;
    });
    while (pauses.length <= 5) await turn();
    expect(isIn).toBe(false);
    expect(await readdir(path.dirname(file))).toEqual(['state.json.lock']);
    expect(await readFile(lock, 'utf8')).toBe('a successor');
    await rm(lock);
    await done;
    expect(isIn).toBe(true);
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  test('that another one breaks first is waited for like any other', async () => {
    const file = await newFile();
    withoutPauses();
    await writeFile(`${file}.lock`, 'a process that was killed');
    await utimes(`${file}.lock`, new Date(0), new Date(0));
    vi.mocked(rename).mockImplementationOnce(async () => {
      await rm(`${file}.lock`);
      throw mistake('ENOENT');
    });
    await withLock(file, async () => {});
    expect(await readdir(path.dirname(file))).toEqual([]);
  });
});
