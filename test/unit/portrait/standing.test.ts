import { describe, expect, test } from 'vitest';
import type { FailureWord } from '../../../src/portrait/failure-words.ts';
import { countStandings, standingOf } from '../../../src/portrait/standing.ts';
import type { State } from '../../../src/portrait/tracked-portrait.ts';
import {
  active,
  adviceWith,
  deleted,
  failedCall,
  failedWith,
  failureWith,
  interruptedEarlier,
  known,
  processing,
  rejectedImage,
  trackedIn,
  unconfirmed,
  unsubmitted,
} from '../../support/portrait-builders.ts';

function standing(state: State, word: FailureWord | null | undefined) {
  return standingOf(trackedIn(state), typeof word === 'string' ? adviceWith(word) : word);
}

describe('the standing of a portrait', () => {
  test.each<[string, State, FailureWord | null | undefined]>([
    ['Active', active(), null],
    ['Active', active(), undefined],
    ['Processing', processing(), undefined],
    ['Processing', known(), undefined],
    ['Processing', unconfirmed({ kind: 'interrupted-earlier', recorded: { recordedAt: 0, requestId: null } }), undefined],
    ['Possibly submitted', failedWith({ kind: 'interrupted-earlier', recorded: { recordedAt: 0, requestId: null } }), 'possibly-submitted'],
    ['Submitted', processing(), null],
    ['Not ready', processing(), 'timeout'],
    ['Not ready', known(), 'cancelled'],
    ['Not submitted', unsubmitted, undefined],
    ['Not submitted', unsubmitted, 'timeout'],
    ['Possibly submitted', interruptedEarlier, 'possibly-submitted'],
    ['Possibly submitted', failedCall('submit', failureWith('ambiguous')), 'possibly-submitted'],
    ['Possibly submitted', failedCall('submit', failureWith('ambiguous')), undefined],
    ['Rejected', failedCall('submit', failureWith('rejected')), 'rejected'],
    ['Rejected', rejectedImage, 'failed'],
    ['Deleted', deleted, 'deleted'],
    ['Failed', failedCall('status', failureWith('rejected')), 'not-found'],
    ['Failed', failedCall('upload', failureWith('ambiguous')), 'upload'],
    ['Failed', deleted, undefined],
  ])('is %s: %j, %s', (expected, state, word) => {
    expect(standing(state, word)).toBe(expected);
  });
});

test('standings are counted in a fixed order, without those that no portrait has', () => {
  const counts = countStandings(['Not submitted', 'Rejected', 'Active', 'Not ready', 'Rejected', 'Possibly submitted', 'Active', 'Active']);
  expect([...counts]).toEqual([
    ['Active', 3],
    ['Not ready', 1],
    ['Possibly submitted', 1],
    ['Rejected', 2],
    ['Not submitted', 1],
  ]);
  expect([...countStandings([])]).toEqual([]);
});
