import { assetRefOf } from '../jimmyai/asset.ts';
import { type FailureWord, mostUrgent } from './failure-words.ts';
import { assetIdOf, assetOf, type TrackedPortrait } from './tracked-portrait.ts';

/** What went wrong with a portrait, for scripts and for people. */
export interface Explanation {
  readonly word: FailureWord;
  readonly error: string;
}

/** What the output `assets` says of one portrait. */
interface Entry {
  readonly name: string;
  readonly asset_id: string | null;
  readonly asset_ref: string | null;
  readonly official_id: string | null;
  readonly status: string | null;
  readonly reused: boolean;
  readonly error: string | null;
  readonly failure: FailureWord | null;
}

// Linux refuses to start a step that gets more than 128 KiB in one environment variable.
const maxAssetsBytes = 120_000;

/** The step's outputs, by the names in action.yml. `explain` says what went wrong with a portrait, if anything did. */
export function outputsOf(
  portraits: readonly TrackedPortrait[],
  explain: (tracked: TrackedPortrait) => Explanation | null,
): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>();
  const [only] = portraits;
  if (only !== undefined && portraits.length === 1) {
    const asset = assetOf(only.state);
    outputs.set('asset_id', asset?.assetId ?? '');
    outputs.set('asset_ref', refOf(only) ?? '');
    outputs.set('official_id', asset?.officialId ?? '');
  }
  outputs.set('status', overallStatus(portraits));
  outputs.set('asset_refs', JSON.stringify(portraits.map(refOf).filter((ref) => ref !== null)));
  const explanations = portraits.map(explain);
  const entries = portraits.map((tracked, index) => ({
    name: tracked.portrait.name,
    asset_id: assetIdOf(tracked.state),
    asset_ref: refOf(tracked),
    official_id: assetOf(tracked.state)?.officialId ?? null,
    status: statusOf(tracked),
    reused: tracked.reused,
    error: explanations[index]?.error ?? null,
    failure: explanations[index]?.word ?? null,
  }));
  outputs.set('assets', serialize(entries));
  outputs.set('failure', mostUrgent(explanations.flatMap((explanation) => explanation?.word ?? [])));
  return outputs;
}

/** The entries as JSON of at most 120 000 bytes: errors are cut first, then names, all to the same length. IDs and words stay, whatever their length. */
function serialize(entries: readonly Entry[]): string {
  const withErrors = (maxLength: number) => entries.map((entry) => ({ ...entry, error: entry.error && shorten(entry.error, maxLength) }));
  const withNames = (maxLength: number) => withErrors(0).map((entry) => ({ ...entry, name: shorten(entry.name, maxLength) }));
  if (fits(entries)) return JSON.stringify(entries);
  return JSON.stringify(fits(withErrors(0)) ? longestFitting(withErrors) : longestFitting(withNames));
}

/** The entries with texts as long as fit; with none if not even those fit. */
function longestFitting(entriesWith: (maxLength: number) => readonly Entry[]): readonly Entry[] {
  let [fitting, tooLong] = [0, maxAssetsBytes];
  while (tooLong - fitting > 1) {
    const middle = Math.floor((fitting + tooLong) / 2);
    if (fits(entriesWith(middle))) fitting = middle;
    else tooLong = middle;
  }
  return entriesWith(fitting);
}

function fits(entries: readonly Entry[]): boolean {
  return Buffer.byteLength(JSON.stringify(entries)) <= maxAssetsBytes;
}

/** `text`, or its first `maxLength` UTF-16 code units and a mark that there are more. */
function shorten(text: string, maxLength: number): string {
  // No half of a character.
  return text.length <= maxLength ? text : `${text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The status of one portrait as outputs give it; `null` if nothing was submitted. */
export function statusOf({ state }: TrackedPortrait): 'Active' | 'Processing' | 'Failed' | null {
  switch (state.kind) {
    case 'unsubmitted':
      return null;
    case 'known':
    case 'unconfirmed':
    case 'processing':
      return 'Processing';
    case 'active':
      return 'Active';
    case 'failed':
      return 'Failed';
  }
}

function overallStatus(portraits: readonly TrackedPortrait[]): string {
  const statuses = portraits.map(statusOf);
  if (statuses.includes('Failed')) return 'Failed';
  return statuses.every((status) => status === 'Active') ? 'Active' : 'Processing';
}

function refOf({ state }: TrackedPortrait): string | null {
  return state.kind === 'active' ? assetRefOf(state.asset) : null;
}
