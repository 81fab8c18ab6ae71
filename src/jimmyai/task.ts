import { field, nonEmptyString } from '../step/json.ts';
import type { TextGuard } from '../step/text-guard.ts';
import { readReason } from './reason.ts';
import { readId } from './returned-id.ts';
import { unknownStatusWarner } from './unknown-status.ts';

/** The status of a video task. JimmyAI's words for one status differ from page to page. */
export type TaskStatus =
  | { readonly kind: 'queued' }
  | { readonly kind: 'processing' }
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly reason: string | null };

/** A video task as one response describes it. */
export interface DescribedTask {
  readonly status: TaskStatus;
  /** Percent, from 0 to 100; `null` if JimmyAI reports none. */
  readonly progress: number | null;
  /** Possible links to the video as JimmyAI sent them, the likeliest first. A link may be unsafe to follow. */
  readonly links: readonly string[];
  /** The cost in JimiCoin, as JimmyAI writes it. */
  readonly cost: string | null;
}

/** Decodes tasks in responses. */
export interface TaskDecoder {
  /** The ID in `data`; `null` if there is no usable one. Accepts an integer too, so as not to lose a paid video. */
  id(data: unknown): string | null;
  /** The task as `data` describes it; `null` if `data` has neither a status nor a link that may be followed. */
  task(data: unknown): DescribedTask | null;
}

/** What a decoder needs. */
export interface TaskDecoderOptions {
  /** Sanitizes every text that is shown. */
  readonly redactor: TextGuard;
  readonly warnOnce: (text: string, title: string) => void;
  readonly isFollowable: (link: string) => boolean;
}

// Sources: the creation and query pages, the FAQ, the vendor's skill and its front end each name some.
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

// The query page has the first; the vendor's own clients also read the others.
const linkKeys = ['video_url', 'videoUrl', 'url', 'mediaUrl', 'video_path', 'videoPath'];

/**
 * Creates a decoder that warns once about each unknown status, unless a link that may be followed shows that the video is completed.
 * Redacts the queries of links from then on.
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
      // Bearer links to a person's face: redact their queries everywhere from now on.
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

/** The links in `result` and in `data` itself, each a text or the first item of a list. */
function linksIn(data: unknown): readonly string[] {
  const values = [field(data, 'result'), data].flatMap((place) => linkKeys.map((key) => field(place, key)));
  const links = values.flatMap((value) => nonEmptyString(Array.isArray(value) ? value[0] : value) ?? []);
  return [...new Set(links)];
}

/** Decodes a number or a numeric string. */
function decodeCost(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? text : null;
}
