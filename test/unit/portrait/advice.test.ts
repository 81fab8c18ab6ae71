import { describe, expect, test } from 'vitest';
import type { Failure, PortraitEndpoint } from '../../../src/jimmyai/failure.ts';
import { adviceOnStop } from '../../../src/jimmyai/failure-advice.ts';
import { adviceOn, adviceOnCause, type Ending } from '../../../src/portrait/advice.ts';
import type { Advice } from '../../../src/portrait/failure-words.ts';
import { nextSteps, referenceOf } from '../../../src/portrait/outcomes.ts';
import type { StopCause } from '../../../src/portrait/run-context.ts';
import type { State, TrackedPortrait } from '../../../src/portrait/tracked-portrait.ts';
import { adviceOnOutsideCause } from '../../../src/step/run-step.ts';
import {
  active,
  adviceWith,
  failedCall,
  failedWith,
  failureWith,
  interruptedEarlier,
  known,
  processing,
  rejectedImage,
  trackedIn,
  unclearImage,
  unconfirmed,
  unsubmitted,
} from '../../support/portrait-builders.ts';

const inTime: Ending = { cause: null, timeoutMs: 900_000, wait: true, hasStateFile: false, others: 'none' };
const cancelled: StopCause = { kind: 'cancelled', signal: 'SIGTERM', afterMs: 0 };
const key = 'a'.repeat(64);

function itemIn(state: State, itsKey: string | null = null): TrackedPortrait {
  return trackedIn(state, { portrait: { key: itsKey } });
}

/** The advice on one portrait, as it is read: by what it is found, what happened, and all that is to be done. */
function adviceFor(item: TrackedPortrait, ending: Partial<Ending> = {}): Advice {
  const advice = adviceOn(item, { ...inTime, ...ending });
  if (advice === null) throw new Error('there is no advice');
  return { ...advice, what: `${referenceOf(item) ?? 'no reference'}: ${advice.what}`, next: nextSteps(advice, [item]) };
}

function afterCall(endpoint: PortraitEndpoint, cause: Failure, attempts = 1, itsKey: string | null = null): Advice {
  return adviceFor(itemIn(failedCall(endpoint, cause, attempts), itsKey));
}

test('a portrait whose ID the state file may not have goes on with its asset-id', () => {
  const { next } = adviceFor(itemIn(processing()), { hasStateFile: true, cause: { kind: 'state-file', message: 'EACCES' } });
  expect(next).toContain('`asset-id: asset-1`');
  expect(next).not.toContain('same `state-file`');
});

describe('a portrait that reached what was asked for', () => {
  test('needs no advice once it is Active, however the step ended', () => {
    const item = itemIn(active());
    for (const cause of [null, cancelled]) expect(adviceOn(item, { ...inTime, cause })).toBeNull();
  });

  test('needs no advice once it is submitted, where the step does not wait', () => {
    expect(adviceOn(itemIn(processing()), { ...inTime, wait: false })).toBeNull();
  });

  test.each([
    ['still Processing, where the step waits', itemIn(processing()), inTime],
    ['known, but never heard of', itemIn(known()), { ...inTime, wait: false }],
    ['not submitted', itemIn(unsubmitted), { ...inTime, wait: false }],
    ['failed', itemIn(rejectedImage), { ...inTime, wait: false }],
    ['Processing, in a job that was cancelled', itemIn(processing()), { ...inTime, wait: false, cause: cancelled }],
  ])('excludes one that is %s', (_, item, ending) => {
    expect(adviceOn(item, ending)).not.toBeNull();
  });
});

describe('a portrait that is still Processing', () => {
  test.each(['processing', 'known'] as const)('names its ID, and asset-id to resume with (%s)', (kind) => {
    const { title, what, next } = adviceFor(itemIn(kind === 'known' ? known() : processing()));
    expect(title).toBe('Not ready after 15 min');
    expect(what).toMatch(/asset-1.*not ready after 15 min/);
    expect(next).toMatch(/still processing.*new run.*`asset-id: asset-1`.*Don’t use “Re-run jobs”.*submits the portrait again/);
    expect(next).toContain('`timeout`');
  });

  test('is not called Processing if its last status check failed', () => {
    const item = { ...itemIn(processing()), pollFailure: failureWith('busy') };
    expect(adviceFor(item).next).not.toContain('still processing');
  });

  test('says why its last status check failed', () => {
    const item = { ...itemIn(processing()), pollFailure: failureWith('busy') };
    expect(adviceFor(item).what).toMatch(/asset-1.*last status check.*图片无法访问/);
  });

  test('names the state file if there is one', () => {
    const { what, next } = adviceFor(itemIn(processing(), key), { hasStateFile: true });
    expect(what).toContain('asset-1');
    expect(next).toContain('`state-file`');
  });

  test('of a cancelled job stays submitted, with its ID and how to resume', () => {
    const { what, next } = adviceFor(itemIn(processing()), { cause: cancelled });
    expect(what).toMatch(/asset-1.*still submitted.*cancelled.*SIGTERM/);
    expect(next).toMatch(/^To continue waiting.*`asset-id: asset-1`/);
  });

  test('of a step that failed at once says why, with its ID and how to resume', () => {
    const { what, next } = adviceFor(itemIn(processing()), { cause: { kind: 'failure', failure: failureWith('balance') } });
    expect(what).toMatch(/asset-1.*still submitted.*图片无法访问/);
    expect(next).toMatch(/[Tt]op up.*`asset-id: asset-1`/);
  });
});

describe('a portrait that was not submitted', () => {
  test('in time may be submitted by another run', () => {
    const { what, next } = adviceFor(itemIn(unsubmitted), { timeoutMs: 90_000 });
    expect(what).toMatch(/not submitted.*1 min 30 s/);
    expect(next).toMatch(/`timeout`.*start a new run/);
  });

  test.each([
    [cancelled, /not submitted.*cancelled/, /start a new run/],
    [{ kind: 'failure', failure: failureWith('unauthorized') }, /not submitted.*图片无法访问/, /`token`/],
    [{ kind: 'state-file', message: 'EACCES' }, /not submitted.*EACCES/, /`state-file`/],
    [{ kind: 'internal', message: 'TypeError' }, /not submitted.*TypeError/, /report/],
  ] as const)('says what ended the step: %j', (cause, what, next) => {
    const advice = adviceFor(itemIn(unsubmitted), { cause });
    expect(advice.what).toMatch(what);
    expect(advice.next).toMatch(next);
  });
});

describe('a failure that would affect every request', () => {
  test.each(['unauthorized', 'balance', 'untrusted', 'no-endpoint'] as const)('is reported alike wherever it happens: %s', (kind) => {
    const advice = adviceOnStop(failureWith(kind));
    expect(adviceOnCause({ kind: 'failure', failure: failureWith(kind) })).toEqual(advice);
    const unsent = { ...advice, what: `not submitted because ${advice.what}`, next: `${advice.next} Then start a new run.` };
    for (const endpoint of ['submit', 'upload'] as const) {
      expect(adviceOn(itemIn(failedCall(endpoint, failureWith(kind))), inTime)).toEqual(unsent);
    }
    // So that both are told of together.
    expect(adviceOn(itemIn(unsubmitted), { ...inTime, cause: { kind: 'failure', failure: failureWith(kind) } })).toEqual(unsent);
  });

  test('is reported alike also if it is a redirection', () => {
    const failure: Failure = { ...failureWith('untrusted'), kind: 'redirected', target: 'https://api.example.com' };
    expect(adviceOn(itemIn(failedCall('submit', failure)), inTime)?.what).toBe(`not submitted because ${adviceOnStop(failure).what}`);
  });
});

describe('an outside cause that ends the step', () => {
  test('is reported as for any step if the job was cancelled', () => {
    expect(adviceOnCause(cancelled)).toEqual(adviceOnOutsideCause({ kind: 'cancelled', signal: 'SIGTERM', afterMs: 0 }));
  });

  test('is an internal error: ask support about the portraits without an asset ID first', () => {
    const mistake = { kind: 'internal', message: 'TypeError: x' } as const;
    const { word, what, next } = adviceOnCause(mistake);
    expect({ word, what }).toEqual({ word: 'internal', what: adviceOnOutsideCause(mistake).what });
    expect(next.startsWith(adviceOnOutsideCause(mistake).next)).toBe(true);
    expect(next).toMatch(/Before you start a new run, ask JimmyAI.*no asset ID/);
  });
});

describe('a submission', () => {
  test.each(['ambiguous'] as const)('that is %s is possibly submitted, and must not simply be sent again', (kind) => {
    const { title, what, next } = afterCall('submit', failureWith(kind));
    expect(title).toBe('Possibly submitted');
    expect(what).toMatch(/possibly submitted.*图片无法访问/);
    expect(next).toMatch(/Don’t re-run yet.*联系客服.*`asset-id`.*only this portrait/);
    expect(next).not.toContain('state file');
  });

  test('that is ambiguous leaves an entry in the state file to complete or remove', () => {
    const { what, next } = afterCall('submit', failureWith('ambiguous'), 1, key);
    expect(what).toContain(`entry ${key} in the state file`);
    expect(next).toMatch(
      /`asset_id` into the entry in the state file\. If it doesn’t, remove the entry\. Then start a new run with the same `state-file`\./,
    );
  });

  test('that an earlier run started must be looked up, and its entry is named', () => {
    const { what, next } = adviceFor(itemIn(interruptedEarlier, key));
    expect(what).toMatch(/possibly submitted/);
    expect(next).toMatch(/`asset_id`.*state file/);
    expect(what).toContain(key);
  });

  test('that was not made because the image may have changed asks, and names the entry', () => {
    const { word, what, next } = adviceFor(itemIn(unclearImage, key));
    expect(word).toBe('state-file');
    expect(what).toMatch(/can’t tell whether the image is the same/);
    expect(what).toContain(key);
    expect(what).toMatch(/not submitted because/);
    expect(next).toMatch(/same.*new run.*`asset-id`.*another.*another `name`.*remove the entry/);
  });

  test('that an earlier run left in doubt must be looked up as well', () => {
    const { what, next } = adviceFor(
      itemIn({ kind: 'failed', asset: null, failure: { kind: 'in-doubt-earlier', recorded: { recordedAt: 0, requestId: null } } }, key),
    );
    expect(what).toMatch(/possibly submitted: an earlier run could not tell/);
    expect(next).toMatch(/Quote the time \(UTC\) in this message.*`asset_id`.*state file/);
  });

  test('of an earlier run has quoted what that run recorded', () => {
    expect(adviceFor(itemIn(interruptedEarlier, key)).next).toMatch(/Quote the time of that run\./);
    const recorded = { recordedAt: 0, requestId: 'req-7' };
    const { next } = adviceFor(itemIn({ kind: 'failed', asset: null, failure: { kind: 'in-doubt-earlier', recorded } }, key));
    expect(next).toMatch(/Quote the request ID and the time \(UTC\) in this message\./);
  });

  test('that another step is making must be waited for, and its entry must stay', () => {
    const { word, what, next } = adviceFor(itemIn({ kind: 'failed', asset: null, failure: { kind: 'in-progress-elsewhere' } }, key));
    expect(word).toBe('possibly-submitted');
    expect(what).toMatch(/possibly submitted: another step/);
    expect(next).toMatch(/[Ww]ait.*new run with the same `state-file`/);
    expect(next).not.toMatch(/remove|asset_id/);
  });

  test('that was rejected quotes the service', () => {
    const { what, next } = afterCall('submit', failureWith('rejected'));
    expect(what).toMatch(/rejected.*图片无法访问/);
    expect(next).toMatch(/`name`.*`url`/);
  });

  test('with a response of an unknown kind quotes the service', () => {
    expect(afterCall('submit', failureWith('unexpected')).what).toContain('图片无法访问');
  });

  test.each(['busy', 'not-sent'] as const)('that was %s five times was definitely not accepted', (kind) => {
    const { what, next } = afterCall('submit', failureWith(kind), 5);
    expect(what).toMatch(/not submitted because.*5 attempts.*图片无法访问/);
    expect(next).toMatch(kind === 'busy' ? /^Start a new run of this step alone later\.$/ : /`base-url`.*start a new run\.$/);
  });

  test('that a 5xx says the balance doesn’t cover is possibly submitted, with the hint to top up', () => {
    const { word, next } = afterCall('submit', failureWith('balance-ambiguous'));
    expect(word).toBe('possibly-submitted');
    expect(next).toMatch(/Don’t re-run yet.*Top up/);
  });

  test('counts one attempt in the singular', () => {
    expect(afterCall('submit', failureWith('busy'), 1).what).toContain('1 attempt)');
  });
});

describe('an upload', () => {
  test.each(['rejected', 'busy', 'not-sent', 'ambiguous', 'unexpected'] as const)(
    'that was %s says that the image was not uploaded',
    (kind) => {
      const { what, next } = afterCall('upload', failureWith(kind), 5);
      expect(what).toMatch(/image could not be uploaded.*图片无法访问/);
      expect(next).not.toBe('');
      expect(`${what} ${next}`).not.toMatch(/[Pp]ossibly/);
    },
  );
});

describe('what to do about a failed call', () => {
  test.each(['rejected', 'rejected-by-page', 'unexpected', 'unreadable-body'] as const)(
    'is to check the image if its upload was %s',
    (kind) => {
      expect(afterCall('upload', failureWith(kind)).next).toContain('Check the image file');
    },
  );

  test('of a list whose others are at JimmyAI is not to be repeated alone', () => {
    const item = itemIn(failedCall('submit', failureWith('busy'), 5));
    expect(adviceFor(item).next).toBe('Start a new run of this step alone later.');
    for (const others of ['remembered', 'resubmitted'] as const) expect(adviceFor(item, { others }).next).toBe('Start a new run later.');
  });

  test('has the request quoted if one was sent, and else the time', () => {
    const trace = { requestId: 'req-7', sentAt: 0 };
    expect(afterCall('submit', failureWith('ambiguous', { trace })).next).toContain(
      'Quote the request ID and the time (UTC) in this message.',
    );
    expect(afterCall('submit', failureWith('ambiguous')).next).toContain('Quote the time of this run.');
  });

  test.each(['busy', 'not-sent', 'ambiguous'] as const)('is to wait if its upload was %s', (kind) => {
    expect(afterCall('upload', failureWith(kind)).next).toBe('Start a new run of this step alone later.');
  });

  test.each([
    ['upload', 'unauthorized', 'token'],
    ['status', 'unauthorized', 'token'],
    ['status', 'rejected', 'not-found'],
    ['status', 'not-found', 'not-found'],
    ['status', 'unexpected', 'not-understood'],
  ] as const)('depends on its kind: %s, %s', (endpoint, kind, word) => {
    expect(afterCall(endpoint, failureWith(kind), 5).word).toBe(word);
  });

  test.each([
    ['ambiguous', false],
    ['balance-ambiguous', true],
  ] as const)('is to top up only if the balance is named: %s', (kind, topsUp) => {
    expect(afterCall('submit', failureWith(kind)).next.includes('Top up')).toBe(topsUp);
  });
});

describe('a portrait whose asset JimmyAI named but did not confirm', () => {
  const doubt = { kind: 'call', endpoint: 'submit', cause: failureWith('ambiguous'), attempts: 1 } as const;

  test.each([
    ['of this run', unconfirmed(doubt)],
    ['of this run, at its end', failedWith(doubt)],
  ])('is possibly submitted, and may be polled again: %s', (_, state) => {
    const { word, what, next } = adviceFor(itemIn(state));
    expect(word).toBe('possibly-submitted');
    expect(what).toMatch(/^asset ID asset-1: possibly submitted/);
    expect(next).toMatch(/named the asset ID but has not confirmed.*costs nothing.*`asset-id: asset-1`.*Don’t use “Re-run jobs”/);
    expect(next).toMatch(/can’t confirm the asset either, ask .*联系客服/);
    expect(next).not.toMatch(/remove the entry/);
  });

  test('of an earlier run loses its entry only once support says that there is no such asset', () => {
    const { next } = adviceFor(itemIn(failedWith({ kind: 'in-doubt-earlier', recorded: { recordedAt: 0, requestId: null } }), key), {
      hasStateFile: true,
    });
    expect(next).toMatch(
      /no run has confirmed the asset yet\. Ask .*联系客服.* whether this asset, or another with this name, exists\. Quote the time \(UTC\) in this/,
    );
    expect(next).toMatch(
      /If only another asset exists, write its ID .*If none exists, remove the entry\. Then .*with the same `state-file`, or /,
    );
  });

  test.each([
    ['a refused key', { kind: 'failure', failure: failureWith('unauthorized') } as const, 'rejected the API key', /^Correct the secret/],
    ['a cancelled job', cancelled, 'cancelled', /^Don’t re-run yet/],
  ])('also says what kept the run from finding out: %s', (_, cause, what, next) => {
    const advice = adviceFor(itemIn(failedWith(doubt)), { cause });
    expect(advice.what).toMatch(new RegExp(`^asset ID asset-1: possibly submitted: .*\\. Polling stopped because .*${what}`));
    expect(advice.next).toMatch(next);
    expect(adviceFor(itemIn(failedWith(doubt, null)), { cause }).what).not.toContain('Polling stopped');
  });

  test('that the workflow gave may be submitted once support says that there is no such asset', () => {
    const given = trackedIn(failedCall('status', failureWith('not-found')), {
      portrait: { source: { kind: 'asset-id', assetId: 'asset-1' } },
    });
    expect(adviceFor(given).next).toMatch(
      /If all are right, ask .*联系客服.*If another asset exists, .*If none exists, start a new run.*in place of `asset-id`/,
    );
  });

  test('continues with the same state file', () => {
    const { next } = adviceFor(itemIn(failedWith(doubt), key), { hasStateFile: true });
    expect(next).toMatch(/^Don’t re-run yet.*start a new run with the same `state-file`, or .* with `asset-id: asset-1`/);
  });
});

describe('a rejected submission', () => {
  test.each(['rejected', 'rejected-by-catch-all', 'rejected-without-code', 'rejected-by-page'] as const)(
    'has a reported problem to fix only if there is one: %s',
    (kind) => {
      const { word, next } = afterCall('submit', failureWith(kind));
      expect({ word, next }).toEqual({ word: 'rejected', next: expect.stringContaining('Fix the reported problem') });
      const { next: unknown } = afterCall('submit', failureWith(kind, { hasReason: false }));
      expect(unknown).toMatch(/^JimmyAI gave no reason\. Check `name` or `url`/);
    },
  );
});

describe('how to continue', () => {
  const resume = (how: 'asset-id' | 'state-file', next = 'Do this.') => adviceWith('timeout', { next, resume: how });
  const one = itemIn(processing());
  const two = [one, itemIn(processing({ assetId: 'asset-2' }))];
  const given = trackedIn(processing(), { portrait: { source: { kind: 'asset-id', assetId: 'asset-1' } } });

  test.each<readonly [string, Advice, readonly TrackedPortrait[], RegExp]>([
    [
      'one portrait',
      resume('asset-id'),
      [one],
      /^Do this\. .*step alone with `asset-id: asset-1` in place of `url` or `file`\. Don’t.*submits the portrait again\.$/,
    ],
    [
      'one portrait with a state file',
      resume('state-file'),
      [one],
      /new run with the same `state-file`, or .*`asset-id: asset-1` in place.* Neither resubmits the portrait\.$/,
    ],
    [
      'several',
      resume('asset-id'),
      two,
      /the asset IDs \(in the output `assets`\) as `asset-id` in `portraits` in place.*submits the portraits again\.$/,
    ],
    ['several with a state file', resume('state-file'), two, /new run with the same `state-file`, or .*the asset IDs/],
    [
      'what the workflow gave',
      resume('asset-id'),
      [given],
      /^Do this\. To continue waiting, .*step alone with `asset-id: asset-1`\. This submits nothing\.$/,
    ],
    ['what the workflow gave and something else', resume('asset-id'), [given, one], /the asset IDs.* in place of .*again\.$/],
  ])('with %s', (_, how, portraits, expected) => {
    expect(nextSteps(how, portraits)).toMatch(expected);
  });

  test('comes first if there is nothing else to do', () => {
    expect(nextSteps(resume('asset-id', ''), [one])).toMatch(/^To continue waiting, /);
  });
});

describe('a portrait at the service', () => {
  test('that failed shows the reason and the ID', () => {
    const { what } = adviceFor(itemIn(failedWith({ kind: 'rejected-image', reason: '人脸不清晰' })));
    expect(what).toMatch(/asset-1.*rejected the image: 人脸不清晰/);
  });

  test('that failed without a reason says so', () => {
    const { what } = adviceFor(itemIn(rejectedImage));
    expect(what).toMatch(/asset-1.*no reason/);
    expect(what).not.toContain('null');
  });

  test.each([
    ['status', 'unexpected', 5],
    ['status', 'no-endpoint', 5],
    ['batch-status', 'unexpected', 5],
  ] as const)('whose %s is %s carries the last response, the id and how to resume', (endpoint, kind, attempts) => {
    const { what, next } = afterCall(endpoint, failureWith(kind), attempts);
    expect(what).toMatch(/asset-1.*图片无法访问/);
    expect(next).toContain('`asset-id: asset-1`');
  });
});

describe('a rejected status check', () => {
  const state = failedCall('status', failureWith('rejected'));

  test('of an asset-id points to the ID, the token or the service', () => {
    const item = trackedIn(state, { portrait: { source: { kind: 'asset-id', assetId: 'asset-1' } } });
    const { title, what, next } = adviceFor(item);
    expect(title).toBe('Asset not found');
    expect(what).toMatch(/asset-1.*图片无法访问/);
    expect(next).toMatch(/ID.*`token`.*`base-url`/);
  });

  test('of a portrait that was just submitted says how to poll it later', () => {
    expect(adviceFor(itemIn(state)).next).toContain('`asset-id: asset-1`');
  });
});

describe('every advice', () => {
  const kinds = [
    'unauthorized',
    'balance',
    'balance-ambiguous',
    'rejected',
    'rejected-by-page',
    'untrusted',
    'not-found',
    'no-endpoint',
    'not-sent',
    'unreadable-body',
    'busy',
    'blocked',
    'blocked-method',
    'rejected-by-catch-all',
    'rejected-without-code',
    'ambiguous',
    'unexpected',
  ] as const;
  const calls = (['submit', 'upload', 'status', 'batch-status'] as const).flatMap((endpoint) => kinds.map((kind) => ({ endpoint, kind })));

  test.each(calls)('on $endpoint and $kind has a short title, what happened and what to do', ({ endpoint, kind }) => {
    const advice = afterCall(endpoint, failureWith(kind), 5);
    expect(advice.title).toMatch(/^[A-Z][^:,%]{5,50}$/);
    for (const text of [advice.title, advice.what, advice.next]) expect(text).not.toMatch(/undefined|null|\[object|\n/);
    expect(advice.next.length).toBeGreaterThan(10);
  });
});
