import { mkdir, open, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { assertCreatable } from './creatable.ts';
import { followLinks } from './follow-links.ts';
import { partPathFor } from './partial-file.ts';
import { FileProblem, relativeWithin } from './workspace.ts';

/** The path of a file to write in the workspace. */
export interface WorkspacePath {
  /** Absolute, with all links resolved. */
  readonly absolute: string;
  /** Relative to the workspace, with forward slashes. */
  readonly relative: string;
}

/**
 * Resolves `filePath` in `workspace`, without creating anything.
 * @throws FileProblem if it is outside the workspace or a folder.
 */
export async function resolveWorkspacePath(workspace: string, filePath: string): Promise<WorkspacePath> {
  if (/(?:^|[/\\])\.?$/.test(filePath)) throw folderProblem(filePath);
  try {
    const root = await realpath(workspace);
    const absolute = await whereItLeads(path.resolve(root, filePath));
    const relative = relativeWithin(root, absolute, filePath);
    if (relative === '') throw folderProblem(filePath);
    if (await isFolder(absolute)) throw folderProblem(filePath);
    return { absolute, relative: relative.split(path.sep).join('/') };
  } catch (error) {
    throw error instanceof FileProblem ? error : unwritable(filePath, error);
  }
}

/**
 * Creates the folders of a path, and proves that a file can be created there, under its own name too. A dry run only checks that this
 * could be done, and creates nothing.
 * @throws FileProblem if it can't.
 */
export async function assertWritable({ absolute, relative }: WorkspacePath, isDryRun = false): Promise<void> {
  try {
    if (isDryRun) return await assertCreatable(absolute);
    await mkdir(path.dirname(absolute), { recursive: true });
    await probe(partPathFor(absolute));
    if (!(await exists(absolute))) await probe(absolute);
  } catch (error) {
    throw unwritable(relative, error);
  }
}

function unwritable(filePath: string, error: unknown): FileProblem {
  return new FileProblem(filePath, `can’t be written: ${messageOf(error)}`);
}

function folderProblem(filePath: string): FileProblem {
  return new FileProblem(filePath, 'is a folder. Name a file in that folder');
}

/** Resolves all links in `target` and its existing parent folders. */
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

async function probe(file: string): Promise<void> {
  await (await open(file, 'wx')).close();
  await rm(file);
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
}

async function isFolder(absolute: string): Promise<boolean> {
  try {
    return (await stat(absolute)).isDirectory();
  } catch {
    return false;
  }
}
