import * as core from '@actions/core';
import { messageOf } from '../errors.ts';
import { assetRef } from '../portrait.ts';
import { assetOf, type Item } from '../progress.ts';
import { type FailureWord, isPossiblySubmitted, mostUrgent } from './advice.ts';

/** What went wrong with a portrait, for scripts and for people. */
export interface Explanation {
  readonly failure: FailureWord;
  readonly error: string;
}

/** The step's outputs, by the names in action.yml. `explain` says what went wrong with a portrait, if anything did. */
export function outputsOf(items: readonly Item[], explain: (item: Item) => Explanation | null): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>();
  const [only] = items;
  if (only !== undefined && items.length === 1) {
    const asset = assetOf(only.state);
    outputs.set('asset_id', asset?.assetId ?? '');
    outputs.set('asset_ref', refOf(only) ?? '');
    outputs.set('official_id', asset?.officialId ?? '');
  }
  outputs.set('status', overallStatus(items));
  outputs.set('asset_refs', JSON.stringify(items.map(refOf).filter((ref) => ref !== null)));
  const explanations = items.map(explain);
  outputs.set(
    'assets',
    JSON.stringify(
      items.map((item, index) => ({
        name: item.portrait.name,
        asset_id: assetOf(item.state)?.assetId ?? null,
        asset_ref: refOf(item),
        official_id: assetOf(item.state)?.officialId ?? null,
        status: statusOf(item),
        reused: item.reused,
        error: explanations[index]?.error ?? null,
        failure: explanations[index]?.failure ?? null,
      })),
    ),
  );
  outputs.set('failure', mostUrgent(explanations.flatMap((explanation) => explanation?.failure ?? [])));
  return outputs;
}

/** Writes outputs, each when its value is new. */
export class OutputWriter {
  readonly #written = new Map<string, string>();
  #problem: string | null = null;

  /** Why an output could not be written, if one could not. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Never throws: what is known must still be told in the log. */
  write(outputs: ReadonlyMap<string, string>): void {
    for (const [name, value] of outputs) {
      if ((this.#written.get(name) ?? '') === value) continue;
      try {
        core.setOutput(name, value);
        this.#written.set(name, value);
      } catch (error) {
        this.#problem = messageOf(error);
      }
    }
  }
}

/** The status of one portrait as outputs and summary give it; `null` where nothing was submitted. */
export function statusOf({ state }: Item): 'Active' | 'Processing' | 'Failed' | null {
  switch (state.kind) {
    case 'unsubmitted':
      return null;
    case 'known':
    case 'processing':
      return 'Processing';
    case 'active':
      return 'Active';
    case 'failed':
      return 'Failed';
  }
}

/** The same for people. */
export function statusInWords(item: Item): string {
  return isPossiblySubmitted(item) ? 'possibly submitted' : (statusOf(item) ?? 'not submitted');
}

function overallStatus(items: readonly Item[]): string {
  const statuses = items.map(statusOf);
  if (statuses.includes('Failed')) return 'Failed';
  return statuses.every((status) => status === 'Active') ? 'Active' : 'Processing';
}

function refOf({ state }: Item): string | null {
  return state.kind === 'active' ? assetRef(state.asset) : null;
}
