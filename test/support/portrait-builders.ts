import type { Asset } from '../../src/jimmyai/asset.ts';
import type { JimmyAi } from '../../src/jimmyai/client.ts';
import type { Failure, FailureKind, PortraitEndpoint } from '../../src/jimmyai/failure.ts';
import type { Advice, FailureWord } from '../../src/portrait/failure-words.ts';
import { type Inputs, readInputs } from '../../src/portrait/inputs.ts';
import type { Plan } from '../../src/portrait/plan.ts';
import type { Portrait } from '../../src/portrait/portrait.ts';
import { Reporter } from '../../src/portrait/reporter.ts';
import type { RunContext, StopCause } from '../../src/portrait/run-context.ts';
import {
  type PortraitFailure,
  type RunObserver,
  type State,
  type TrackedPortrait,
  type TransitionContext,
  track,
} from '../../src/portrait/tracked-portrait.ts';
import { Cancellation } from '../../src/step/cancellation.ts';
import { deadlineOf } from '../../src/step/clock.ts';
import { contextWith } from './step-context.ts';
import { VirtualClock } from './virtual-clock.ts';

// Each builder returns a typical object; a test states only what matters to it.

export function assetWith(changes: Partial<Asset> = {}): Asset {
  return { assetId: 'asset-1', officialId: null, assetRef: null, ...changes };
}

export function portraitWith(changes: Partial<Portrait> = {}): Portrait {
  return { name: 'Alice', source: { kind: 'url', url: 'https://example.com/a.jpg?k=geheim' }, key: null, ...changes };
}

export interface TrackedChanges extends Partial<Omit<TrackedPortrait, 'portrait' | 'state'>> {
  readonly portrait?: Partial<Portrait>;
}

/** Returns a portrait in `state`, tracked since 0. */
export function trackedIn(state: State, { portrait = {}, ...changes }: TrackedChanges = {}): TrackedPortrait {
  return { ...track(portraitWith(portrait), 0), state, ...changes };
}

/** A portrait whose asset an earlier run or the workflow named, and that JimmyAI has not reported on yet. */
export function known(assetId = 'asset-1'): State {
  return { kind: 'known', assetId };
}

export function processing(changes: Partial<Asset> = {}): State {
  return { kind: 'processing', asset: assetWith(changes) };
}

export function active(changes: Partial<Asset> = {}): State {
  return { kind: 'active', asset: assetWith(changes) };
}

/** A portrait that failed; `asset` is `null` where it has none. */
export function failedWith(failure: PortraitFailure, asset: Asset | null = assetWith()): State {
  return { kind: 'failed', asset, failure };
}

/** A portrait whose asset an ambiguous response named. */
export function unconfirmed(failure: PortraitFailure, assetId = 'asset-1'): State {
  return { kind: 'unconfirmed', assetId, failure };
}

export const unsubmitted: State = { kind: 'unsubmitted' };
export const unclearImage = failedWith({ kind: 'unclear-image' }, null);
export const interruptedEarlier = failedWith({ kind: 'interrupted-earlier', recorded: { recordedAt: null, requestId: null } }, null);
export const rejectedImage = failedWith({ kind: 'rejected-image', reason: null });
export const deleted = failedWith({ kind: 'deleted' });

export function failureWith(kind: Exclude<FailureKind, 'redirected'>, changes: Partial<Omit<Failure, 'kind'>> = {}): Failure {
  return { kind, detail: 'HTTP 400: 图片无法访问', hasReason: true, retryAfterMs: 0, returnedId: null, trace: null, ...changes };
}

/** A portrait whose last call failed with `cause`. After a status check, it has an asset. */
export function failedCall(endpoint: PortraitEndpoint, cause: Failure, attempts = 1): State {
  const isCheck = endpoint === 'status' || endpoint === 'batch-status';
  return failedWith({ kind: 'call', endpoint, cause, attempts }, isCheck ? assetWith() : null);
}

export function adviceWith(word: FailureWord, changes: Partial<Omit<Advice, 'word'>> = {}): Advice {
  return { word, title: 'Title', what: 'it is so', next: 'Do this.', ...changes };
}

export function planWith(changes: Partial<Plan> = {}): Plan {
  return {
    mode: { kind: 'run', token: 'sk_test' },
    portraits: [],
    timeoutMs: 900_000,
    pollIntervalMs: 5000,
    wait: true,
    stateFile: null,
    baseUrl: 'https://www.jimmyai.cn',
    ...changes,
  };
}

/** Parses the inputs `texts`; all others are absent. */
export function inputsWith(texts: Readonly<Record<string, string>> = {}): Inputs {
  return readInputs((name) => texts[name] ?? '');
}

/** Returns a reporter on portraits with these names, and the context for their transitions. */
export function reporterWith(
  names: readonly string[],
  changes: Partial<Plan> = {},
  keyOf: (name: string) => string | null = () => null,
): { reporter: Reporter; clock: VirtualClock; portraits: readonly TrackedPortrait[]; context: TransitionContext } {
  const clock = new VirtualClock();
  const portraits = names.map((name) => track(portraitWith({ name, key: keyOf(name) }), 0));
  const plan = planWith({ portraits: portraits.map(({ portrait }) => portrait), ...changes });
  const reporter = new Reporter(contextWith<StopCause>({ clock }), { plan, inputs: inputsWith(), portraits });
  return { reporter, clock, portraits, context: { clock, observer: reporter } };
}

/** Ignores all events. */
export const silentObserver: RunObserver = {
  transitioned() {},
  retrying() {},
  pollFailed() {},
  forgotten() {},
  submitted() {},
  warnOnce() {},
};

/** Returns a one-minute run over `jimmyAi`. Any call not defined there is a mistake in the test. */
export function runWith(
  jimmyAi: Partial<JimmyAi>,
  changes: Partial<RunContext> = {},
): { run: RunContext; clock: VirtualClock; cancellation: Cancellation<StopCause> } {
  const clock = new VirtualClock();
  const cancellation = new Cancellation<StopCause>(clock);
  const unused = () => Promise.reject(new Error('not called here'));
  const run: RunContext = {
    jimmyAi: { upload: unused, submit: unused, status: unused, batchStatus: unused, ...jimmyAi },
    clock,
    random: () => 0.5,
    deadline: deadlineOf(0, 60_000),
    pollIntervalMs: 10_000,
    stateFile: null,
    cancellation,
    observer: silentObserver,
    ...changes,
  };
  return { run, clock, cancellation };
}
