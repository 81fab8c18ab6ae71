import { mkdir, open, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { followLinks } from './follow-links.ts';
import { FileProblem } from './workspace.ts';

/** A place in the workspace where a file can be written. */
export interface WorkspacePath {
  /** Absolute, where links lead. */
  readonly absolute: string;
  /** From the workspace, with forward slashes. */
  readonly relative: string;
}

/**
 * The place in `workspace` that `filePath` names, with its folders made.
 * @throws FileProblem if it is outside, is a folder, or can't be written.
 */
export async function resolveWritablePath(workspace: string, filePath: string): Promise<WorkspacePath> {
  if (/[/\\]$/.test(filePath)) throw folderProblem(filePath);
  try {
    const root = await realpath(workspace);
    const absolute = await whereItLeads(path.resolve(root, filePath));
    const relative = path.relative(root, absolute);
    if (relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
      throw new FileProblem(filePath, 'is outside the workspace');
    }
    if (await isFolder(absolute)) throw folderProblem(filePath);
    await assertWritable(absolute);
    return { absolute, relative: relative.split(path.sep).join('/') };
  } catch (error) {
    throw error instanceof FileProblem ? error : new FileProblem(filePath, `can’t be written: ${messageOf(error)}`);
  }
}

function folderProblem(filePath: string): FileProblem {
  return new FileProblem(filePath, 'is a folder. Name a file in that folder');
}

/** Where a file at `target` would really be: links are followed in it and in every folder of it that is there. */
async function whereItLeads(target: string): Promise<string> {
  const end = await followLinks(target);
  const missing: string[] = [path.basename(end)];
  for (let folder = path.dirname(end); ; folder = path.dirname(folder)) {
    try {
      return path.join(await realpath(folder), ...missing);
    } catch (error) {
      if (folder === path.dirname(folder)) throw error;
      missing.unshift(path.basename(folder));
    }
  }
}

async function assertWritable(absolute: string): Promise<void> {
  const probe = `${absolute}.${crypto.randomUUID()}.part`;
  await mkdir(path.dirname(absolute), { recursive: true });
  await (await open(probe, 'wx')).close();
  await rm(probe);
}

async function isFolder(absolute: string): Promise<boolean> {
  try {
    return (await stat(absolute)).isDirectory();
  } catch {
    return false;
  }
}
