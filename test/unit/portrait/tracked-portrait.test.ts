import { describe, expect, test } from 'vitest';
import { isPossiblySubmitted, type State } from '../../../src/portrait/tracked-portrait.ts';
import {
  active,
  deleted,
  failedCall,
  failureWith,
  interruptedEarlier,
  known,
  processing,
  rejectedImage,
  trackedIn,
  unclearImage,
  unsubmitted,
} from '../../support/portrait-builders.ts';

describe('whether a portrait is possibly submitted', () => {
  test.each<readonly [string, State, boolean]>([
    ['an earlier run was interrupted', interruptedEarlier, true],
    ['the image may have changed', unclearImage, false],
    ['the response to the submission is lost', failedCall('submit', failureWith('ambiguous')), true],
    ['the response to the submission is of an unknown kind', failedCall('submit', failureWith('unexpected')), true],
    ['a 5xx says that the balance is exhausted', failedCall('submit', failureWith('balance-ambiguous')), true],
    ['the submission was rejected', failedCall('submit', failureWith('rejected')), false],
    ['the submission was not sent', failedCall('submit', failureWith('not-sent')), false],
    ['the response to the upload is lost', failedCall('upload', failureWith('ambiguous')), false],
    ['a status check failed', failedCall('status', failureWith('ambiguous')), false],
    ['a batch status check failed', failedCall('batch-status', failureWith('ambiguous')), false],
    ['JimmyAI rejected the image', rejectedImage, false],
    ['the asset was deleted', deleted, false],
    ['JimmyAI is processing it', processing(), false],
    ['an earlier run submitted it', known(), false],
    ['it is Active', active(), false],
    ['nothing was submitted', unsubmitted, false],
  ])('where %s', (_, state, expected) => {
    expect(isPossiblySubmitted(trackedIn(state))).toBe(expected);
  });
});
