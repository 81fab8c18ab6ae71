import { createHash } from 'node:crypto';
import type { Bounds } from '../../src/jimmyai/api.ts';
import { type AssetDecoder, createAssetDecoder, type DescribedAsset, readStatus } from '../../src/jimmyai/asset.ts';
import type { JimmyAi } from '../../src/jimmyai/client.ts';
import { type Failure, failed, type PortraitEndpoint, type Result } from '../../src/jimmyai/failure.ts';
import type { ImageFile } from '../../src/jimmyai/image.ts';
import { processPortraits } from '../../src/portrait/process-portraits.ts';
import type { StopCause } from '../../src/portrait/run-context.ts';
import type { StateFile } from '../../src/portrait/state-file.ts';
import { assetIdOf, type RunObserver, type TrackedPortrait, track } from '../../src/portrait/tracked-portrait.ts';
import { Cancellation } from '../../src/step/cancellation.ts';
import { type Deadline, deadlineOf } from '../../src/step/clock.ts';
import { VirtualClock } from './virtual-clock.ts';

/** An asset as described in a response's `data`. */
export type Data = Readonly<Record<string, unknown>>;

/** How the service handles one call. */
export interface Step<T> {
  /** Milliseconds until the response is complete. */
  readonly takes: number;
  /** Whether a connection is established; without one, the call certainly was not accepted. */
  readonly connects: boolean;
  readonly result: Result<T>;
}

/** A recorded call, and what the action learned from it. */
export interface Call {
  readonly endpoint: PortraitEndpoint;
  /** The portrait's name for a submission, the file's path for an upload, otherwise asset IDs. */
  readonly about: readonly string[];
  /** The number of earlier calls to this endpoint about any of the same. */
  readonly nth: number;
  /** Start and end, in milliseconds of the clock. */
  readonly at: number;
  ended: number | null;
  failure: Failure | null;
  /** The descriptions of assets in the response; for a submission, of the new one. */
  readonly told: DescribedAsset[];
}

/** Decides how the service handles a call. */
export type Script<T> = (call: Call) => Step<T>;

/** The service's behaviour. A call without a script is a mistake in the test. */
export interface Scripts {
  readonly upload?: Script<string>;
  readonly submit?: Script<Data>;
  readonly status?: Script<Data>;
  /** By asset ID; a missing asset is left out of the response. */
  readonly batchStatus?: Script<ReadonlyMap<string, Data>>;
}

interface Timing {
  readonly takes?: number;
}

/** A response with status `status`. */
export function says(status: string, data: Data & Timing = {}): Step<Data> {
  const { takes = 0, ...rest } = data;
  return { takes, connects: true, result: { ok: true, value: { status, ...rest } } };
}

/** A response about several assets. */
export function saysOf(statuses: Readonly<Record<string, string>>, { takes = 0 }: Timing = {}): Step<ReadonlyMap<string, Data>> {
  const value = new Map(Object.entries(statuses).map(([assetId, status]) => [assetId, { status }]));
  return { takes, connects: true, result: { ok: true, value } };
}

/** An uploaded image at `url`. */
export function uploaded(url: string, { takes = 0 }: Timing = {}): Step<string> {
  return { takes, connects: true, result: { ok: true, value: url } };
}

/** A call that fails. */
export function fails(
  kind: Failure['kind'],
  details: Timing & { readonly retryAfter?: number; readonly detail?: string; readonly returnedId?: string | null } = {},
): Step<never> {
  const { takes = 0, retryAfter: retryAfterMs = 0, detail = `scripted ${kind}`, returnedId = null } = details;
  const facts = { detail, hasReason: true, retryAfterMs, returnedId, trace: null };
  const failure: Failure = kind === 'redirected' ? { kind, ...facts, target: null } : { kind, ...facts };
  return { takes, connects: kind !== 'not-sent', result: { ok: false, failure } };
}

/** A call that is sent and never gets a response. */
export const hangs: Step<never> = { ...fails('ambiguous'), takes: Number.POSITIVE_INFINITY };

/** A call that never gets a connection. */
export const neverConnects: Step<never> = { ...fails('not-sent'), takes: Number.POSITIVE_INFINITY };

/** Consecutive steps for calls about the same; the last one repeats. */
export function inOrder<T>(...steps: readonly Step<T>[]): Script<T> {
  return ({ nth }) => {
    const step = steps[Math.min(nth, steps.length - 1)];
    if (step === undefined) throw new Error('no steps');
    return step;
  };
}

/** Separate steps per portrait, file or asset ID. */
export function byName<T>(scripts: Readonly<Record<string, Script<T> | Step<T>>>): Script<T> {
  return (call) => {
    const script = scripts[call.about.join()];
    if (script === undefined) throw new Error(`nothing is scripted for ${call.about.join()}`);
    return typeof script === 'function' ? script(call) : script;
  };
}

/** The asset ID of a portrait whose script names no `asset_id`. */
export function idOf(name: string): string {
  return `id-${name}`;
}

const token = 'sk_scripted';
const requestTimeoutMs = 30_000;

/** JimmyAI in memory and in virtual time. Its calls end when those of the real client would. */
export class ScriptedJimmyAi implements JimmyAi {
  readonly calls: Call[] = [];
  readonly #clock: VirtualClock;
  readonly #scripts: Scripts;
  readonly #decoder: AssetDecoder;

  constructor(clock: VirtualClock, scripts: Scripts, warnOnce: (text: string) => void) {
    this.#clock = clock;
    this.#scripts = scripts;
    this.#decoder = createAssetDecoder(
      { excerpt: (text) => text, containsSecret: (text) => text.includes(token), addQueryOf() {}, keepId() {} },
      warnOnce,
    );
  }

  async upload(file: ImageFile, bounds: Bounds): Promise<Result<string>> {
    return (await this.#call('upload', [file.path], this.#scripts.upload, bounds)).result;
  }

  async submit(name: string, _url: string, bounds: Bounds): Promise<Result<DescribedAsset>> {
    const { call, result } = await this.#call('submit', [name], this.#scripts.submit, bounds);
    return result.ok ? this.#told(call, this.#decoder.id(result.value) ?? idOf(name), result.value) : result;
  }

  async status(assetId: string, bounds: Bounds): Promise<Result<DescribedAsset>> {
    const { call, result } = await this.#call('status', [assetId], this.#scripts.status, bounds);
    return result.ok ? this.#told(call, assetId, result.value) : result;
  }

  async batchStatus(assetIds: readonly string[], bounds: Bounds): Promise<Result<ReadonlyMap<string, Result<DescribedAsset>>>> {
    const { call, result } = await this.#call('batch-status', assetIds, this.#scripts.batchStatus, bounds);
    if (!result.ok) return result;
    const told = [...result.value].filter(([assetId]) => assetIds.includes(assetId));
    return { ok: true, value: new Map(told.map(([assetId, data]) => [assetId, this.#told(call, assetId, data)])) };
  }

  async #call<T>(
    endpoint: PortraitEndpoint,
    about: readonly string[],
    script: Script<T> | undefined,
    { deadline, signal }: Bounds,
  ): Promise<{ call: Call; result: Result<T> }> {
    const at = this.#clock.now();
    const nth = this.calls.filter((call) => call.endpoint === endpoint && call.about.some((each) => about.includes(each))).length;
    const call: Call = { endpoint, about, nth, at, ended: null, failure: null, told: [] };
    this.calls.push(call);
    if (script === undefined) throw new Error(`${endpoint} is not scripted`);
    const step = script(call);
    const result = await this.#meet(endpoint, step, at, deadline, signal);
    call.ended = this.#clock.now();
    if (!result.ok) call.failure = result.failure;
    return { call, result };
  }

  async #meet<T>(endpoint: PortraitEndpoint, step: Step<T>, at: number, deadline: number, signal: AbortSignal): Promise<Result<T>> {
    if (signal.aborted) return failed('not-sent', 'it was interrupted');
    // An upload has no time limit while it makes progress.
    const makesProgress = endpoint === 'upload' && step.takes < Number.POSITIVE_INFINITY;
    // A submission is never resent, so the client waits for the response once connected.
    const isUnbounded = makesProgress || (endpoint === 'submit' && step.connects);
    const timeoutMs = Math.min(Math.max(0, deadline - at), isUnbounded ? Number.POSITIVE_INFINITY : requestTimeoutMs);
    await this.#clock.sleep(Math.min(step.takes, timeoutMs), signal);
    if (step.takes <= timeoutMs && this.#clock.now() >= at + step.takes) return step.result;
    return failed(step.connects ? 'ambiguous' : 'not-sent', signal.aborted ? 'it was interrupted' : `it took longer than ${timeoutMs} ms`);
  }

  #told(call: Call, assetId: string, data: Data): Result<DescribedAsset> {
    if (call.endpoint !== 'submit' && readStatus(data) === null) return failed('unexpected', 'the response has no status');
    const described = this.#decoder.asset(assetId, data);
    call.told.push(described);
    return { ok: true, value: described };
  }
}

/** A portrait of a test. A string is the name of a portrait with a URL. */
export type Wanted =
  | string
  | { readonly name: string; readonly url: string }
  | { readonly file: string }
  | { readonly name: string; readonly assetId: string };

export interface WorldOptions {
  readonly scripts: Scripts;
  readonly portraits?: readonly Wanted[];
  /** Milliseconds. */
  readonly timeout?: number;
  /** Milliseconds. */
  readonly pollInterval?: number;
  readonly wait?: boolean;
  readonly random?: () => number;
  readonly stateFile?: StateFile | null;
  /** Shared by concurrent runs. */
  readonly clock?: VirtualClock;
}

/** One run of the action's core, between its inputs and its report, over a scripted service in virtual time. */
export class World {
  readonly clock: VirtualClock;
  readonly cancellation: Cancellation<StopCause>;
  readonly jimmyAi: ScriptedJimmyAi;
  readonly portraits: readonly TrackedPortrait[];
  readonly deadline: Deadline;
  /** Each warning once, as shown to people. */
  readonly warnings = new Set<string>();
  /** Reported retries of submissions and uploads, with the pause before each. */
  readonly retries: string[] = [];
  /** Reported failures of status checks. */
  readonly failedChecks: string[] = [];
  /** Asset IDs that the state file had to forget. */
  readonly forgotten: string[] = [];
  readonly #options: WorldOptions;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.clock = options.clock ?? new VirtualClock();
    this.cancellation = new Cancellation(this.clock);
    this.jimmyAi = new ScriptedJimmyAi(this.clock, options.scripts, (text) => this.warnings.add(text));
    this.portraits = (options.portraits ?? ['Anna']).map((wanted) => track(portraitOf(wanted), this.clock.now()));
    this.deadline = deadlineOf(this.clock.now(), options.timeout ?? 60_000);
  }

  /** Cancels the job at `time`; a submission in flight gets `graceMs` more milliseconds. */
  cancelAt(time: number, graceMs = 500): void {
    this.clock.at(time, () => void this.cancellation.cancel({ kind: 'cancelled', signal: 'SIGTERM', afterMs: time }, graceMs));
  }

  /** Processes the portraits. Resolves to this world when done. */
  run(): Promise<World> {
    return this.clock.run(this.start());
  }

  /** Like `run`, but leaves it to the caller to advance time. */
  async start(): Promise<World> {
    const { pollInterval = 10_000, random = () => 0.5, stateFile = null, wait = true } = this.#options;
    const observer: RunObserver = {
      transitioned: () => {},
      retrying: ({ portrait }, endpoint, _failure, pause) => this.retries.push(`${portrait.name} ${endpoint} ${rounded(pause)}`),
      pollFailed: (endpoint, { kind }) => this.failedChecks.push(`${endpoint} ${kind}`),
      forgotten: (_item, assetId) => this.forgotten.push(assetId),
      submitted: () => {},
      warnOnce: (text) => this.warnings.add(text),
    };
    const { jimmyAi, clock, deadline, cancellation } = this;
    const run = { jimmyAi, clock, random, deadline, pollIntervalMs: pollInterval, stateFile, cancellation, observer };
    await processPortraits(this.portraits, wait, run);
    return this;
  }

  /** The calls in the order of their start, each as `1000 status id-Anna`. */
  get log(): readonly string[] {
    return this.jimmyAi.calls.map(({ at, endpoint, about }) => `${rounded(at)} ${endpoint} ${about.join()}`);
  }

  /** When the calls to `endpoint` started. */
  times(endpoint: PortraitEndpoint): readonly number[] {
    return this.jimmyAi.calls.filter((call) => call.endpoint === endpoint).map(({ at }) => rounded(at));
  }

  /** The outcomes of the portraits. */
  get outcomes(): readonly string[] {
    return this.portraits.map(outcomeOf);
  }

  /** When the run ended. */
  get endedAt(): number {
    return rounded(this.clock.now());
  }
}

/** Runs the action's core over a scripted service to its end. */
export function run(options: WorldOptions): Promise<World> {
  return new World(options).run();
}

/** Returns the state file's key for a portrait of a test. */
export function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

function portraitOf(wanted: Wanted): TrackedPortrait['portrait'] {
  if (typeof wanted !== 'string' && 'assetId' in wanted) {
    return { name: wanted.name, source: { kind: 'asset-id', assetId: wanted.assetId }, key: null };
  }
  if (typeof wanted === 'string') return portraitOf({ name: wanted, url: `https://images.example/${wanted}.jpg` });
  if ('url' in wanted) return { name: wanted.name, source: { kind: 'url', url: wanted.url }, key: keyOf(wanted.name) };
  const file = { path: wanted.file, workspace: '/workspace', size: 1000, type: { extension: 'jpg', mime: 'image/jpeg' }, sha256: null };
  return { name: wanted.file, source: { kind: 'file', file }, key: keyOf(wanted.file) };
}

function outcomeOf({ portrait, state }: TrackedPortrait): string {
  const assetId = assetIdOf(state);
  const what = [portrait.name, state.kind, ...(assetId === null ? [] : [assetId])].join(' ');
  if (state.kind !== 'failed') return what;
  const { failure } = state;
  switch (failure.kind) {
    case 'rejected-image':
      return `${what}: the service says ${failure.reason}`;
    case 'deleted':
      return `${what}: deleted`;
    case 'interrupted-earlier':
    case 'in-doubt-earlier':
    case 'in-progress-elsewhere':
    case 'unclear-image':
      return `${what}: ${failure.kind}`;
    case 'call':
      return `${what}: ${failure.endpoint} ${failure.cause.kind} ×${failure.attempts}`;
  }
}

/** Rounds to the microsecond, to remove floating-point noise. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
