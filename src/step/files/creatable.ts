import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { field } from '../json.ts';

/**
 * Checks that a file could be created at `filePath`, whose folders may be missing. Creates nothing.
 * @throws Error from the file system if it can't.
 */
export async function assertCreatable(filePath: string): Promise<void> {
  const names = [path.basename(filePath)];
  let folder = path.dirname(filePath);
  while (!(await exists(folder))) {
    names.push(path.basename(folder));
    folder = path.dirname(folder);
  }
  await access(folder, constants.W_OK);
  // The file system rejects a name that is too long, and any name below a file.
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
