import type { Advice as BaseAdvice } from '../step/advice.ts';

/** Values of the output `failure`: why a step failed, as stable words for scripts. The words that most need a person come first. */
export const failureWords = [
  'possibly-submitted',
  'token',
  'blocked',
  'balance',
  'rejected',
  'failed',
  'deleted',
  'not-found',
  'not-understood',
  'upload',
  'invalid-input',
  'base-url',
  'certificate',
  'state-file',
  'outputs',
  'internal',
  'timeout',
  'unreachable',
  'busy',
  'cancelled',
] as const;

export type FailureWord = (typeof failureWords)[number];

/** How a later run continues with an asset. */
export type Resume = 'asset-id' | 'state-file';

/** What a new run with the same list would do with the other portraits that are submitted or possibly submitted. */
export type Others = 'none' | 'remembered' | 'resubmitted';

/** What happened to a portrait, and what to do. Holds neither name nor ID, so that portraits with the same advice can be grouped. */
export interface Advice extends BaseAdvice<FailureWord> {
  /** How a later run can continue with the asset, if it can. */
  readonly resume?: Resume;
  /** Set if a new run with the same list would submit other portraits again. */
  readonly resubmitsOthers?: true;
}

/** Compares two words for sorting: negative if `a` needs a person more than `b`. */
export function compareUrgency(a: FailureWord, b: FailureWord): number {
  return failureWords.indexOf(a) - failureWords.indexOf(b);
}

/** The word that most needs a person; empty if there are no words. */
export function mostUrgent(words: readonly FailureWord[]): FailureWord | '' {
  return words.toSorted(compareUrgency)[0] ?? '';
}
