import { assetRefOf } from '../jimmyai/asset.ts';
import { type FailureWord, mostUrgent } from './failure-words.ts';
import { serializeEntries } from './json-output.ts';
import { assetIdOf, assetOf, type TrackedPortrait } from './tracked-portrait.ts';

/** What went wrong with a portrait, for scripts and for people. */
export interface Explanation {
  readonly word: FailureWord;
  readonly error: string;
}

/** The step's outputs, keyed by their names in action.yml. `explain` returns what went wrong with a portrait, or `null`. */
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
  outputs.set(
    'assets',
    serializeEntries(entries, (entry, shorten) => ({ ...entry, error: entry.error && shorten(entry.error) })),
  );
  outputs.set('failure', mostUrgent(explanations.flatMap((explanation) => explanation?.word ?? [])));
  return outputs;
}

/** The status of one portrait as the outputs show it; `null` if nothing was submitted. */
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
