import { describe, expect, test } from 'vitest';
import { type FailureKind, failureKinds, isPossiblyMade } from '../../../src/jimmyai/failure.ts';
import { adviceOn, type Ending } from '../../../src/portrait/advice.ts';
import { explainOne, othersOf, ruleForOthers } from '../../../src/portrait/outcomes.ts';
import type { StopCause } from '../../../src/portrait/run-context.ts';
import { assetIdOf, isPossiblySubmitted, type State, type TrackedPortrait } from '../../../src/portrait/tracked-portrait.ts';
import { type OfEveryKind, portraitEndpoints, portraitFailuresWithoutCall } from '../../support/every-kind.ts';
import {
  active,
  assetWith,
  failedCall,
  failedWith,
  failureWith,
  interruptedEarlier,
  known,
  processing,
  trackedIn,
  unconfirmed,
  unsubmitted,
} from '../../support/portrait-builders.ts';

// Who does what a message says, to the letter, submits nobody twice. GitHub's “Re-run jobs” runs the old inputs.

const failures = failureKinds.map((kind: FailureKind) => {
  const failure = failureWith('ambiguous', { trace: { requestId: 'req-7', sentAt: 0 } });
  return kind === 'redirected' ? { ...failure, kind, target: null } : { ...failure, kind };
});
const causes: OfEveryKind<StopCause> = {
  cancelled: [{ kind: 'cancelled', signal: 'SIGTERM', afterMs: 0 }],
  internal: [{ kind: 'internal', message: 'TypeError' }],
  'state-file': [{ kind: 'state-file', message: 'EACCES' }],
  failure: failures.map((failure) => ({ kind: 'failure', failure })),
};
const states: readonly State[] = [
  ...[unsubmitted, known(), processing()],
  ...failures.flatMap((cause) => portraitEndpoints.map((endpoint) => failedCall(endpoint, cause, 5))),
  ...failures
    .filter((failure) => isPossiblyMade('submit', failure))
    .map((cause) => unconfirmed({ kind: 'call', endpoint: 'submit', cause, attempts: 1 })),
  ...portraitFailuresWithoutCall.flatMap((failure) => [failedWith(failure), failedWith(failure, null)]),
];
const neighbours: Readonly<Record<string, State | null>> = {
  'one portrait': null,
  'a list of which another is Active': active(assetWith({ assetId: 'asset-2' })),
  'a list of which another is possibly submitted': interruptedEarlier,
  'a list of which nothing else was submitted': unsubmitted,
};

interface Told {
  readonly message: string;
  readonly tracked: TrackedPortrait;
  readonly ending: Ending;
}

/** Each message about a portrait in a step, of which another one is `neighbour`. */
function tellAll(neighbour: State | null, hasStateFile: boolean): readonly Told[] {
  const key = hasStateFile ? 'a'.repeat(64) : null;
  return [null, ...Object.values(causes).flat()].flatMap((cause) =>
    states.flatMap((state) => {
      const tracked = trackedIn(state, { portrait: { key } });
      const all = [tracked, ...(neighbour === null ? [] : [trackedIn(neighbour, { portrait: { name: 'Bob', key } })])];
      const ending = { cause, timeoutMs: 900_000, wait: true, hasStateFile, others: othersOf(tracked, all, hasStateFile) };
      const advice = adviceOn(tracked, ending);
      return advice === null ? [] : [{ message: explainOne(advice, tracked), tracked, ending }];
    }),
  );
}

const mayExist = (tracked: TrackedPortrait) => assetIdOf(tracked.state) !== null || isPossiblySubmitted(tracked);

describe.each([true, false])('with a state file: %s', (hasStateFile) => {
  describe.each(Object.entries(neighbours))('in %s', (_, neighbour) => {
    const told = tellAll(neighbour, hasStateFile);

    test('no message says to run again, which could be a re-run or a new run', () => {
      expect(told.length).toBeGreaterThan(1000);
      for (const { message } of told) expect(message).not.toMatch(/\brun(?:ning)? (?:it )?again\b/i);
    });

    test('no message advises a re-run, which repeats the other steps of the job', () => {
      for (const { message } of told) expect(message.replace(/Don’t (?:re-run yet|use “Re-run jobs”)/g, '')).not.toMatch(/re-?run/i);
    });

    test('for a possibly submitted portrait that nothing remembers, the message says not to re-run', () => {
      for (const { message, tracked } of told) {
        const isDeleted = tracked.state.kind === 'failed' && tracked.state.failure.kind === 'deleted';
        const isCertain = tracked.state.kind !== 'failed' || tracked.state.failure.kind === 'call';
        if (hasStateFile || isDeleted || !isCertain || !mayExist(tracked)) continue;
        expect(message).toMatch(/Don’t (?:re-run yet|use “Re-run jobs”)/);
        expect(message).toContain('`asset-id');
      }
    });

    test('a message that gives an ID says which input the ID replaces: both together are invalid', () => {
      for (const { message } of told) {
        if (message.includes('with its ID as')) expect(message).toContain('with its ID as `asset-id` in place of `url` or `file`');
      }
      expect(told.some(({ message }) => message.includes('with its ID as'))).toBe(!hasStateFile);
    });

    test('in a list that nothing remembers, the message says how not to resubmit the others', () => {
      const isAtRisk = neighbour !== null && neighbour !== unsubmitted && !hasStateFile;
      for (const { message } of told) expect(message.includes(ruleForOthers)).toBe(isAtRisk);
    });
  });
});

test('others that the workflow gave by their asset ID are never submitted', () => {
  const given = trackedIn(active(), { portrait: { source: { kind: 'asset-id', assetId: 'asset-1' } } });
  const own = trackedIn(unsubmitted);
  expect(othersOf(own, [own, given], false)).toBe('none');
});
