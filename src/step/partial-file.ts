import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { replaceWith } from './atomic-file.ts';
import { messageOf } from './errors.ts';

const headBytes = 12;

/** The file can't be written. */
export class FileWriteError extends Error {}

/** A file that comes into being beside its place, and is hashed on the way. */
export class PartialFile {
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  #hash: Hash = createHash('sha256');
  #size = 0;
  #head: Buffer = Buffer.alloc(0);

  private constructor(target: string, temporary: string, handle: FileHandle) {
    this.#target = target;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /**
   * A new, empty one that is to become `target`.
   * @throws what the file system says.
   */
  static async create(target: string): Promise<PartialFile> {
    const temporary = `${target}.${crypto.randomUUID()}.part`;
    return new PartialFile(target, temporary, await open(temporary, 'wx'));
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
   * Appends `chunk`.
   * @throws FileWriteError where the file system takes no more.
   */
  async append(chunk: Buffer): Promise<void> {
    const written = this.#write(chunk);
    // While the system writes, this thread hashes.
    this.#hash.update(chunk);
    if (this.#head.length < headBytes) this.#head = Buffer.concat([this.#head, chunk.subarray(0, headBytes - this.#head.length)]);
    try {
      await written;
    } catch (error) {
      throw new FileWriteError(messageOf(error));
    }
    this.#size += chunk.length;
  }

  async #write(chunk: Buffer): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await this.#handle.write(chunk, done, chunk.length - done, this.#size + done);
      done += bytesWritten;
    }
  }

  /** Begins anew. */
  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#size = 0;
    this.#head = Buffer.alloc(0);
  }

  /**
   * Puts the file in its place, over what is there. Gives its SHA-256 in hexadecimal.
   * @throws what the file system says.
   */
  async complete(): Promise<string> {
    await this.#handle.close();
    await replaceWith(this.#temporary, this.#target);
    return this.#hash.digest('hex');
  }

  /** Removes what is left of it; after `complete` nothing is. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true }).catch(() => {});
  }
}
