import { assetRefOf, assetWithId } from '../jimmyai/asset.ts';
import { capitalize, decapitalize } from '../step/advice.ts';
import { formatDuration } from '../step/duration.ts';
import { helpLinksTo } from '../step/help-page.ts';
import { codeSpan, escapeMarkdown, foldedInputs, tableWithin } from '../step/markdown.ts';
import type { Redactor } from '../step/redactor.ts';
import type { Inputs } from './inputs.ts';
import { groupByAdvice, listItems, nextSteps, type Outcome, referenceOf, ruleForOthers } from './outcomes.ts';
import type { Plan } from './plan.ts';
import { countStandings, type Standing, standingOf } from './standing.ts';
import { assetIdOf, assetOf, type TrackedPortrait, waitedMs } from './tracked-portrait.ts';

// GitHub drops a summary that exceeds 1 MiB.
const maxBytes = 900_000;
const maxRowsInSight = 20;
const maxSteps = 20;
const maxSquares = 30;

/** What the summary reports. Times are in milliseconds of the clock. */
export interface Report {
  readonly outcomes: readonly Outcome[];
  /** The inputs as the workflow wrote them, without the token. */
  readonly inputs: readonly (readonly [name: string, value: string])[];
  readonly startedAt: number;
  readonly now: number;
  readonly timeoutMs: number;
}

const marks: Readonly<Record<Standing, { readonly icon: string; readonly square: string }>> = {
  Active: { icon: '✅', square: '🟩' },
  Processing: { icon: '⚠️', square: '🟨' },
  Submitted: { icon: '📨', square: '🟦' },
  'Not ready': { icon: '⚠️', square: '🟨' },
  'Possibly submitted': { icon: '❓', square: '🟧' },
  Rejected: { icon: '❌', square: '🟥' },
  Deleted: { icon: '❌', square: '🟥' },
  Failed: { icon: '❌', square: '🟥' },
  'Not submitted': { icon: '⬜', square: '⬜' },
};

/** The job summary in Markdown: what happened to the portraits, and what to do next. */
export function summaryOf(report: Report, redactor: Redactor): string {
  const { outcomes } = report;
  const advised = outcomes.filter(({ advice }) => advice !== null);
  const isLong = outcomes.length > maxRowsInSight;
  // Fold a table whose rows all say the same and have no ID.
  const isUniform = outcomes.length > 1 && advised.length === outcomes.length && sayTheSame(outcomes);
  const table = (rows: readonly Outcome[], bytes: number) => (rows.length === 0 ? [] : [tableOf(rows, report, redactor, bytes)]);
  const inSight = isUniform ? [] : table(isLong ? advised : outcomes, maxBytes / 3);
  const next = `**What to do next**\n\n${advised.length > 0 ? adviceList(advised, redactor) : nextStep(outcomes)}`;
  const parts = [`### ${redactor.sanitize(headingOf(report))}`, ...(outcomes.length > 1 ? [overviewOf(report)] : [])];
  // Don't bury the next steps below a table, unless it is short and everything succeeded.
  parts.push(...(isLong || advised.length > 0 ? [next, ...inSight] : [...inSight, next]));
  if (isUniform || (advised.length < outcomes.length && isLong)) {
    parts.push(`<details><summary>All ${outcomes.length} portraits</summary>`, ...table(outcomes, maxBytes / 2), '</details>');
  }
  parts.push(foldInputs(report.inputs, redactor));
  return `${parts.join('\n\n')}\n`;
}

/** Whether all `outcomes` share the same advice and have no asset. */
function sayTheSame(outcomes: readonly Outcome[]): boolean {
  return groupByAdvice(outcomes).length === 1 && outcomes.every(({ tracked }) => assetIdOf(tracked.state) === null);
}

function standingsOf(outcomes: readonly Outcome[]): readonly Standing[] {
  return outcomes.map(({ tracked, advice }) => standingOf(tracked, advice));
}

function headingOf({ outcomes }: Report): string {
  const standings = standingsOf(outcomes);
  const icons = standings.map((standing) => marks[standing].icon);
  const [only] = outcomes;
  if (icons.every((icon) => icon === '✅' || icon === '📨')) {
    const done = standings.includes('Submitted') ? 'submitted' : 'ready';
    if (outcomes.length === 1) return `✅ Portrait ${done}`;
    return `✅ All ${outcomes.length} portraits are ${done}`;
  }
  const icon = icons.includes('❌') || icons.includes('⬜') ? '❌' : icons.includes('❓') ? '❓' : '⚠️';
  if (only !== undefined && only.advice !== null && outcomes.length === 1) return `${icon} Portrait: ${decapitalize(only.advice.title)}`;
  const advised = outcomes.filter(({ advice }) => advice !== null).length;
  return `${icon} ${advised} of ${outcomes.length} portraits ${advised === 1 ? 'needs' : 'need'} attention`;
}

/** A bar of squares, its legend with counts, and the time elapsed. */
function overviewOf({ outcomes, startedAt, now, timeoutMs }: Report): string {
  const counts = [...countStandings(standingsOf(outcomes))];
  const bar = counts.map(([standing, count]) => marks[standing].square.repeat(squaresFor(count, outcomes.length))).join('');
  const legend = counts.map(([standing, count]) => `${marks[standing].square} ${count} ${standing}`).join(' · ');
  return `${bar}\n\n${legend} · ${formatDuration(now - startedAt)} elapsed, timeout ${formatDuration(timeoutMs)}`;
}

/** One square per portrait, or a share of the bar if there are many; at least one, so that no standing is overlooked. */
function squaresFor(count: number, all: number): number {
  return all <= maxSquares ? count : Math.max(1, Math.floor((count * maxSquares) / all));
}

function tableOf(outcomes: readonly Outcome[], { now }: Report, redactor: Redactor, bytes: number): string {
  const hasOwnRefs = outcomes.some(({ tracked }) => refToShow(tracked) !== null);
  const head = hasOwnRefs
    ? ['| Portrait | Status | Asset ID | Reference | Time |', '| --- | --- | --- | --- | ---: |']
    : ['| Portrait | Status | Asset ID | Time |', '| --- | --- | --- | ---: |'];
  const rows = outcomes.map((outcome) => rowOf(outcome, hasOwnRefs, now, redactor));
  return tableWithin(bytes, head, rows, 'the output `assets`');
}

/** The reference of an Active portrait, unless it is just `asset://` and the asset ID. */
function refToShow({ state }: TrackedPortrait): string | null {
  if (state.kind !== 'active') return null;
  const ref = assetRefOf(state.asset);
  return ref === assetRefOf(assetWithId(state.asset.assetId)) ? null : ref;
}

function rowOf({ tracked, advice }: Outcome, hasOwnRefs: boolean, now: number, redactor: Redactor): string {
  const standing = standingOf(tracked, advice);
  const asset = assetOf(tracked.state);
  const ref = tracked.state.kind === 'active' ? assetRefOf(tracked.state.asset) : null;
  const waited = waitedMs(tracked, now);
  const cells = [
    nameOf(tracked, redactor),
    `${marks[standing].icon} ${standing}${tracked.reused ? ' (reused)' : ''}`,
    asset === null ? '—' : codeSpan(asset.assetId),
    ...(hasOwnRefs ? [ref === null ? '—' : codeSpan(ref)] : []),
    waited === null ? '—' : formatDuration(waited),
  ];
  return `| ${cells.join(' | ')} |`;
}

/**
 * What to do about portraits that need attention, as a list: portraits with the same advice share an item. The rule for all of them comes
 * first.
 */
export function adviceList(advised: readonly Outcome[], redactor: Redactor): string {
  const groups = groupByAdvice(advised);
  const steps = groups.slice(0, maxSteps).map(({ portraits, advice }) => {
    const [first] = portraits;
    const icon = first === undefined ? '' : `${marks[standingOf(first, advice)].icon} `;
    const who = listItems(portraits, (tracked) => subjectOf(tracked, redactor));
    // What happened may quote the service; what to do is the action's own Markdown.
    const what = escapeMarkdown(redactor.sanitize(capitalize(advice.what)));
    return `- ${icon}${who}: ${what}. ${redactor.sanitize(nextSteps(advice, portraits))}${helpLinksTo(advice.word)}`;
  });
  if (groups.length > steps.length) steps.push(`- … and ${groups.length - steps.length} more: see \`error\` in the output \`assets\`.`);
  const rule = groups.some(({ advice }) => advice.resubmitsOthers) ? `${ruleForOthers}\n\n` : '';
  return `${rule}${steps.join('\n')}`;
}

/** A portrait as a list item: its name and how to look it up. */
function subjectOf(tracked: TrackedPortrait, redactor: Redactor): string {
  const reference = referenceOf(tracked, codeSpan);
  return `**${nameOf(tracked, redactor)}**${reference === null ? '' : ` (${redactor.sanitize(reference)})`}`;
}

/** The portrait's name, or the ID that stands in for it. */
export function nameOf({ portrait }: TrackedPortrait, redactor: Redactor): string {
  const { name, source } = portrait;
  return source.kind === 'asset-id' && source.assetId === name ? codeSpan(name) : escapeMarkdown(redactor.excerpt(name));
}

function nextStep(outcomes: readonly Outcome[]): string {
  if (outcomes.every(({ tracked }) => tracked.state.kind === 'active')) {
    return [
      'Pass the references to the video action, where `ID` is the `id` of this step, or to SP Create Video:',
      '```yaml\nimages: ${{ steps.ID.outputs.asset_refs }}\n```',
    ].join('\n\n');
  }
  return outcomes.length === 1
    ? 'To wait in a later job, set `asset-id` to the output `asset_id`.'
    : 'To wait in a later job, list each `asset_id` of the output `assets` as `asset-id` in `portraits`.';
}

/** The inputs in Markdown, folded. */
export function foldInputs(inputs: Report['inputs'], redactor: Redactor): string {
  const show = (name: string, shown: string) => (name === 'asset-id' ? codeSpan(shown) : escapeMarkdown(shown));
  return foldedInputs(inputs.map(([name, value]) => [name, show(name, redactor.excerpt(value))]));
}

/** The inputs as the summary shows them: without the token, and with a list's length in place of the list. */
export function inputsOf(inputs: Inputs, plan: Plan): readonly (readonly [name: string, value: string])[] {
  const { name, sources, stateFile } = inputs;
  const count = plan.portraits.length;
  return [
    ...(name === '' ? [] : [['name', name] as const]),
    ...sources.map(({ kind, text }) => [kind, kind === 'portraits' ? `${count} ${count === 1 ? 'entry' : 'entries'}` : text] as const),
    ['timeout', formatDuration(plan.timeoutMs)],
    ['poll-interval', formatDuration(plan.pollIntervalMs)],
    ['wait', String(plan.wait)],
    ...(plan.mode.kind === 'dry-run' ? [['dry-run', 'true'] as const] : []),
    ...(stateFile === '' ? [] : [['state-file', stateFile] as const]),
    ['base-url', plan.baseUrl],
  ];
}
