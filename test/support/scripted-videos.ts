import type http from 'node:http';
import type { Bounds } from '../../src/jimmyai/api.ts';
import { type Failure, failed, type Result } from '../../src/jimmyai/failure.ts';
import type { DescribedTask } from '../../src/jimmyai/task.ts';
import type { CreatedTask, JimmyAiVideos } from '../../src/jimmyai/video-client.ts';
import { Cancellation } from '../../src/step/cancellation.ts';
import { type Deadline, deadlineOf } from '../../src/step/clock.ts';
import { PartialFile } from '../../src/step/files/partial-file.ts';
import type { Fetcher, FetchReply, FetchRequest, OnChunk } from '../../src/video/fetcher.ts';
import type { Task } from '../../src/video/inputs.ts';
import { makeVideo } from '../../src/video/make-video.ts';
import type { Plan } from '../../src/video/plan.ts';
import type { StopCause } from '../../src/video/run-context.ts';
import { type TrackedVideo, track } from '../../src/video/tracked-video.ts';
import { videoOf } from './fake-videos.ts';
import { VirtualClock } from './virtual-clock.ts';

/** How the service meets one call: what it gives, and after how many milliseconds. */
export interface Step<T> {
  readonly takes: number;
  readonly gives: T;
}

/** What a download does: bytes that arrive before it breaks off, or how it fails. */
export type Transfer =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'bytes'; readonly share: number; readonly resumable: boolean }
  | { readonly kind: 'changes' }
  | { readonly kind: 'page' }
  | { readonly kind: 'no connection' };

export type Creation = Failure['kind'] | 'accepted';
export type Query = Failure['kind'] | 'queued' | 'processing' | 'completed' | 'no link' | 'failed';

/** What the service does, one answer after the other; the last one stays. */
export interface VideoScript {
  readonly create: readonly Step<Creation>[];
  readonly query: readonly Step<Query>[];
  readonly download: readonly Step<Transfer>[];
}

const requestTimeoutMs = 30_000;
const request = { model: 'm', prompt: 'p', duration: 5, resolution: '720p', ratio: '16:9', images: ['asset://a'], extra: {} } as const;

/** One run of the video action's middle over a scripted service in virtual time. Only the file is real. */
export class VideoWorld implements JimmyAiVideos, Fetcher {
  readonly clock = new VirtualClock();
  readonly cancellation = new Cancellation<StopCause>(this.clock);
  readonly video: TrackedVideo = track(0);
  readonly deadline: Deadline;
  /** Creations that may have been accepted. */
  accepted = 0;
  creations = 0;
  queries = 0;
  downloads = 0;
  /** What the link leads to by now. */
  content = videoOf(4000);
  #version = 1;
  readonly #script: VideoScript;
  readonly #plan: Plan;

  constructor(script: VideoScript, { file, timeoutMs, task }: { file: string; timeoutMs: number; task: 'create' | 'given' }) {
    this.#script = script;
    this.deadline = deadlineOf(0, timeoutMs);
    const theTask: Task = task === 'create' ? { kind: 'create', request } : { kind: 'given', taskId: 'task-1' };
    this.#plan = {
      token: 'sk',
      task: theTask,
      file: { absolute: file, relative: 'video.mp4' },
      timeoutMs,
      pollIntervalMs: 10_000,
      wait: true,
      baseUrl: 'https://www.jimmyai.cn',
    };
  }

  /** Cancels the job at `time`. */
  cancelAt(time: number): void {
    this.clock.at(time, () => void this.cancellation.cancel({ kind: 'cancelled', signal: 'SIGTERM' }));
  }

  async run(): Promise<void> {
    const nothing = () => {};
    const observer = {
      transitioned: nothing,
      retrying: nothing,
      queryFailed: nothing,
      downloadStarted: nothing,
      downloadProgressed: nothing,
      downloadFailed: nothing,
    };
    const { clock, deadline, cancellation } = this;
    const run = { videos: this, fetcher: this, clock, random: () => 0.5, deadline, cancellation, observer };
    const { create } = PartialFile;
    PartialFile.create = (target) => clock.hold(create.call(PartialFile, target).then((part) => holdTimeFor(part, clock)));
    try {
      await clock.run(makeVideo(this.video, this.#plan, { ...run, pollIntervalMs: 10_000, baseUrl: 'https://www.jimmyai.cn' }));
    } finally {
      PartialFile.create = create;
    }
  }

  async create(_request: object, bounds: Bounds): Promise<Result<CreatedTask>> {
    const { takes, gives } = at(this.#script.create, this.creations++);
    const arrived = await this.#takes(takes, bounds);
    // What was sent and not answered may be accepted, too.
    if (gives === 'accepted' || possiblyAccepted.has(gives) || !arrived) this.accepted += 1;
    if (!arrived) return failed('ambiguous', 'it took too long');
    return gives === 'accepted' ? { ok: true, value: { taskId: 'task-1', task: null } } : failureOf(gives);
  }

  async query(_taskId: string, bounds: Bounds): Promise<Result<DescribedTask>> {
    const { takes, gives } = at(this.#script.query, this.queries++);
    if (!(await this.#takes(takes, bounds))) return failed('ambiguous', 'it took too long');
    switch (gives) {
      case 'queued':
      case 'processing':
        return { ok: true, value: { status: { kind: gives }, progress: null, videoUrl: null, cost: null } };
      case 'completed':
        return {
          ok: true,
          value: { status: { kind: 'completed' }, progress: 100, videoUrl: 'https://media.example/video.mp4?sig=1', cost: '1' },
        };
      case 'no link':
        return { ok: true, value: { status: { kind: 'completed' }, progress: 100, videoUrl: null, cost: '1' } };
      case 'failed':
        return { ok: true, value: { status: { kind: 'failed', reason: null }, progress: null, videoUrl: null, cost: null } };
      default:
        return failureOf(gives);
    }
  }

  async get({ resume, timeoutMs, signal }: FetchRequest): Promise<FetchReply> {
    const { takes, gives } = at(this.#script.download, this.downloads++);
    const bounds = { deadline: this.clock.now() + timeoutMs, signal };
    if (gives.kind === 'no connection' || !(await this.#takes(takes, bounds))) return { kind: 'broken', detail: 'no connection' };
    if (gives.kind === 'status') return this.#respond(gives.status, {}, Buffer.alloc(0), 0);
    if (gives.kind === 'page') return this.#respond(200, { 'content-length': '20' }, Buffer.from('<html>expired</html>'), 20);
    if (gives.kind === 'changes') {
      this.#version += 1;
      this.content = Buffer.concat([this.content.subarray(0, 100), Buffer.alloc(3900, this.#version)]);
    }
    const share = gives.kind === 'bytes' ? gives.share : 0.5;
    const resumable = gives.kind !== 'bytes' || gives.resumable;
    const etag = `"v${this.#version}"`;
    const { length } = this.content;
    const end = Math.floor(length * share);
    if (resume !== null && resume.validator === etag && resumable) {
      const rest = this.content.subarray(resume.offset);
      const headers = { etag, 'content-length': String(rest.length), 'content-range': `bytes ${resume.offset}-${length - 1}/${length}` };
      return this.#respond(206, headers, rest, Math.max(0, end - resume.offset));
    }
    return this.#respond(200, { ...(resumable ? { etag } : {}), 'content-length': String(length) }, this.content, end);
  }

  #respond(status: number, headers: http.IncomingHttpHeaders, body: Buffer, arrives: number): FetchReply {
    return {
      kind: 'response',
      status,
      headers,
      close: () => {},
      async read(onChunk: OnChunk) {
        for (let start = 0; start < arrives; start += 1000) await onChunk(body.subarray(start, Math.min(start + 1000, arrives)));
        if (arrives < body.length) throw new Error('broken off');
      },
    };
  }

  /** Whether the response came within the bounds. */
  async #takes(ms: number, { deadline, signal }: Bounds): Promise<boolean> {
    const start = this.clock.now();
    const limit = Math.min(Math.max(0, deadline - start), requestTimeoutMs);
    await this.clock.sleep(Math.min(ms, limit), signal);
    return ms <= limit && this.clock.now() >= start + ms;
  }
}

/** Writing takes real time, and must take none of the virtual one. */
function holdTimeFor(part: PartialFile, clock: VirtualClock): PartialFile {
  const { append, restart, complete, discard } = part;
  part.append = (chunk) => {
    const written = append.call(part, chunk);
    return written === null ? null : clock.hold(written);
  };
  part.restart = () => clock.hold(restart.call(part));
  part.complete = () => clock.hold(complete.call(part));
  part.discard = () => clock.hold(discard.call(part));
  return part;
}

// By the contract of the video action: whatever is not a documented refusal may have been accepted.
const possiblyAccepted = new Set<string>([
  'balance-reported',
  'balance-ambiguous',
  'unavailable',
  'server-error',
  'ambiguous',
  'unexpected',
]);

function failureOf(kind: Failure['kind']): Result<never> {
  return kind === 'redirected' ? { ok: false, failure: { kind, detail: kind, retryAfterMs: 0, target: null } } : failed(kind, kind);
}

/** The element at `index`, or the last one. */
function at<T>(list: readonly T[], index: number): T {
  const element = list[Math.min(index, list.length - 1)];
  if (element === undefined) throw new Error('an empty list');
  return element;
}
