import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { taskIdOf } from '../../../src/video/tracked-video.ts';
import { type Creation, type Query, type Transfer, type VideoScript, VideoWorld } from '../../support/scripted-videos.ts';

// Random, but the same ones every time.
const seed = 20_260_101;
const runs = 400;
const folder = mkdtempSync(path.join(os.tmpdir(), 'video-sequences-'));
let sequences = 0;

afterAll(() => {
  rmSync(folder, { recursive: true });
  console.log(`${sequences} sequences of a video were run`);
});

const failures = [
  ...([
    'unauthorized',
    'balance',
    'balance-reported',
    'balance-ambiguous',
    'rejected',
    'rejected-by-gateway',
    'redirected',
    'untrusted',
  ] as const),
  ...(['not-found', 'no-endpoint', 'not-sent', 'busy', 'unavailable', 'server-error', 'ambiguous', 'unexpected'] as const),
];
const takes = fc.oneof(fc.nat(500), fc.nat(5000), fc.nat(60_000));
const step = <T>(gives: fc.Arbitrary<T>) => fc.array(fc.record({ takes, gives }), { minLength: 1, maxLength: 6 });
const creation = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Creation>('accepted') },
  { weight: 2, arbitrary: fc.constantFrom<Creation>('not-sent', 'busy') },
  { weight: 2, arbitrary: fc.constantFrom<Creation>(...failures) },
);
const query = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Query>('queued', 'processing', 'completed', 'completed') },
  { weight: 1, arbitrary: fc.constantFrom<Query>('no link', 'failed') },
  { weight: 3, arbitrary: fc.constantFrom<Query>('not-found', 'busy', 'server-error', 'ambiguous', 'unexpected', 'not-sent') },
  { weight: 1, arbitrary: fc.constantFrom<Query>(...failures) },
);
const transfer: fc.Arbitrary<Transfer> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('bytes' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      resumable: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Transfer>({ kind: 'bytes', share: 1, resumable: true }) },
  { weight: 2, arbitrary: fc.constantFrom(403, 404, 416, 429, 500, 503).map((status): Transfer => ({ kind: 'status', status })) },
  { weight: 1, arbitrary: fc.constantFrom<Transfer>({ kind: 'changes' }, { kind: 'page' }, { kind: 'no connection' }) },
);
const script: fc.Arbitrary<VideoScript> = fc.record({ create: step(creation), query: step(query), download: step(transfer) });
const scenario = fc.record({
  script,
  timeoutMs: fc.oneof(fc.integer({ min: 1000, max: 30_000 }), fc.integer({ min: 1000, max: 900_000 })),
  task: fc.constantFrom('create' as const, 'create' as const, 'given' as const),
  cancelAt: fc.option(fc.nat(100_000)),
});

/** What is true of every run, whatever the service answers and whenever the job is cancelled. */
async function hold(property: (world: VideoWorld, files: readonly string[], file: string) => void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ script, timeoutMs, task, cancelAt }) => {
      const own = path.join(folder, String(sequences++));
      const file = path.join(own, 'video.mp4');
      mkdirSync(own);
      const world = new VideoWorld(script, { file, timeoutMs, task });
      if (cancelAt !== null) world.cancelAt(cancelAt);
      await world.run();
      property(world, readdirSync(own), file);
      rmSync(own, { recursive: true });
    }),
    { numRuns: runs, seed },
  );
}

describe('whatever the service answers', () => {
  test('at most one creation may have been accepted', () => hold(({ accepted }) => expect(accepted).toBeLessThanOrEqual(1)));

  test('a task that was created is not forgotten', () =>
    hold(({ video, accepted, creations }) => {
      if (video.createdAt !== null) expect(taskIdOf(video.state)).toBe('task-1');
      if (creations > 0 && taskIdOf(video.state) === null && accepted > 0) expect(video.state.kind).toBe('failed');
    }));

  test('it is over by the deadline', () => hold(({ clock, deadline }) => expect(clock.now()).toBeLessThanOrEqual(deadline.end + 1)));

  test('the file is complete or absent, and nothing else is left', () =>
    hold(({ video, content }, files, file) => {
      expect(files).toEqual(video.state.kind === 'downloaded' ? ['video.mp4'] : []);
      if (video.state.kind === 'downloaded') expect(readFileSync(file).equals(content)).toBe(true);
    }));
});
