import { link, open, readFile, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { field } from '../json.ts';

const maxLinks = 40;
const lockLifetimeMs = 10_000;
const maxWaitForLockMs = 60_000;
const lockPauseMs = 20;
const maxTriesWhileHeld = 10;
const pauseWhileHeldMs = 100;

/**
 * Where a file at `filePath` is, or would be: the end of its links.
 * @throws Error if they lead in a circle.
 */
export async function followLinks(filePath: string): Promise<string> {
  let target = filePath;
  for (let links = 0; links < maxLinks; links++) {
    const link = await readlink(target).catch(() => null);
    if (link === null) return target;
    const folder = path.dirname(target);
    target = path.resolve(await realpath(folder).catch(() => folder), link);
  }
  throw new Error('the symbolic link leads back to itself');
}

/**
 * Writes `text` beside the file and puts it in its place, with the mode that is there, so that a reader finds the old text or the new one.
 * @throws what the file system says.
 */
export async function replaceFile(filePath: string, text: string): Promise<void> {
  const temporary = `${filePath}.${crypto.randomUUID()}.tmp`;
  try {
    const mode = await modeOf(filePath);
    const handle = await open(temporary, 'w');
    try {
      if (mode !== null) await handle.chmod(mode);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replaceWith(temporary, filePath);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Renames `temporary` to `filePath`, over what is there.
 * @throws what the file system says.
 */
export async function replaceWith(temporary: string, filePath: string): Promise<void> {
  await whileHeld(() => rename(temporary, filePath));
}

async function modeOf(filePath: string): Promise<number | null> {
  try {
    return (await stat(filePath)).mode & 0o7777;
  } catch {
    return null;
  }
}

/**
 * Does `work` while nobody else does such work on the file at `filePath`. The lock of a process that was killed is broken after 10 s.
 * @throws what `work` throws, and where no lock can be had.
 */
export async function withLock(filePath: string, work: () => Promise<void>): Promise<void> {
  const lock = `${filePath}.lock`;
  const owner = crypto.randomUUID();
  for (let waitedMs = 0; !(await takeLock(lock, owner)); waitedMs += lockPauseMs) {
    if (waitedMs > maxWaitForLockMs)
      throw new Error(`another step holds the lock file ${lock}. If no other step is running, remove the lock file`);
    await breakOldLock(lock, owner);
    await pause(lockPauseMs);
  }
  try {
    await work();
  } finally {
    // Not the lock of a successor, where this one was taken for that of a killed process.
    if ((await ownerOf(lock)) === owner) await rm(lock, { force: true });
  }
}

async function takeLock(lock: string, owner: string): Promise<boolean> {
  try {
    await whileHeld(() => writeFile(lock, owner, { flag: 'wx' }));
    return true;
  } catch (error) {
    if (field(error, 'code') === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock that is older than any write takes. */
async function breakOldLock(lock: string, breaker: string): Promise<void> {
  const owner = await ownerOf(lock);
  if (owner === null || (await ageMsOf(lock)) <= lockLifetimeMs) return;
  const aside = `${lock}.${breaker}`;
  try {
    await rename(lock, aside);
    // Somebody else may have broken it and taken a new one in the meantime: that one goes back.
    if ((await ownerOf(aside)) !== owner) await link(aside, lock);
  } catch {
    // Another one was faster.
  }
  await rm(aside, { force: true });
}

async function ownerOf(lock: string): Promise<string | null> {
  try {
    return await readFile(lock, 'utf8');
  } catch {
    return null;
  }
}

async function ageMsOf(file: string): Promise<number> {
  try {
    return Date.now() - (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}

/** Does `work`, again for up to a second where it fails because somebody holds the file: on Windows a virus scanner does. */
async function whileHeld(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const isHeld = ['EPERM', 'EACCES', 'EBUSY'].includes(String(field(error, 'code')));
      if (!isHeld || tries === maxTriesWhileHeld) throw error;
      await pause(pauseWhileHeldMs);
    }
  }
}
