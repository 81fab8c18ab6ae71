import type { Clock } from '../step/clock.ts';
import { messageOf } from '../step/errors.ts';
import { assertCreatable } from '../step/files/creatable.ts';
import { type FileOperations, NotAFileError, systemFiles } from '../step/files/file-operations.ts';
import { followLinks } from '../step/files/follow-links.ts';
import { firstPathFor } from '../step/files/lease.ts';
import { updateFile } from '../step/files/update-file.ts';
import { isOver, WaitEnded, type WaitLimits, within } from '../step/wait-limits.ts';
import type { QueryHashes } from './signed-url.ts';
import { StateFileChanges } from './state-file-changes.ts';
import {
  type Entry,
  isSame,
  newEntry,
  type Outcome,
  parseContent,
  type Recalled,
  recalledFrom,
  StateFileProblem,
  serialize,
} from './state-file-content.ts';

const neighbourPauseMs = 250;
const renewalMs = 20_000;
const never = new AbortController().signal;

/**
 * Remembers submitted portraits between runs. An entry is written before the submission and completed with the outcome after
 * it, so that a process killed in between leaves a trace and no later run submits the portrait again.
 */
export class StateFile {
  readonly path: string;
  readonly #files: FileOperations;
  /** The entries as callers last saw them. Other steps' changes stay out until a caller has seen them and can react. */
  readonly #entries: Map<string, Entry>;
  /** Unique per step. */
  readonly #step = crypto.randomUUID();
  readonly #changes = new StateFileChanges(this.#step);
  /** Ends the renewal of the entry of each submission in flight, by key. */
  readonly #atWork = new Map<string, AbortController>();
  #currentWrite: Promise<void> = Promise.resolve();
  #nextWrite: Promise<void> | null = null;
  /** The latest deadline of the callers that wait for a write. */
  #deadline = 0;

  private constructor(filePath: string, entries: Map<string, Entry>, files: FileOperations) {
    this.path = filePath;
    this.#entries = entries;
    this.#files = files;
  }

  /**
   * Reads the state file at `filePath`, following links; a missing or empty file is a new one. Changes nothing on disk.
   * @throws StateFileProblem if the file can't be read or is not a state file.
   */
  static async read(filePath: string, files: FileOperations = systemFiles): Promise<StateFile> {
    try {
      const target = await followLinks(filePath);
      return new StateFile(target, parseContent(await files.read(target)).entries, files);
    } catch (error) {
      if (error instanceof StateFileProblem) throw error;
      if (error instanceof NotAFileError) throw new StateFileProblem('is not a file. Name a file, or a path for a new one');
      throw new StateFileProblem(`can’t be read: ${messageOf(error)}`);
    }
  }

  /**
   * Creates the folder and takes the lock once. A dry run only checks that both could be done, and creates nothing.
   * @throws StateFileProblem if either fails.
   */
  async assertWritable(limits: WaitLimits, isDryRun = false): Promise<void> {
    try {
      if (isDryRun) await assertCreatable(firstPathFor(this.path));
      else await updateFile(this.path, () => null, limits, this.#files);
    } catch (error) {
      throw new StateFileProblem(`can’t be written: ${messageOf(this.#explain(error))}`);
    }
  }

  /** What is remembered under `key` for a URL with that `query`; `null` if nothing is. */
  recall(key: string, query: QueryHashes | null = null): Recalled | null {
    const entry = this.#entries.get(key);
    return entry === undefined ? null : recalledFrom(entry, 0, query);
  }

  /**
   * Waits while another step is submitting the portrait of `key`. Resolves to what is remembered afterwards: `in-progress` if a limit came
   * first.
   * @throws if the file can't be read.
   */
  async awaitNeighbour(key: string, limits: WaitLimits, query: QueryHashes | null = null): Promise<Recalled | null> {
    const { clock, signal } = limits;
    let watchedSince = clock.now();
    for (;;) {
      const watched = this.#entries.get(key) ?? null;
      const recalled = watched === null ? null : recalledFrom(watched, clock.now() - watchedSince, query);
      if (recalled?.kind !== 'in-progress' || isOver(limits)) return recalled;
      await clock.sleep(neighbourPauseMs, signal);
      if (isOver(limits)) return recalled;
      const entry = (await this.#readEntries(limits)).get(key) ?? null;
      if (isSame(entry, watched)) continue;
      watchedSince = clock.now();
      this.#learn(key, entry);
    }
  }

  /**
   * Records under `key` that a submission is about to start. Waits if another step is submitting the portrait. Resolves to `null`, or to
   * what another step has written there in the meantime: then nothing was written, and the submission must not be made.
   * @throws if the intent can't be written; the submission must not be made then either.
   */
  async rememberIntent(key: string, limits: WaitLimits, query: QueryHashes | null = null): Promise<Recalled | null> {
    const before = this.#entries.get(key) ?? null;
    // Replace only an asset that turned out to be unusable.
    if (before !== null && recalledFrom(before, 0, query).kind !== 'submitted') return await this.#takeTurn(key, limits, query);
    const change = this.#changes.claim(key, newEntry(key, null, this.#step, before, { query }), before);
    try {
      await this.#save(limits);
    } catch (error) {
      // The intent may be in the file nevertheless, or still reach it.
      this.#changes.takeBack(key);
      throw error;
    }
    if (!change.gaveWay) {
      void this.#renewIntent(key, limits.clock);
      return null;
    }
    this.#changes.leave(key);
    return await this.#takeTurn(key, limits, query);
  }

  async #takeTurn(key: string, limits: WaitLimits, query: QueryHashes | null): Promise<Recalled | null> {
    return (await this.awaitNeighbour(key, limits, query)) ?? (await this.rememberIntent(key, limits, query));
  }

  /**
   * Records `assetId` under `key`. With a `doubt`, the asset may not exist: it has the ID of the request that possibly made it.
   * @throws if the entry can't be written.
   */
  async remember(
    key: string,
    assetId: string,
    limits: WaitLimits,
    doubt: { readonly requestId: string | null } | null = null,
  ): Promise<void> {
    this.#replace(key, { assetId, isConfirmed: doubt === null }, true, doubt?.requestId);
    await this.#save(limits);
  }

  /**
   * Records under `key` that JimmyAI doesn't know `assetId`, unless another step has recorded another asset there.
   * @throws if the entry can't be written.
   */
  async rememberUnknown(key: string, assetId: string, limits: WaitLimits): Promise<void> {
    this.#replace(key, { assetId, isConfirmed: false }, false);
    await this.#save(limits);
  }

  /**
   * Records under `key` that the submission was possibly accepted.
   * @throws if the entry can't be written.
   */
  async rememberDoubt(key: string, limits: WaitLimits, requestId: string | null = null): Promise<void> {
    this.#replace(key, 'unknown', false, requestId);
    await this.#save(limits);
  }

  /**
   * Withdraws the intent of a submission that was definitely not accepted, and restores the previous entry: a later run may find its asset
   * usable.
   * @throws if the entry can't be written.
   */
  async forgetIntent(key: string, limits: WaitLimits): Promise<void> {
    this.#endRenewal(key);
    this.#changes.takeBack(key);
    await this.#save(limits);
  }

  /**
   * Rewrites this run's entries that were overwritten or deleted, and retries failed writes once.
   * @throws if a lost entry can't be rewritten.
   */
  async restore(limits: WaitLimits): Promise<void> {
    if (this.#changes.isEmpty) return;
    const isLost = this.#changes.isAnyLost(await this.#readEntries(limits));
    // Callers already know about changes that could not be written.
    if (isLost) await this.#save(limits);
    else if (this.#changes.pending.length > 0) await this.#save(limits).catch(() => {});
  }

  #replace(key: string, outcome: Outcome, force: boolean, requestId: string | null = null): void {
    if (outcome !== null) this.#endRenewal(key);
    // Keep the query hashes that this step has written, even if another step has replaced the entry since.
    const before = this.#changes.latest(key) ?? this.#entries.get(key) ?? null;
    this.#changes.replace(key, newEntry(key, outcome, this.#step, before, { requestId }), before, force);
  }

  /** Renews the intent while the submission is in flight: an older intent counts as interrupted. */
  async #renewIntent(key: string, clock: Clock): Promise<void> {
    const done = new AbortController();
    this.#atWork.set(key, done);
    for (;;) {
      await clock.sleep(renewalMs, done.signal);
      if (done.signal.aborted) return;
      this.#replace(key, null, false);
      await this.#queueWrite(clock).catch(() => {});
    }
  }

  #endRenewal(key: string): void {
    this.#atWork.get(key)?.abort();
    this.#atWork.delete(key);
  }

  async #save(limits: WaitLimits): Promise<void> {
    this.#deadline = Math.max(this.#deadline, limits.deadline);
    try {
      await within(this.#queueWrite(limits.clock), limits);
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** Serializes writes. Calls during a write share the next one. */
  #queueWrite(clock: Clock): Promise<void> {
    this.#nextWrite ??= this.#currentWrite
      .catch(() => {})
      .then(() => {
        this.#nextWrite = null;
        this.#currentWrite = this.#write(clock);
        return this.#currentWrite;
      });
    return this.#nextWrite;
  }

  /** Applies the changes to the current file, which another step may have changed since it was read. */
  async #write(clock: Clock): Promise<void> {
    let entries: ReadonlyMap<string, Entry> = this.#entries;
    let changes = this.#changes.pending;
    const update = (content: Buffer | null) => {
      const state = parseContent(content);
      entries = state.entries;
      changes = this.#changes.pending;
      return this.#changes.apply(changes, state.entries) ? serialize(state) : null;
    };
    // Each caller ends its own wait; the write may go on for others.
    await updateFile(this.path, update, { clock, deadline: this.#deadline, signal: never }, this.#files);
    for (const { key } of changes) this.#learn(key, entries.get(key) ?? null);
    this.#changes.settle(changes);
  }

  #learn(key: string, entry: Entry | null): void {
    if (entry === null) this.#entries.delete(key);
    else this.#entries.set(key, entry);
  }

  async #readEntries(limits: WaitLimits): Promise<ReadonlyMap<string, Entry>> {
    return parseContent(await within(this.#files.read(this.path), limits)).entries;
  }

  #explain(error: unknown): unknown {
    if (!(error instanceof WaitEnded)) return error;
    return new Error(`${error.message}. Another step may hold the lock file “${this.path}.lock”, or the disk does not respond`);
  }
}
