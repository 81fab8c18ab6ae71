import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { collectBuffers } from './collect-buffers.ts';
import { replaceWith } from './file-operations.ts';

const headBytes = 12;
// What is written at once: fewer and larger writes, and no more memory than a few of them.
const batchBytes = 1024 * 1024;
const batchesBetweenCollections = 10;

/** The file can't be written. */
export class FileWriteError extends Error {}

/** A path beside `target` for what is to become it, with a short name of its own: that of `target` may have as many bytes as a name can. */
export function partPathFor(target: string): string {
  return path.join(path.dirname(target), `.${crypto.randomUUID()}.part`);
}

/** A file that comes into being beside its place, and is hashed on the way. */
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
  /** The last write that was queued, and the one before it. */
  #writing: Promise<void> = Promise.resolve();
  #earlier: Promise<void> = Promise.resolve();
  #head: Buffer = Buffer.alloc(0);

  private constructor(target: string, temporary: string, handle: FileHandle) {
    this.#target = target;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /**
   * A new, empty one that is to become `target`, whose folder is where links lead.
   * @throws what the file system says; Error where a link has taken the folder's place.
   */
  static async create(target: string): Promise<PartialFile> {
    await assertFolderInPlace(target);
    const temporary = partPathFor(target);
    return new PartialFile(target, temporary, await open(temporary, 'wx+'));
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** The first bytes, up to twelve. */
  get head(): Buffer {
    return this.#head;
  }

  /**
   * Appends `chunk`. Gives a promise where more should wait for it; it rejects with a `FileWriteError` where the file system takes no
   * more.
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
   * @throws FileWriteError if the file system refuses.
   */
  async read(position: number, length: number): Promise<Buffer> {
    await this.#flush();
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(length), 0, length, position).catch(rethrow);
    return buffer.subarray(0, bytesRead);
  }

  /**
   * Begins anew.
   * @throws FileWriteError if the file system refuses.
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

  /** Queues what has come together to be written. More may come as long as no more than two batches wait. */
  async #writeBatch(): Promise<void> {
    const batch = this.#takeBatch();
    const before = this.#writing;
    this.#writing = before.then(() => this.#write(batch));
    // Whoever waits for it next is told.
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
   * Puts the file in its place, over what is there. Gives its SHA-256 in hexadecimal.
   * @throws what the file system says; Error where a link has taken the folder's place.
   */
  async complete(): Promise<string> {
    await this.#flush();
    await this.#handle.close();
    await assertFolderInPlace(this.#target);
    await replaceWith(this.#temporary, this.#target);
    return this.#hash.digest('hex');
  }

  /** Removes what is left of it; after `complete` nothing is. */
  async discard(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true }).catch(() => {});
  }
}

/**
 * The folder was validated some time ago, and may lead elsewhere now. Between this look and the system call that follows it, it still
 * could: what a link then catches is a new file of a random name, or a complete video.
 */
async function assertFolderInPlace(target: string): Promise<void> {
  const folder = path.dirname(target);
  if ((await realpath(folder)) !== folder) throw new Error(`a link has taken the place of the folder ${folder}`);
}

function rethrow(error: unknown): never {
  throw new FileWriteError(messageOf(error));
}
