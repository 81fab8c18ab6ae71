import { codeSpan, escapeMarkdown, tableWithin } from '../step/markdown.ts';
import type { Redactor } from '../step/redactor.ts';
import type { PlannedAction, PlannedPortrait } from './dry-run.ts';
import type { Outcome } from './outcomes.ts';
import { adviceList, foldInputs, nameOf, type Report } from './summary.ts';
import { assetIdOf } from './tracked-portrait.ts';

const maxRowsInSight = 20;
// GitHub drops a summary that exceeds 1 MiB. There are two tables at most.
const maxTableBytes = 400_000;

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
  const start = 'Nothing was sent to JimmyAI. To carry out this plan, start a run without `dry-run`.';
  const parts = [
    `### ${asked.length > 0 ? '❌' : '📋'} Dry run: ${countActions(planned)}`,
    `**What to do next**\n\n${asked.length > 0 ? adviceList(asked, redactor) : start}`,
    ...notesOn(planned),
  ];
  // In a long list, fold the portraits that need no submission and no person.
  const isInSight = ({ action }: PlannedPortrait) => planned.length <= maxRowsInSight || action === 'submit' || action === 'ask';
  const inSight = planned.filter(isInSight);
  const folded = planned.filter((portrait) => !isInSight(portrait));
  if (inSight.length > 0) parts.push(tableOf(inSight, redactor));
  if (folded.length > 0) parts.push(`<details><summary>${countActions(folded)}</summary>`, tableOf(folded, redactor), '</details>');
  return `${[...parts, foldInputs(inputs, redactor)].join('\n\n')}\n`;
}

/** What to know before the plan is carried out. */
function notesOn(planned: readonly PlannedPortrait[]): readonly string[] {
  const has = (action: PlannedAction) => planned.some((portrait) => portrait.action === action);
  return [
    ...(has('submit') ? ['Each submission creates an asset of a real person, which the API can’t delete.'] : []),
    ...(has('reuse')
      ? [
          'A run asks JimmyAI about each asset in the state file. It submits the portrait again if JimmyAI rejected the image or doesn’t know the asset.',
        ]
      : []),
  ];
}

function tableOf(planned: readonly PlannedPortrait[], redactor: Redactor): string {
  const rows = planned.map(({ tracked, action, reason }) => {
    const assetId = assetIdOf(tracked.state);
    const { icon, row } = words[action];
    const why = escapeMarkdown(redactor.excerpt(reason));
    return `| ${[nameOf(tracked, redactor), `${icon} ${row}`, assetId === null ? '—' : codeSpan(assetId), why].join(' | ')} |`;
  });
  return tableWithin(maxTableBytes, ['| Portrait | Plan | Asset ID | Why |', '| --- | --- | --- | --- |'], rows, 'the output `plan`');
}
