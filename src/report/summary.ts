import { formatDuration } from '../durations.ts';
import { assetRef } from '../portrait.ts';
import { assetOf, type Item } from '../progress.ts';
import { capitalize, groupByAdvice, listItems, nextSteps, type Outcome, referenceOf } from './advice.ts';
import { cutLine } from './annotation.ts';
import { statusInWords } from './outputs.ts';
import { escapeMarkdown, type Redactor } from './redactor.ts';

// GitHub drops a summary of over 1 MiB altogether.
const mostBytes = 900_000;
const mostRowsInSight = 20;
const mostSteps = 20;

/** The job summary in Markdown: a table of the portraits, and what to do where something went wrong. */
export function summaryOf(outcomes: readonly Outcome[], now: number, redactor: Redactor): string {
  const troubled = outcomes.filter(({ advice }) => advice !== null);
  const isLong = outcomes.length > mostRowsInSight;
  const table = (rows: readonly Outcome[], bytes: number) => (rows.length === 0 ? [] : [tableOf(rows, now, redactor, bytes)]);
  const inSight = table(isLong ? troubled : outcomes, mostBytes / 3);
  const next = troubled.length > 0 ? stepsOutOfTrouble(troubled, redactor) : nextStep(outcomes);
  // What to do must not be below a long table.
  const parts = [`### ${heading(outcomes)}`, ...(isLong ? [next, ...inSight] : [...inSight, next])];
  if (troubled.length < outcomes.length && isLong) {
    parts.push(`<details><summary>All ${outcomes.length} portraits</summary>`, ...table(outcomes, mostBytes / 2), '</details>');
  }
  return `${parts.join('\n\n')}\n`;
}

/** The job summary of a step whose inputs are wrong. */
export function summaryOfProblems(problems: readonly string[], redactor: Redactor): string {
  const list = problems.slice(0, mostSteps).map((problem) => `- ${escapeMarkdown(cutLine(redactor.sanitize(problem)))}`);
  if (problems.length > list.length) list.push(`- … and ${problems.length - list.length} more`);
  return `### Seedance portrait: nothing was sent\n\n**What to correct**\n\n${list.join('\n')}\n`;
}

function heading(outcomes: readonly Outcome[]): string {
  const active = outcomes.filter(({ item }) => item.state.kind === 'active').length;
  const [only] = outcomes;
  if (only !== undefined && outcomes.length === 1) return `Seedance portrait: ${statusInWords(only.item)}`;
  return `Seedance portraits: ${active} of ${outcomes.length} Active`;
}

function tableOf(outcomes: readonly Outcome[], now: number, redactor: Redactor, bytes: number): string {
  const rows = ['| Portrait | Status | asset_id | asset_ref | Time |', '| --- | --- | --- | --- | --- |'];
  let left = bytes;
  for (const [index, { item }] of outcomes.entries()) {
    const row = rowOf(item, now, redactor);
    left -= Buffer.byteLength(row) + 1;
    if (left < 0) {
      rows.push('', `… and ${outcomes.length - index} more: see the output \`assets\`.`);
      break;
    }
    rows.push(row);
  }
  return rows.join('\n');
}

function rowOf(item: Item, now: number, redactor: Redactor): string {
  const asset = assetOf(item.state);
  const cells = [
    escapeMarkdown(redactor.excerpt(item.portrait.name)),
    `${statusInWords(item)}${item.reused ? ' (reused)' : ''}`,
    asset === null ? '' : `\`${asset.assetId}\``,
    asset !== null && item.state.kind === 'active' ? `\`${assetRef(asset)}\`` : '',
    asset === null ? '' : formatDuration((item.until ?? now) - item.since),
  ];
  return `| ${cells.join(' | ')} |`;
}

function stepsOutOfTrouble(troubled: readonly Outcome[], redactor: Redactor): string {
  const groups = groupByAdvice(troubled);
  const steps = groups.slice(0, mostSteps).map(({ items, advice }) => {
    const who = listItems(items, (item) => subjectOf(item, redactor));
    // What happened quotes the service; what to do is this action's own Markdown.
    return `- ${who}: ${escapeMarkdown(redactor.sanitize(capitalize(advice.what)))}. ${redactor.sanitize(nextSteps(advice, items))}`;
  });
  if (groups.length > steps.length) steps.push(`- … and ${groups.length - steps.length} more: see \`error\` in the output \`assets\`.`);
  return `**What to do**\n\n${steps.join('\n')}`;
}

/** A portrait in a list of some: its name, and by what it is found. */
function subjectOf(item: Item, redactor: Redactor): string {
  const reference = referenceOf(item);
  return `**${escapeMarkdown(redactor.excerpt(item.portrait.name))}**${reference === null ? '' : ` (${reference})`}`;
}

function nextStep(outcomes: readonly Outcome[]): string {
  const [ref, id] = outcomes.length === 1 ? ['asset_ref', 'asset_id'] : ['asset_refs', 'assets'];
  return outcomes.every(({ item }) => item.state.kind === 'active')
    ? `**Next**: pass \`${ref}\` to SP Create Video as \`images\`.`
    : `**Next**: wait in a later job, with the id in \`${id}\` as \`asset-id\`.`;
}
