import { describe, expect, test } from 'vitest';
import type { Asset } from '../../../src/jimmyai/asset.ts';
import type { Advice, FailureWord } from '../../../src/portrait/failure-words.ts';
import { countStandings, standingOf } from '../../../src/portrait/standing.ts';
import { type State, track } from '../../../src/portrait/tracked-portrait.ts';

const asset: Asset = { assetId: 'asset-1', officialId: null, assetRef: null };
const failed: State = { kind: 'failed', asset, failure: { kind: 'deleted' } };

function standing(state: State, failure: FailureWord | null | undefined) {
  const portrait = { name: 'Alice', source: { kind: 'asset-id', assetId: 'asset-1' }, key: null } as const;
  const advice: Advice | null | undefined = typeof failure === 'string' ? { failure, title: 'x', what: 'x', next: 'x' } : failure;
  return standingOf({ ...track(portrait, 0), state }, advice);
}

describe('the standing of a portrait', () => {
  test.each<[string, State, FailureWord | null | undefined]>([
    ['Active', { kind: 'active', asset }, null],
    ['Active', { kind: 'active', asset }, undefined],
    ['Processing', { kind: 'processing', asset }, undefined],
    ['Processing', { kind: 'known', assetId: 'asset-1' }, undefined],
    ['Submitted', { kind: 'processing', asset }, null],
    ['Not ready', { kind: 'processing', asset }, 'timeout'],
    ['Not ready', { kind: 'known', assetId: 'asset-1' }, 'cancelled'],
    ['Not submitted', { kind: 'unsubmitted' }, undefined],
    ['Not submitted', { kind: 'unsubmitted' }, 'timeout'],
    ['Possibly submitted', failed, 'possibly-submitted'],
    ['Rejected', failed, 'rejected'],
    ['Rejected', failed, 'failed'],
    ['Deleted', failed, 'deleted'],
    ['Failed', failed, 'not-found'],
    ['Failed', failed, 'upload'],
    ['Failed', failed, undefined],
  ])('is %s: %j, %s', (expected, state, failure) => {
    expect(standing(state, failure)).toBe(expected);
  });
});

test('standings are counted in one order, and those that no portrait has are left out', () => {
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
