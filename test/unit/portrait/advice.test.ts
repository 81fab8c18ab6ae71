import { describe, expect, test } from 'vitest';
import type { Asset } from '../../../src/jimmyai/asset.ts';
import type { Failure, PortraitEndpoint } from '../../../src/jimmyai/failure.ts';
import { adviceOn, adviceOnCause, type Ending } from '../../../src/portrait/advice.ts';
import type { Advice } from '../../../src/portrait/failure-words.ts';
import { nextSteps, referenceOf } from '../../../src/portrait/outcomes.ts';
import type { StopCause } from '../../../src/portrait/run-context.ts';
import { type PortraitFailure, type State, type TrackedPortrait, track } from '../../../src/portrait/tracked-portrait.ts';

const asset: Asset = { assetId: 'asset-1', officialId: null, assetRef: null };
const inTime: Ending = { cause: null, timeoutMs: 900_000, wait: true, hasStateFile: false };
const cancelled: StopCause = { kind: 'cancelled', signal: 'SIGTERM' };
const key = 'a'.repeat(64);

function itemIn(state: State, itsKey: string | null = null): TrackedPortrait {
  const source = { kind: 'url', url: 'https://example.com/a.jpg' } as const;
  return { ...track({ name: 'Alice', source, key: itsKey }, 0), state };
}

function failureOf(kind: Exclude<Failure['kind'], 'redirected'>): Failure {
  return { kind, detail: 'HTTP 400: 图片无法访问', retryAfterMs: 0 };
}

/** The advice on one portrait, as it is read: by what it is found, what happened, and all that is to be done. */
function adviceFor(item: TrackedPortrait, ending: Partial<Ending> = {}): Advice {
  const advice = adviceOn(item, { ...inTime, ...ending });
  if (advice === null) throw new Error('there is no advice');
  return { ...advice, what: `${referenceOf(item) ?? 'no reference'}: ${advice.what}`, next: nextSteps(advice, [item]) };
}

function afterCall(endpoint: PortraitEndpoint, failure: Failure, attempts = 1, itsKey: string | null = null): Advice {
  const portraitFailure: PortraitFailure = { kind: 'call', endpoint, failure, attempts };
  const known = endpoint === 'status' || endpoint === 'batch-status';
  return adviceFor(itemIn({ kind: 'failed', asset: known ? asset : null, failure: portraitFailure }, itsKey));
}

describe('a portrait that became what was asked for', () => {
  test('needs no advice once it is Active, however the step ended', () => {
    const item = itemIn({ kind: 'active', asset });
    for (const cause of [null, cancelled]) expect(adviceOn(item, { ...inTime, cause })).toBeNull();
  });

  test('needs no advice once it is submitted, where the step does not wait', () => {
    expect(adviceOn(itemIn({ kind: 'processing', asset }), { ...inTime, wait: false })).toBeNull();
  });

  test.each([
    ['still Processing, where the step waits', itemIn({ kind: 'processing', asset }), inTime],
    ['known, but never heard of', itemIn({ kind: 'known', assetId: 'asset-1' }), { ...inTime, wait: false }],
    ['not submitted', itemIn({ kind: 'unsubmitted' }), { ...inTime, wait: false }],
    ['failed', itemIn({ kind: 'failed', asset, failure: { kind: 'rejected-image', reason: null } }), { ...inTime, wait: false }],
    ['Processing, in a job that was cancelled', itemIn({ kind: 'processing', asset }), { ...inTime, wait: false, cause: cancelled }],
  ])('is not one that is %s', (_, item, ending) => {
    expect(adviceOn(item, ending)).not.toBeNull();
  });
});

describe('a portrait that is still Processing', () => {
  test.each(['processing', 'known'] as const)('names its id, and asset-id to resume with (%s)', (kind) => {
    const { title, what, next } = adviceFor(itemIn(kind === 'known' ? { kind, assetId: 'asset-1' } : { kind, asset }));
    expect(title).toBe('Not ready after 15 min');
    expect(what).toMatch(/asset-1.*not ready after 15 min/);
    expect(next).toMatch(/still processing.*`asset-id: asset-1`.*does not resubmit/);
    expect(next).toContain('`timeout`');
  });

  test('is not called Processing where its last status check gave nothing', () => {
    const item = { ...itemIn({ kind: 'processing', asset }), pollFailure: failureOf('busy') };
    expect(adviceFor(item).next).not.toContain('still processing');
  });

  test('says why its last status check gave nothing', () => {
    const item = { ...itemIn({ kind: 'processing', asset }), pollFailure: failureOf('busy') };
    expect(adviceFor(item).what).toMatch(/asset-1.*last status check.*图片无法访问/);
  });

  test('names the state file where there is one', () => {
    const { what, next } = adviceFor(itemIn({ kind: 'processing', asset }, key), { hasStateFile: true });
    expect(what).toContain('asset-1');
    expect(next).toContain('`state-file`');
  });

  test('of a cancelled job stays submitted, with its id and how to resume', () => {
    const { what, next } = adviceFor(itemIn({ kind: 'processing', asset }), { cause: cancelled });
    expect(what).toMatch(/asset-1.*still submitted.*cancelled.*SIGTERM/);
    expect(next).toMatch(/^To continue waiting.*`asset-id: asset-1`/);
  });

  test('of a step that failed at once says why, with its id and how to resume', () => {
    const { what, next } = adviceFor(itemIn({ kind: 'processing', asset }), { cause: { kind: 'failure', failure: failureOf('balance') } });
    expect(what).toMatch(/asset-1.*still submitted.*图片无法访问/);
    expect(next).toMatch(/[Tt]op up.*`asset-id: asset-1`/);
  });
});

describe('a portrait that was not submitted', () => {
  test('in time may be submitted by another run', () => {
    const { what, next } = adviceFor(itemIn({ kind: 'unsubmitted' }), { timeoutMs: 90_000 });
    expect(what).toMatch(/not submitted.*1 min 30 s/);
    expect(next).toMatch(/Nothing was submitted.*`timeout`.*run again/);
  });

  test.each([
    [cancelled, /not submitted.*cancelled/, /[Rr]un/],
    [{ kind: 'failure', failure: failureOf('unauthorized') }, /not submitted.*图片无法访问/, /`token`/],
    [{ kind: 'state-file', message: 'EACCES' }, /not submitted.*EACCES/, /`state-file`/],
    [{ kind: 'internal', message: 'TypeError' }, /not submitted.*TypeError/, /report/],
  ] as const)('says what ended the step: %j', (cause, what, next) => {
    const advice = adviceFor(itemIn({ kind: 'unsubmitted' }), { cause });
    expect(advice.what).toMatch(what);
    expect(advice.next).toMatch(next);
  });
});

describe('a failure that ends the step at once', () => {
  test.each([
    ['unauthorized', /`token`/],
    ['balance', /[Tt]op up/],
    ['untrusted', /`base-url`.*NODE_EXTRA_CA_CERTS/],
    ['no-endpoint', /`base-url`/],
  ] as const)('%s says what to do', (kind, next) => {
    for (const advice of [
      adviceOnCause({ kind: 'failure', failure: failureOf(kind) }),
      afterCall('submit', failureOf(kind)),
      afterCall('upload', failureOf(kind)),
    ]) {
      expect(advice.what).toContain('图片无法访问');
      expect(advice.next).toMatch(next);
    }
  });

  test('a redirection names base-url and the origin it points to', () => {
    const failure: Failure = { kind: 'redirected', detail: 'HTTP 301', retryAfterMs: 0, target: 'https://api.example.com' };
    expect(afterCall('submit', failure).next).toMatch(/`base-url`.*https:\/\/api\.example\.com/);
  });

  test('a redirection to nowhere names base-url', () => {
    const failure: Failure = { kind: 'redirected', detail: 'HTTP 301', retryAfterMs: 0, target: null };
    expect(afterCall('submit', failure).next).toContain('`base-url`');
    expect(afterCall('submit', failure).next).not.toContain('null');
  });
});

describe('a submission', () => {
  test.each(['ambiguous'] as const)('that is %s is possibly submitted, and is not simply to be sent again', (kind) => {
    const { title, what, next } = afterCall('submit', failureOf(kind));
    expect(title).toBe('Possibly submitted');
    expect(what).toMatch(/possibly submitted.*图片无法访问/);
    expect(next).toMatch(/Don’t re-run yet.*`asset-id`/);
    expect(next).not.toContain('state file');
  });

  test('that is ambiguous leaves an entry in the state file, which is to be completed or removed', () => {
    const { what, next } = afterCall('submit', failureOf('ambiguous'), 1, key);
    expect(what).toContain(`entry ${key} in the state file`);
    expect(next).toMatch(/`asset_id` into the entry in the state file\. If not, remove the entry\. Then run again\./);
  });

  test('that an earlier run began is to be looked for, and its entry is named', () => {
    const { what, next } = adviceFor(itemIn({ kind: 'failed', asset: null, failure: { kind: 'interrupted-earlier' } }, key));
    expect(what).toMatch(/possibly submitted/);
    expect(next).toMatch(/`asset_id`.*state file/);
    expect(what).toContain(key);
  });

  test('that ended an earlier run in doubt is to be looked for as well', () => {
    const { what, next } = adviceFor(itemIn({ kind: 'failed', asset: null, failure: { kind: 'in-doubt-earlier' } }, key));
    expect(what).toMatch(/possibly submitted: an earlier run could not tell/);
    expect(next).toMatch(/`asset_id`.*state file/);
  });

  test('that another step is at work on is to be waited for, and its entry is not to be removed', () => {
    const { word, what, next } = adviceFor(itemIn({ kind: 'failed', asset: null, failure: { kind: 'in-progress-elsewhere' } }, key));
    expect(word).toBe('possibly-submitted');
    expect(what).toMatch(/possibly submitted: another step/);
    expect(next).toMatch(/[Ww]ait.*new run with the same `state-file`/);
    expect(next).not.toMatch(/remove|asset_id/);
  });

  test('that was refused carries the words of the service', () => {
    const { what, next } = afterCall('submit', failureOf('rejected'));
    expect(what).toMatch(/rejected.*图片无法访问/);
    expect(next).toMatch(/`name`.*`url`/);
  });

  test('with a response of an unknown kind carries the words of the service', () => {
    expect(afterCall('submit', failureOf('unexpected')).what).toContain('图片无法访问');
  });

  test.each(['busy', 'not-sent'] as const)('that was %s five times was certainly not accepted', (kind) => {
    const { what, next } = afterCall('submit', failureOf(kind), 5);
    expect(what).toMatch(/5 attempts.*图片无法访问/);
    expect(next).toMatch(/Nothing was submitted.*[Rr]un again/);
  });

  test('that met five server errors says so, and not that nothing was submitted', () => {
    const { what, next } = afterCall('submit', failureOf('server-error'), 5);
    expect(what).toMatch(/reported a server error \(5 attempts\): .*图片无法访问/);
    expect(next).not.toMatch(/[Nn]othing was submitted/);
  });

  test('that a 5xx says the balance doesn’t cover is possibly submitted, with the hint to top up', () => {
    const { failure, next } = afterCall('submit', failureOf('balance-ambiguous'));
    expect(failure).toBe('possibly-submitted');
    expect(next).toMatch(/Don’t re-run yet.*Top up/);
  });

  test('counts one attempt in the singular', () => {
    expect(afterCall('submit', failureOf('busy'), 1).what).toContain('1 attempt)');
  });
});

describe('an upload', () => {
  test.each(['rejected', 'busy', 'not-sent', 'ambiguous', 'unexpected'] as const)(
    'that was %s says that the image was not uploaded',
    (kind) => {
      const { what, next } = afterCall('upload', failureOf(kind), 5);
      expect(what).toMatch(/image could not be uploaded.*图片无法访问/);
      expect(next).not.toBe('');
      expect(`${what} ${next}`).not.toMatch(/[Pp]ossibly/);
    },
  );
});

describe('what to do about a failed call', () => {
  test.each(['rejected', 'rejected-by-gateway', 'unexpected', 'unreadable-body'] as const)(
    'is to check the image where its upload was %s',
    (kind) => {
      expect(afterCall('upload', failureOf(kind)).next).toContain('Check the image file');
    },
  );

  test.each(['busy', 'not-sent', 'ambiguous'] as const)('is to run again later where its upload was %s', (kind) => {
    expect(afterCall('upload', failureOf(kind)).next).not.toContain('Check the image file');
  });

  test.each([
    ['upload', 'unauthorized', 'token'],
    ['status', 'unauthorized', 'token'],
    ['status', 'rejected', 'not-found'],
    ['status', 'unexpected', 'not-understood'],
  ] as const)('goes by its kind: %s, %s', (endpoint, kind, word) => {
    expect(afterCall(endpoint, failureOf(kind), 5).failure).toBe(word);
  });

  test.each([
    ['ambiguous', false],
    ['balance-ambiguous', true],
  ] as const)('is to top up only where the balance is named: %s', (kind, topsUp) => {
    expect(afterCall('submit', failureOf(kind)).next.includes('Top up')).toBe(topsUp);
  });
});

describe('a portrait at the service', () => {
  test('that failed carries the reason and the id', () => {
    const { what } = adviceFor(itemIn({ kind: 'failed', asset, failure: { kind: 'rejected-image', reason: '人脸不清晰' } }));
    expect(what).toMatch(/asset-1.*rejected the image: 人脸不清晰/);
  });

  test('that failed without a reason says so', () => {
    const { what } = adviceFor(itemIn({ kind: 'failed', asset, failure: { kind: 'rejected-image', reason: null } }));
    expect(what).toMatch(/asset-1.*no reason/);
    expect(what).not.toContain('null');
  });

  test.each([
    ['status', 'unexpected', 5],
    ['status', 'no-endpoint', 5],
    ['batch-status', 'unexpected', 5],
  ] as const)('whose %s is %s carries the last response, the id and how to resume', (endpoint, kind, attempts) => {
    const { what, next } = afterCall(endpoint, failureOf(kind), attempts);
    expect(what).toMatch(/asset-1.*图片无法访问/);
    expect(next).toContain('`asset-id: asset-1`');
  });
});

describe('a status that is refused', () => {
  const state: State = {
    kind: 'failed',
    asset,
    failure: { kind: 'call', endpoint: 'status', failure: failureOf('rejected'), attempts: 1 },
  };

  test('of an asset-id is a matter of the id, the token or the service', () => {
    const item = track({ name: 'Alice', source: { kind: 'asset-id', assetId: 'asset-1' }, key: null }, 0);
    const { title, what, next } = adviceFor({ ...item, state });
    expect(title).toBe('Asset not found');
    expect(what).toMatch(/asset-1.*图片无法访问/);
    expect(next).toMatch(/ID.*`token`.*`base-url`/);
  });

  test('of a portrait that was just submitted says how to ask for it later', () => {
    expect(adviceFor(itemIn(state)).next).toContain('`asset-id: asset-1`');
  });
});

describe('every advice', () => {
  const kinds = [
    'unauthorized',
    'balance',
    'balance-ambiguous',
    'rejected',
    'rejected-by-gateway',
    'untrusted',
    'not-found',
    'no-endpoint',
    'not-sent',
    'unreadable-body',
    'busy',
    'server-error',
    'ambiguous',
    'unexpected',
  ] as const;
  const calls = (['submit', 'upload', 'status', 'batch-status'] as const).flatMap((endpoint) => kinds.map((kind) => ({ endpoint, kind })));

  test.each(calls)('on $endpoint and $kind has a short title, what happened and what to do', ({ endpoint, kind }) => {
    const advice = afterCall(endpoint, failureOf(kind), 5);
    expect(advice.title).toMatch(/^[A-Z][^:,%]{5,50}$/);
    for (const text of [advice.title, advice.what, advice.next]) expect(text).not.toMatch(/undefined|null|\[object|\n/);
    expect(advice.next.length).toBeGreaterThan(10);
  });
});
