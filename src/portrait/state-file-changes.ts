import { type Entry, isSame } from './state-file-content.ts';

/** A pending change to an entry. */
export interface Change {
  readonly key: string;
  readonly entry: Entry | null;
  /** Whether the change may replace what the file holds by now. */
  readonly mayReplace: (current: Entry | null) => boolean;
  /** Whether the file held something that the change may not replace. */
  gaveWay: boolean;
}

/** What this step has written for a portrait, or may have written. */
interface Written {
  /** What the file held before. */
  readonly before: Entry | null;
  readonly latest: Entry | null;
}

/** What one step wants in the state file: pending changes, and written entries that must stay. */
export class StateFileChanges {
  readonly #step: string;
  readonly #pending = new Map<string, Change>();
  readonly #written = new Map<string, Written>();

  /** `step` marks each entry that this step writes. */
  constructor(step: string) {
    this.#step = step;
  }

  /** Whether there is nothing left to write and nothing that could be lost. */
  get isEmpty(): boolean {
    return this.#pending.size === 0 && this.#written.size === 0;
  }

  get pending(): readonly Change[] {
    return [...this.#pending.values()];
  }

  /** What this step last wrote, or tried to write, under `key`; `null` if nothing. */
  latest(key: string): Entry | null {
    return this.#written.get(key)?.latest ?? null;
  }

  /** Claims `key`, where this process last saw `before`. The change gives way to anything else. */
  claim(key: string, entry: Entry, before: Entry | null): Change {
    this.#written.set(key, { before, latest: null });
    return this.#add(key, entry, (current) => current === null || isSame(current, before) || this.#isOwn(current));
  }

  /** Replaces `before` or what this step has written under `key` or, with `force`, anything. */
  replace(key: string, entry: Entry, before: Entry | null, force: boolean): void {
    if (!this.#written.has(key)) this.#written.set(key, { before, latest: null });
    this.#add(key, entry, (current) => force || current === null || isSame(current, before) || this.#isOwn(current));
  }

  /** Restores what was under `key` before, if this step's entry is still there. */
  takeBack(key: string): void {
    const before = this.#written.get(key)?.before ?? null;
    this.#written.delete(key);
    this.#add(key, before, (current) => current !== null && this.#isOwn(current));
  }

  /** Stops tracking `key`, whose entry is another step's by now. */
  leave(key: string): void {
    this.#written.delete(key);
  }

  /** Whether `entries` lack an entry that this step has written. */
  isAnyLost(entries: ReadonlyMap<string, Entry>): boolean {
    return [...this.#written.keys()].some((key) => this.#lostEntry(key, entries) !== null);
  }

  /** Applies `changes` to `entries` and restores this step's lost entries. Returns whether anything changed. */
  apply(changes: readonly Change[], entries: Map<string, Entry>): boolean {
    let isChanged = false;
    const put = (key: string, entry: Entry | null) => {
      isChanged = true;
      if (entry === null) entries.delete(key);
      else entries.set(key, entry);
    };
    for (const key of this.#written.keys()) {
      const lost = this.#lostEntry(key, entries);
      if (lost !== null) put(key, lost);
    }
    for (const change of changes) {
      const { key, entry } = change;
      change.gaveWay = !change.mayReplace(entries.get(key) ?? null);
      if (change.gaveWay) continue;
      put(key, entry);
      const written = this.#written.get(key);
      if (written !== undefined) this.#written.set(key, { ...written, latest: entry });
    }
    return isChanged;
  }

  /** Marks `changes` as written to the file. */
  settle(changes: readonly Change[]): void {
    for (const change of changes) if (this.#pending.get(change.key) === change) this.#pending.delete(change.key);
  }

  #add(key: string, entry: Entry | null, mayReplace: Change['mayReplace']): Change {
    const change = { key, entry, mayReplace, gaveWay: false };
    this.#pending.set(key, change);
    return change;
  }

  #isOwn(entry: Entry): boolean {
    return entry.fields['step'] === this.#step;
  }

  /** The entry to restore under `key`; `null` if none is missing, a change is pending, or another step's entry is there. */
  #lostEntry(key: string, entries: ReadonlyMap<string, Entry>): Entry | null {
    const { before = null, latest = null } = this.#written.get(key) ?? {};
    const current = entries.get(key) ?? null;
    if (this.#pending.has(key) || isSame(current, latest)) return null;
    return current === null || isSame(current, before) || this.#isOwn(current) ? latest : null;
  }
}
