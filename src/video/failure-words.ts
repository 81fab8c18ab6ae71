import type { Advice as BaseAdvice } from '../step/advice.ts';

/** Why the step failed, as a stable word for scripts: the values of the output `failure`. */
export const failureWords = [
  'possibly-created',
  'token',
  'blocked',
  'balance',
  'rejected',
  'failed',
  'not-found',
  'not-understood',
  'download',
  'invalid-input',
  'base-url',
  'certificate',
  'outputs',
  'internal',
  'timeout',
  'unreachable',
  'busy',
  'cancelled',
] as const;

export type FailureWord = (typeof failureWords)[number];

/** What happened to the video, and what to do about it. */
export type Advice = BaseAdvice<FailureWord>;
