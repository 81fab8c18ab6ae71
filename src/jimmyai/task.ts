import { field, nonEmptyString } from '../step/json.ts';
import type { TextGuard } from '../step/text-guard.ts';
import { readReason } from './reason.ts';
import { readId } from './returned-id.ts';
import { unknownStatusWarner } from './unknown-status.ts';

/** What JimmyAI says of a video task. Its words for one state differ from page to page. */
export type TaskStatus =
  | { readonly kind: 'queued' }
  | { readonly kind: 'processing' }
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly reason: string | null };

/** A video task as one response describes it. */
export interface DescribedTask {
  readonly status: TaskStatus;
  /** Per cent, 0 to 100; `null` if JimmyAI gives none. */
  readonly progress: number | null;
  /** Where the video is, as JimmyAI gives it: it may not be fit to be followed. */
  readonly videoUrl: string | null;
  /** What it costs, in JimiCoin, as JimmyAI writes it. */
  readonly cost: string | null;
}

/** Decodes what JimmyAI tells of tasks. */
export interface TaskDecoder {
  /** The id in `data`, or `null` if it has none that is usable. An integer is its digits: to lose a paid video is worse. */
  id(data: unknown): string | null;
  /** The task as `data` describes it, or `null` if it has no status. */
  task(data: unknown): DescribedTask | null;
}

// The pages of creation and query, the FAQ, the vendor's skill and its front end each name some of these.
const kinds: Readonly<Record<string, TaskStatus['kind']>> = {
  queued: 'queued',
  pending: 'queued',
  submitted: 'queued',
  created: 'queued',
  processing: 'processing',
  running: 'processing',
  in_progress: 'processing',
  completed: 'completed',
  success: 'completed',
  succeeded: 'completed',
  succeed: 'completed',
  finished: 'completed',
  failed: 'failed',
  error: 'failed',
  canceled: 'failed',
  cancelled: 'failed',
  expired: 'failed',
  fail: 'failed',
  failure: 'failed',
  rejected: 'failed',
};

/** A decoder that shows no text but through `redactor`, and warns once of a status that nobody knows. */
export function createTaskDecoder(redactor: TextGuard, warnOnce: (text: string, title: string) => void): TaskDecoder {
  const warnOfUnknown = unknownStatusWarner(redactor, warnOnce);

  function decodeStatus(status: string, data: unknown): TaskStatus {
    const key = status.toLowerCase();
    const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
    if (kind === undefined) warnOfUnknown(status);
    if (kind === 'failed') return { kind, reason: readReason(data, redactor) };
    return { kind: kind ?? 'processing' };
  }

  return {
    id: (data) => readId(field(data, 'task_id'), (text) => redactor.containsSecret(text)),
    task(data) {
      const status = nonEmptyString(field(data, 'status'));
      if (status === null) return null;
      const progress = field(data, 'progress');
      return {
        status: decodeStatus(status, data),
        progress: typeof progress === 'number' && progress >= 0 && progress <= 100 ? progress : null,
        videoUrl: nonEmptyString(field(field(data, 'result'), 'video_url')),
        cost: decodeCost(field(data, 'cost')),
      };
    },
  };
}

/** A number, or a text that is one. */
function decodeCost(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? text : null;
}
