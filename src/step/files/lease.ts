import { field } from '../json.ts';
import { isOver, WaitEnded, type WaitLimits } from '../wait-limits.ts';
import { type FileOperations, NotAFileError, type OpenFile, whileHeld } from './file-operations.ts';

/** How long a lock file stays unchanged, on the clock of whoever waits, until its holder counts as dead. */
const leaseMs = 10_000;
const renewalMs = 2000;
const pauseMs = 20;
const pattern = /^lease [0-9a-f-]{36} \d{6}\n$/;

/** Something that this action did not write is in the place of the lock file. */
export class ForeignLockError extends Error {
  constructor(lock: string) {
    super(`“${lock}” is in the way: it is not a lock file of this action. Move or remove it`);
  }
}

/**
 * The lock of a file, as a lease: the lock file names its holder, who keeps changing it, so that others can tell a holder at work
 * from a dead one without comparing clocks. A lease can be lost, also to one who waited for a holder that was merely stopped; so what
 * a holder does must fail where the lease is lost (see `updateFile`).
 */
export class Lease {
  /** Different for each lease. */
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
   * Waits for the lock of the file at `filePath`.
   * @throws WaitEnded, ForeignLockError, or what the file system says.
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
        // An empty file may be one of ours in the making where there are no hard links; not for so long.
        if (text === '') throw new ForeignLockError(lock);
        await files.remove(lock);
        continue;
      }
      if (isOver(limits)) throw new WaitEnded(limits);
      await clock.sleep(pauseMs, signal);
    }
  }

  /** Whether the lock file is still that of this lease. */
  async isHeld(): Promise<boolean> {
    return (await this.#read())?.includes(this.owner) ?? false;
  }

  /** Gives the lock back. Never rejects: what is left of it breaks by itself. */
  async release(): Promise<void> {
    try {
      await this.#endRenewals();
      if (await this.isHeld()) await this.#files.remove(this.#lock);
    } catch {
      // Others take it for that of a dead holder.
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

  /** Creates the lock file; not if somebody else was faster. It has its content from the start, and none is left if that fails. */
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
      // Whoever holds the lock must get to know it.
      await this.#files.remove(prepared).catch(() => {});
    }
  }

  /** Not every file system has hard links. */
  async #takeWithoutLink(linkError: unknown): Promise<boolean> {
    try {
      await this.#create(this.#lock);
      return true;
    } catch (error) {
      if (field(error, 'code') === 'EEXIST') return false;
      throw linkError;
    }
  }

  /** Creates a file that names this lease, and goes on changing it. */
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

  /** Writes into the open file and not to its path, where the lock file of a successor may be by now. */
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

/** The file that is made first where the file at `filePath` is updated. No other name that an update makes is longer. */
export function firstPathFor(filePath: string): string {
  return preparedPathFor(lockPathFor(filePath), crypto.randomUUID());
}

function lockPathFor(filePath: string): string {
  return `${filePath}.lock`;
}

function preparedPathFor(lock: string, owner: string): string {
  return `${lock}.${owner}.tmp`;
}
