import { requestIdPattern } from '../jimmyai/failure.ts';
import { idPattern } from '../jimmyai/returned-id.ts';
import { decodeText } from '../step/files/decode-text.ts';
import { field, isRecord, parseJson } from '../step/json.ts';
import { isSameImage, type QueryHashes } from './signed-url.ts';

/** A problem with a state file, worded for the workflow's author. */
export class StateFileProblem extends Error {}

/** What the entry of a submission says about it. */
export interface RecordedSubmission {
  /** Milliseconds since 1970; `null` if unknown. */
  readonly recordedAt: number | null;
  /** The ID of the request whose outcome is unknown. */
  readonly requestId: string | null;
}

/** What the state file remembers about a portrait. */
export type Recalled =
  | ({ readonly kind: 'submitted' } & RecalledAsset)
  /** JimmyAI returned the asset ID in an ambiguous response and has not confirmed the asset since, or no longer knows it. */
  | ({ readonly kind: 'unconfirmed' } & RecalledAsset)
  /** An asset with the same name and URL, but a query that differs in more than its signature. */
  | { readonly kind: 'unclear-image' }
  /** An earlier run could not tell whether its submission was accepted. */
  | ({ readonly kind: 'in-doubt' } & RecordedSubmission)
  /** A submission started, and its outcome was never recorded. */
  | ({ readonly kind: 'interrupted' } & RecordedSubmission)
  /** The same, but so recent that another step is probably still submitting the portrait. */
  | { readonly kind: 'in-progress' };

/** A remembered asset, and when it was recorded. */
export interface RecalledAsset extends RecordedSubmission {
  readonly assetId: string;
  readonly ageMs: number;
}

/** The known outcome of a submission; `null` while the submission is in progress. */
export type Outcome = { readonly assetId: string; readonly isConfirmed: boolean } | 'unknown' | null;

/** A portrait's entry in the file. */
export interface Entry {
  readonly outcome: Outcome;
  /** All fields as written, including fields unknown to this version. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The content of a state file. */
export interface Content {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly entries: Map<string, Entry>;
}

// Longer than a running step goes without renewing its intent.
const maxIntentAgeMs = 60_000;

/**
 * Creates the entry that `step` writes now. Keeps the fields of `before` that are unknown to this version, and its query hashes unless
 * `query` replaces them. `requestId`: the request whose outcome is unknown; by default that of `before`, if the outcome still is.
 */
export function newEntry(
  key: string,
  outcome: Outcome,
  step: string,
  before: Entry | null,
  { query, requestId }: { readonly query?: QueryHashes | null; readonly requestId?: string | null } = {},
): Entry {
  const assetId = outcome === null || outcome === 'unknown' ? null : outcome.assetId;
  const { outcome: _, request_id: idBefore, ...kept } = before?.fields ?? {};
  const fields = { ...kept, ...query, key, asset_id: assetId, since: new Date().toISOString(), step };
  // An ID that somebody adds to an entry with an outcome is polled, and never a reason to submit the portrait again.
  if (outcome === null) return { outcome, fields: { ...fields, outcome: 'pending' } };
  if (outcome !== 'unknown' && outcome.isConfirmed) return { outcome, fields };
  const doubtedId = requestId ?? idBefore;
  return { outcome, fields: { ...fields, outcome: 'unknown', ...(doubtedId === undefined ? {} : { request_id: doubtedId }) } };
}

/** Whether both are the same entry. Compares `step` too: two steps may write the same at the same moment. */
export function isSame(entry: Entry | null, other: Entry | null): boolean {
  if (entry === null || other === null) return entry === other;
  return ['asset_id', 'since', 'outcome', 'step'].every((name) => entry.fields[name] === other.fields[name]);
}

/**
 * What `entry` means to a run that has watched it unchanged for `watchedMs` milliseconds. `query` is `null` for a source that is not a URL.
 */
export function recalledFrom({ outcome, fields }: Entry, watchedMs: number, query: QueryHashes | null): Recalled {
  const since = Date.parse(String(fields['since']));
  const requestId = fields['request_id'];
  const recorded = {
    recordedAt: Number.isNaN(since) ? null : since,
    requestId: typeof requestId === 'string' && requestIdPattern.test(requestId) ? requestId : null,
  };
  if (outcome === 'unknown') return { kind: 'in-doubt', ...recorded };
  if (outcome !== null && query !== null && !isSameImage({ query: fields['query'], image: fields['image'] }, query))
    return { kind: 'unclear-image' };
  // Another machine's clock may be ahead: an entry from the future ages while it is watched.
  const ageMs = Math.max(Date.now() - since, watchedMs);
  if (outcome !== null) return { kind: outcome.isConfirmed ? 'submitted' : 'unconfirmed', assetId: outcome.assetId, ageMs, ...recorded };
  return ageMs < maxIntentAgeMs ? { kind: 'in-progress' } : { kind: 'interrupted', ...recorded };
}

/** The text of a state file. */
export function serialize({ fields, entries }: Content): string {
  const assets = [...entries.values()].map((entry) => entry.fields);
  return `${JSON.stringify({ ...fields, version: 1, assets }, null, 2)}\n`;
}

/**
 * Parses a state file; a missing or empty file is a new one.
 * @throws StateFileProblem if `content` is not a state file.
 */
export function parseContent(content: Buffer | null): Content {
  const decoded = decodeText(content ?? Buffer.alloc(0));
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
    entries.set(key, { outcome: outcomeOf(assetId, entry['outcome']), fields: entry });
  });
  return { fields: state, entries };
}

function outcomeOf(assetId: string | null, outcome: unknown): Outcome {
  if (assetId !== null) return { assetId, isConfirmed: outcome === undefined };
  return outcome === undefined || outcome === 'pending' ? null : 'unknown';
}

function notAState(what: string): StateFileProblem {
  return new StateFileProblem(
    `is not a valid state file (${what}). Restore the file, for example from Git. If you remove the file, the action submits every portrait again`,
  );
}
