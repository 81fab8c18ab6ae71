import path from 'node:path';
import { field } from '../json.ts';
import { isOver, WaitEnded, type WaitLimits } from '../wait-limits.ts';
import { type FileOperations, whileHeld } from './file-operations.ts';
import { Lease } from './lease.ts';

const pauseMs = 20;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Replaces the file at `filePath` by what `change` makes of its content: `null` stands for no file, and for nothing to write. No
 * update of another process is lost between the two, however long this one is held up; `change` is then called again. A reader finds
 * the old text or the new one.
 * @throws what `change` throws, WaitEnded, ForeignLockError, or what the file system says.
 */
export async function updateFile(
  filePath: string,
  change: (content: Buffer | null) => string | null,
  limits: WaitLimits,
  files: FileOperations,
): Promise<void> {
  for (;;) {
    await files.makeFolder(path.dirname(filePath));
    const lease = await Lease.acquire(filePath, limits, files);
    try {
      await fence(filePath, files);
      const text = change(await files.read(filePath));
      if (text === null || (await replace(filePath, text, lease, limits, files))) return;
    } finally {
      await lease.release();
    }
    if (isOver(limits)) throw new WaitEnded(limits);
    await limits.clock.sleep(pauseMs, limits.signal);
  }
}

/**
 * Whoever had the lease before, and lost it unnoticed, may be about to rename: that fails once its temporary file is gone. What it
 * has renamed before is read afterwards. A temporary file that comes later is never renamed, since `replace` looks at the lease first.
 */
async function fence(filePath: string, files: FileOperations): Promise<void> {
  const folder = path.dirname(filePath);
  const start = `${path.basename(filePath)}.`;
  for (const name of await files.list(folder)) {
    const isTemporary = name.startsWith(start) && name.endsWith('.tmp') && uuid.test(name.slice(start.length, -'.tmp'.length));
    if (isTemporary) await files.remove(path.join(folder, name));
  }
}

/** Writes `text` beside the file and puts it in its place, with the mode that is there. Resolves to false if that must be tried again. */
async function replace(filePath: string, text: string, lease: Lease, { clock }: WaitLimits, files: FileOperations): Promise<boolean> {
  const temporary = `${filePath}.${lease.owner}.tmp`;
  try {
    await files.write(temporary, text, await files.modeOf(filePath));
    if (!(await lease.isHeld())) return false;
    await whileHeld(() => files.rename(temporary, filePath), clock);
  } catch (error) {
    // Also a lease that is held can miss its temporary file: an earlier holder has woken up within its `fence`.
    if (field(error, 'code') !== 'ENOENT' && (await lease.isHeld())) throw error;
    return false;
  } finally {
    await files.remove(temporary);
  }
  await files.flushFolder(path.dirname(filePath));
  return true;
}
