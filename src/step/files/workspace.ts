import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { formatBytes } from '../bytes.ts';
import { decodeText } from './decode-text.ts';

const maxTextBytes = 1_048_576;

/** Why a file can't be used, in the terms of the workflow's author. */
export class FileProblem extends Error {
  /** `predicate` completes a sentence about the file at `filePath`: `is empty`. */
  constructor(filePath: string, predicate: string) {
    super(`“${filePath}” ${predicate}`);
  }
}

/**
 * Returns `real` relative to `root`, the workspace. Both are real paths, without links.
 * @throws FileProblem about `filePath` if `real` is outside.
 */
export function relativeWithin(root: string, real: string, filePath: string): string {
  const relative = path.relative(root, real);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    throw new FileProblem(filePath, 'is outside the workspace');
  }
  return relative;
}

/**
 * Reads the text of the file at `filePath`, relative to `workspace`: UTF-8, up to 1 MiB.
 * @throws FileProblem if it can't be read.
 */
export async function readTextFile(workspace: string, filePath: string): Promise<string> {
  await using handle = await openInWorkspace(workspace, filePath);
  const { size } = await handle.stat();
  if (size > maxTextBytes)
    throw new FileProblem(filePath, `is ${formatBytes(size)} (${size} bytes). A list file can have up to 1 MiB (${maxTextBytes} bytes)`);
  const decoded = decodeText(await handle.readFile());
  if ('problem' in decoded) throw new FileProblem(filePath, decoded.problem);
  return decoded.value;
}

/**
 * Opens a regular file in the workspace, never one outside, even through links.
 * @throws FileProblem if there is no such file, or it can't be read.
 */
export async function openInWorkspace(workspace: string, filePath: string): Promise<FileHandle> {
  const [root, real] = await Promise.all([realpath(workspace), realpath(path.resolve(workspace, filePath))]).catch(() => {
    throw new FileProblem(
      filePath,
      'does not exist in the workspace. Check the path, and that an earlier step checks out the repository (actions/checkout)',
    );
  });
  relativeWithin(root, real, filePath);
  const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOFOLLOW ?? 0)).catch((error: Error) => {
    throw new FileProblem(filePath, `can’t be read: ${error.message}`);
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new FileProblem(filePath, 'is not a file');
}
