import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Cancellation, type OutsideCause } from '../../../src/step/cancellation.ts';
import type { Problems } from '../../../src/step/problem.ts';
import { adviceOnOutsideCause, reportFailure, runStep, type Step } from '../../../src/step/run-step.ts';
import type { StepContext } from '../../../src/step/step-context.ts';
import { parseOutputs } from '../../support/run-action.ts';
import { captureLog, contextWith } from '../../support/step-context.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

type TestStep = Step<string, { readonly portraits: number }, never>;

// One folder for all tests, as a step has: the toolkit remembers the name of the summary.
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'run-step-'));
});
afterAll(() => rm(folder, { recursive: true }));

let log: string[] = [];
beforeEach(async () => {
  for (const name of ['GITHUB_SERVER_URL', 'GITHUB_ACTION_REPOSITORY', 'GITHUB_ACTION_REF']) vi.stubEnv(name, '');
  for (const name of ['output', 'summary']) await writeFile(path.join(folder, name), '');
  vi.stubEnv('GITHUB_OUTPUT', path.join(folder, 'output'));
  vi.stubEnv('GITHUB_STEP_SUMMARY', path.join(folder, 'summary'));
  vi.stubEnv('GITHUB_WORKSPACE', folder);
  vi.stubEnv('INPUT_TOKEN', ' Bearer sk_secret\n');
  vi.stubEnv('INPUT_NAME', ' Alice ');
  log = captureLog();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

interface Ended {
  readonly succeeded: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The titles of the error annotations. */
  readonly errors: readonly string[];
  /** What was called, in order, and how many lines were in the log then. */
  readonly calls: readonly (readonly [what: string, lines: number])[];
}

/** How a step ends that does as usual but for `changes`. It starts at 1000 of the clock. */
async function ended(changes: Partial<TestStep> = {}, cause: OutsideCause | null = null): Promise<Ended> {
  const calls: [string, number][] = [];
  const clock = new VirtualClock();
  await clock.run(clock.sleep(1000, new AbortController().signal));
  const cancellation = new Cancellation<OutsideCause>(clock);
  if (cause !== null) cancellation.stop(cause);
  const usual: TestStep = {
    title: 'Portrait',
    readInputs: (getInput) => getInput('name'),
    resolvePlan: async () => ({ portraits: 1 }),
    carryOut: async () => true,
    adviceOnCause: adviceOnOutsideCause,
  };
  const { title, readInputs, resolvePlan, carryOut, adviceOnCause } = { ...usual, ...changes };
  function noted<Args extends unknown[], T>(what: string, act: (...args: Args) => T): (...args: Args) => T {
    return (...args) => {
      calls.push([what, log.length]);
      return act(...args);
    };
  }
  const step: TestStep = {
    title,
    readInputs: noted('readInputs', readInputs),
    resolvePlan: noted('resolvePlan', resolvePlan),
    carryOut: noted('carryOut', carryOut),
    adviceOnCause,
  };
  const succeeded = await clock.run(clock.hold(runStep(step, cancellation, clock)));
  const read = (name: string) => readFile(path.join(folder, name), 'utf8');
  const errors = log.flatMap((line) => /^::error title=([^:]*)::/.exec(line)?.[1] ?? []);
  return { succeeded, outputs: parseOutputs(await read('output')), summary: await read('summary'), errors, calls };
}

const masks = ['::add-mask:: Bearer sk_secret%0A', '::add-mask::Bearer sk_secret', '::add-mask::sk_secret'];
const invalid: Problems = { problems: [{ input: 'name', text: 'missing' }], omitted: 0 };
const cancelled = { kind: 'cancelled', signal: 'SIGTERM', afterMs: 1234 } as const;

describe('a step', () => {
  test('masks the token, reads the inputs, makes a plan and carries it out, in this order', async () => {
    // Only a runner takes masks.
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    expect((await ended()).calls).toEqual([
      ['readInputs', masks.length],
      ['resolvePlan', masks.length],
      ['carryOut', masks.length],
    ]);
    expect(log).toEqual(masks);
  });

  test.each([true, false])('succeeds if carrying out its plan does: %s', async (succeeded) => {
    expect(await ended({ carryOut: async () => succeeded })).toMatchObject({ succeeded, outputs: {}, errors: [], summary: '' });
  });

  test('passes on the inputs as the workflow wrote them, and its surroundings', async () => {
    const resolvePlan = vi.fn<TestStep['resolvePlan']>(async () => ({ portraits: 1 }));
    await ended({ resolvePlan });
    vi.stubEnv('GITHUB_WORKSPACE', '');
    vi.stubEnv('GITHUB_OUTPUT', undefined);
    await ended({ resolvePlan });
    expect(resolvePlan.mock.calls).toEqual([
      [
        ' Alice ',
        {
          workspace: folder,
          outputFile: path.join(folder, 'output'),
          clock: expect.any(VirtualClock),
          startedAt: 1000,
          signal: expect.any(AbortSignal),
          abandoned: expect.any(AbortSignal),
        },
      ],
      [
        ' Alice ',
        {
          workspace: process.cwd(),
          outputFile: '',
          clock: expect.any(VirtualClock),
          startedAt: 1000,
          signal: expect.any(AbortSignal),
          abandoned: expect.any(AbortSignal),
        },
      ],
    ]);
  });

  test('passes on its plan, with a log that knows the token and its start time', async () => {
    const given: unknown[] = [];
    const carryOut = async (plan: unknown, inputs: unknown, { log, startedAt }: StepContext<OutsideCause>) => {
      given.push(plan, inputs, startedAt);
      log.info('the key is sk_secret');
      return true;
    };
    await ended({ carryOut });
    expect(given).toEqual([{ portraits: 1 }, ' Alice ', 1000]);
    expect(log.at(-1)).toBe('the key is ***');
  });

  test('with invalid inputs reports every problem and carries nothing out', async () => {
    const resolvePlan = async () => ({ problems: [...invalid.problems, { input: 'url', text: 'must not be sk_secret' }], omitted: 0 });
    const { succeeded, outputs, errors, summary, calls } = await ended({ resolvePlan });
    expect({ succeeded, outputs }).toEqual({ succeeded: false, outputs: { failure: 'invalid-input' } });
    expect(calls.map(([what]) => what)).toEqual(['readInputs', 'resolvePlan']);
    expect(errors).toHaveLength(1);
    for (const text of [summary.replaceAll('\\', ''), log.find((line) => line.startsWith('::error')) ?? '']) {
      expect(text).toContain('name: missing');
      expect(text).toContain('url: must not be ***');
    }
    expect(summary).toMatch(/^### ❌ Portrait: /);
  });

  test('that is cancelled while its inputs are read reports the cancellation, not what could not be read', async () => {
    const { succeeded, outputs, errors, summary, calls } = await ended({ resolvePlan: async () => invalid }, cancelled);
    expect({ succeeded, outputs, summary }).toEqual({ succeeded: false, outputs: { failure: 'cancelled' }, summary: '' });
    expect(errors).toEqual([adviceOnOutsideCause(cancelled).title]);
    expect(calls.map(([what]) => what)).not.toContain('carryOut');
    expect(log.join('\n')).not.toContain('missing');
  });

  test('that is cancelled after planning still reports its plan', async () => {
    expect((await ended({}, cancelled)).calls.map(([what]) => what)).toContain('carryOut');
  });

  test('that is cancelled stops the reading of its inputs', async () => {
    const aborted: boolean[] = [];
    const resolvePlan: TestStep['resolvePlan'] = async (_inputs, { signal }) => {
      aborted.push(signal.aborted);
      return invalid;
    };
    await ended({ resolvePlan });
    await ended({ resolvePlan }, cancelled);
    expect(aborted).toEqual([false, true]);
  });

  const mistake = () => {
    throw new Error('a mistake about sk_secret');
  };
  test.each<readonly [string, Partial<TestStep>]>([
    ['read', { readInputs: mistake }],
    ['planned', { resolvePlan: mistake }],
    ['planned, later', { resolvePlan: async () => mistake() }],
    ['carried out', { carryOut: mistake }],
    ['carried out, later', { carryOut: async () => mistake() }],
  ])('that hits a bug while it is %s fails as internal', async (_, changes) => {
    const { succeeded, outputs, errors } = await ended(changes);
    expect({ succeeded, outputs }).toEqual({ succeeded: false, outputs: { failure: 'internal' } });
    expect(errors).toEqual([adviceOnOutsideCause({ kind: 'internal', message: '' }).title]);
    expect(log.at(-1)).toContain('a mistake about ***');
    expect(log.join('\n')).not.toContain('sk_secret');
  });

  test('whose outputs can’t be written still reports what is wrong', async () => {
    vi.stubEnv('GITHUB_OUTPUT', folder);
    const { succeeded, outputs, errors } = await ended({ resolvePlan: async () => invalid });
    expect({ succeeded, outputs }).toEqual({ succeeded: false, outputs: {} });
    expect(errors).toHaveLength(1);
  });
});

describe('a cause that can end any step', () => {
  test('is reported with what happened and what to do', () => {
    expect(adviceOnOutsideCause(cancelled)).toMatchObject({
      word: 'cancelled',
      what: expect.stringMatching(/cancelled.*SIGTERM/),
      next: expect.stringMatching(/[Rr]un/),
    });
    expect(adviceOnOutsideCause({ kind: 'internal', message: 'TypeError: x' })).toMatchObject({
      word: 'internal',
      what: expect.stringMatching(/internal error.*TypeError: x$/),
      next: expect.stringMatching(/report/),
    });
  });

  test('is reported with its word, in the output and in one annotation', async () => {
    const advice = { word: 'balance', title: 'Balance exhausted', what: 'the balance is exhausted', next: 'Top up.' };
    expect(reportFailure(advice, contextWith<never>())).toBe(false);
    expect(parseOutputs(await readFile(path.join(folder, 'output'), 'utf8'))).toEqual({ failure: 'balance' });
    expect(log).toEqual(['The balance is exhausted. Top up.', '::error title=Balance exhausted::The balance is exhausted. Top up.']);
  });
});
describe('a cancelled step', () => {
  const whatAfter = (afterMs: number) => adviceOnOutsideCause({ kind: 'cancelled', signal: 'SIGINT', afterMs }).what;

  test.each([
    [60_000, 1],
    [58_000, 1],
    [902_000, 15],
  ])('after %d ms probably reached its timeout-minutes', (afterMs, minutes) => {
    expect(whatAfter(afterMs)).toBe(
      `the job was cancelled after ${minutes} min, probably because \`timeout-minutes\` was reached (SIGINT)`,
    );
  });

  test.each([0, 1000, 30_000, 56_000, 64_000, 905_000])('after %d ms was cancelled, or reached its timeout-minutes', (afterMs) => {
    expect(whatAfter(afterMs)).toBe('the job was cancelled, or reached its `timeout-minutes` (SIGINT)');
  });
});
