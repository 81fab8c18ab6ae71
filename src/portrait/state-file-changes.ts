import { type Entry, isSame } from './state-file-content.ts';

/** A pending change to an entry. */
export interface Change {
  readonly key: string;
  readonly entry: Entry | null;
  /** Whether it may take the place of what stands in the file by now. */
  readonly mayReplace: (current: Entry | null) => boolean;
  /** Whether something else stood there that it may not replace. */
  gaveWay: boolean;
}

/** What this run has written for a portrait, or may have. */
interface Written {
  /** What stood in the file before. */
  readonly before: Entry | null;
  /** The last one is to stay. */
  readonly entries: Entry[];
}

/** What this run wants in the state file: changes that are not in it yet, and entries that are to stay. */
export class StateFileChanges {
  readonly #pending = new Map<string, Change>();
  readonly #written = new Map<string, Written>();

  /** Whether there is nothing to write, and nothing that could be lost. */
  get isEmpty(): boolean {
    return this.#pending.size === 0 && this.#written.size === 0;
  }

  get pending(): readonly Change[] {
    return [...this.#pending.values()];
  }

  /** Claims the place of `before`, which this process has seen there. The change gives way to anything else. */
  claim(key: string, entry: Entry, before: Entry | null): Change {
    this.#written.set(key, { before, entries: [] });
    return this.#add(key, entry, (current) => current === null || isSame(current, before) || isSame(current, entry));
  }

  /** Replaces what this run has written under `key`, or, with `force`, anything. */
  replace(key: string, entry: Entry, before: Entry | null, force: boolean): void {
    if (!this.#written.has(key)) this.#written.set(key, { before, entries: [] });
    this.#add(key, entry, (current) => force || current === null || isAmong(current, this.#written.get(key)));
  }

  /** Puts back what stood there before, if what this run has written is there. */
  takeBack(key: string): void {
    const written = this.#written.get(key);
    this.#written.delete(key);
    this.#add(key, written?.before ?? null, (current) => current !== null && isAmong(current, written));
  }

  /** Forgets what was written under `key`, which is another step's by now. */
  leave(key: string): void {
    this.#written.delete(key);
  }

  /** Whether an entry that this run has written is not in `entries`. */
  isAnyLost(entries: ReadonlyMap<string, Entry>): boolean {
    return [...this.#written].some(([key, written]) => lostEntry(written, entries.get(key) ?? null) !== null);
  }

  /** Applies `changes` to `entries`, and puts back what was lost of them. Returns whether that made a difference. */
  apply(changes: readonly Change[], entries: Map<string, Entry>): boolean {
    let isChanged = false;
    const put = (key: string, entry: Entry | null) => {
      isChanged = true;
      if (entry === null) entries.delete(key);
      else entries.set(key, entry);
    };
    for (const [key, written] of this.#written) {
      const lost = this.#pending.has(key) ? null : lostEntry(written, entries.get(key) ?? null);
      if (lost !== null) put(key, lost);
    }
    for (const change of changes) {
      const { key, entry } = change;
      change.gaveWay = !change.mayReplace(entries.get(key) ?? null);
      if (change.gaveWay) continue;
      put(key, entry);
      if (entry !== null) this.#written.get(key)?.entries.push(entry);
    }
    return isChanged;
  }

  /** `changes` are in the file. */
  settle(changes: readonly Change[]): void {
    for (const change of changes) if (this.#pending.get(change.key) === change) this.#pending.delete(change.key);
  }

  #add(key: string, entry: Entry | null, mayReplace: Change['mayReplace']): Change {
    const change = { key, entry, mayReplace, gaveWay: false };
    this.#pending.set(key, change);
    return change;
  }
}

function isAmong(entry: Entry, written: Written | undefined): boolean {
  return written?.entries.some((other) => isSame(entry, other)) ?? false;
}

/** The entry that should stand in the place of `current`; `null` if none is missing, or another step's is there. */
function lostEntry(written: Written, current: Entry | null): Entry | null {
  const latest = written.entries.at(-1) ?? null;
  if (isSame(current, latest)) return null;
  return current === null || isSame(current, written.before) || isAmong(current, written) ? latest : null;
}
