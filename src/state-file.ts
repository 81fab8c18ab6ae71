import { mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from './errors.ts';
import { field, isRecord } from './json.ts';
import { idPattern } from './portrait.ts';

/** What is wrong with a state file, in words for the workflow's author. */
export class StateFileProblem extends Error {}

/** What is remembered of a portrait. Without an id, its submission began and how it ended was never written down. */
interface Entry {
  readonly assetId: string | null;
  readonly since: string;
}

/**
 * Remembers submitted portraits between runs. An entry is written before the submission and completed with the id after
 * it, so that a process killed in between leaves a trace and no later run submits the portrait again.
 */
export class StateFile {
  readonly path: string;
  readonly #entries: Map<string, Entry>;
  /** What stood in the place of an intent. */
  readonly #replaced = new Map<string, Entry | null>();
  #currentWrite: Promise<void> = Promise.resolve();
  #nextWrite: Promise<void> | null = null;

  private constructor(filePath: string, entries: Map<string, Entry>) {
    this.path = filePath;
    this.#entries = entries;
  }

  /** The state in the file at `filePath`; a missing or empty file is a new one. Throws `StateFileProblem`, and touches nothing. */
  static async read(filePath: string): Promise<StateFile> {
    try {
      const target = await realpath(filePath);
      if (!(await stat(target)).isFile()) throw new StateFileProblem('not a file; name one, or a place for a new one');
      return new StateFile(target, parseEntries(await readFile(target, 'utf8')));
    } catch (error) {
      if (error instanceof StateFileProblem) throw error;
      if (field(error, 'code') === 'ENOENT') return new StateFile(filePath, new Map());
      throw new StateFileProblem(`can't be read: ${messageOf(error)}`);
    }
  }

  /** What is remembered under `key`: an id, `unknown` for a submission that may have been taken, or nothing. */
  recall(key: string): { readonly assetId: string } | 'unknown' | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    return entry.assetId === null ? 'unknown' : { assetId: entry.assetId };
  }

  /** Remembers under `key` that a submission begins. Throws where that can't be written; it must not be made then. */
  async rememberIntent(key: string): Promise<void> {
    this.#replaced.set(key, this.#entries.get(key) ?? null);
    this.#set(key, null);
    try {
      await this.#save();
    } catch (error) {
      this.#takeBack(key);
      throw error;
    }
  }

  /** Remembers `assetId` under `key`. Throws where that can't be written. */
  async remember(key: string, assetId: string): Promise<void> {
    this.#set(key, assetId);
    await this.#save();
  }

  /** Takes back that a submission began, since it was certainly not taken. Throws where that can't be written. */
  async forgetIntent(key: string): Promise<void> {
    this.#takeBack(key);
    await this.#save();
  }

  /** What was remembered before the intent is remembered again: an asset that some later run may find usable. */
  #takeBack(key: string): void {
    const replaced = this.#replaced.get(key) ?? null;
    if (replaced === null) this.#entries.delete(key);
    else this.#entries.set(key, replaced);
  }

  #set(key: string, assetId: string | null): void {
    this.#entries.set(key, { assetId, since: new Date().toISOString() });
  }

  /** One write at a time; who comes while one is under way shares the next. */
  #save(): Promise<void> {
    this.#nextWrite ??= this.#currentWrite
      .catch(() => {})
      .then(() => {
        this.#nextWrite = null;
        this.#currentWrite = this.#write();
        return this.#currentWrite;
      });
    return this.#nextWrite;
  }

  async #write(): Promise<void> {
    const assets = [...this.#entries].map(([key, { assetId, since }]) => ({ key, asset_id: assetId, since }));
    const temporary = `${this.path}.${process.pid}.tmp`;
    await mkdir(path.dirname(this.path), { recursive: true });
    try {
      const handle = await open(temporary, 'w');
      try {
        await handle.writeFile(`${JSON.stringify({ version: 1, assets }, null, 2)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, this.path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

function parseEntries(content: string): Map<string, Entry> {
  const text = content.replace(/^\ufeff/, '');
  const entries = new Map<string, Entry>();
  if (text.trim() === '') return entries;
  const state = parse(text);
  const assets = field(state, 'assets');
  if (field(state, 'version') !== 1 || !Array.isArray(assets)) throw notAState('not what this version of the action writes');
  assets.forEach((entry: unknown, index) => {
    const key = field(entry, 'key');
    const assetId = field(entry, 'asset_id');
    const since = field(entry, 'since');
    const valid =
      isRecord(entry) &&
      typeof key === 'string' &&
      /^[0-9a-f]{64}$/.test(key) &&
      (assetId === null || (typeof assetId === 'string' && idPattern.test(assetId)));
    if (!valid) throw notAState(`assets[${index}] is not a valid entry`);
    if (entries.has(key)) throw notAState(`assets[${index}] has the key of an earlier entry`);
    entries.set(key, { assetId, since: typeof since === 'string' ? since : '' });
  });
  return entries;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAState('not JSON');
  }
}

function notAState(what: string): StateFileProblem {
  return new StateFileProblem(`not a valid state file (${what}); restore it, or remove it to start a new one`);
}
