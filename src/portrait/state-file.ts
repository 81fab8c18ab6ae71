import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { idPattern } from '../jimmyai/asset.ts';
import { messageOf } from '../step/errors.ts';
import { followLinks, replaceFile, withLock } from '../step/files/atomic-file.ts';
import { decodeText } from '../step/files/decode-text.ts';
import { field, isRecord, parseJson } from '../step/json.ts';
import { isSameImage, type QueryHashes } from './signed-url.ts';

/** What is wrong with a state file, in words for the workflow's author. */
export class StateFileProblem extends Error {}

/**
 * What is remembered of a portrait: its asset's id; `unknown` for a submission that began and whose end nobody wrote down;
 * `unclear-image` for an asset of the same name and URL whose query differs in more than a signature.
 */
export type Recalled = { readonly assetId: string } | 'unknown' | 'unclear-image';

/** What stands in the file for a portrait. */
interface Entry {
  readonly assetId: string | null;
  /** All of it as it is written, fields that this version doesn't know included. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The content of a state file. */
interface Content {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly entries: Map<string, Entry>;
}

/** What is to become of an entry. */
interface Change {
  readonly entry: Entry | null;
  /** An intent gives way to what another step has written since. */
  readonly isIntent: boolean;
  gaveWay: boolean;
}

/**
 * Remembers submitted portraits between runs. An entry is written before the submission and completed with the id after
 * it, so that a process killed in between leaves a trace and no later run submits the portrait again.
 */
export class StateFile {
  readonly path: string;
  /** As this process last saw or wrote them. */
  #entries: ReadonlyMap<string, Entry>;
  readonly #changes = new Map<string, Change>();
  /** What stood in the place of an intent. */
  readonly #replaced = new Map<string, Entry | null>();
  #currentWrite: Promise<void> = Promise.resolve();
  #nextWrite: Promise<void> | null = null;

  private constructor(filePath: string, entries: ReadonlyMap<string, Entry>) {
    this.path = filePath;
    this.#entries = entries;
  }

  /**
   * The state in the file at `filePath`, or at the end of the links there; a missing or empty file is a new one. Touches nothing.
   * @throws StateFileProblem if there is something else, or something that can't be read.
   */
  static async read(filePath: string): Promise<StateFile> {
    try {
      const target = await followLinks(filePath);
      return new StateFile(target, (await readContent(target)).entries);
    } catch (error) {
      if (error instanceof StateFileProblem) throw error;
      throw new StateFileProblem(`can’t be read: ${messageOf(error)}`);
    }
  }

  /**
   * Makes the folder, and sees whether a file can be written there.
   * @throws StateFileProblem if it can't.
   */
  async assertWritable(): Promise<void> {
    const probe = `${this.path}.${crypto.randomUUID()}.tmp`;
    try {
      await mkdir(path.dirname(this.path), { recursive: true });
      await (await open(probe, 'wx')).close();
      await rm(probe);
    } catch (error) {
      throw new StateFileProblem(`can’t be written: ${messageOf(error)}`);
    }
  }

  /** What is remembered under `key` for a URL with that query, or `null`. */
  recall(key: string, query: QueryHashes | null = null): Recalled | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    if (entry.assetId === null) return 'unknown';
    const { fields, assetId } = entry;
    const isSame = query === null || isSameImage({ query: fields['query'], image: fields['image'] }, query);
    return isSame ? { assetId } : 'unclear-image';
  }

  /**
   * Remembers under `key` that a submission begins. Gives `null`, or what another step has written there in the meantime: then
   * nothing was written, and the submission must not be made.
   * @throws if that can't be written; the submission must not be made either.
   */
  async rememberIntent(key: string, query: QueryHashes | null = null): Promise<Recalled | null> {
    const known = this.#entries.get(key) ?? null;
    const intent = newEntry(key, null, query, known);
    this.#replaced.set(key, known);
    const change = { entry: intent, isIntent: true, gaveWay: false };
    this.#changes.set(key, change);
    try {
      await this.#save();
    } catch (error) {
      this.#changes.delete(key);
      throw error;
    }
    return change.gaveWay ? this.recall(key, query) : null;
  }

  /**
   * Remembers `assetId` under `key`.
   * @throws if that can't be written.
   */
  async remember(key: string, assetId: string, query: QueryHashes | null = null): Promise<void> {
    this.#changes.set(key, { entry: newEntry(key, assetId, query, this.#entries.get(key) ?? null), isIntent: false, gaveWay: false });
    await this.#save();
  }

  /**
   * Takes back that a submission began, since it was certainly not accepted: what was remembered before is remembered again, an
   * asset that some later run may find usable.
   * @throws if that can't be written.
   */
  async forgetIntent(key: string): Promise<void> {
    this.#changes.set(key, { entry: this.#replaced.get(key) ?? null, isIntent: false, gaveWay: false });
    await this.#save();
  }

  /** Serializes writes. Calls during a write share the next one. */
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

  /** Applies the changes to what is in the file now: another step may have written to it since it was read. */
  async #write(): Promise<void> {
    await mkdir(path.dirname(this.path), { recursive: true });
    await withLock(this.path, async () => {
      const { fields, entries } = await readContent(this.path);
      const changes = [...this.#changes];
      for (const [key, change] of changes) {
        const current = entries.get(key) ?? null;
        change.gaveWay = change.isIntent && current !== null && !isSame(current, this.#replaced.get(key) ?? null);
        if (change.gaveWay) continue;
        if (change.entry === null) entries.delete(key);
        else entries.set(key, change.entry);
      }
      await replaceFile(this.path, serialize({ fields, entries }));
      this.#entries = entries;
      for (const [key, change] of changes) if (this.#changes.get(key) === change) this.#changes.delete(key);
    });
  }
}

function newEntry(key: string, assetId: string | null, query: QueryHashes | null, before: Entry | null): Entry {
  return { assetId, fields: { ...before?.fields, key, ...query, asset_id: assetId, since: new Date().toISOString() } };
}

function isSame(entry: Entry, other: Entry | null): boolean {
  return entry.assetId === other?.assetId && entry.fields['since'] === other.fields['since'];
}

async function readContent(filePath: string): Promise<Content> {
  try {
    if (!(await stat(filePath)).isFile()) throw new StateFileProblem('is not a file. Name a file, or a path for a new one');
    return parseContent(await readFile(filePath));
  } catch (error) {
    if (field(error, 'code') === 'ENOENT') return { fields: {}, entries: new Map() };
    throw error;
  }
}

function serialize({ fields, entries }: Content): string {
  const assets = [...entries.values()].map((entry) => entry.fields);
  return `${JSON.stringify({ ...fields, version: 1, assets }, null, 2)}\n`;
}

function parseContent(content: Buffer): Content {
  const decoded = decodeText(content);
  if ('problem' in decoded)
    throw new StateFileProblem(`${decoded.problem}. Keep every entry: a portrait without an entry is submitted again`);
  const text = decoded.value;
  const entries = new Map<string, Entry>();
  if (text.trim() === '') return { fields: {}, entries };
  const state = parseJson(text);
  if (state === undefined) throw notAState('not JSON');
  const assets = field(state, 'assets');
  if (!isRecord(state) || state['version'] !== 1 || !Array.isArray(assets)) throw notAState('not written by this version of the action');
  assets.forEach((entry: unknown, index) => {
    const key = field(entry, 'key');
    const assetId = field(entry, 'asset_id');
    const valid =
      isRecord(entry) &&
      typeof key === 'string' &&
      /^[0-9a-f]{64}$/.test(key) &&
      (assetId === null || (typeof assetId === 'string' && idPattern.test(assetId)));
    if (!valid) throw notAState(`assets[${index}] is not a valid entry`);
    if (entries.has(key)) throw notAState(`assets[${index}] has the key of an earlier entry`);
    entries.set(key, { assetId, fields: entry });
  });
  return { fields: state, entries };
}

function notAState(what: string): StateFileProblem {
  return new StateFileProblem(
    `is not a valid state file (${what}). Restore the file, for example from Git. If you remove the file, the action submits every portrait again`,
  );
}
