import { defaultBaseUrl, parseOrigin, parseTokenFor } from '../jimmyai/account.ts';
import { refPattern } from '../jimmyai/asset.ts';
import { problemWithPublicUrl } from '../jimmyai/public-url.ts';
import { idAlphabet, idPattern } from '../jimmyai/returned-id.ts';
import type { Creation } from '../jimmyai/video-client.ts';
import { type GetInput, hintForEmptyExpression, parseBoolean, parseDurationWithin } from '../step/fields.ts';
import { parseJson } from '../step/json.ts';
import { type Parsed, ProblemList, type Problems } from '../step/problem.ts';
import { type ExtraFields, parseExtraFields } from './extra-fields.ts';
import { isSpModel, parseModel } from './model.ts';

/** The parameters of SP Create Video. */
export interface VideoRequest {
  readonly model: string;
  readonly prompt: string;
  /** Seconds. */
  readonly duration: number;
  /** Absent to leave it to the model. */
  readonly resolution?: string;
  readonly ratio?: string;
  /** Absent if `extra` has a first or last image. */
  readonly images?: readonly string[];
  readonly extra: ExtraFields;
}

/** A video to create, or the existing task of an earlier creation. */
export type Task = { readonly kind: 'create'; readonly request: VideoRequest } | { readonly kind: 'given'; readonly taskId: string };

/** The parsed inputs, not yet checked against the disk. `null` marks an invalid input, or a dry run's missing token. */
export interface Inputs extends Problems {
  readonly token: string | null;
  readonly task: Task | null;
  /** Where to save the video, as the workflow wrote it. */
  readonly file: string;
  readonly timeoutMs: number | null;
  readonly pollIntervalMs: number | null;
  readonly wait: boolean | null;
  readonly dryRun: boolean | null;
  /** The service's origin. */
  readonly baseUrl: string | null;
}

/** Converts a request to the form that the client sends. */
export function creationOf({ extra, ...fields }: VideoRequest): Creation {
  return { fields, extraJson: extra.json };
}

/** The inputs that describe a creation; none may be combined with `task-id`. */
export const creationInputs = ['prompt', 'images', 'model', 'duration', 'resolution', 'ratio', 'extra'] as const;

const maxPromptLength = 5000;

/** Parses the inputs, and reports combinations that are not allowed. */
export function readInputs(getInput: GetInput): Inputs {
  const get = (name: string) => getInput(name).trim();
  const list = new ProblemList();
  const dryRun = list.take('dry-run', parseBoolean(get('dry-run'), false));
  const token = list.take('token', parseTokenFor(dryRun, getInput('token')));
  const wait = list.take('wait', parseBoolean(get('wait'), true));
  return {
    token,
    task: get('task-id') === '' ? readCreation(get, token, list) : readGiven(get, wait, token, list),
    file: get('file') || 'video.mp4',
    timeoutMs: list.take('timeout', parseDurationWithin(get('timeout'), '30m', ['1s', '6h'])),
    pollIntervalMs: list.take('poll-interval', parseDurationWithin(get('poll-interval'), '10s', ['100ms', '1h'])),
    wait,
    dryRun,
    baseUrl: list.take('base-url', parseOrigin(get('base-url') || defaultBaseUrl)),
    problems: list.problems,
    omitted: list.omitted,
  };
}

function readGiven(get: GetInput, wait: boolean | null, token: string | null, list: ProblemList): Task | null {
  const taskId = get('task-id');
  for (const input of creationInputs) {
    if (get(input) !== '') list.add(input, 'must be empty if task-id is set, because task-id gets an existing video');
  }
  if (wait === false) list.add('wait', 'must be true with task-id, because the step has nothing else to do');
  if (idPattern.test(taskId) && (token === null || !taskId.includes(token))) return { kind: 'given', taskId };
  list.add('task-id', `not a valid task ID, which has ${idAlphabet}. Copy the output task_id of an earlier run`);
  return null;
}

function readCreation(get: GetInput, token: string | null, list: ProblemList): Task | null {
  if (creationInputs.every((input) => get(input) === '')) {
    list.add(
      'task-id, prompt, images',
      `all are empty. Set prompt and images to create a video, or task-id to get an existing video. ${hintForEmptyExpression}`,
    );
    return null;
  }
  const extra = list.take('extra', parseExtraFields(get('extra')));
  const frames = extra === null ? [] : ['first_image', 'last_image'].filter((key) => Object.hasOwn(extra.fields, key));
  const images = frames.length > 0 ? checkNoImages(get('images'), frames, list) : readImages(get('images'), list);
  const model = list.take('model', parseModel(get('model')));
  const isSp = isSpModel(model);
  const prompt = list.take('prompt', parsePrompt(get('prompt')));
  const duration = list.take('duration', parseSeconds(get('duration'), isSp ? [4, 15] : [1, 60]));
  const resolution = list.take('resolution', parseWord(get('resolution'), '720p', isSp, /^[A-Za-z0-9]{1,16}$/));
  const ratio = list.take('ratio', parseWord(get('ratio'), '16:9', isSp, /^(?:\d{1,4}:\d{1,4}|[A-Za-z]{1,16})$/));
  if (token !== null) {
    for (const input of creationInputs) if (get(input).includes(token)) list.add(input, 'contains the token. Remove it');
  }
  if (model === null || prompt === null || duration === null || resolution === null || ratio === null || extra === null) return null;
  const optional = {
    ...(resolution === '' ? {} : { resolution }),
    ...(ratio === '' ? {} : { ratio }),
    ...(images === null ? {} : { images }),
  };
  return { kind: 'create', request: { model, prompt, duration, ...optional, extra } };
}

function checkNoImages(text: string, frames: readonly string[], list: ProblemList): null {
  if (text !== '') list.add('images', `must be empty with ${frames.join(' and ')} in extra`);
  return null;
}

function parsePrompt(prompt: string): Parsed<string> {
  if (prompt === '') return { problem: 'missing. Describe the video, or set task-id to get an existing video' };
  const length = [...prompt].length;
  if (length > maxPromptLength) return { problem: `has ${length} characters. JimmyAI accepts up to ${maxPromptLength}` };
  if (/[^\P{Cc}\n\r\t]|\p{Cs}/u.test(prompt)) return { problem: 'contains a control character. Remove it' };
  return { value: prompt };
}

/** Parses references: a JSON array of strings, or one per line. Adds the problems of each entry to `list`. */
function readImages(text: string, list: ProblemList): readonly string[] | null {
  const images = text.startsWith('[')
    ? parseJsonStrings(text)
    : text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter(Boolean);
  if (images === null) list.add('images', 'must be a JSON array of strings, or one reference per line');
  if (images?.length === 0) {
    list.add('images', 'missing. Pass the output asset_refs of the portrait step. If that output is [], no portrait is Active');
  }
  const earlier = new Set<string>();
  for (const [index, image] of (images ?? []).entries()) {
    const problem = problemWithImage(image) ?? (earlier.has(image) ? 'repeats an earlier entry. Remove one of them' : null);
    if (problem !== null) list.add(`images[${index}]`, problem);
    earlier.add(image);
  }
  return images;
}

function problemWithImage(image: string): string | null {
  if (!/^asset:/i.test(image)) return problemWithPublicUrl(image, 'an asset:// reference');
  return /^asset:\/\/./.test(image) && refPattern.test(image) ? null : 'not a valid asset:// reference. Copy it from the output asset_refs';
}

function parseJsonStrings(text: string): readonly string[] | null {
  const value = parseJson(text);
  if (!Array.isArray(value)) return null;
  const strings = value.filter((entry) => typeof entry === 'string');
  return strings.length === value.length ? strings : null;
}

function parseSeconds(text: string, [min, max]: readonly [number, number]): Parsed<number> {
  const [, digits] = /^(\d{1,3})s?$/.exec(text || '5') ?? [];
  const seconds = Number(digits);
  return seconds >= min && seconds <= max
    ? { value: seconds }
    : { problem: `must be whole seconds from ${min} to ${max} for this model, not “${text}”` };
}

/** Parses a word. An empty `text` means `documented` if `hasDefault`; otherwise it stays empty, leaving the choice to the model. */
function parseWord(text: string, documented: string, hasDefault: boolean, pattern: RegExp): Parsed<string> {
  const word = text || (hasDefault ? documented : '');
  return word === '' || pattern.test(word) ? { value: word } : { problem: `“${text}” is not valid. Write a value such as ${documented}` };
}
