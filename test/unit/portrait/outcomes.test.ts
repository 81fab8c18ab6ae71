import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../src/jimmyai/failure.ts';
import type { Advice, FailureWord } from '../../../src/portrait/failure-words.ts';
import { groupByAdvice, isPossiblySubmitted, listItems, nextSteps, referenceOf } from '../../../src/portrait/outcomes.ts';
import type { Source } from '../../../src/portrait/portrait.ts';
import { type PortraitFailure, type State, type TrackedPortrait, track } from '../../../src/portrait/tracked-portrait.ts';

const url: Source = { kind: 'url', url: 'https://example.com/a.jpg' };
const key = 'ab'.repeat(32);

function portraitIn(state: State, { name = 'Alice', source = url, withKey = false } = {}): TrackedPortrait {
  return { ...track({ name, source, key: withKey ? key : null }, 0), state };
}

const processing = (assetId: string): State => ({ kind: 'processing', asset: { assetId, officialId: null, assetRef: null } });
const failed = (failure: PortraitFailure): State => ({ kind: 'failed', asset: null, failure });
const callFailed = (endpoint: 'submit' | 'upload' | 'status', kind: Exclude<FailureKind, 'redirected'>): State =>
  failed({ kind: 'call', endpoint, failure: { kind, detail: 'x', retryAfterMs: 0 }, attempts: 1 });
const advice = (failure: FailureWord, what = 'so'): Advice => ({ failure, title: 'Title', what, next: 'Do this.' });

describe('groupByAdvice', () => {
  test('joins the portraits of the same advice in their order, and leaves out those without one', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => portraitIn(processing(name), { name }));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('four portraits');
    const groups = groupByAdvice([
      { tracked: a, advice: advice('timeout') },
      { tracked: b, advice: null },
      { tracked: c, advice: advice('timeout', 'otherwise') },
      { tracked: d, advice: advice('timeout') },
    ]);
    expect(groups.map(({ portraits, advice: { what } }) => [portraits.map(({ portrait }) => portrait.name), what])).toEqual([
      [['a', 'd'], 'so'],
      [['c'], 'otherwise'],
    ]);
  });

  test('begins with what needs a person most', () => {
    const words: readonly FailureWord[] = ['cancelled', 'failed', 'timeout', 'possibly-submitted', 'token'];
    const groups = groupByAdvice(words.map((word) => ({ tracked: portraitIn(processing(word)), advice: advice(word) })));
    expect(groups.map((group) => group.advice.failure)).toEqual(['possibly-submitted', 'token', 'failed', 'timeout', 'cancelled']);
  });
});

describe('listItems', () => {
  const named = (count: number, length = 2) =>
    Array.from({ length: count }, (_, index) => portraitIn(processing('a'), { name: `${index}`.padStart(length, '-') }));
  const nameOf = ({ portrait }: TrackedPortrait) => portrait.name;

  test.each([
    [1, '-0'],
    [5, '-0, -1, -2, -3, -4'],
    [6, '-0, -1, -2, -3, -4 and 1 more'],
    [500, '-0, -1, -2, -3, -4 and 495 more'],
  ])('names the first five of %d, and how many more there are', (count, text) => {
    expect(listItems(named(count), nameOf)).toBe(text);
  });

  test('names fewer where the names are long, but one in any case', () => {
    expect(listItems(named(3, 250), nameOf).replaceAll('-', '')).toBe('0, 1 and 1 more');
    expect(listItems(named(3, 251), nameOf).replaceAll('-', '')).toBe('0 and 2 more');
    expect(listItems(named(2, 600), nameOf).replaceAll('-', '')).toBe('0 and 1 more');
  });
});

describe('whether a portrait is possibly submitted', () => {
  test.each<readonly [string, State, boolean]>([
    ['an earlier run was interrupted', failed({ kind: 'interrupted-earlier' }), true],
    ['an earlier run ended in doubt', failed({ kind: 'in-doubt-earlier' }), true],
    ['another step is submitting it', failed({ kind: 'in-progress-elsewhere' }), true],
    ['the image was rejected', failed({ kind: 'rejected-image', reason: null }), false],
    ['the asset was deleted', failed({ kind: 'deleted' }), false],
    ['the response to the submission is lost', callFailed('submit', 'ambiguous'), true],
    ['the response to the submission is of an unknown kind', callFailed('submit', 'unexpected'), true],
    ['the submission was rejected', callFailed('submit', 'rejected'), false],
    ['the submission was not sent', callFailed('submit', 'not-sent'), false],
    ['the response to the upload is lost', callFailed('upload', 'ambiguous'), false],
    ['a status check gave nothing', callFailed('status', 'ambiguous'), false],
    ['JimmyAI rejected the image', failed({ kind: 'rejected-image', reason: null }), false],
    ['the asset was deleted', failed({ kind: 'deleted' }), false],
    ['JimmyAI is processing it', processing('a'), false],
    ['nothing was submitted', { kind: 'unsubmitted' }, false],
  ])('where %s', (_, state, expected) => {
    expect(isPossiblySubmitted(portraitIn(state))).toBe(expected);
    // Then, and only then, its entry in the state file stands in for an asset ID.
    const reference = referenceOf(portraitIn(state, { withKey: true }));
    if (expected) expect(reference).toBe(`entry ${key} in the state file`);
    else expect(reference).toBe(state.kind === 'processing' ? 'asset ID a' : null);
    expect(referenceOf(portraitIn(state))).toBe(state.kind === 'processing' ? 'asset ID a' : null);
  });
});

describe('how to go on', () => {
  const resume = (how: 'asset-id' | 'state-file', next = 'Do this.'): Advice => ({ ...advice('timeout'), next, resume: how });
  const one = portraitIn(processing('asset-1'));
  const two = [one, portraitIn(processing('asset-2'))];
  const given = portraitIn(processing('asset-1'), { source: { kind: 'asset-id', assetId: 'asset-1' } });

  test('is the advice alone where there is nothing to go on with', () => {
    expect(nextSteps(advice('rejected'), [one])).toBe('Do this.');
    expect(nextSteps(resume('asset-id'), [portraitIn({ kind: 'unsubmitted' })])).toBe('Do this.');
    expect(nextSteps(resume('asset-id'), [])).toBe('Do this.');
  });

  test.each<readonly [string, Advice, readonly TrackedPortrait[], RegExp]>([
    [
      'one portrait',
      resume('asset-id'),
      [one],
      /^Do this\. .*set `asset-id: asset-1` in place of `url` or `file`\. .*resubmit the portrait\.$/,
    ],
    ['one portrait with a state file', resume('state-file'), [one], /run again with the same `state-file`, or set `asset-id: asset-1`\. /],
    [
      'several',
      resume('asset-id'),
      two,
      /list the asset IDs \(in the output `assets`\) as `asset-id` in `portraits`\. .*resubmit the portraits\.$/,
    ],
    ['several with a state file', resume('state-file'), two, /run again with the same `state-file`, or list the asset IDs/],
    ['what the workflow gave', resume('asset-id'), [given], /^Do this\. To continue waiting, run again\. /],
    ['what the workflow gave and something else', resume('asset-id'), [given, one], /list the asset IDs/],
  ])('with %s', (_, how, portraits, expected) => {
    expect(nextSteps(how, portraits)).toMatch(expected);
  });

  test('begins with how to continue where there is nothing else to do', () => {
    expect(nextSteps(resume('asset-id', ''), [one])).toMatch(/^To continue waiting, /);
  });
});
