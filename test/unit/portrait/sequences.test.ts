import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type Failure, isPossiblyMade, saysUnknown } from '../../../src/jimmyai/failure.ts';
import { hashQuery, isSameImage } from '../../../src/portrait/signed-url.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { assetIdOf } from '../../../src/portrait/tracked-portrait.ts';
import { MemoryDisk, StoppableProcess } from '../../support/memory-files.ts';
import {
  type Call,
  type Data,
  fails,
  hangs,
  neverConnects,
  run,
  type Scripts,
  type Step,
  type Wanted,
  World,
  type WorldOptions,
} from '../../support/scripted-jimmyai.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

// Random, but the same ones every time.
const seed = 20_260_101;
const inMemory = 1000;
// Each operation on a file takes a turn of the event loop.
const withSteps = 300;
const names = ['A', 'B', 'C', 'D', 'E'];
let sequences = 0;

afterAll(() => {
  console.log(`${sequences} sequences of answers were run`);
});

/** What the service does, as data: for each portrait one answer after the other, and the last one for good. */
interface Service {
  readonly upload: readonly Answer[];
  readonly submit: readonly (readonly Answer[])[];
  readonly status: readonly (readonly Answer[])[];
  readonly batchStatus: readonly { readonly whole: Answer; readonly items: readonly (string | null)[] }[];
}

interface Answer {
  readonly gives: Failure['kind'] | 'success' | 'hangs' | 'never connects';
  readonly status: string;
  readonly takes: number;
  readonly retryAfter: number;
  /** Whether a response that leaves a doubt about a submission names the asset. */
  readonly names: boolean;
}

interface Scenario {
  readonly portraits: readonly Wanted[];
  readonly timeout: number;
  readonly pollInterval: number;
  readonly wait: boolean;
  readonly seed: number;
  readonly service: Service;
}

const statusWord = fc.constantFrom(
  'Processing',
  'Processing',
  'PROCESSING',
  'Queued',
  'under review',
  'Active',
  'aCTIVE',
  'Failed',
  'FAILED',
);
const answer: fc.Arbitrary<Answer> = fc.record({
  gives: fc.oneof(
    { weight: 8, arbitrary: fc.constant<Answer['gives']>('success') },
    { weight: 5, arbitrary: fc.constantFrom<Answer['gives']>('busy', 'unavailable', 'not-sent', 'ambiguous') },
    { weight: 3, arbitrary: fc.constantFrom<Answer['gives']>('rejected', 'rejected-by-page', 'unexpected', 'no-endpoint', 'not-found') },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Answer['gives']>('rejected-by-catch-all', 'rejected-without-code', 'blocked', 'blocked-method'),
    },
    { weight: 1, arbitrary: fc.constantFrom<Answer['gives']>('unauthorized', 'balance', 'balance-ambiguous', 'redirected', 'untrusted') },
    { weight: 1, arbitrary: fc.constantFrom<Answer['gives']>('hangs', 'never connects') },
  ),
  status: statusWord,
  takes: fc.oneof(fc.nat(500), fc.nat(5000), fc.nat(60_000)),
  retryAfter: fc.oneof(fc.constant(0), fc.nat(10_000), fc.nat(1_000_000)),
  names: fc.boolean(),
});
const answers = fc.array(answer, { minLength: 1, maxLength: 8 });
const ofEach = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: names.length, maxLength: names.length });
const services = (submit: fc.Arbitrary<readonly Answer[]>, status: fc.Arbitrary<readonly Answer[]>): fc.Arbitrary<Service> =>
  fc.record({
    upload: answers,
    submit: ofEach(submit),
    status: ofEach(status),
    batchStatus: fc.array(fc.record({ whole: answer, items: ofEach(fc.option(statusWord)) }), { minLength: 1, maxLength: 8 }),
  });
const service = services(answers, answers);
const submittable = fc.array(fc.constantFrom('url', 'file'), { minLength: 1, maxLength: names.length });
const portraits = fc.array(fc.constantFrom('url', 'file', 'asset-id'), { minLength: 1, maxLength: names.length });

function scenario(sources: fc.Arbitrary<string[]>): fc.Arbitrary<Scenario> {
  return fc
    .record({
      sources,
      timeout: fc.oneof(fc.integer({ min: 1000, max: 30_000 }), fc.integer({ min: 1000, max: 600_000 })),
      pollInterval: fc.oneof(fc.integer({ min: 100, max: 20_000 }), fc.integer({ min: 100, max: 3_600_000 })),
      wait: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
      seed: fc.nat(),
      service,
    })
    .map(({ sources, pollInterval, timeout, ...rest }) => ({
      ...rest,
      timeout,
      // So that a sequence has hundreds of checks and not thousands.
      pollInterval: Math.max(pollInterval, timeout / 200),
      portraits: sources.map((source, index) => portrait(source, names[index] ?? '')),
    }));
}

describe('whatever the service responds', () => {
  test('at most one submission of a portrait is accepted, and it is the last one', async () => {
    await hold(scenario(portraits), async (scenario) => {
      const { jimmyAi } = await run(optionsOf(scenario));
      for (const name of names) {
        const accepted = submissionsOf(name, jimmyAi.calls).map(mayBeAccepted);
        expect(accepted.slice(0, -1)).not.toContain(true);
      }
    });
  });

  test('a portrait ends Active if and only if a response said so', async () => {
    await hold(scenario(portraits), async (scenario) => {
      const world = await run(optionsOf(scenario));
      const active = new Set(toldIn(world).flatMap(({ asset, status }) => (status.kind === 'Active' ? [asset.assetId] : [])));
      for (const { state } of world.portraits) {
        expect(state.kind === 'active').toBe(active.has(assetIdOf(state) ?? ''));
      }
      expect(active.size).toBe(world.portraits.filter(({ state }) => state.kind === 'active').length);
    });
  });

  test('the run is over by the deadline', async () => {
    await hold(scenario(portraits), async (scenario) => {
      const { clock, deadline } = await run(optionsOf(scenario));
      expect(clock.now()).toBeLessThanOrEqual(deadline.end + 1);
    });
  });

  test('the same responses and the same random numbers lead to the same calls at the same times', async () => {
    await hold(scenario(portraits), async (scenario) => {
      const first = await run(optionsOf(scenario));
      const second = await run(optionsOf(scenario));
      expect(second.jimmyAi.calls).toEqual(first.jimmyAi.calls);
      expect(second.outcomes).toEqual(first.outcomes);
    });
  });

  test('no ID that the service returned is lost', async () => {
    await hold(scenario(portraits), async (scenario) => {
      const world = await run(optionsOf(scenario));
      const kept = world.portraits.map(({ state }) => assetIdOf(state));
      for (const assetId of idsIn(world)) expect(kept).toContain(assetId);
      expect(world.portraits.map(({ state }) => state.kind)).not.toContain('unconfirmed');
    });
  });

  test('no ID that the service returned is lost when the job is cancelled', async () => {
    await hold(fc.tuple(scenario(portraits), fc.nat(30_000)), async ([scenario, time]) => {
      const world = new World(optionsOf(scenario));
      world.cancelAt(time);
      await world.run();
      const kept = world.portraits.map(({ state }) => assetIdOf(state));
      for (const assetId of idsIn(world)) expect(kept).toContain(assetId);
      expect(world.portraits.map(({ state }) => state.kind)).not.toContain('unconfirmed');
      expect(world.clock.now()).toBeLessThanOrEqual(Math.max(time + 500, ...world.jimmyAi.calls.map(({ at }) => at)));
      for (const { at } of world.jimmyAi.calls) expect(at).toBeLessThanOrEqual(time);
    });
  });

  test('no submission or upload is tried more than five times, or retried too soon', async () => {
    await hold(scenario(portraits), async (scenario) => {
      const { jimmyAi } = await run(optionsOf(scenario));
      for (const name of names) {
        for (const endpoint of ['submit', 'upload']) {
          const calls = jimmyAi.calls.filter((call) => call.endpoint === endpoint && call.about.includes(name));
          expect(calls.length).toBeLessThanOrEqual(5);
          for (const [previous, next, index] of pairs(calls)) {
            const pause = next.at - (previous.ended ?? Number.NaN);
            const retryAfter = previous.failure?.retryAfterMs ?? Number.NaN;
            expect(pause).toBeGreaterThanOrEqual(Math.max(900 * 2 ** index, retryAfter) - 0.001);
            expect(pause).toBeLessThanOrEqual(Math.max(1100 * 2 ** index, retryAfter) + 0.001);
          }
        }
      }
    });
  });

  test('the polls of a single portrait keep to the schedule', async () => {
    await hold(scenario(fc.constantFrom(['url'], ['asset-id'])), async (scenario) => {
      const world = await run(optionsOf({ ...scenario, wait: true }));
      const { deadline } = world;
      const checks = world.jimmyAi.calls.filter(({ endpoint }) => endpoint === 'status');
      for (const [previous, next] of pairs(checks)) {
        const pause = next.at - (previous.ended ?? Number.NaN);
        const retryAfter = previous.failure?.retryAfterMs ?? 0;
        expect(pause).toBeLessThanOrEqual(Math.max(1.1 * scenario.pollInterval, retryAfter) + 0.001);
        const isLast = Math.abs(next.at - deadline.lastPoll) < 0.001;
        if (!isLast) expect(pause).toBeGreaterThanOrEqual(Math.max(0.9 * Math.min(1000, scenario.pollInterval), retryAfter) - 0.001);
      }
    });
  });

  test('every portrait that is still open has had its last poll', async () => {
    await hold(scenario(fc.array(fc.constantFrom('url', 'file', 'asset-id'), { minLength: 1, maxLength: 4 })), async (scenario) => {
      const { portraits, jimmyAi, deadline, cancellation } = await run(optionsOf({ ...scenario, wait: true }));
      if (cancellation.cause !== null) return;
      for (const { portrait, state } of portraits) {
        if (state.kind !== 'known' && state.kind !== 'processing') continue;
        const knownAt = submissionsOf(portrait.name, jimmyAi.calls).at(-1)?.ended ?? 0;
        if (knownAt > deadline.lastPoll) continue;
        const checks = jimmyAi.calls.filter(({ endpoint, about }) => endpoint !== 'submit' && about.includes(assetIdOf(state) ?? ''));
        expect(checks.some(({ at }) => Math.abs(at - deadline.lastPoll) < 0.001)).toBe(true);
      }
    });
  });
});

describe('with a state file', () => {
  // What may be another image, what certainly is the same, and what only differs in a signature.
  const query = fc.constantFrom('', '', '?Expires=1&Signature=a&AWSAccessKeyId=b', '?id=1', '?id=1&Expires=2&Signature=c');
  // Doubts about submissions, and assets that JimmyAI doesn't know, are what could lead to a second submission.
  const sometimes = (...gives: readonly Answer['gives'][]) =>
    fc.oneof(
      answers,
      fc.tuple(answer, fc.constantFrom(...gives), answers).map(([first, give, rest]) => [{ ...first, gives: give }, ...rest]),
    );
  const step = fc.record({
    service: services(sometimes('ambiguous', 'unexpected', 'hangs'), sometimes('not-found', 'rejected')),
    timeout: fc.integer({ min: 1000, max: 200_000 }),
    /** When the job is cancelled, as a share of the timeout; `null` if it is not. */
    cancelledAt: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    graceMs: fc.constantFrom(500, 5000),
    query,
  });

  interface StepOf {
    readonly service: Service;
    readonly timeout: number;
    readonly cancelledAt: number | null;
    readonly graceMs: number;
    readonly query: string;
  }

  function worldOf(
    scenario: Scenario,
    { query, cancelledAt, graceMs, ...changes }: StepOf,
    prefix: string,
    options: Partial<WorldOptions>,
  ) {
    const portraits = scenario.portraits.map((wanted) =>
      typeof wanted === 'string' ? { name: wanted, url: `https://images.example/${wanted}.jpg${query}` } : wanted,
    );
    const world = new World({ ...optionsOf({ ...scenario, ...changes, portraits }, prefix), ...options });
    if (cancelledAt !== null) world.cancelAt(world.clock.now() + cancelledAt * changes.timeout, graceMs);
    return world;
  }

  test('no run resubmits what an earlier run submitted or possibly submitted, unless JimmyAI first confirmed that asset and then gave it up', async () => {
    await hold(fc.tuple(scenario(submittable), fc.array(step, { minLength: 2, maxLength: 4 })), async ([scenario, steps]) => {
      const files = new MemoryDisk().files();
      const worlds: World[] = [];
      for (const [index, each] of steps.entries()) {
        const stateFile = await StateFile.read('/workspace/state.json', files);
        worlds.push(await worldOf(scenario, each, `run${index}`, { stateFile }).run());
        for (const name of names) {
          const accepted = submissionsOf(name, worlds.at(-1)?.jimmyAi.calls ?? []).map(mayBeAccepted);
          expect(accepted.slice(0, -1)).not.toContain(true);
        }
      }
      for (const name of names) expectNoSecond(name, worlds);
    });
  });

  test('of two concurrent steps, only one submits a portrait, or the other does after the first was definitely not accepted', async () => {
    await hold(
      fc.tuple(scenario(submittable), step, step, fc.nat(2000)),
      async ([scenario, first, second, delay]) => {
        const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
        const start = async (each: StepOf, prefix: string, startsAt: number) => {
          await clock.sleep(startsAt, new AbortController().signal);
          const stateFile = await StateFile.read('/workspace/state.json', new StoppableProcess(disk, clock).files);
          return worldOf(scenario, { ...each, query: '' }, prefix, { stateFile, clock }).start();
        };
        const worlds = await clock.run(Promise.all([start(first, 'one', 0), start(second, 'two', delay)]));
        const calls = worlds.flatMap(({ jimmyAi }) => jimmyAi.calls);
        for (const name of names) {
          const submissions = submissionsOf(name, calls).toSorted((a, b) => a.at - b.at);
          for (const [previous, next] of pairs(submissions)) {
            expect(next.at).toBeGreaterThanOrEqual(previous.ended ?? Number.POSITIVE_INFINITY);
            if (mayBeAccepted(previous)) expectGivenUp(previous, next, calls);
          }
        }
      },
      withSteps,
    );
  });
});

/** Expects that what was submitted in a world, or may have been, is submitted in a later one only if it is given up. */
function expectNoSecond(name: string, worlds: readonly World[]): void {
  const runs = worlds.map(({ jimmyAi, portraits }) => ({
    calls: jimmyAi.calls,
    source: portraits.find(({ portrait }) => portrait.name === name)?.portrait.source,
  }));
  for (const [index, { calls, source }] of runs.entries()) {
    const [again] = submissionsOf(name, calls);
    const before = runs.slice(0, index).findLast((run) => submissionsOf(name, run.calls).some(mayBeAccepted));
    const previous = before === undefined ? undefined : submissionsOf(name, before.calls).find(mayBeAccepted);
    if (again === undefined || previous === undefined) continue;
    const confirmed = runs
      .slice(0, index)
      .flatMap((run) => run.calls)
      .flatMap(({ told }) => told);
    expect(confirmed.map(({ asset }) => asset.assetId)).toContain(idOf(previous));
    expectGivenUp(previous, again, calls);
    if (source?.kind !== 'url' || before?.source?.kind !== 'url') continue;
    expect(isSameImage(hashQuery(before.source.url), hashQuery(source.url))).toBe(true);
  }
}

/** Expects a check in `calls` between both submissions by which the asset of `previous` is of no use. */
function expectGivenUp(previous: Call, again: Call, calls: readonly Call[]): void {
  const assetId = idOf(previous);
  const checks = calls.filter(({ about, at }) => about.includes(assetId) && at <= again.at);
  expect(checks.some((check) => isUseless(assetId, check))).toBe(true);
}

function idOf({ told, failure, about }: Call): string {
  const assetId = told[0]?.asset.assetId ?? failure?.returnedId ?? null;
  if (assetId === null) throw new Error(`${about.join()} may have been accepted`);
  return assetId;
}

async function hold<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<void>, numRuns = inMemory): Promise<void> {
  const counted = async (value: T) => {
    sequences++;
    await property(value);
  };
  await fc.assert(fc.asyncProperty(arbitrary, counted), { numRuns, seed });
}

function portrait(source: string, name: string): Wanted {
  if (source === 'asset-id') return { name, assetId: `known-${name}` };
  return source === 'file' ? { file: name } : name;
}

/** A run of the scenario. Ids of its submissions begin with `prefix`. */
function optionsOf({ service, seed, ...rest }: Scenario, prefix = 'new'): WorldOptions {
  return { ...rest, random: randomFrom(seed), scripts: scriptsOf(service, prefix) };
}

function scriptsOf({ upload, submit, status, batchStatus }: Service, prefix: string): Scripts {
  return {
    upload: ({ nth }) => stepOf(at(upload, nth), 'https://files.example/1'),
    submit: ({ nth, about: [name = ''] }) => {
      const answer = at(at(submit, names.indexOf(name)), nth);
      const assetId = `${prefix}-${name}`;
      return stepOf<Data>(answer, { status: answer.status, asset_id: assetId }, assetId);
    },
    status: ({ nth, about: [assetId = ''] }) => {
      const answer = at(at(status, names.indexOf(assetId.slice(-1))), nth);
      return stepOf<Data>(answer, { status: answer.status });
    },
    batchStatus: ({ nth, about }) => {
      const { whole, items } = at(batchStatus, nth);
      const told = about.flatMap((assetId): [string, Data][] => {
        const status = at(items, names.indexOf(assetId.slice(-1)));
        return status === null ? [] : [[assetId, { status }]];
      });
      return stepOf<ReadonlyMap<string, Data>>(whole, new Map(told.reverse()));
    },
  };
}

/** `assetId`: of the asset that a submission makes. */
function stepOf<T>({ gives, takes, retryAfter, names }: Answer, value: T, assetId: string | null = null): Step<T> {
  switch (gives) {
    case 'success':
      return { takes, connects: true, result: { ok: true, value } };
    case 'hangs':
      return hangs;
    case 'never connects':
      return neverConnects;
    default:
      return fails(gives, { takes, retryAfter, returnedId: names && isPossiblyMade('submit', { kind: gives }) ? assetId : null });
  }
}

/** The element at `index`, or the last one. */
function at<T>(list: readonly T[], index: number): T {
  const element = list[Math.min(index, list.length - 1)];
  if (element === undefined) throw new Error('an empty list');
  return element;
}

/** A generator like `Math.random`, but the same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function submissionsOf(name: string, calls: readonly Call[]): readonly Call[] {
  return calls.filter(({ endpoint, about }) => endpoint === 'submit' && about.includes(name));
}

function mayBeAccepted({ told, failure }: Call): boolean {
  return told.length > 0 || (failure !== null && isPossiblyMade('submit', failure));
}

/** What the service said of assets, in answers that the action received. */
function toldIn({ jimmyAi }: World) {
  return jimmyAi.calls.flatMap(({ told }) => told);
}

/** Every asset ID in a response that the action received. */
function idsIn(world: World): readonly string[] {
  const named = world.jimmyAi.calls.flatMap(({ failure }) => failure?.returnedId ?? []);
  return [...toldIn(world).map(({ asset }) => asset.assetId), ...named];
}

/** Whether the service said of the asset that it failed, or that it doesn't know it. */
function isUseless(assetId: string, { endpoint, told, failure }: Call): boolean {
  if (endpoint === 'status' && failure !== null && saysUnknown(failure)) return true;
  return told.some(({ asset, status }) => asset.assetId === assetId && status.kind === 'Failed');
}

/** Each element with the next one. */
function pairs<T>(list: readonly T[]): readonly (readonly [T, T, number])[] {
  return list.slice(1).flatMap((next, index) => {
    const previous = list[index];
    return previous === undefined ? [] : [[previous, next, index] as const];
  });
}
