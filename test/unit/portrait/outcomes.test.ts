import { describe, expect, test } from 'vitest';
import type { FailureWord } from '../../../src/portrait/failure-words.ts';
import { explainGroup, explainOne, groupByAdvice, listItems, nextSteps, referenceOf } from '../../../src/portrait/outcomes.ts';
import type { RecordedSubmission } from '../../../src/portrait/state-file-content.ts';
import type { TrackedPortrait } from '../../../src/portrait/tracked-portrait.ts';
import {
  active,
  adviceWith,
  failedCall,
  failedWith,
  failureWith,
  interruptedEarlier,
  processing,
  trackedIn,
  unclearImage,
  unconfirmed,
  unsubmitted,
} from '../../support/portrait-builders.ts';

const key = 'ab'.repeat(32);

describe('groupByAdvice', () => {
  test('joins portraits with the same advice in their order, and leaves out those without advice', () => {
    const whats = { a: 'so', b: null, c: 'otherwise', d: 'so' };
    const groups = groupByAdvice(
      Object.entries(whats).map(([name, what]) => ({
        tracked: trackedIn(processing(), { portrait: { name } }),
        advice: what === null ? null : adviceWith('timeout', { what }),
      })),
    );
    expect(groups.map(({ portraits, advice: { what } }) => [portraits.map(({ portrait }) => portrait.name), what])).toEqual([
      [['a', 'd'], 'so'],
      [['c'], 'otherwise'],
    ]);
  });

  test('starts with the group that most needs a person', () => {
    const words: readonly FailureWord[] = ['cancelled', 'failed', 'timeout', 'possibly-submitted', 'token'];
    const groups = groupByAdvice(words.map((word) => ({ tracked: trackedIn(processing()), advice: adviceWith(word) })));
    expect(groups.map((group) => group.advice.word)).toEqual(['possibly-submitted', 'token', 'failed', 'timeout', 'cancelled']);
  });
});

describe('listItems', () => {
  const named = (count: number, length = 2) =>
    Array.from({ length: count }, (_, index) => trackedIn(processing(), { portrait: { name: `${index}`.padStart(length, '-') } }));
  const nameOf = ({ portrait }: TrackedPortrait) => portrait.name;

  test.each([
    [1, '-0'],
    [5, '-0, -1, -2, -3, -4'],
    [6, '-0, -1, -2, -3, -4 and 1 more'],
    [500, '-0, -1, -2, -3, -4 and 495 more'],
  ])('names the first five of %d, and how many more there are', (count, text) => {
    expect(listItems(named(count), nameOf)).toBe(text);
  });

  test('names fewer if the names are long, but at least one', () => {
    expect(listItems(named(3, 250), nameOf).replaceAll('-', '')).toBe('0, 1 and 1 more');
    expect(listItems(named(3, 251), nameOf).replaceAll('-', '')).toBe('0 and 2 more');
    expect(listItems(named(2, 600), nameOf).replaceAll('-', '')).toBe('0 and 1 more');
  });
});

describe('the reference to a portrait', () => {
  test('is its asset ID, if it has one', () => {
    for (const state of [processing(), active(), failedCall('status', failureWith('rejected'))]) {
      expect(referenceOf(trackedIn(state, { portrait: { key } }))).toMatch(/^.* asset-1$/);
    }
  });

  test('is the key of its entry in the state file, if it is possibly submitted', () => {
    for (const state of [interruptedEarlier, unclearImage, failedCall('submit', failureWith('ambiguous'))]) {
      expect(referenceOf(trackedIn(state, { portrait: { key } }))).toMatch(new RegExp(`^entry ${key} `));
      expect(referenceOf(trackedIn(state))).toBeNull();
    }
  });

  test('is also its request, if its submission failed or is in doubt', () => {
    const trace = { requestId: 'req-7', sentAt: Date.UTC(2026, 10, 26, 12, 34, 56) };
    const request = 'request ID req-7, 2026-11-26 12:34:56 UTC';
    expect(referenceOf(trackedIn(failedCall('submit', failureWith('rejected', { trace }))))).toBe(request);
    const doubt = failureWith('ambiguous', { trace });
    expect(referenceOf(trackedIn(failedCall('submit', doubt), { portrait: { key } }))).toBe(`entry ${key} in the state file, ${request}`);
    const unconfirmedState = unconfirmed({ kind: 'call', endpoint: 'submit', cause: doubt, attempts: 1 });
    expect(referenceOf(trackedIn(unconfirmedState))).toBe(`asset ID asset-1, ${request}`);
    expect(explainOne(adviceWith('rejected'), trackedIn(unconfirmedState))).toBe(
      'It is so. Do this. Request ID req-7, 2026-11-26 12:34:56 UTC.',
    );
  });

  test.each(['interrupted-earlier', 'in-doubt-earlier'] as const)(
    'is also the time of a submission that an earlier run recorded: %s',
    (kind) => {
      const recordedAt = Date.UTC(2026, 10, 26, 12, 34, 56);
      const trackedWith = (recorded: RecordedSubmission) => trackedIn(failedWith({ kind, recorded }, null), { portrait: { key } });
      const tracked = trackedWith({ recordedAt, requestId: null });
      expect(referenceOf(tracked)).toBe(`entry ${key} in the state file, recorded 2026-11-26 12:34:56 UTC`);
      expect(explainOne(adviceWith('possibly-submitted'), tracked)).toBe(
        `It is so. Do this. Entry ${key} in the state file, recorded 2026-11-26 12:34:56 UTC.`,
      );
      expect(referenceOf(trackedWith({ recordedAt, requestId: 'req-7' }))).toMatch(/, request ID req-7, recorded 2026-11-26 12:34:56 UTC$/);
      expect(referenceOf(trackedWith({ recordedAt: null, requestId: null }))).toBe(`entry ${key} in the state file`);
      const named = trackedIn(failedWith({ kind, recorded: { recordedAt: null, requestId: 'req-7' } }), { portrait: { key } });
      expect(referenceOf(named)).toBe(`asset ID asset-1, entry ${key} in the state file, request ID req-7`);
    },
  );

  test('has no request if a status check failed or nothing was sent', () => {
    expect(
      referenceOf(
        trackedIn(
          failedCall('status', failureWith('rejected', { trace: { requestId: 'req-7', sentAt: Date.UTC(2026, 10, 26, 12, 34, 56) } })),
        ),
      ),
    ).toBe('asset ID asset-1');
    expect(referenceOf(trackedIn(failedCall('submit', failureWith('not-sent'))))).toBeNull();
    expect(explainOne(adviceWith('unreachable'), trackedIn(failedCall('submit', failureWith('not-sent'))))).toBe('It is so. Do this.');
  });

  test('is empty if nothing was submitted', () => {
    for (const state of [unsubmitted, failedCall('submit', failureWith('rejected')), failedCall('upload', failureWith('ambiguous'))]) {
      expect(referenceOf(trackedIn(state, { portrait: { key } }))).toBeNull();
    }
  });
});

// How it is said is tested with the advice.
describe('what to do', () => {
  const one = trackedIn(processing());
  const resuming = adviceWith('timeout', { resume: 'asset-id' });

  test('is the advice alone if there is nothing to continue with', () => {
    expect(nextSteps(adviceWith('rejected'), [one])).toBe('Do this.');
    expect(nextSteps(resuming, [trackedIn(unsubmitted)])).toBe('Do this.');
    expect(nextSteps(resuming, [])).toBe('Do this.');
  });

  test('starts with the advice, if any, then says how to continue', () => {
    expect(nextSteps(resuming, [one])).toMatch(/^Do this\. [A-Z].*asset-1/);
    expect(nextSteps({ ...resuming, next: '' }, [one])).toMatch(/^[A-Z].*asset-1/);
  });

  test('follows what happened, in sentences', () => {
    expect(explainGroup(adviceWith('rejected'), [one])).toBe('It is so. Do this.');
    expect(explainGroup(resuming, [one])).toBe(`It is so. ${nextSteps(resuming, [one])}`);
  });
});
