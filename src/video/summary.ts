import { capitalize, decapitalize } from '../step/advice.ts';
import { formatBytes } from '../step/bytes.ts';
import { formatDuration } from '../step/duration.ts';
import { helpLinkTo } from '../step/help-page.ts';
import { codeSpan, escapeMarkdown, foldedInputs } from '../step/markdown.ts';
import type { Redactor } from '../step/redactor.ts';
import type { Advice } from './failure-words.ts';
import { stageOf, statusOf } from './outputs.ts';
import type { Plan } from './plan.ts';
import { isPossiblyCreated, type TrackedVideo, taskIdOf, taskOf } from './tracked-video.ts';

const none = '—';
// What may read as the name of a host stands as code, where it is no link.
const ids: ReadonlySet<string> = new Set(['Task ID', 'task-id', 'images']);

/** The job summary in Markdown: what came of the video, and what to do next. */
export function summaryOf(video: TrackedVideo, plan: Plan, advice: Advice | null, now: number, redactor: Redactor): string {
  const table = tableOf(resultRows(video, advice, plan, now).map(([name, value]) => [name, show(name, redactor.sanitize(value))]));
  const heading = `### ${redactor.sanitize(headingOf(video, advice))}`;
  const next = `**What to do next**\n\n${advice === null ? nextStep(video) : stepOutOfTrouble(advice, redactor)}`;
  // What to do must not be below a table.
  const parts = advice === null ? [heading, table, next] : [heading, next, table];
  return `${[...parts, foldInputs(plan, redactor)].join('\n\n')}\n`;
}

/** The job summary of a dry run in Markdown. `request` is what would be sent, fit to be shown. */
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

/** The rows as a table, whose head is the first one. Values are fit to be shown, and escaped. */
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

/** Whether the video is there, may still come, or won't. */
function iconOf(video: TrackedVideo, advice: Advice | null): string {
  if (advice === null) return '✅';
  const isLost = video.state.kind === 'uncreated' || advice.word === 'failed' || taskIdOf(video.state) === null;
  return isLost && !isPossiblyCreated(video) ? '❌' : '⚠️';
}

function resultRows(video: TrackedVideo, advice: Advice | null, { timeoutMs }: Plan, now: number): readonly (readonly [string, string])[] {
  const { state, startedAt, endedAt, balanceAfter } = video;
  const cost = taskOf(state)?.cost ?? null;
  const left = balanceAfter?.available ?? null;
  return [
    ['Task ID', taskIdOf(state) ?? none],
    ['Status', `${iconOf(video, advice)} ${statusInWords(video)}`],
    ['Time', `${formatDuration((endedAt ?? now) - startedAt)} elapsed, timeout ${formatDuration(timeoutMs)}`],
    ['Cost', cost === null ? none : `${cost} JimiCoin`],
    ...(left === null ? [] : [['Left in the account', `${left} JimiCoin`] as const]),
    ...(state.kind === 'downloaded'
      ? ([
          ['File', state.file.path],
          ['Size', formatBytes(state.file.bytes)],
          ['SHA-256', state.file.sha256],
        ] as const)
      : []),
  ];
}

function statusInWords(video: TrackedVideo): string {
  if (isPossiblyCreated(video)) return 'Possibly created';
  return capitalize(statusOf(video) ?? stageOf(video));
}

/** The inputs as people see them: without the token, and with the values that stand in for empty ones. */
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

function stepOutOfTrouble(advice: Advice, redactor: Redactor): string {
  // What happened quotes the service; what to do is this action's own Markdown.
  return `${escapeMarkdown(redactor.sanitize(capitalize(advice.what)))}. ${redactor.sanitize(advice.next)}${helpLinkTo(advice.word)}`;
}

function nextStep({ state }: TrackedVideo): string {
  return state.kind === 'downloaded'
    ? 'Keep the file that the output `path` names, with `actions/upload-artifact` or as a release asset. JimmyAI deletes its copy after about three days.'
    : 'To wait in a later job, set `task-id` to the output `task_id`. This costs nothing.';
}
