import type { Clock } from '../step/clock.ts';
import { messageOf } from '../step/errors.ts';
import { type FileOperations, NotAFileError, systemFiles } from '../step/files/file-operations.ts';
import { followLinks } from '../step/files/follow-links.ts';
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
  /** As those who ask for a portrait were told. What others write is not known before they are told: they must decide about it. */
  readonly #entries: Map<string, Entry>;
  /** Different for each step. */
  readonly #step = crypto.randomUUID();
  readonly #changes = new StateFileChanges(this.#step);
  /** The submissions at work, with what ends the renewal of their entries. */
  readonly #atWork = new Map<string, AbortController>();
  #currentWrite: Promise<void> = Promise.resolve();
  #nextWrite: Promise<void> | null = null;
  /** The latest deadline of those who wait for a write. */
  #deadline = 0;

  private constructor(filePath: string, entries: Map<string, Entry>, files: FileOperations) {
    this.path = filePath;
    this.#entries = entries;
    this.#files = files;
  }

  /**
   * The state in the file at `filePath`, or at the end of the links there; a missing or empty file is a new one. Touches nothing.
   * @throws StateFileProblem if there is something else, or something that can't be read.
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
   * Makes the folder, and takes the lock once.
   * @throws StateFileProblem if it can't.
   */
  async assertWritable(limits: WaitLimits): Promise<void> {
    try {
      await updateFile(this.path, () => null, limits, this.#files);
    } catch (error) {
      throw new StateFileProblem(`can’t be written: ${messageOf(this.#explain(error))}`);
    }
  }

  /** What is remembered under `key` for a URL with that `query`, or `null`. */
  recall(key: string, query: QueryHashes | null = null): Recalled | null {
    const entry = this.#entries.get(key);
    return entry === undefined ? null : recalledFrom(entry, 0, query);
  }

  /**
   * Waits as long as another step is at work on the portrait of `key`. Resolves to what is remembered then: `in-progress` if
   * the limits came first.
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
   * Remembers under `key` that a submission begins. Resolves to `null`, or to what another step has written there in the meantime:
   * then nothing was written, and the submission must not be made. A step that is at work on the portrait is waited for.
   * @throws if that can't be written; the submission must not be made either.
   */
  async rememberIntent(key: string, limits: WaitLimits, query: QueryHashes | null = null): Promise<Recalled | null> {
    const before = this.#entries.get(key) ?? null;
    // Only an asset that turned out to be of no use is replaced.
    if (before !== null && recalledFrom(before, 0, query).kind !== 'submitted') return await this.#takeTurn(key, limits, query);
    const change = this.#changes.claim(key, newEntry(key, null, this.#step, before, query), before);
    try {
      await this.#save(limits);
    } catch (error) {
      // It may be in the file all the same, or come there yet.
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
   * Remembers `assetId` under `key`; unless `isConfirmed`, nobody knows yet whether that asset exists.
   * @throws if that can't be written.
   */
  async remember(key: string, assetId: string, limits: WaitLimits, isConfirmed = true): Promise<void> {
    this.#replace(key, { assetId, isConfirmed }, true);
    await this.#save(limits);
  }

  /**
   * Remembers under `key` that JimmyAI doesn't know `assetId`, unless another step has put another asset in its place.
   * @throws if that can't be written.
   */
  async rememberUnknown(key: string, assetId: string, limits: WaitLimits): Promise<void> {
    this.#replace(key, { assetId, isConfirmed: false }, false);
    await this.#save(limits);
  }

  /**
   * Remembers under `key` that nobody can tell whether the submission was accepted.
   * @throws if that can't be written.
   */
  async rememberDoubt(key: string, limits: WaitLimits): Promise<void> {
    this.#replace(key, 'unknown', false);
    await this.#save(limits);
  }

  /**
   * Takes back that a submission began, since it was certainly not accepted: what was remembered before is remembered again, an
   * asset that some later run may find usable.
   * @throws if that can't be written.
   */
  async forgetIntent(key: string, limits: WaitLimits): Promise<void> {
    this.#endRenewal(key);
    this.#changes.takeBack(key);
    await this.#save(limits);
  }

  /**
   * Writes again what this run has written, where it was overwritten or deleted, and tries once more what could not be written.
   * @throws if what was lost can't be written.
   */
  async restore(limits: WaitLimits): Promise<void> {
    if (this.#changes.isEmpty) return;
    const isLost = this.#changes.isAnyLost(await this.#readEntries(limits));
    // Of a change that could not be written, those who asked for it were told.
    if (isLost) await this.#save(limits);
    else if (this.#changes.pending.length > 0) await this.#save(limits).catch(() => {});
  }

  #replace(key: string, outcome: Outcome, force: boolean): void {
    if (outcome !== null) this.#endRenewal(key);
    // The entry keeps what this step has written of its image, whatever another step has put in its place since.
    const before = this.#changes.latest(key) ?? this.#entries.get(key) ?? null;
    this.#changes.replace(key, newEntry(key, outcome, this.#step, before), before, force);
  }

  /** Says now and then that the submission lasts: an older intent counts as that of an interrupted run. */
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

  /** Applies the changes to what is in the file now: another step may have written to it since it was read. */
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
