import path from 'node:path';
import { field } from '../json.ts';
import { isOver, WaitEnded, type WaitLimits } from '../wait-limits.ts';
import { type FileOperations, whileHeld } from './file-operations.ts';
import { Lease } from './lease.ts';

const pauseMs = 20;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Updates the file at `filePath`: `change` receives its content (`null` if there is no file) and returns the new one (`null` to write
 * nothing). However long this process is suspended, it overwrites no other process's update; it calls `change` again instead. Readers see
 * either the old text or the new one.
 * @throws what `change` throws, WaitEnded, ForeignLockError, or the file system's error.
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
 * Fences off an earlier holder that lost the lease unnoticed and may be about to rename: without its temporary file, the rename fails.
 * A rename before this point is covered by the read that follows. A temporary file written later is never renamed, because `replace`
 * checks the lease first.
 */
async function fence(filePath: string, files: FileOperations): Promise<void> {
  const folder = path.dirname(filePath);
  const start = `${path.basename(filePath)}.`;
  for (const name of await files.list(folder)) {
    const isTemporary = name.startsWith(start) && name.endsWith('.tmp') && uuid.test(name.slice(start.length, -'.tmp'.length));
    if (isTemporary) await files.remove(path.join(folder, name));
  }
}

/** Writes a temporary file and renames it over the file, whose mode it keeps. Resolves to false if the update must be retried. */
async function replace(filePath: string, text: string, lease: Lease, { clock }: WaitLimits, files: FileOperations): Promise<boolean> {
  const temporary = `${filePath}.${lease.owner}.tmp`;
  try {
    await files.write(temporary, text, await files.modeOf(filePath));
    if (!(await lease.isHeld())) return false;
    await whileHeld(() => files.rename(temporary, filePath), clock);
  } catch (error) {
    // Even with the lease held, the temporary file can be missing: an earlier holder resumed in the middle of its `fence`.
    if (field(error, 'code') !== 'ENOENT' && (await lease.isHeld())) throw error;
    return false;
  } finally {
    await files.remove(temporary);
  }
  await files.flushFolder(path.dirname(filePath));
  return true;
}
