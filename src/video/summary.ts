import { capitalize, decapitalize } from '../step/advice.ts';
import { formatBytes } from '../step/bytes.ts';
import { formatDuration } from '../step/duration.ts';
import { helpLinksTo } from '../step/help-page.ts';
import { escapeMarkdown, foldedInputs } from '../step/markdown.ts';
import { cut, type Redactor } from '../step/redactor.ts';
import type { Advice } from './failure-words.ts';
import { statusOf } from './outputs.ts';
import type { Plan } from './plan.ts';
import { isPossiblyCreated, type TrackedVideo, taskIdOf, taskOf } from './tracked-video.ts';

const maxPromptLength = 300;

/** The job summary in Markdown: what came of the video, and what to do next. */
export function summaryOf(video: TrackedVideo, plan: Plan, advice: Advice | null, now: number, redactor: Redactor): string {
  const show = (text: string) => escapeMarkdown(redactor.sanitize(text));
  const [head = '', ...rows] = resultRows(video, advice, plan, now).map(([name, value]) => `| ${name} | ${show(value)} |`);
  const table = [head, '| :-- | :-- |', ...rows].join('\n');
  const heading = `### ${redactor.sanitize(headingOf(video, advice))}`;
  const next = `**What to do next**\n\n${advice === null ? nextStep(video, redactor) : stepOutOfTrouble(advice, redactor)}`;
  // Don't bury the next steps below a table.
  const parts = advice === null ? [heading, table, next] : [heading, next, table];
  const inputs = foldedInputs(inputsOf(plan).map(([name, value]) => [name, show(value)]));
  return `${[...parts, inputs].join('\n\n')}\n`;
}

function headingOf(video: TrackedVideo, advice: Advice | null): string {
  if (advice === null) return video.state.kind === 'downloaded' ? '✅ Video ready' : '✅ Video created';
  const { title } = advice;
  return `${iconOf(video, advice)} ${title.startsWith('Video') ? title : `Video: ${decapitalize(title)}`}`;
}

/** Whether the video is there, may still come, may have been made, or won't come. */
function iconOf(video: TrackedVideo, advice: Advice | null): string {
  if (advice === null) return '✅';
  if (isPossiblyCreated(video)) return '❓';
  const isLost = video.state.kind === 'uncreated' || advice.word === 'failed' || taskIdOf(video.state) === null;
  return isLost ? '❌' : '⚠️';
}

function resultRows(video: TrackedVideo, advice: Advice | null, { timeoutMs }: Plan, now: number): readonly (readonly [string, string])[] {
  const { state, startedAt, endedAt } = video;
  const cost = taskOf(state)?.cost ?? null;
  const costs = [['Cost', cost === null ? '—' : `${cost} JimiCoin`]] as const;
  const task = [
    ['Task ID', taskIdOf(state) ?? '—'],
    ['Status', `${iconOf(video, advice)} ${statusInWords(video)}`],
    ['Time', `${formatDuration((endedAt ?? now) - startedAt)} elapsed, timeout ${formatDuration(timeoutMs)}`],
  ] as const;
  if (state.kind !== 'downloaded') return [...task, ...costs];
  const { path, bytes, sha256 } = state.file;
  return [['File', path], ['Size', formatBytes(bytes)], ...costs, ...task, ['SHA-256', sha256]];
}

function statusInWords(video: TrackedVideo): string {
  if (isPossiblyCreated(video)) return 'Possibly created';
  return capitalize(statusOf(video) ?? (taskIdOf(video.state) === null ? 'not created' : 'created'));
}

/** The inputs as people see them: without the token, and with the values that stand in for empty ones. */
function inputsOf({ task, file, timeoutMs, pollIntervalMs, wait, baseUrl }: Plan): readonly (readonly [string, string])[] {
  const common = [
    ['file', file.relative],
    ['timeout', formatDuration(timeoutMs)],
    ['poll-interval', formatDuration(pollIntervalMs)],
    ['wait', String(wait)],
    ['base-url', baseUrl],
  ] as const;
  if (task.kind === 'given') return [['task-id', task.taskId], ...common];
  const { model, prompt, duration, resolution, ratio, images = [], extra } = task.request;
  const further = Object.keys(extra);
  return [
    ['prompt', cut(prompt, maxPromptLength)],
    ...(images.length === 0 ? [] : [['images', cut(images.join(' '), maxPromptLength)] as const]),
    ['model', model],
    ['duration', `${duration} s`],
    ['resolution', resolution],
    ['ratio', ratio],
    ...(further.length === 0 ? [] : [['extra', further.join(', ')] as const]),
    ...common,
  ];
}

function stepOutOfTrouble(advice: Advice, redactor: Redactor): string {
  // What happened quotes the service; what to do is this action's own Markdown.
  return `${escapeMarkdown(redactor.sanitize(capitalize(advice.what)))}. ${redactor.sanitize(advice.next)}${helpLinksTo(advice.word)}`;
}

function nextStep({ state }: TrackedVideo, redactor: Redactor): string {
  return state.kind === 'downloaded'
    ? `Upload ${escapeMarkdown(redactor.sanitize(state.file.path))} before the job ends, with \`actions/upload-artifact\` or as a release asset: the output \`path\` names the file. JimmyAI deletes its copy after about three days.`
    : 'To wait in a later job, set `task-id` to the output `task_id`. This costs nothing.';
}
