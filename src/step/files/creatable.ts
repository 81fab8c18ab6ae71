import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { field } from '../json.ts';

/**
 * Looks whether a file could be made at `filePath`, whose folders may be missing. Makes and writes nothing.
 * @throws what the file system says if not.
 */
export async function assertCreatable(filePath: string): Promise<void> {
  const names = [path.basename(filePath)];
  let folder = path.dirname(filePath);
  while (!(await exists(folder))) {
    names.push(path.basename(folder));
    folder = path.dirname(folder);
  }
  await access(folder, constants.W_OK);
  // The folder may be a file, and a name may be too long: the file system says so.
  for (const name of names) await exists(path.join(folder, name));
}

async function exists(filePath: string): Promise<boolean> {
  try {
    await stat(filePath);
    return true;
  } catch (error) {
    if (field(error, 'code') === 'ENOENT') return false;
    throw error;
  }
}
