import { readlink, realpath } from 'node:fs/promises';
import path from 'node:path';

const maxLinks = 40;

/**
 * Resolves to where the symbolic links of `filePath` end, whether or not a file exists there.
 * @throws Error if they form a loop.
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
