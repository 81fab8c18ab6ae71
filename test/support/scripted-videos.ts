import type http from 'node:http';
import type { AccountBalance } from '../../src/jimmyai/account-balance.ts';
import type { Bounds } from '../../src/jimmyai/api.ts';
import { type Failure, type FailureKind, failed, type Result } from '../../src/jimmyai/failure.ts';
import type { DescribedTask } from '../../src/jimmyai/task.ts';
import type { CreatedTask, Creation, JimmyAiVideos } from '../../src/jimmyai/video-client.ts';
import { Cancellation } from '../../src/step/cancellation.ts';
import { deadlineOf } from '../../src/step/clock.ts';
import { PartialFile } from '../../src/step/files/partial-file.ts';
import type { Reply, Response } from '../../src/step/net/exchange.ts';
import type { HttpRequest } from '../../src/step/net/sender.ts';
import type { RunContext, StopCause } from '../../src/video/run-context.ts';
import type { VideoObserver, VideoState } from '../../src/video/tracked-video.ts';
import { videoOf } from './fake-videos.ts';
import { holdTimeFor } from './hold-time.ts';
import { VirtualClock } from './virtual-clock.ts';

/** The service's response to one call, after `takes` milliseconds (default 0). */
export type Timed<T> = T & { readonly takes?: number };

/** The response to a download request. */
export type Transfer = Exclude<Reply, Response> | ScriptedResponse | StoredObject;

/** The same response to any request. */
interface ScriptedResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** Why the body ends early; `null` if it doesn't. */
  readonly breaks: string | null;
}

/** Responds like an object store, with `content`, and breaks off after a share of it. */
interface StoredObject {
  readonly kind: 'object';
  /** From 0 to 1. */
  readonly share: number;
  readonly isResumable: boolean;
  /** Whether the content changed since the last request. */
  readonly isNew: boolean;
  /** What marks the end of the content. With `connection`, a broken connection looks like the end. */
  readonly end: 'length' | 'chunks' | 'connection';
}

/** The service's responses to consecutive calls; the last one repeats. */
export interface VideoScript {
  readonly create?: readonly Timed<Result<CreatedTask>>[];
  readonly query?: readonly Timed<Result<DescribedTask>>[];
  /** By default, the response contains no amounts. */
  readonly balance?: readonly Timed<Result<AccountBalance>>[];
  readonly get?: readonly Timed<Transfer>[];
}

export interface VideoRunOptions {
  readonly timeoutMs?: number;
  readonly pollIntervalMs?: number;
  readonly random?: () => number;
  /** When the job is cancelled, in milliseconds. */
  readonly cancelAt?: number | null;
  /** The grace period for a creation in flight after the signal, in milliseconds. */
  readonly cancelGraceMs?: number;
}

interface RecordedGet extends HttpRequest {
  readonly at: number;
  /** How often the response was closed. */
  closed: number;
}

const maxCallMs = 30_000;
const maxCalls = 10_000;
const chunkBytes = 1000;

/** A scripted service in virtual time, and the context of a video run over it. Records all requests and all events. */
export class ScriptedVideos implements JimmyAiVideos {
  readonly clock = new VirtualClock();
  readonly cancellation = new Cancellation<StopCause>(this.clock);
  readonly creations: { readonly at: number; readonly creation: Creation; readonly bounds: Bounds }[] = [];
  readonly queries: { readonly at: number; readonly taskId: string; readonly bounds: Bounds }[] = [];
  readonly balances: { readonly at: number; readonly bounds: Bounds }[] = [];
  readonly gets: RecordedGet[] = [];
  /** Each state transition reported to the observer, as the states before and after. */
  readonly transitions: (readonly [VideoState['kind'], VideoState['kind']])[] = [];
  /** All other events reported to the observer. */
  readonly told: string[] = [];
  /** Task IDs in the responses to creations that arrived. */
  readonly namedIds: string[] = [];
  /** Creations that JimmyAI possibly accepted. */
  possiblyAccepted = 0;
  /** The current content of an `object`. */
  content = videoOf(4000);
  readonly context: RunContext;
  readonly #script: VideoScript;
  #version = 1;

  constructor(script: VideoScript, options: VideoRunOptions = {}) {
    const { timeoutMs = 60_000, pollIntervalMs = 10_000, random = () => 0.5, cancelAt = null, cancelGraceMs = 500 } = options;
    const { clock, cancellation } = this;
    this.#script = script;
    this.context = {
      ...{ videos: this, send: (request) => this.#send(request), clock, random, deadline: deadlineOf(0, timeoutMs) },
      ...{ pollIntervalMs, baseUrl: 'https://www.jimmyai.cn', cancellation, observer: this.#observe() },
    };
    if (cancelAt !== null)
      clock.at(cancelAt, () => void cancellation.cancel({ kind: 'cancelled', signal: 'SIGTERM', afterMs: cancelAt }, cancelGraceMs));
  }

  /** Advances virtual time until `work` settles. Files are real and take no virtual time. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { create } = PartialFile;
    const hold = (part: PartialFile) => holdTimeFor(part, this.clock, ['append', 'read', 'restart', 'complete', 'discard']);
    PartialFile.create = (target) => this.clock.hold(create.call(PartialFile, target).then(hold));
    try {
      return await this.clock.run(work());
    } finally {
      PartialFile.create = create;
    }
  }

  /** Advances time by `ms` milliseconds. */
  async pass(ms: number): Promise<void> {
    await this.clock.run(this.clock.sleep(ms, new AbortController().signal));
  }

  async create(creation: Creation, bounds: Bounds): Promise<Result<CreatedTask>> {
    this.creations.push({ at: this.clock.now(), creation, bounds });
    const result = nth(this.#script.create, this.creations.length);
    const arrived = await this.#arrives(result, Math.max(0, bounds.deadline - this.clock.now()), bounds.signal);
    // A creation that was sent but got no response is possibly accepted, too.
    if (!arrived || result.ok || possiblyAccepted.has(result.failure.kind)) this.possiblyAccepted += 1;
    const namedId = result.ok ? result.value.taskId : result.failure.returnedId;
    if (arrived && namedId !== null) this.namedIds.push(namedId);
    return arrived ? result : failed('ambiguous', 'no response in time');
  }

  async query(taskId: string, bounds: Bounds): Promise<Result<DescribedTask>> {
    this.queries.push({ at: this.clock.now(), taskId, bounds });
    const result = nth(this.#script.query, this.queries.length);
    return (await this.#arrives(result, this.#limitOf(bounds), bounds.signal)) ? result : failed('ambiguous', 'no response in time');
  }

  async balance(bounds: Bounds): Promise<Result<AccountBalance>> {
    this.balances.push({ at: this.clock.now(), bounds });
    const result = nth(this.#script.balance ?? [succeeds({ usedCoin: null, available: null })], this.balances.length);
    return (await this.#arrives(result, this.#limitOf(bounds), bounds.signal)) ? result : failed('ambiguous', 'no response in time');
  }

  async #send(request: HttpRequest): Promise<Reply> {
    const get: RecordedGet = { ...request, at: this.clock.now(), closed: 0 };
    this.gets.push(get);
    const scripted = nth(this.#script.get, this.gets.length);
    const limitMs = Math.min(request.timeoutMs, request.idleTimeoutMs);
    if (!(await this.#arrives(scripted, limitMs, request.signal))) return { kind: 'lost', cause: 'no response in time' };
    const transfer = scripted.kind === 'object' ? this.#serve(scripted, request) : scripted;
    if (transfer.kind !== 'response') return transfer;
    const { status, headers, body, breaks } = transfer;
    const close = () => {
      get.closed += 1;
    };
    return { kind: 'responded', status, headers, body: chunksOf(body, breaks), close };
  }

  #serve({ share, isResumable, isNew, end }: StoredObject, { headers }: HttpRequest): ScriptedResponse {
    if (isNew) this.content = Buffer.concat([this.content.subarray(0, 100), Buffer.alloc(3900, ++this.#version)]);
    const { length } = this.content;
    const etag = `"v${this.#version}"`;
    const arriving = this.content.subarray(0, Math.floor(length * share));
    const breaks = arriving.length < length && end !== 'connection' ? 'a reset' : null;
    const start = Number(/^bytes=(\d+)-$/.exec(headers['range'] ?? '')?.[1] ?? Number.NaN);
    if (isResumable && headers['if-range'] === etag && Number.isInteger(start)) {
      const range = { etag, 'content-length': String(length - start), 'content-range': `bytes ${start}-${length - 1}/${length}` };
      return response(206, range, arriving.subarray(start), breaks);
    }
    const ends = { length: { 'content-length': String(length) }, chunks: { 'transfer-encoding': 'chunked' }, connection: {} };
    return response(200, { ...(isResumable ? { etag } : {}), ...ends[end] }, arriving, breaks);
  }

  #limitOf({ deadline }: Bounds): number {
    return Math.min(Math.max(0, deadline - this.clock.now()), maxCallMs);
  }

  /** Whether a response arrives within `limitMs`, and before `signal` aborts. */
  async #arrives({ takes = 0 }: Timed<object>, limitMs: number, signal: AbortSignal): Promise<boolean> {
    if (takes === 0) return true;
    const start = this.clock.now();
    await this.clock.sleep(Math.min(takes, limitMs), signal);
    return takes <= limitMs && this.clock.now() >= start + takes;
  }

  #observe(): VideoObserver {
    const { told, transitions } = this;
    return {
      transitioned: ({ state }, before) => transitions.push([before.kind, state.kind]),
      retrying: ({ kind }, pauseMs) => told.push(`retrying after ${kind} in ${pauseMs}`),
      queryFailed: ({ kind }) => told.push(`query ${kind}`),
      downloadStarted: (totalBytes, resumedAt) => told.push(`download of ${totalBytes} from ${resumedAt}`),
      downloadProgressed: (bytes, totalBytes) => told.push(`${bytes} of ${totalBytes}`),
      downloadFailed: (detail, pauseMs, next) => told.push(`download failed: ${detail}, ${next} in ${pauseMs}`),
      linkMissing: (problem, pauseMs) => told.push(`no link: ${problem}, again in ${pauseMs}`),
    };
  }
}

/** A call that succeeds. */
export function succeeds<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A call that fails; `retryAfterMs` is how long JimmyAI asks to wait. */
export function fails(kind: FailureKind, retryAfterMs = 0, returnedId: string | null = null): Result<never> {
  return { ok: false, failure: { ...failureOf(kind, retryAfterMs), returnedId } };
}

/** Why a call failed. */
export function failureOf(kind: FailureKind, retryAfterMs = 0): Failure {
  const details = { detail: `what JimmyAI said: ${kind}`, hasReason: true, retryAfterMs, returnedId: null, trace: null };
  return kind === 'redirected' ? { ...details, kind, target: null } : { ...details, kind };
}

/** A task as a response describes it. */
export function task(kind: 'queued' | 'processing' | 'completed' | 'failed', more: Partial<DescribedTask> = {}): DescribedTask {
  const status = kind === 'failed' ? { kind, reason: null } : { kind };
  return { status, progress: null, links: [], cost: null, ...more };
}

/** A response to a download. `breaks`: why its body ends early. */
export function response(
  status: number,
  headers: http.IncomingHttpHeaders = {},
  body: Buffer = Buffer.alloc(0),
  breaks: string | null = null,
): ScriptedResponse {
  return { kind: 'response', status, headers, body, breaks };
}

async function* chunksOf(body: Buffer, breaks: string | null): AsyncGenerator<Buffer> {
  for (let start = 0; start < body.length; start += chunkBytes) yield body.subarray(start, start + chunkBytes);
  if (breaks !== null) throw new Error(breaks);
}

// According to the video action's contract, everything but a documented rejection is possibly accepted.
const possiblyAccepted: ReadonlySet<FailureKind> = new Set([
  ...(['balance-reported', 'balance-ambiguous', 'unavailable'] as const),
  ...(['ambiguous', 'unexpected'] as const),
]);

/** Returns the element at `count`, starting at 1, or the last one. */
function nth<T>(responses: readonly T[] = [], count: number): T {
  const response = responses[Math.min(count, responses.length) - 1];
  if (response === undefined) throw new Error('this is not scripted');
  // Calls without a pause between them would keep a test from ever timing out.
  if (count > maxCalls) throw new Error(`no end after ${maxCalls} calls`);
  return response;
}
