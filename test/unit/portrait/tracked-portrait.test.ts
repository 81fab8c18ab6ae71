import { describe, expect, test } from 'vitest';
import type { Asset } from '../../../src/jimmyai/asset.ts';
import { isPossiblySubmitted, isUnknownAtService, type State, transitionToPolled } from '../../../src/portrait/tracked-portrait.ts';
import {
  active,
  deleted,
  failedCall,
  failureWith,
  interruptedEarlier,
  known,
  processing,
  rejectedImage,
  silentObserver,
  trackedIn,
  unclearImage,
  unsubmitted,
} from '../../support/portrait-builders.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

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

describe('whether JimmyAI itself doesn’t know the asset', () => {
  test.each<readonly [string, State, boolean]>([
    ['a status check says so', failedCall('status', failureWith('not-found')), true],
    ['a batch status check says so', failedCall('batch-status', failureWith('not-found')), true],
    ['a status check failed otherwise', failedCall('status', failureWith('ambiguous')), false],
    ['a submission met an unknown path', failedCall('submit', failureWith('not-found')), false],
    ['an upload met an unknown path', failedCall('upload', failureWith('not-found')), false],
    ['JimmyAI rejected the image', rejectedImage, false],
    ['JimmyAI is processing it', processing(), false],
  ])('where %s', (_, state, expected) => {
    expect(isUnknownAtService(trackedIn(state))).toBe(expected);
  });
});

test('a poll that leaves out the reference or the official ID keeps the last one', () => {
  const context = { clock: new VirtualClock(), observer: silentObserver };
  const [first, second] = [
    { assetId: 'asset-1', officialId: 'official-1', assetRef: 'asset://a' },
    { assetId: 'asset-1', officialId: 'official-2', assetRef: 'asset://b' },
  ];
  const tracked = trackedIn(known());
  const poll = (asset: Asset) => {
    transitionToPolled(tracked, { asset, status: { kind: 'Processing' } }, context);
    return tracked.state;
  };
  const bare = { assetId: 'asset-1', officialId: null, assetRef: null };
  expect(poll(bare)).toEqual({ kind: 'processing', asset: bare });
  expect(poll(first)).toEqual({ kind: 'processing', asset: first });
  expect(poll(bare)).toEqual({ kind: 'processing', asset: first });
  expect(poll(second)).toEqual({ kind: 'processing', asset: second });
});
