import { field, nonEmptyString } from '../step/json.ts';
import type { TextGuard } from '../step/text-guard.ts';
import { idPattern } from './asset.ts';

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
  /** The id in `data`, or `null` if it has none that is usable. A safe integer is its digits: to lose a paid video is worse. */
  id(data: unknown): string | null;
  /** The task as `data` describes it, or `null` if it has no status. */
  task(data: unknown): DescribedTask | null;
}

/** A decoder that shows no text but through `redactor`, and warns once of a status that nobody knows. */
export function createTaskDecoder(redactor: TextGuard, warnOnce: (text: string, title: string) => void): TaskDecoder {
  function decodeStatus(status: string, data: unknown): TaskStatus {
    // The pages of creation and query, the FAQ and the vendor's skill each name some of these.
    switch (status.toLowerCase()) {
      case 'queued':
      case 'pending':
      case 'submitted':
        return { kind: 'queued' };
      case 'processing':
        return { kind: 'processing' };
      case 'completed':
      case 'success':
      case 'succeeded':
        return { kind: 'completed' };
      case 'failed':
      case 'error':
      case 'canceled':
      case 'cancelled':
      case 'expired': {
        const reason = ['error_message', 'error_msg', 'reason']
          .map((key) => nonEmptyString(field(data, key)))
          .find((text) => text !== null);
        return { kind: 'failed', reason: reason === undefined ? null : redactor.excerpt(reason) };
      }
      default:
        warnOnce(`JimmyAI reported the unknown status “${redactor.excerpt(status)}”. Polling continues.`, 'Unknown status');
        return { kind: 'processing' };
    }
  }

  return {
    id(data) {
      const value = field(data, 'task_id');
      const text = Number.isSafeInteger(value) ? String(value) : value;
      return typeof text === 'string' && idPattern.test(text) && !redactor.containsSecret(text) ? text : null;
    },
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
