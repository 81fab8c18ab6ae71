import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Task } from '../../../src/video/inputs.ts';
import { makeVideo } from '../../../src/video/make-video.ts';
import { outputsOf } from '../../../src/video/outputs.ts';
import { isPossiblyCreated, type TrackedVideo, taskIdOf, track } from '../../../src/video/tracked-video.ts';
import { fails, response, ScriptedVideos, succeeds, type Transfer, task } from '../../support/scripted-videos.ts';
import { planWith } from '../../support/video-plan.ts';

// Random, but the same ones every time.
const seed = 20_260_101;
const runs = 400;
const folder = mkdtempSync(path.join(os.tmpdir(), 'video-sequences-'));
let sequences = 0;

afterAll(() => {
  rmSync(folder, { recursive: true });
  console.log(`${sequences} sequences of a video were run`);
});

const failure = fc
  .constantFrom(
    ...(['unauthorized', 'balance', 'balance-reported', 'balance-ambiguous', 'rejected', 'rejected-by-page'] as const),
    ...([
      'redirected',
      'untrusted',
      'not-found',
      'no-endpoint',
      'not-sent',
      'busy',
      'unavailable',
      'blocked',
      'rejected-by-catch-all',
    ] as const),
    ...(['ambiguous', 'unexpected'] as const),
  )
  .map((kind) => fails(kind));
// In doubt, JimmyAI may name the task all the same.
const possiblyMade = ['ambiguous', 'unexpected', 'unavailable', 'balance-reported', 'balance-ambiguous'] as const;
const completed = succeeds(task('completed', { progress: 100, links: ['https://media.example/video.mp4?sig=1'], cost: '1' }));
const creation = fc.oneof(
  { weight: 3, arbitrary: fc.constant(succeeds({ taskId: 'task-1', task: null })) },
  { weight: 2, arbitrary: fc.constantFrom(fails('not-sent'), fails('busy')) },
  { weight: 2, arbitrary: failure },
  { weight: 2, arbitrary: fc.constantFrom(...possiblyMade).map((kind) => fails(kind, 0, 'task-1')) },
);
const query = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(succeeds(task('queued')), succeeds(task('processing')), completed, completed) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      succeeds(task('completed', { cost: '1' })),
      succeeds(task('failed')),
      succeeds(task('completed', { links: ['v.mp4'] })),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...(['not-found', 'busy', 'ambiguous', 'unexpected', 'blocked', 'rejected-by-catch-all', 'not-sent'] as const))
      .map((kind) => fails(kind)),
  },
  { weight: 1, arbitrary: failure },
);
const object = { kind: 'object', share: 1, isResumable: true, isNew: false, end: 'length' } as const;
const page = Buffer.from('<html>expired</html>');
const transfer: fc.Arbitrary<Transfer> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        isResumable: fc.boolean(),
        end: fc.constantFrom('length', 'chunks', 'connection'),
      })
      .map((how) => ({ ...object, ...how })),
  },
  { weight: 3, arbitrary: fc.constant(object) },
  { weight: 2, arbitrary: fc.constantFrom(403, 404, 416, 429, 500, 503).map((status) => response(status)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Transfer>(
      { ...object, share: 0.5, isNew: true },
      response(200, { 'content-length': String(page.length) }, page),
      response(200, { 'content-length': '0' }),
      { kind: 'not-sent', cause: 'no connection' },
      { kind: 'not-sent', cause: 'a private address', obstacle: 'private-address' },
    ),
  },
);
const takes = fc.oneof(fc.nat(500), fc.nat(5000), fc.nat(60_000));
const steps = <T extends object>(answer: fc.Arbitrary<T>) =>
  fc.array(
    fc.tuple(answer, takes).map(([answer, takes]) => ({ ...answer, takes })),
    { minLength: 1, maxLength: 6 },
  );
const balance = fc.constantFrom(succeeds({ usedCoin: 1, available: 2 }), fails('ambiguous'));
const script = fc.record({ create: steps(creation), query: steps(query), get: steps(transfer), balance: steps(balance) });
const given: Task = { kind: 'given', taskId: 'task-1' };
const create = planWith().task;
const scenario = fc.record({
  script,
  timeoutMs: fc.oneof(fc.integer({ min: 1000, max: 30_000 }), fc.integer({ min: 1000, max: 900_000 })),
  task: fc.constantFrom(create, create, given),
  wait: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  cancelAt: fc.option(fc.nat(100_000)),
  cancelGraceMs: fc.constantFrom(500, 5000),
});

interface Run {
  readonly run: ScriptedVideos;
  readonly video: TrackedVideo;
  readonly file: string;
  readonly files: readonly string[];
  readonly cancelAt: number | null;
  readonly cancelGraceMs: number;
}

/** What is true of every run, whatever the service answers and whenever the job is cancelled. */
async function hold(property: (run: Run) => void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ script, timeoutMs, task, wait, cancelAt, cancelGraceMs }) => {
      const own = path.join(folder, String(sequences++));
      const file = path.join(own, 'video.mp4');
      mkdirSync(own);
      const run = new ScriptedVideos(script, { timeoutMs, cancelAt, cancelGraceMs });
      const video = track(0);
      const plan = planWith({ task, timeoutMs, wait, file: { absolute: file, relative: 'video.mp4' } });
      await run.run(() => makeVideo(video, plan, run.context));
      property({ run, video, file, files: readdirSync(own), cancelAt, cancelGraceMs });
      rmSync(own, { recursive: true });
    }),
    { numRuns: runs, seed },
  );
}

describe('whatever the service responds', () => {
  test('at most one creation may have been accepted', () => hold(({ run }) => expect(run.possiblyAccepted).toBeLessThanOrEqual(1)));

  test('a created task is never lost, nor the fact that one was possibly created', () =>
    hold(({ run, video }) => {
      if (video.createdAt !== null) expect(taskIdOf(video.state)).toBe('task-1');
      for (const taskId of run.namedIds) expect(outputsOf(video, '').get('task_id')).toBe(taskId);
      if (taskIdOf(video.state) === null) expect(isPossiblyCreated(video)).toBe(run.possiblyAccepted > 0);
    }));

  test('a video that an ambiguous response named is waited for only once JimmyAI knows it', () =>
    hold(({ video }) => expect(video.state.kind).not.toBe('unconfirmed')));

  test('the run ends by the deadline, and soon after the job is cancelled', () =>
    hold(({ run, cancelAt, cancelGraceMs }) => {
      expect(run.clock.now()).toBeLessThanOrEqual(run.context.deadline.end + 1);
      if (cancelAt !== null && run.cancellation.cause?.kind === 'cancelled')
        expect(run.clock.now()).toBeLessThanOrEqual(cancelAt + cancelGraceMs);
    }));

  test('the file is complete or absent, and nothing else is left', () =>
    hold(({ run, video, file, files }) => {
      expect(files).toEqual(video.state.kind === 'downloaded' ? ['video.mp4'] : []);
      if (video.state.kind === 'downloaded') expect(readFileSync(file).equals(run.content)).toBe(true);
    }));

  test('there is no internal error', () => hold(({ run }) => expect(run.cancellation.cause?.kind).not.toBe('internal')));
});
