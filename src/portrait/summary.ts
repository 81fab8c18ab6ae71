import { assetRefOf } from '../jimmyai/asset.ts';
import { capitalize } from '../step/advice.ts';
import { formatDuration } from '../step/duration.ts';
import { escapeMarkdown } from '../step/markdown.ts';
import type { Redactor } from '../step/redactor.ts';
import { groupByAdvice, listItems, nextSteps, type Outcome, referenceOf } from './outcomes.ts';
import { statusInWords } from './outputs.ts';
import { assetOf, type TrackedPortrait } from './tracked-portrait.ts';

// GitHub drops a summary of over 1 MiB altogether.
const maxBytes = 900_000;
const maxRowsInSight = 20;
const maxSteps = 20;

/** The job summary in Markdown: a table of the portraits, and what to do where something went wrong. */
export function summaryOf(outcomes: readonly Outcome[], now: number, redactor: Redactor): string {
  const troubled = outcomes.filter(({ advice }) => advice !== null);
  const isLong = outcomes.length > maxRowsInSight;
  const table = (rows: readonly Outcome[], bytes: number) => (rows.length === 0 ? [] : [tableOf(rows, now, redactor, bytes)]);
  const inSight = table(isLong ? troubled : outcomes, maxBytes / 3);
  const next = troubled.length > 0 ? stepsOutOfTrouble(troubled, redactor) : nextStep(outcomes);
  // What to do must not be below a long table.
  const parts = [`### ${heading(outcomes)}`, ...(isLong ? [next, ...inSight] : [...inSight, next])];
  if (troubled.length < outcomes.length && isLong) {
    parts.push(`<details><summary>All ${outcomes.length} portraits</summary>`, ...table(outcomes, maxBytes / 2), '</details>');
  }
  return `${parts.join('\n\n')}\n`;
}

function heading(outcomes: readonly Outcome[]): string {
  const active = outcomes.filter(({ tracked }) => tracked.state.kind === 'active').length;
  const [only] = outcomes;
  if (only !== undefined && outcomes.length === 1) return `Seedance portrait: ${statusInWords(only.tracked)}`;
  return `Seedance portraits: ${active} of ${outcomes.length} Active`;
}

function tableOf(outcomes: readonly Outcome[], now: number, redactor: Redactor, bytes: number): string {
  const rows = ['| Portrait | Status | asset_id | asset_ref | Time |', '| --- | --- | --- | --- | --- |'];
  let left = bytes;
  for (const [index, { tracked }] of outcomes.entries()) {
    const row = rowOf(tracked, now, redactor);
    left -= Buffer.byteLength(row) + 1;
    if (left < 0) {
      rows.push('', `… and ${outcomes.length - index} more: see the output \`assets\`.`);
      break;
    }
    rows.push(row);
  }
  return rows.join('\n');
}

function rowOf(tracked: TrackedPortrait, now: number, redactor: Redactor): string {
  const asset = assetOf(tracked.state);
  const cells = [
    escapeMarkdown(redactor.excerpt(tracked.portrait.name)),
    `${statusInWords(tracked)}${tracked.reused ? ' (reused)' : ''}`,
    asset === null ? '' : `\`${asset.assetId}\``,
    asset !== null && tracked.state.kind === 'active' ? `\`${assetRefOf(asset)}\`` : '',
    asset === null ? '' : formatDuration((tracked.endedAt ?? now) - tracked.startedAt),
  ];
  return `| ${cells.join(' | ')} |`;
}

function stepsOutOfTrouble(troubled: readonly Outcome[], redactor: Redactor): string {
  const groups = groupByAdvice(troubled);
  const steps = groups.slice(0, maxSteps).map(({ portraits, advice }) => {
    const who = listItems(portraits, (tracked) => subjectOf(tracked, redactor));
    // What happened quotes the service; what to do is this action's own Markdown.
    return `- ${who}: ${escapeMarkdown(redactor.sanitize(capitalize(advice.what)))}. ${redactor.sanitize(nextSteps(advice, portraits))}`;
  });
  if (groups.length > steps.length) steps.push(`- … and ${groups.length - steps.length} more: see \`error\` in the output \`assets\`.`);
  return `**What to do**\n\n${steps.join('\n')}`;
}

/** A portrait in a list of some: its name, and by what it is found. */
function subjectOf(tracked: TrackedPortrait, redactor: Redactor): string {
  const reference = referenceOf(tracked);
  return `**${escapeMarkdown(redactor.excerpt(tracked.portrait.name))}**${reference === null ? '' : ` (${reference})`}`;
}

function nextStep(outcomes: readonly Outcome[]): string {
  const [ref, id] = outcomes.length === 1 ? ['asset_ref', 'asset_id'] : ['asset_refs', 'assets'];
  return outcomes.every(({ tracked }) => tracked.state.kind === 'active')
    ? `**Next**: pass \`${ref}\` to SP Create Video as \`images\`.`
    : `**Next**: wait in a later job, with the id in \`${id}\` as \`asset-id\`.`;
}
