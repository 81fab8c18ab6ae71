import { link, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { type Clock, systemClock } from '../clock.ts';
import { field } from '../json.ts';

const maxTriesWhileHeld = 10;
const pauseWhileHeldMs = 100;

/** The path is not a regular file but, for example, a folder, or a pipe, which could block its reader. */
export class NotAFileError extends Error {
  constructor() {
    super('not a regular file');
  }
}

/** The file operations needed to update a shared file. Tests slow, stop and break them. Each rejects with the file system's error. */
export interface FileOperations {
  /**
   * Resolves to the content of a regular file; `null` if nothing exists at the path. Doesn't follow links.
   * @throws NotAFileError if something else exists there.
   */
  read(filePath: string): Promise<Buffer | null>;
  /** Writes a file and flushes it. `mode` sets its permission bits; `null` leaves the default of new files. */
  write(filePath: string, text: string, mode: number | null): Promise<void>;
  /** Creates a file, which must not exist yet, and keeps it open. */
  create(filePath: string): Promise<OpenFile>;
  /** Resolves to the permission bits at the path; `null` if nothing exists there. */
  modeOf(filePath: string): Promise<number | null>;
  link(existing: string, filePath: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Does nothing if nothing exists at the path. */
  remove(filePath: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  makeFolder(folder: string): Promise<void>;
  /** Makes a rename in `folder` survive a power failure, where the system supports that. */
  flushFolder(folder: string): Promise<void>;
}

/** A newly created file that is still open. */
export interface OpenFile {
  /** Writes `text` at the start of the file. */
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

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
    // Windows can't open folders, and some file systems can't flush them.
    const handle = await open(folder, 'r').catch(() => null);
    await handle?.sync().catch(() => {});
    await handle?.close();
  },
};

function nullIfMissing(error: unknown): null {
  if (field(error, 'code') === 'ENOENT') return null;
  throw error;
}

/** Does `work`, and retries for up to a second if another program holds the file, as virus scanners do on Windows. */
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
 * Renames `temporary` to `filePath`, replacing any existing file.
 * @throws the file system's error.
 */
export async function replaceWith(temporary: string, filePath: string): Promise<void> {
  await whileHeld(() => systemFiles.rename(temporary, filePath), systemClock);
}
