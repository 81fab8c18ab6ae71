import { expect, test } from 'vitest';
import { type FailureKind, failureKinds, isPossiblyMade, type VideoEndpoint } from '../../../src/jimmyai/failure.ts';
import { explain } from '../../../src/step/advice.ts';
import { adviceOn } from '../../../src/video/advice.ts';
import { mindPortraits } from '../../../src/video/new-run.ts';
import type { StopCause } from '../../../src/video/run-context.ts';
import {
  isPossiblyCreated,
  type TrackedVideo,
  taskIdOf,
  track,
  type VideoFailure,
  type VideoState,
} from '../../../src/video/tracked-video.ts';
import type { OfEveryKind } from '../../support/every-kind.ts';
import { failureOf, task } from '../../support/scripted-videos.ts';

// Who does what a message says, to the letter, pays for no video twice, and submits nobody of it again.

const failures = failureKinds.map((kind: FailureKind) => failureOf(kind));
const endpoints: { readonly [E in VideoEndpoint]: E } = { create: 'create', query: 'query' };
const videoFailures: OfEveryKind<VideoFailure> = {
  call: Object.values(endpoints).flatMap((endpoint) => failures.map((cause) => ({ kind: 'call', endpoint, cause, attempts: 5 }) as const)),
  'failed-at-service': [{ kind: 'failed-at-service', reason: null }],
  'no-link': [false, true].map((isPrivate) => ({ kind: 'no-link', problem: 'none', isPrivate })),
  download: [null, 'Let the proxy connect.'].map((remedy) => ({ kind: 'download', detail: 'HTTP 500', remedy })),
  file: [{ kind: 'file', detail: 'ENOSPC' }],
};
const causes: OfEveryKind<StopCause> = {
  cancelled: [{ kind: 'cancelled', signal: 'SIGTERM', afterMs: 0 }],
  internal: [{ kind: 'internal', message: 'TypeError' }],
  failure: failures.map((failure) => ({ kind: 'failure', failure })),
};
const states: readonly VideoState[] = [
  { kind: 'uncreated' },
  { kind: 'waiting', taskId: 'task-1', task: null },
  { kind: 'completed', taskId: 'task-1', task: task('completed') },
  ...videoFailures.call
    .filter((failure) => failure.kind === 'call' && failure.endpoint === 'create' && isPossiblyMade('create', failure.cause))
    .map((failure) => ({ kind: 'unconfirmed', taskId: 'task-1', task: null, failure }) as const),
  ...Object.values(videoFailures)
    .flat()
    .flatMap((failure) => [null, 'task-1'].map((taskId) => ({ kind: 'failed', taskId, task: null, failure }) as const)),
];

const told = [null, ...Object.values(causes).flat()].flatMap((cause) =>
  states.flatMap((state) =>
    [0, null].flatMap((createdAt) => {
      const video: TrackedVideo = { ...track(0), state, createdAt };
      const advice = adviceOn(video, { cause, timeoutMs: 60_000, wait: true });
      return advice === null ? [] : [{ message: explain(advice), video, isOwn: createdAt !== null }];
    }),
  ),
);

const isFailedAtService = ({ state }: TrackedVideo) => state.kind === 'failed' && state.failure.kind === 'failed-at-service';

test('no message says to run again, which could be a re-run or a new run', () => {
  expect(told.length).toBeGreaterThan(1000);
  for (const { message } of told) expect(message).not.toMatch(/\brun(?:ning)? (?:it )?again\b/i);
});

test('a re-run is mentioned only as what not to do: earlier steps of the job may have submitted portraits', () => {
  for (const { message } of told) expect(message.replace(/Don’t (?:re-run yet|use “Re-run jobs”)/g, '')).not.toMatch(/re-?run/i);
});

test('a new run that creates a video comes with the caution about portraits, and one that gets a video is of this step alone', () => {
  for (const { message } of told) {
    const runs = [...message.matchAll(/start a new run( of this step alone)?/gi)];
    const createsAnew = runs.some(([, alone]) => alone === undefined) || message.includes('A new run creates');
    expect({ message, minds: message.includes(mindPortraits) }).toEqual({ message, minds: createsAnew });
  }
});

test('a message that gives an ID says which inputs the ID replaces: both together are invalid', () => {
  const giving = told.filter(({ message }) => message.includes('with its ID as'));
  expect(giving.length).toBeGreaterThan(0);
  for (const { message } of giving) expect(message).toContain('with its ID as `task-id` in place of the inputs that describe the video');
});

test('a message about a video that this run created, or may have created, says not to re-run', () => {
  const created = told.filter(({ video, isOwn }) => {
    const isRejected = video.state.kind === 'failed' && video.state.failure.kind === 'call' && video.state.failure.endpoint === 'create';
    const exists = isOwn && taskIdOf(video.state) !== null && !isRejected;
    return (exists || isPossiblyCreated(video)) && !isFailedAtService(video);
  });
  expect(created.length).toBeGreaterThan(300);
  for (const { message } of created) expect(message).toMatch(/Don’t (?:re-run yet|use “Re-run jobs”)/);
});
