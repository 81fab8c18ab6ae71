import { link, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { type Clock, systemClock } from '../clock.ts';
import { field } from '../json.ts';

const maxTriesWhileHeld = 10;
const pauseWhileHeldMs = 100;

/** There is something other than a regular file, such as a folder or a pipe, which could block its reader. */
export class NotAFileError extends Error {
  constructor() {
    super('not a regular file');
  }
}

/** The file operations that updating a shared file takes. Tests slow, stop and break them. Each rejects with what the file system says. */
export interface FileOperations {
  /**
   * The content of a regular file; `null` if there is nothing. Links are not followed.
   * @throws NotAFileError if there is something else.
   */
  read(filePath: string): Promise<Buffer | null>;
  /** Writes a file and flushes it. `mode` has its permission bits; `null` for those of any new file. */
  write(filePath: string, text: string, mode: number | null): Promise<void>;
  /** Creates a file that must not exist yet, and keeps it open. */
  create(filePath: string): Promise<OpenFile>;
  /** The permission bits of what is there; `null` if there is nothing. */
  modeOf(filePath: string): Promise<number | null>;
  link(existing: string, filePath: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Does nothing if there is nothing. */
  remove(filePath: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  makeFolder(folder: string): Promise<void>;
  /** Makes a rename in `folder` outlast a power failure, where the system can. */
  flushFolder(folder: string): Promise<void>;
}

/** A file that was created and is still open. */
export interface OpenFile {
  /** Writes `text` at the beginning of the file. */
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** The file system. */
export const systemFiles: FileOperations = {
  async read(filePath) {
    try {
      if (!(await lstat(filePath)).isFile()) throw new NotAFileError();
      return await readFile(filePath);
    } catch (error) {
      return nullIfMissing(error);
    }
  },
  async write(filePath, text, mode) {
    const handle = await open(filePath, 'w');
    try {
      if (mode !== null) await handle.chmod(mode);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async create(filePath) {
    const handle = await open(filePath, 'wx');
    return {
      async write(text) {
        const bytes = Buffer.from(text);
        const { bytesWritten } = await handle.write(bytes, 0, bytes.length, 0);
        if (bytesWritten < bytes.length) throw new Error(`${bytesWritten} of ${bytes.length} bytes could be written`);
      },
      close: () => handle.close(),
    };
  },
  async modeOf(filePath) {
    try {
      return (await lstat(filePath)).mode & 0o7777;
    } catch (error) {
      return nullIfMissing(error);
    }
  },
  link,
  rename,
  remove: (filePath) => rm(filePath, { force: true }),
  list: readdir,
  async makeFolder(folder) {
    await mkdir(folder, { recursive: true });
  },
  async flushFolder(folder) {
    // Windows opens no folders, and some file systems flush none.
    const handle = await open(folder, 'r').catch(() => null);
    await handle?.sync().catch(() => {});
    await handle?.close();
  },
};

function nullIfMissing(error: unknown): null {
  if (field(error, 'code') === 'ENOENT') return null;
  throw error;
}

/** Does `work`, again for up to a second if it fails because a program holds the file: on Windows a virus scanner does. */
export async function whileHeld<T>(work: () => Promise<T>, clock: Clock): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const isHeld = ['EPERM', 'EACCES', 'EBUSY'].includes(String(field(error, 'code')));
      if (!isHeld || tries === maxTriesWhileHeld) throw error;
      await clock.sleep(pauseWhileHeldMs, new AbortController().signal);
    }
  }
}

/**
 * Renames `temporary` to `filePath`, over what is there.
 * @throws what the file system says.
 */
export async function replaceWith(temporary: string, filePath: string): Promise<void> {
  await whileHeld(() => systemFiles.rename(temporary, filePath), systemClock);
}
