import { field } from '../json.ts';
import { isOver, WaitEnded, type WaitLimits } from '../wait-limits.ts';
import { type FileOperations, NotAFileError, type OpenFile, whileHeld } from './file-operations.ts';

/** A holder counts as dead once its lock file has not changed for this long, in milliseconds on the waiter's clock. */
const leaseMs = 10_000;
const renewalMs = 2000;
const pauseMs = 20;
const pattern = /^lease [0-9a-f-]{36} \d{6}\n$/;

/** The lock file's path is taken by something that this action did not write. */
export class ForeignLockError extends Error {
  constructor(lock: string) {
    super(`“${lock}” is in the way: it is not a lock file of this action. Move or remove it`);
  }
}

/**
 * A lock on a file, held as a lease: the lock file names its holder, which keeps changing it, so that waiters can tell a live holder from
 * a dead one without comparing clocks. A lease can be lost, even by a holder that was only suspended. Whatever the holder does must
 * therefore fail once the lease is lost (see `updateFile`).
 */
export class Lease {
  /** Unique per lease. */
  readonly owner: string;
  readonly #lock: string;
  readonly #files: FileOperations;
  readonly #limits: WaitLimits;
  /** Ends the renewals. */
  #released = new AbortController();
  #renewals: Promise<void> = Promise.resolve();

  private constructor(lock: string, limits: WaitLimits, files: FileOperations) {
    this.owner = crypto.randomUUID();
    this.#lock = lock;
    this.#limits = limits;
    this.#files = files;
  }

  /**
   * Waits for the lock on the file at `filePath`.
   * @throws WaitEnded, ForeignLockError, or the file system's error.
   */
  static async acquire(filePath: string, limits: WaitLimits, files: FileOperations): Promise<Lease> {
    const { clock, signal } = limits;
    const lock = lockPathFor(filePath);
    const lease = new Lease(lock, limits, files);
    let seen = '';
    let unchangedSince = clock.now();
    for (;;) {
      const text = await lease.#read();
      if (text === null) {
        if (await lease.#take()) return lease;
      } else if (text !== seen) {
        seen = text;
        unchangedSince = clock.now();
      } else if (clock.now() - unchangedSince >= leaseMs) {
        // Without hard links, one of our own lock files is empty while it is being created, but never for this long.
        if (text === '') throw new ForeignLockError(lock);
        await files.remove(lock);
        continue;
      }
      if (isOver(limits)) throw new WaitEnded(limits);
      await clock.sleep(pauseMs, signal);
    }
  }

  /** Whether the lock file still belongs to this lease. */
  async isHeld(): Promise<boolean> {
    return (await this.#read())?.includes(this.owner) ?? false;
  }

  /** Releases the lock. Never rejects: a leftover lock file expires. */
  async release(): Promise<void> {
    try {
      await this.#endRenewals();
      if (await this.isHeld()) await this.#files.remove(this.#lock);
    } catch {
      // Waiters will treat the holder as dead.
    }
  }

  async #read(): Promise<string | null> {
    try {
      const text = (await whileHeld(() => this.#files.read(this.#lock), this.#limits.clock))?.toString('utf8') ?? null;
      if (text === null || text === '' || pattern.test(text)) return text;
    } catch (error) {
      if (!(error instanceof NotAFileError)) throw error;
    }
    throw new ForeignLockError(this.#lock);
  }

  /**
   * Tries to create the lock file atomically, with its content. Resolves to whether it did; if not, another holder was faster. A failure
   * leaves no lock file behind.
   */
  async #take(): Promise<boolean> {
    const prepared = preparedPathFor(this.#lock, this.owner);
    await this.#create(prepared);
    try {
      await this.#files.link(prepared, this.#lock);
      return true;
    } catch (error) {
      await this.#endRenewals();
      return field(error, 'code') === 'EEXIST' ? false : await this.#takeWithoutLink(error);
    } finally {
      // A failure here must not hide that the lock is held.
      await this.#files.remove(prepared).catch(() => {});
    }
  }

  /** For file systems without hard links. */
  async #takeWithoutLink(linkError: unknown): Promise<boolean> {
    try {
      await this.#create(this.#lock);
      return true;
    } catch (error) {
      if (field(error, 'code') === 'EEXIST') return false;
      throw linkError;
    }
  }

  /** Creates a file that names this lease, and keeps changing it. */
  async #create(filePath: string): Promise<void> {
    const file = await whileHeld(() => this.#files.create(filePath), this.#limits.clock);
    try {
      await file.write(this.#text(0));
    } catch (error) {
      await file.close();
      await this.#files.remove(filePath);
      throw error;
    }
    this.#released = new AbortController();
    this.#renewals = this.#renew(file, this.#released.signal);
  }

  /** Writes to the open file rather than to its path, where a successor's lock file may be by now. */
  async #renew(file: OpenFile, released: AbortSignal): Promise<void> {
    for (let renewals = 1; ; renewals++) {
      await this.#limits.clock.sleep(renewalMs, released);
      if (released.aborted) break;
      await file.write(this.#text(renewals)).catch(() => {});
    }
    await file.close();
  }

  async #endRenewals(): Promise<void> {
    this.#released.abort();
    await this.#renewals;
  }

  #text(renewals: number): string {
    return `lease ${this.owner} ${String(renewals).padStart(6, '0')}\n`;
  }
}

/** The path of a file that an update of `filePath` creates first. No other name that it creates is longer. */
export function firstPathFor(filePath: string): string {
  return preparedPathFor(lockPathFor(filePath), crypto.randomUUID());
}

function lockPathFor(filePath: string): string {
  return `${filePath}.lock`;
}

function preparedPathFor(lock: string, owner: string): string {
  return `${lock}.${owner}.tmp`;
}
