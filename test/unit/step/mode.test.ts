import { expect, test } from 'vitest';
import { modeOf } from '../../../src/step/mode.ts';

test('a run has the token, and a dry run has none even where one is given', () => {
  expect(modeOf({ dryRun: false, token: 'sk_test' })).toEqual({ kind: 'run', token: 'sk_test' });
  expect(modeOf({ dryRun: true, token: null })).toEqual({ kind: 'dry-run' });
  expect(modeOf({ dryRun: true, token: 'sk_test' })).toEqual({ kind: 'dry-run' });
});

test('a run without a token has no mode, and neither has a step of which nobody knows whether it is a dry run', () => {
  expect(modeOf({ dryRun: false, token: null })).toBeNull();
  expect(modeOf({ dryRun: null, token: 'sk_test' })).toBeNull();
  expect(modeOf({ dryRun: null, token: null })).toBeNull();
});
