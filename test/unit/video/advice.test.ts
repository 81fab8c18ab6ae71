import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../src/jimmyai/failure.ts';
import { adviceOn, adviceOnCause, type Ending } from '../../../src/video/advice.ts';
import type { Advice, FailureWord } from '../../../src/video/failure-words.ts';
import type { StopCause } from '../../../src/video/run-context.ts';
import { type TrackedVideo, track, type VideoFailure, type VideoState } from '../../../src/video/tracked-video.ts';
import { failureOf, task } from '../../support/scripted-videos.ts';

const waiting: VideoState = { kind: 'waiting', taskId: 'task-1', task: task('processing') };
const completed: VideoState = { kind: 'completed', taskId: 'task-1', task: task('completed') };
const inTime: Ending = { cause: null, timeoutMs: 60_000, wait: true };
const cancelled: StopCause = { kind: 'cancelled', signal: 'SIGTERM', afterMs: 0 };
const broken: StopCause = { kind: 'internal', message: 'a mistake' };

const stopped = (kind: FailureKind): StopCause => ({ kind: 'failure', failure: failureOf(kind) });
const call = (endpoint: 'create' | 'query', kind: FailureKind): VideoFailure => ({
  ...{ kind: 'call', endpoint, cause: failureOf(kind), attempts: 5 },
});
const failed = (failure: VideoFailure, taskId: string | null = 'task-1'): VideoState => ({ kind: 'failed', taskId, task: null, failure });

const noLink: VideoFailure = { kind: 'no-link', problem: 'none', isPrivate: false };
const unconfirmed: VideoState = { kind: 'unconfirmed', taskId: 'task-1', task: null, failure: call('create', 'ambiguous') };

/** A video that this run created, unless `isGiven`. */
function videoIn(state: VideoState, changes: Partial<TrackedVideo> & { readonly isGiven?: boolean } = {}): TrackedVideo {
  const { isGiven = false, ...others } = changes;
  return { ...track(0), state, createdAt: isGiven ? null : 0, ...others };
}

function adviceFor(video: TrackedVideo, ending: Ending = inTime): Advice {
  const advice = adviceOn(video, ending);
  if (advice === null) throw new Error('there is no advice');
  return advice;
}

/** What the person is told to do with a video that exists. */
const getsIt = /created and paid for.*start a new run of this step alone.*`task-id: task-1`.*Downloading is free\./;
const nothingPaid = /^Nothing was created or paid for\./;

describe('there is no advice', () => {
  test.each<readonly [string, VideoState, Ending]>([
    ['on a video that was downloaded', { ...completed, kind: 'downloaded', file: { path: 'v.mp4', bytes: 1, sha256: 'ab' } }, inTime],
    ['on a video that is not waited for', waiting, { ...inTime, wait: false }],
    ['on a video that is completed and not waited for', completed, { ...inTime, wait: false }],
  ])('%s', (_, state, ending) => {
    expect(adviceOn(videoIn(state), ending)).toBeNull();
  });
});

describe('a video that exists', () => {
  test.each<readonly [string, TrackedVideo, Ending, FailureWord]>([
    ['is not completed in time', videoIn(waiting), inTime, 'timeout'],
    ['is completed, but the time is over', videoIn(completed), inTime, 'timeout'],
    [
      'is completed, but its download failed until the time was over',
      videoIn(completed, { downloadFailure: 'HTTP 500' }),
      inTime,
      'download',
    ],
    ['is waited for when the job is cancelled', videoIn(waiting), { ...inTime, cause: cancelled }, 'cancelled'],
    ['is downloaded when the action makes a mistake', videoIn(completed), { ...inTime, cause: broken }, 'internal'],
    ['is waited for when the token is rejected', videoIn(waiting), { ...inTime, cause: stopped('unauthorized') }, 'token'],
    ['has no link', videoIn(failed(noLink)), inTime, 'download'],
    ['has a link to a private host', videoIn(failed({ ...noLink, isPrivate: true })), inTime, 'download'],
    ['can’t be downloaded', videoIn(failed({ kind: 'download', detail: 'x', remedy: null })), inTime, 'download'],
    ['can’t be written', videoIn(failed({ kind: 'file', detail: 'ENOSPC' })), inTime, 'download'],
    ['is unknown to JimmyAI', videoIn(failed(call('query', 'not-found'))), inTime, 'not-found'],
    ['can’t be queried', videoIn(failed(call('query', 'rejected'))), inTime, 'rejected'],
    ['can’t be queried with this token', videoIn(failed(call('query', 'unauthorized'))), inTime, 'token'],
    ['has no status', videoIn(failed(call('query', 'unexpected'))), inTime, 'not-understood'],
  ])('that %s can be fetched with its task ID, which costs nothing', (_, video, ending, word) => {
    const advice = adviceFor(video, ending);
    expect(advice.word).toBe(word);
    expect(advice.next).toMatch(getsIt);
    expect(advice.next).toMatch(/in place of the inputs.*Don’t use “Re-run jobs”.*pays for another video\.$/);
  });

  test('that the workflow gave needs no replaced input and no warning about a re-run', () => {
    const { next } = adviceFor(videoIn(waiting, { isGiven: true }));
    expect(next).toMatch(getsIt);
    expect(next).not.toMatch(/in place of|Re-run/);
  });

  test.each<[string, VideoState, Ending]>([
    ['the token is rejected', failed(call('query', 'unauthorized')), inTime],
    ['nothing is heard of it', { ...waiting, task: null }, inTime],
    ['the job is cancelled', { ...waiting, task: null }, { ...inTime, cause: cancelled }],
  ])('is not claimed to exist if the workflow gave it and %s', (_, state, ending) => {
    const { next } = adviceFor(videoIn(state, { isGiven: true }), ending);
    expect(next).not.toMatch(/created|paid/);
    expect(next).toMatch(/`task-id: task-1`.*free/);
  });

  test('comes with what to do first', () => {
    const { what, next } = adviceFor(videoIn(failed({ kind: 'download', detail: 'refused', remedy: 'Let the proxy connect.' })));
    expect(what).toMatch(/refused$/);
    expect(next).toMatch(/^Let the proxy connect\. The video is created/);
    expect(adviceFor(videoIn(failed({ ...noLink, isPrivate: true }))).next).toMatch(/^Ask JimmyAI.*联系客服/);
  });

  test('that the workflow gave and JimmyAI doesn’t know may have a different ID', () => {
    const { word, what, next } = adviceFor(videoIn(failed(call('query', 'not-found')), { isGiven: true }));
    expect(word).toBe('not-found');
    expect(what).toContain('task-1');
    expect(next).toMatch(/Check the task ID/);
    expect(next).toMatch(
      /If all are right, look for the video.*联系客服.*If the video exists, .*If it doesn’t, start a new run.*in place of `task-id`/,
    );
    expect(next).not.toMatch(/paid/);
  });

  test('says why the last query or download failed', () => {
    expect(adviceFor(videoIn(waiting)).what).not.toContain('last query');
    expect(adviceFor(videoIn(waiting, { queryFailure: failureOf('busy') })).what).toContain('query failed: what JimmyAI said');
    expect(adviceFor(videoIn(completed)).what).not.toContain('last download');
    expect(adviceFor(videoIn(completed, { downloadFailure: 'HTTP 500' })).what).toContain('download failed: HTTP 500');
  });

  test('is fetched with its ID after a cancelled job; other causes must be fixed first', () => {
    expect(adviceFor(videoIn(waiting), { ...inTime, cause: cancelled }).next).toMatch(/^The video is created/);
    expect(adviceFor(videoIn(waiting), { ...inTime, cause: stopped('unauthorized') }).next).toMatch(/^Correct the secret/);
  });
});

test('a video without a link may get one, and a video without a task ID can’t be fetched with one', () => {
  const { what, next } = adviceFor(videoIn(failed(noLink, null)));
  expect(what).toMatch(/no usable download link: none$/);
  expect(next).toMatch(/^Wait/);
  expect(next).not.toContain('task-id');
});

describe('a video that JimmyAI could not make', () => {
  test.each([
    ['moderation', /: moderation$/],
    [null, /gave no reason$/],
  ] as const)('for the reason %j is not to be got any more', (reason, what) => {
    const advice = adviceFor(videoIn(failed({ kind: 'failed-at-service', reason })));
    expect(advice.word).toBe('failed');
    expect(advice.what).toMatch(what);
    expect(advice.next).not.toContain('task-id');
    expect(advice.next).toMatch(/task-1 was refunded.*pays for another video/);
  });

  test.each([
    ['Read timed out', /nothing is wrong with the prompt/],
    ['s3 upload failed', /nothing is wrong with the prompt/],
    ['read: connection reset by peer', /nothing is wrong with the prompt/],
    ['PROVIDER_MODERATION_ERROR: TRADEMARK', /the reason it names/],
    ['PROVIDER_MODERATION_ERROR', /without naming a reason/],
    ['PROVIDER_MODERATION_ERROR: ', /without naming a reason/],
    ['配置不存在', /`model`/],
    ['不支持的模型参数', /`model`/],
    ['DURATION_TOO_LONG', /^If the reason names/],
    [null, /^If the reason names/],
  ])('with the reason %j comes with what to change', (reason, next) => {
    expect(adviceFor(videoIn(failed({ kind: 'failed-at-service', reason }))).next).toMatch(next);
  });
});

describe('a creation', () => {
  test.each(['ambiguous', 'unexpected', 'unavailable', 'balance-ambiguous', 'balance-reported'] as const)(
    'that is %s possibly made a video, and must not be repeated before a check',
    (kind) => {
      const { word, next } = adviceFor(videoIn(failed(call('create', kind), null)));
      expect(word).toBe('possibly-created');
      expect(next).toMatch(/^Don’t re-run yet.*video list.*charged.*联系客服.*`task-id`/);
      expect(next.includes('Top up')).toBe(kind.startsWith('balance'));
    },
  );

  test.each([
    [100, 112.5, /has used 12\.5 JimiCoin more.*other work of the account counts too/],
    [0.1, 0.3, /has used 0\.2 JimiCoin more/],
    [100, 100, /has not used more JimiCoin.*may charge later/],
    [100, 90, /has not used more JimiCoin/],
    [null, 100, /^(?!.*has (?:not )?used).*charged/],
    [100, null, /^(?!.*has (?:not )?used).*charged/],
  ])('that possibly made a video says what the account shows: %j before and %j after', (before, after, account) => {
    const show = (usedCoin: number | null) => ({ usedCoin, available: null });
    const balances = { balanceBefore: show(before), balanceAfter: show(after) };
    expect(adviceFor(videoIn(failed(call('create', 'ambiguous'), null), balances)).next).toMatch(account);
  });

  test.each(['HTTP 200, code -1: 配置不存在', '不支持的模型参数', 'unsupported model'])(
    'that was rejected with “%s” names the model',
    (detail) => {
      const failure: VideoFailure = { kind: 'call', endpoint: 'create', cause: { ...failureOf('rejected'), detail }, attempts: 1 };
      expect(adviceFor(videoIn(failed(failure, null))).next).toMatch(/Set `model`/);
    },
  );

  test('that is ambiguous and whose task JimmyAI named can be queried again, which costs nothing', () => {
    for (const state of [failed(call('create', 'ambiguous')), unconfirmed]) {
      const { word, next } = adviceFor(videoIn(state));
      expect(word).toBe('possibly-created');
      expect(next).toMatch(/^Don’t re-run yet.*has not confirmed the task.*costs nothing.*`task-id: task-1`/);
      expect(next).not.toContain('video list');
    }
  });

  test.each(['ambiguous', 'rejected', 'unauthorized', 'blocked', 'busy'] as const)('that is %s can be traced by its request', (kind) => {
    const trace = { requestId: 'req-7', sentAt: Date.UTC(2026, 10, 26, 12, 34, 56) };
    const cause = { ...failureOf(kind), trace };
    const { next } = adviceFor(videoIn(failed({ kind: 'call', endpoint: 'create', cause, attempts: 1 }, null)));
    expect(next).toMatch(/ Request ID req-7, 2026-11-26 12:34:56 UTC\.$/);
  });

  test('that is rejected without a reason has no reported problem to fix', () => {
    const cause = { ...failureOf('rejected'), hasReason: false };
    const { next } = adviceFor(videoIn(failed({ kind: 'call', endpoint: 'create', cause, attempts: 1 }, null)));
    expect(next).toMatch(/JimmyAI gave no reason\. Check `prompt` or `images`/);
    expect(adviceFor(videoIn(failed(call('create', 'rejected'), null))).next).toContain('Fix the reported problem');
  });

  test.each<readonly [FailureKind, FailureWord]>([
    ['rejected', 'rejected'],
    ['rejected-by-catch-all', 'rejected'],
    ['rejected-without-code', 'rejected'],
    ['busy', 'busy'],
    ['not-sent', 'unreachable'],
  ])('that is %s made nothing', (kind, expected) => {
    const { word, next } = adviceFor(videoIn(failed(call('create', kind), null)));
    expect(word).toBe(expected);
    expect(next).toMatch(nothingPaid);
  });

  test.each<readonly [FailureKind, FailureWord]>([
    ['unauthorized', 'token'],
    ['balance', 'balance'],
    ['untrusted', 'certificate'],
    ['no-endpoint', 'base-url'],
    ['blocked', 'blocked'],
    ['blocked-method', 'blocked'],
    // As a firewall does, too.
    ['rejected-by-page', 'blocked'],
  ])('that is %s gets advice that applies to every request', (kind, word) => {
    expect(adviceFor(videoIn(failed(call('create', kind), null))).word).toBe(word);
  });

  test.each<readonly [string, Ending, FailureWord]>([
    ['for want of time', inTime, 'timeout'],
    ['because the job was cancelled', { ...inTime, cause: cancelled }, 'cancelled'],
    ['because the token was rejected', { ...inTime, cause: stopped('unauthorized') }, 'token'],
  ])('that was not sent %s is not paid for', (_, ending, expected) => {
    const { word, what, next } = adviceFor(videoIn({ kind: 'uncreated' }), ending);
    expect({ word, next }).toEqual({ word: expected, next: expect.stringMatching(nothingPaid) });
    expect(what).toMatch(ending.cause === null ? /within 1 min$/ : /not created because /);
  });

  test('that hit a bug in the action may have been accepted anyway', () => {
    const { word, next } = adviceFor(videoIn({ kind: 'uncreated' }), { ...inTime, cause: broken });
    expect(word).toBe('internal');
    expect(next).toContain('video list');
    expect(next).not.toMatch(nothingPaid);
  });
});

test('each cause that stops a step has its word', () => {
  expect([cancelled, broken, stopped('balance')].map((cause) => adviceOnCause(cause).word)).toEqual(['cancelled', 'internal', 'balance']);
});
