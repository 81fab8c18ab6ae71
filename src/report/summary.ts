import { formatDuration } from '../durations.ts';
import { assetRef } from '../portrait.ts';
import { assetOf, type Item } from '../progress.ts';
import type { Advice } from './advice.ts';
import { statusOf } from './outputs.ts';
import { escapeMarkdown, type Printer } from './text.ts';

/** A portrait and what to say of it, if it did not become what was asked for. */
export interface Line {
  readonly item: Item;
  readonly advice: Advice | null;
}

// GitHub drops a summary of over 1 MiB altogether.
const mostBytes = 900_000;
const mostRowsInSight = 20;
const mostSteps = 10;

/** The job summary in Markdown: a table of the portraits, and what to do where something went wrong. */
export function summaryOf(lines: readonly Line[], now: number, printer: Printer): string {
  const troubled = lines.filter(({ advice }) => advice !== null);
  const parts = [`### ${heading(lines)}`];
  const inSight = lines.length <= mostRowsInSight ? lines : troubled;
  const table = (rows: readonly Line[], bytes: number) => tableOf(rows, now, printer, bytes);
  if (inSight.length > 0) parts.push(table(inSight, mostBytes / 3));
  if (troubled.length > 0) parts.push(nextSteps(troubled, printer));
  if (lines.length > inSight.length)
    parts.push(`<details><summary>All ${lines.length} portraits</summary>`, table(lines, mostBytes / 2), '</details>');
  const [first] = lines;
  if (troubled.length === 0 && first?.item.state.kind === 'active') {
    parts.push('Next: pass `asset_ref` (of several: `asset_refs`) to SP Create Video as `images`.');
  }
  return `${parts.join('\n\n')}\n`;
}

function heading(lines: readonly Line[]): string {
  const active = lines.filter(({ item }) => item.state.kind === 'active').length;
  const [only] = lines;
  if (only !== undefined && lines.length === 1) return `Seedance portrait: ${statusOf(only.item) ?? 'not submitted'}`;
  return `Seedance portraits: ${active} of ${lines.length} Active`;
}

function tableOf(lines: readonly Line[], now: number, printer: Printer, bytes: number): string {
  const rows = ['| Portrait | Status | asset_id | asset_ref | Time |', '| --- | --- | --- | --- | --- |'];
  let left = bytes;
  for (const [index, { item }] of lines.entries()) {
    const row = rowOf(item, now, printer);
    left -= Buffer.byteLength(row) + 1;
    if (left < 0) {
      rows.push('', `… and ${lines.length - index} more: see the output \`assets\`.`);
      break;
    }
    rows.push(row);
  }
  return rows.join('\n');
}

function rowOf(item: Item, now: number, printer: Printer): string {
  const asset = assetOf(item.state);
  const cells = [
    escapeMarkdown(printer.quote(item.portrait.name)),
    `${statusOf(item) ?? 'not submitted'}${item.reused ? ' (reused)' : ''}`,
    asset === null ? '' : `\`${asset.assetId}\``,
    asset !== null && item.state.kind === 'active' ? `\`${assetRef(asset)}\`` : '',
    formatDuration((item.until ?? now) - item.since),
  ];
  return `| ${cells.join(' | ')} |`;
}

function nextSteps(troubled: readonly Line[], printer: Printer): string {
  const steps = troubled.slice(0, mostSteps).map(({ item, advice }) => {
    // What happened quotes the service; what to do is this action's own Markdown.
    const what = escapeMarkdown(printer.line(advice?.what ?? ''));
    return `- **${escapeMarkdown(printer.quote(item.portrait.name))}**: ${what}. ${printer.line(advice?.next ?? '')}`;
  });
  if (troubled.length > steps.length) steps.push(`- … and ${troubled.length - steps.length} more: see \`error\` in the output \`assets\`.`);
  return ['**What to do**', steps.join('\n')].join('\n\n');
}
