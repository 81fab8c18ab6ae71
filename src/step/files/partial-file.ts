import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { collectBuffers } from './collect-buffers.ts';
import { replaceWith } from './file-operations.ts';

const headBytes = 12;
// Large batches mean fewer writes; only a few of them are in memory at a time.
const batchBytes = 1024 * 1024;
const batchesBetweenCollections = 10;

/** The file can't be written. */
export class FileWriteError extends Error {}

/** Returns a temporary path in the folder of `target`, with a short random name: the name of `target` may already have maximum length. */
export function partPathFor(target: string): string {
  return path.join(path.dirname(target), `.${crypto.randomUUID()}.part`);
}

/** A file written next to its target, hashed as it grows. */
export class PartialFile {
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  #hash: Hash = createHash('sha256');
  #size = 0;
  #batch: Buffer[] = [];
  #batchSize = 0;
  #batches = 0;
  #writtenSize = 0;
  /** The last queued write, and the one before it. */
  #writing: Promise<void> = Promise.resolve();
  #earlier: Promise<void> = Promise.resolve();
  #head: Buffer = Buffer.alloc(0);

  private constructor(target: string, temporary: string, handle: FileHandle) {
    this.#target = target;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /**
   * Creates an empty file that will become `target`. The folder of `target` must be a real path, without links.
   * @throws the file system's error; Error if a link has replaced the folder.
   */
  static async create(target: string): Promise<PartialFile> {
    await assertFolderInPlace(target);
    const temporary = partPathFor(target);
    return new PartialFile(target, temporary, await open(temporary, 'wx+'));
  }

  /** The number of bytes appended so far. */
  get size(): number {
    return this.#size;
  }

  /** Up to twelve bytes from the start. */
  get head(): Buffer {
    return this.#head;
  }

  /**
   * Appends `chunk`. Returns a promise if the caller should wait before it appends more; the promise rejects with a `FileWriteError` if
   * writing fails.
   */
  append(chunk: Buffer): Promise<void> | null {
    this.#hash.update(chunk);
    if (this.#head.length < headBytes) this.#head = Buffer.concat([this.#head, chunk.subarray(0, headBytes - this.#head.length)]);
    this.#batch.push(chunk);
    this.#batchSize += chunk.length;
    this.#size += chunk.length;
    return this.#batchSize >= batchBytes ? this.#writeBatch() : null;
  }

  /**
   * Reads up to `length` bytes at `position`.
   * @throws FileWriteError if writing or reading fails.
   */
  async read(position: number, length: number): Promise<Buffer> {
    await this.#flush();
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(length), 0, length, position).catch(rethrow);
    return buffer.subarray(0, bytesRead);
  }

  /**
   * Starts over with an empty file.
   * @throws FileWriteError if writing or truncating fails.
   */
  async restart(): Promise<void> {
    this.#takeBatch();
    await this.#writing;
    await this.#handle.truncate(0).catch(rethrow);
    this.#hash = createHash('sha256');
    this.#size = 0;
    this.#writtenSize = 0;
    this.#head = Buffer.alloc(0);
  }

  /** Queues the batch; waits if two are already pending. */
  async #writeBatch(): Promise<void> {
    const batch = this.#takeBatch();
    const before = this.#writing;
    this.#writing = before.then(() => this.#write(batch));
    // The next await of `#writing` sees the rejection.
    this.#writing.catch(() => {});
    const earlier = this.#earlier;
    this.#earlier = before;
    await earlier;
  }

  async #flush(): Promise<void> {
    if (this.#batchSize > 0) await this.#writeBatch();
    await this.#writing;
  }

  #takeBatch(): Buffer[] {
    const batch = this.#batch;
    this.#batch = [];
    this.#batchSize = 0;
    return batch;
  }

  async #write(batch: readonly Buffer[]): Promise<void> {
    const bytes = batch.reduce((sum, { length }) => sum + length, 0);
    const { bytesWritten } = await this.#handle.writev(batch, this.#writtenSize).catch(rethrow);
    if (bytesWritten !== bytes) throw new FileWriteError(`${bytesWritten} of ${bytes} bytes could be written`);
    this.#writtenSize += bytes;
    this.#batches += 1;
    if (this.#batches % batchesBetweenCollections === 0) collectBuffers();
  }

  /**
   * Moves the file to its target, replacing any existing file. Resolves to its SHA-256 in hexadecimal.
   * @throws FileWriteError or the file system's error; Error if a link has replaced the folder.
   */
  async complete(): Promise<string> {
    await this.#flush();
    await this.#handle.close();
    await assertFolderInPlace(this.#target);
    await replaceWith(this.#temporary, this.#target);
    return this.#hash.digest('hex');
  }

  /** Removes the temporary file, if it still exists. Never rejects. */
  async discard(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true }).catch(() => {});
  }
}

/**
 * Checks that a link has not replaced the folder since it was validated. A link that appears between this check and the next system call
 * goes unnoticed; it can only divert a new file with a random name, or the finished file.
 */
async function assertFolderInPlace(target: string): Promise<void> {
  const folder = path.dirname(target);
  if ((await realpath(folder)) !== folder) throw new Error(`a link has taken the place of the folder ${folder}`);
}

function rethrow(error: unknown): never {
  throw new FileWriteError(messageOf(error));
}
