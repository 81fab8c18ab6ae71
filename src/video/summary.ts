import { capitalize } from '../step/advice.ts';
import { formatBytes } from '../step/bytes.ts';
import { formatDuration } from '../step/duration.ts';
import { escapeMarkdown } from '../step/markdown.ts';
import { cut, type Redactor } from '../step/redactor.ts';
import { isPossiblyCreated } from './advice.ts';
import type { Advice } from './failure-words.ts';
import { statusOf } from './outputs.ts';
import type { Plan } from './plan.ts';
import { type TrackedVideo, taskIdOf, taskOf } from './tracked-video.ts';

const maxPromptLength = 300;

/** The job summary in Markdown: what was asked for, what came of it, and what to do next. */
export function summaryOf(video: TrackedVideo, plan: Plan, advice: Advice | null, now: number, redactor: Redactor): string {
  const show = (text: string) => escapeMarkdown(redactor.sanitize(text));
  const [head = '', ...rows] = [...resultRows(video, now), ...requestRows(plan)].map(([name, value]) => `| ${name} | ${show(value)} |`);
  const table = [head, '| --- | --- |', ...rows].join('\n');
  const heading = `### Seedance video: ${outcomeOf(video, advice)}`;
  if (advice === null) return `${heading}\n\n${table}\n\n${nextStep(video)}\n`;
  // What to do must not be below what was asked for.
  const steps = `**What to do**\n\n${show(capitalize(advice.what))}. ${redactor.sanitize(advice.next)}`;
  return `${heading}\n\n${steps}\n\n${table}\n`;
}

function outcomeOf(video: TrackedVideo, advice: Advice | null): string {
  if (isPossiblyCreated(video)) return 'possibly created';
  if (video.state.kind === 'downloaded') return 'completed';
  return advice === null ? 'created' : advice.title.charAt(0).toLowerCase() + advice.title.slice(1);
}

function resultRows(video: TrackedVideo, now: number): readonly (readonly [string, string])[] {
  const { state, startedAt, endedAt } = video;
  const taskId = taskIdOf(state);
  const cost = taskOf(state)?.cost ?? null;
  return [
    ['Task ID', taskId ?? '—'],
    ['Status', statusOf(video) ?? (isPossiblyCreated(video) ? 'possibly created' : 'not created')],
    ['Time', formatDuration((endedAt ?? now) - startedAt)],
    ...(cost === null ? [] : [['Cost', `${cost} JimiCoin`] as const]),
    ...(state.kind === 'downloaded'
      ? ([
          ['File', state.file.path],
          ['Size', formatBytes(state.file.bytes)],
          ['SHA-256', state.file.sha256],
        ] as const)
      : []),
  ];
}

function requestRows({ task }: Plan): readonly (readonly [string, string])[] {
  if (task.kind === 'given') return [];
  const { model, prompt, duration, resolution, ratio } = task.request;
  return [
    ['Model', model],
    ['Duration', `${duration} s`],
    ['Resolution', resolution],
    ['Ratio', ratio],
    ['Prompt', cut(prompt, maxPromptLength)],
  ];
}

function nextStep({ state }: TrackedVideo): string {
  return state.kind === 'downloaded'
    ? '**Next**: keep the file that the output `path` names, with `actions/upload-artifact` or as an asset of a release. JimmyAI keeps its copy for about three days.'
    : '**Next**: wait in a later job, with the output `task_id` as `task-id`. That costs nothing.';
}
