import type http from 'node:http';
import type { Bounds } from '../../src/jimmyai/api.ts';
import { type Failure, failed, type Result } from '../../src/jimmyai/failure.ts';
import type { DescribedTask } from '../../src/jimmyai/task.ts';
import type { CreatedTask } from '../../src/jimmyai/video-client.ts';
import { Cancellation } from '../../src/step/cancellation.ts';
import { deadlineOf } from '../../src/step/clock.ts';
import type { FetchReply, FetchRequest } from '../../src/video/fetcher.ts';
import type { RunContext, StopCause } from '../../src/video/run-context.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What the service gives one after the other; the last one stays. */
export interface VideoAnswers {
  readonly create?: readonly Result<CreatedTask>[];
  readonly query?: readonly Result<DescribedTask>[];
  readonly get?: readonly FetchReply[];
}

export interface VideoRunOptions {
  /** Milliseconds. */
  readonly timeout?: number;
  readonly pollInterval?: number;
  readonly random?: () => number;
}

/** What the parts of one run of the video action share, over answers that are at once there, with all that was asked for and told. */
export class VideoRun {
  readonly clock = new VirtualClock();
  readonly cancellation = new Cancellation<StopCause>(this.clock);
  readonly creations: { readonly at: number; readonly request: object; readonly bounds: Bounds }[] = [];
  readonly queries: { readonly at: number; readonly taskId: string; readonly bounds: Bounds }[] = [];
  readonly gets: (FetchRequest & { readonly at: number })[] = [];
  /** What the observer was told, but for changes of state. */
  readonly told: string[] = [];
  readonly context: RunContext;

  constructor(answers: VideoAnswers, { timeout = 60_000, pollInterval = 10_000, random = () => 0.5 }: VideoRunOptions = {}) {
    const { clock, cancellation, creations, queries, gets, told } = this;
    this.context = {
      videos: {
        create: async (request, bounds) => {
          creations.push({ at: clock.now(), request, bounds });
          return nth(answers.create, creations.length);
        },
        query: async (taskId, bounds) => {
          queries.push({ at: clock.now(), taskId, bounds });
          return nth(answers.query, queries.length);
        },
      },
      fetcher: {
        get: async (request) => {
          gets.push({ ...request, at: clock.now() });
          return nth(answers.get, gets.length);
        },
      },
      clock,
      random,
      deadline: deadlineOf(0, timeout),
      pollIntervalMs: pollInterval,
      baseUrl: 'https://www.jimmyai.cn',
      cancellation,
      observer: {
        transitioned: () => {},
        retrying: ({ kind }, pauseMs) => told.push(`retrying after ${kind} in ${pauseMs}`),
        queryFailed: ({ kind }) => told.push(`query ${kind}`),
        downloadStarted: (totalBytes, resumedAt) => told.push(`download of ${totalBytes} from ${resumedAt}`),
        downloadProgressed: (bytes, totalBytes) => told.push(`${bytes} of ${totalBytes}`),
        downloadFailed: (detail, pauseMs) => told.push(`download failed: ${detail}, again in ${pauseMs}`),
      },
    };
  }
}

/** A failure of a call, with what JimmyAI asked to wait for. */
export function fails(kind: Exclude<Failure['kind'], 'redirected'>, retryAfterMs = 0): Result<never> {
  const result = failed(kind, kind);
  return result.ok ? result : { ok: false, failure: { ...result.failure, retryAfterMs } };
}

/** What a query tells of a task. */
export function task(kind: 'queued' | 'processing' | 'completed', more: Partial<DescribedTask> = {}): DescribedTask {
  return { status: { kind }, progress: null, videoUrl: null, cost: null, ...more };
}

/** A response to a download. `breaks` is why its body ends too soon. */
export function response(status: number, headers: http.IncomingHttpHeaders = {}, body: Buffer = Buffer.alloc(0), breaks?: string) {
  const reply = {
    kind: 'response' as const,
    status,
    headers,
    closed: 0,
    close: () => {
      reply.closed += 1;
    },
    read: async (onChunk: (chunk: Buffer) => Promise<void> | null) => {
      if (body.length > 0) await onChunk(body);
      if (breaks !== undefined) throw new Error(breaks);
    },
  };
  return reply;
}

function nth<T>(answers: readonly T[] | undefined, count: number): T {
  const answer = answers?.at(Math.min(count, answers.length) - 1);
  if (answer === undefined) throw new Error('this is not scripted');
  return answer;
}
