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
  /** Where the video may be, the likeliest first, as JimmyAI gives it: a link may not be fit to be followed. */
  readonly links: readonly string[];
  /** What it costs, in JimiCoin, as JimmyAI writes it. */
  readonly cost: string | null;
}

/** Decodes what JimmyAI tells of tasks. */
export interface TaskDecoder {
  /** The id in `data`, or `null` if it has none that is usable. An integer is its digits: to lose a paid video is worse. */
  id(data: unknown): string | null;
  /** The task as `data` describes it, or `null` if it has neither a status nor a link that may be followed. */
  task(data: unknown): DescribedTask | null;
}

/** What decoding needs. */
export interface TaskDecoderOptions {
  /** No text is shown but through it. */
  readonly redactor: TextGuard;
  readonly warnOnce: (text: string, title: string) => void;
  readonly isFollowable: (link: string) => boolean;
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

// The query's page has the first, the vendor's own clients read the others too.
const linkKeys = ['video_url', 'videoUrl', 'url', 'mediaUrl', 'video_path', 'videoPath'];

/**
 * A decoder that warns once of a status that nobody knows. A link that may be followed says then that the video is completed. The
 * queries of links are redacted from now on.
 */
export function createTaskDecoder({ redactor, warnOnce, isFollowable }: TaskDecoderOptions): TaskDecoder {
  const warnOfUnknown = unknownStatusWarner(redactor, warnOnce);

  function decodeStatus(status: string, data: unknown, links: readonly string[]): TaskStatus {
    const key = status.toLowerCase();
    const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
    if (kind === 'failed') return { kind, reason: readReason(data, redactor) };
    if (kind !== undefined) return { kind };
    if (links.some(isFollowable)) return { kind: 'completed' };
    warnOfUnknown(status);
    return { kind: 'processing' };
  }

  return {
    id: (data) => readId(field(data, 'task_id'), (text) => redactor.containsSecret(text)),
    task(data) {
      const links = linksIn(data);
      // Bearer links to a person's face: from now on their queries are not shown, wherever they stand.
      for (const link of links) if (URL.canParse(link)) redactor.addQueryOf(link);
      const status = nonEmptyString(field(data, 'status'));
      if (status === null && !links.some(isFollowable)) return null;
      const progress = field(data, 'progress');
      return {
        status: decodeStatus(status ?? '', data, links),
        progress: typeof progress === 'number' && progress >= 0 && progress <= 100 ? progress : null,
        links,
        cost: decodeCost(field(data, 'cost')),
      };
    },
  };
}

/** The links in `result` and `data` itself, each a text or the first of a list. */
function linksIn(data: unknown): readonly string[] {
  const values = [field(data, 'result'), data].flatMap((place) => linkKeys.map((key) => field(place, key)));
  const links = values.flatMap((value) => nonEmptyString(Array.isArray(value) ? value[0] : value) ?? []);
  return [...new Set(links)];
}

/** A number, or a text that is one. */
function decodeCost(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? text : null;
}
