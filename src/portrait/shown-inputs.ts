import { formatDuration } from '../step/duration.ts';
import type { Inputs } from './inputs.ts';
import type { Plan } from './plan.ts';

/** The inputs as the summary shows them: without the token, and a list by its length. */
export function shownInputs(inputs: Inputs, plan: Plan): readonly (readonly [name: string, value: string])[] {
  const { name, sources, stateFile } = inputs;
  const count = plan.portraits.length;
  return [
    ...(name === '' ? [] : [['name', name] as const]),
    ...sources.map(({ kind, text }) => [kind, kind === 'portraits' ? `${count} ${count === 1 ? 'entry' : 'entries'}` : text] as const),
    ['timeout', formatDuration(plan.timeoutMs)],
    ['poll-interval', formatDuration(plan.pollIntervalMs)],
    ['wait', String(plan.wait)],
    ...(stateFile === '' ? [] : [['state-file', stateFile] as const]),
    ['base-url', plan.baseUrl],
  ];
}
