import { capitalize, decapitalize } from '../step/advice.ts';
import { formatBytes } from '../step/bytes.ts';
import { formatDuration } from '../step/duration.ts';
import { helpLinksTo } from '../step/help-page.ts';
import { codeSpan, escapeMarkdown, foldedInputs } from '../step/markdown.ts';
import type { Redactor } from '../step/redactor.ts';
import type { Advice } from './failure-words.ts';
import { stageOf, statusOf } from './outputs.ts';
import type { Plan } from './plan.ts';
import { isPossiblyCreated, type TrackedVideo, taskIdOf, taskOf } from './tracked-video.ts';

const none = '—';
// These values can look like host names; as code, they don't become links.
const ids: ReadonlySet<string> = new Set(['Task ID', 'task-id', 'images']);

/** Returns the job summary in Markdown: the outcome, and what to do next. */
export function summaryOf(video: TrackedVideo, plan: Plan, advice: Advice | null, now: number, redactor: Redactor): string {
  const table = tableOf(resultRows(video, advice, plan, now).map(([name, value]) => [name, show(name, redactor.sanitize(value))]));
  const heading = `### ${redactor.sanitize(headingOf(video, advice))}`;
  const next = `**What to do next**\n\n${advice === null ? nextStep(video, redactor) : adviceItem(advice, redactor)}`;
  // Don't bury the next steps below a table.
  const parts = advice === null ? [heading, table, next] : [heading, next, table];
  return `${[...parts, foldInputs(plan, redactor)].join('\n\n')}\n`;
}

/** Returns the job summary of a dry run in Markdown. `request` is the request that a run would send, sanitized. */
export function planSummaryOf(plan: Plan, request: string, redactor: Redactor): string {
  const { task, file, wait } = plan;
  const what = task.kind === 'create' ? 'a video would be created and paid for' : 'a video would be fetched, which costs nothing';
  const next = 'Nothing was sent to JimmyAI. To carry out this plan, start a run without `dry-run`.';
  const place = wait ? codeSpan(redactor.sanitize(file.relative)) : none;
  const table = tableOf([
    ['Request', codeSpan(request)],
    ['File', place],
  ]);
  return `${[`### 📋 Dry run: ${what}`, `**What to do next**\n\n${next}`, table, foldInputs(plan, redactor)].join('\n\n')}\n`;
}

/** The rows as a table with the first row as its head. Values are already redacted and escaped. */
function tableOf(rows: readonly (readonly [name: string, value: string])[]): string {
  const [head = '', ...others] = rows.map(([name, value]) => `| ${name} | ${value} |`);
  return [head, '| :-- | :-- |', ...others].join('\n');
}

function foldInputs(plan: Plan, redactor: Redactor): string {
  return foldedInputs(inputsOf(plan).map(([name, value]) => [name, show(name, redactor.excerpt(value))]));
}

function show(name: string, shown: string): string {
  return ids.has(name) && shown !== none ? codeSpan(shown) : escapeMarkdown(shown);
}

function headingOf(video: TrackedVideo, advice: Advice | null): string {
  if (advice === null) return video.state.kind === 'downloaded' ? '✅ Video ready' : '✅ Video created';
  const { title } = advice;
  return `${iconOf(video, advice)} ${title.startsWith('Video') ? title : `Video: ${decapitalize(title)}`}`;
}

/** Returns an icon: the video is ready, possibly created, won't come, or may still come. */
function iconOf(video: TrackedVideo, advice: Advice | null): string {
  if (advice === null) return '✅';
  if (isPossiblyCreated(video)) return '❓';
  const isLost = video.state.kind === 'uncreated' || advice.word === 'failed' || taskIdOf(video.state) === null;
  return isLost ? '❌' : '⚠️';
}

function resultRows(video: TrackedVideo, advice: Advice | null, { timeoutMs }: Plan, now: number): readonly (readonly [string, string])[] {
  const { state, startedAt, endedAt, balanceAfter } = video;
  const cost = taskOf(state)?.cost ?? null;
  const left = balanceAfter?.available ?? null;
  const costs = [
    ['Cost', cost === null ? none : `${cost} JimiCoin`],
    ...(left === null ? [] : [['Left in the account', `${left} JimiCoin`] as const]),
  ] as const;
  const task = [
    ['Task ID', taskIdOf(state) ?? none],
    ['Status', `${iconOf(video, advice)} ${statusInWords(video)}`],
    ['Time', `${formatDuration((endedAt ?? now) - startedAt)} elapsed, timeout ${formatDuration(timeoutMs)}`],
  ] as const;
  if (state.kind !== 'downloaded') return [...task, ...costs];
  const { path, bytes, sha256 } = state.file;
  return [['File', path], ['Size', formatBytes(bytes)], ...costs, ...task, ['SHA-256', sha256]];
}

function statusInWords(video: TrackedVideo): string {
  if (isPossiblyCreated(video)) return 'Possibly created';
  return capitalize(statusOf(video) ?? stageOf(video));
}

/** Returns the effective inputs for people: with defaults, without the token. */
function inputsOf({ mode, task, file, timeoutMs, pollIntervalMs, wait, baseUrl }: Plan): readonly (readonly [string, string])[] {
  const common = [
    ['file', file.relative],
    ['timeout', formatDuration(timeoutMs)],
    ['poll-interval', formatDuration(pollIntervalMs)],
    ['wait', String(wait)],
    ...(mode.kind === 'dry-run' ? [['dry-run', 'true'] as const] : []),
    ['base-url', baseUrl],
  ] as const;
  if (task.kind === 'given') return [['task-id', task.taskId], ...common];
  const { model, prompt, duration, resolution, ratio, images = [], extra } = task.request;
  const further = Object.keys(extra.fields);
  return [
    ['prompt', prompt],
    ...(images.length === 0 ? [] : [['images', images.join(' ')] as const]),
    ['model', model],
    ['duration', `${duration} s`],
    ...(resolution === undefined ? [] : [['resolution', resolution] as const]),
    ...(ratio === undefined ? [] : [['ratio', ratio] as const]),
    ...(further.length === 0 ? [] : [['extra', further.join(', ')] as const]),
    ...common,
  ];
}

function adviceItem(advice: Advice, redactor: Redactor): string {
  // `what` quotes the service, so escape it; `next` is this action's own Markdown.
  return `${escapeMarkdown(redactor.sanitize(capitalize(advice.what)))}. ${redactor.sanitize(advice.next)}${helpLinksTo(advice.word)}`;
}

function nextStep({ state }: TrackedVideo, redactor: Redactor): string {
  return state.kind === 'downloaded'
    ? `Upload ${escapeMarkdown(redactor.sanitize(state.file.path))} before the job ends, with \`actions/upload-artifact\` or as a release asset: the output \`path\` names the file. JimmyAI deletes its copy after about three days.`
    : 'To wait in a later job, set `task-id` to the output `task_id`. This costs nothing.';
}
