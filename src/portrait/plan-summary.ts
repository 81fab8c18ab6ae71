import { escapeMarkdown, foldedInputs } from '../step/markdown.ts';
import type { Redactor } from '../step/redactor.ts';
import type { PlannedAction, PlannedPortrait } from './dry-run.ts';
import type { Outcome } from './outcomes.ts';
import { type Report, stepsOutOfTrouble } from './summary.ts';
import { assetIdOf } from './tracked-portrait.ts';

// GitHub drops a summary that exceeds 1 MiB.
const maxTableBytes = 600_000;

const words: Readonly<Record<PlannedAction, { readonly icon: string; readonly row: string; readonly count: (n: number) => string }>> = {
  submit: { icon: '📤', row: 'would be submitted', count: (n) => `${n} would be submitted` },
  reuse: { icon: '♻️', row: 'reused', count: (n) => `${n} ${n === 1 ? 'is' : 'are'} reused` },
  wait: { icon: '⏳', row: 'would be waited for', count: (n) => `${n} would be waited for` },
  ask: { icon: '✋', row: 'needs a look', count: (n) => `${n} ${n === 1 ? 'needs' : 'need'} a look` },
};
const order = ['submit', 'reuse', 'wait', 'ask'] as const;

/** How many portraits a run would submit, reuse and so on, as a clause. */
export function countActions(planned: readonly PlannedPortrait[]): string {
  const counts = order.map((action) => [action, planned.filter((portrait) => portrait.action === action).length] as const);
  return counts
    .filter(([, count]) => count > 0)
    .map(([action, count]) => words[action].count(count))
    .join(', ');
}

/** What a run would do with the portrait, in words for people. */
export function describeAction(action: PlannedAction): string {
  return words[action].row;
}

/** The job summary of a dry run in Markdown. */
export function planSummaryOf(planned: readonly PlannedPortrait[], inputs: Report['inputs'], redactor: Redactor): string {
  const asked = planned.flatMap(({ tracked, advice }): Outcome[] => (advice === null ? [] : [{ tracked, advice }]));
  const heading = `### ${asked.length > 0 ? '❌' : '📋'} Dry run: ${countActions(planned)}`;
  const next = `**What to do next**\n\n${asked.length > 0 ? stepsOutOfTrouble(asked, redactor) : nextStep(planned)}`;
  const show = (text: string) => escapeMarkdown(redactor.excerpt(text));
  const folded = foldedInputs(inputs.map(([name, value]) => [name, show(value)]));
  return `${[heading, next, tableOf(planned, show), folded].join('\n\n')}\n`;
}

function nextStep(planned: readonly PlannedPortrait[]): string {
  const nothing = 'Nothing was sent to JimmyAI. To carry out this plan, start a run without `dry-run`.';
  const submits = planned.some(({ action }) => action === 'submit');
  return submits ? `${nothing} Each submission creates an asset of a real person, which the API can’t delete.` : nothing;
}

function tableOf(planned: readonly PlannedPortrait[], show: (text: string) => string): string {
  const rows = ['| Portrait | Plan | Asset ID | Why |', '| --- | --- | --- | --- |'];
  let left = maxTableBytes;
  for (const [index, { tracked, action, reason }] of planned.entries()) {
    const assetId = assetIdOf(tracked.state);
    const { icon, row } = words[action];
    const cells = [show(tracked.portrait.name), `${icon} ${row}`, assetId === null ? '—' : `\`${assetId}\``, show(reason)];
    const line = `| ${cells.join(' | ')} |`;
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) {
      rows.push('', `… and ${planned.length - index} more: see the output \`plan\`.`);
      break;
    }
    rows.push(line);
  }
  return rows.join('\n');
}
