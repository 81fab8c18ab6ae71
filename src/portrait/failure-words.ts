import type { Advice as BaseAdvice } from '../step/advice.ts';

/** Why a step fails, in a stable word for scripts: the output `failure`. The one that needs a person most stands first. */
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

/** How a later run goes on with an asset. */
export type Resume = 'asset-id' | 'state-file';

/** What a new run with the same list would do with the other portraits that are, or may be, at JimmyAI. */
export type Others = 'none' | 'remembered' | 'resubmitted';

/**
 * What happened to a portrait, and what to do. It holds neither name nor ID, so that portraits with the same advice can be
 * grouped.
 */
export interface Advice extends BaseAdvice<FailureWord> {
  /** How a later run can go on with the asset, if it can. */
  readonly resume?: Resume;
  /** Set if a new run with the same list would submit other portraits again. */
  readonly resubmitsOthers?: true;
}

/** Compares two words: negative where the first one needs a person more. */
export function compareUrgency(a: FailureWord, b: FailureWord): number {
  return failureWords.indexOf(a) - failureWords.indexOf(b);
}

/** Of several failures the one that needs a person most; empty if there is none. */
export function mostUrgent(words: readonly FailureWord[]): FailureWord | '' {
  return words.toSorted(compareUrgency)[0] ?? '';
}
