import { describe, expect, test } from 'vitest';
import type { PlannedAction, PlannedPortrait } from '../../../src/portrait/dry-run.ts';
import { countActions, planSummaryOf } from '../../../src/portrait/plan-summary.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { adviceWith, interruptedEarlier, known, type TrackedChanges, trackedIn, unsubmitted } from '../../support/portrait-builders.ts';

function plannedTo(action: PlannedAction, changes: TrackedChanges = {}, reason = 'because'): PlannedPortrait {
  const states = { submit: unsubmitted, reuse: known(), wait: known(), ask: interruptedEarlier };
  const advice = action === 'ask' ? adviceWith('possibly-submitted', { what: reason, next: 'Ask JimmyAI.' }) : null;
  return { tracked: trackedIn(states[action], changes), action, reason, advice };
}

const many = (count: number, action: PlannedAction, changes: TrackedChanges = {}) =>
  Array.from({ length: count }, () => plannedTo(action, changes));
const summarize = (planned: readonly PlannedPortrait[]) => planSummaryOf(planned, [['timeout', '15 min']], new Redactor());
const rowsIn = (text: string) => text.split('\n').filter((line) => /^\| .*(?:📤|♻️|⏳|✋)/u.test(line));

describe('the summary of a dry run', () => {
  test('shows at a glance what a run would do, and each portrait with the reason', () => {
    const planned = [
      plannedTo('submit', {}, 'not in the state file'),
      plannedTo('reuse', { portrait: { name: 'Bob' } }, 'in the state file'),
    ];
    expect(summarize(planned)).toBe(
      [
        '### 📋 Dry run: 1 would be submitted, 1 is reused',
        '',
        '**What to do next**',
        '',
        'Nothing was sent to JimmyAI. To carry out this plan, start a run without `dry-run`.',
        '',
        'Each submission creates an asset of a real person, which the API can’t delete.',
        '',
        'A run asks JimmyAI about each asset in the state file. It submits the portrait again if JimmyAI rejected the image or doesn’t know the asset.',
        '',
        '| Portrait | Plan | Asset ID | Why |',
        '| --- | --- | --- | --- |',
        '| Alice | 📤 would be submitted | — | not in the state file |',
        '| Bob | ♻️ reused | `asset-1` | in the state file |',
        '',
        '<details><summary>Inputs</summary>',
        '',
        '| Input | Value |',
        '| :-- | :-- |',
        '| `timeout` | 15 min |',
        '',
        '</details>',
        '',
      ].join('\n'),
    );
  });

  test('says before the table whom to ask about what, and fails in its heading', () => {
    const summary = summarize([plannedTo('ask', {}, 'it was interrupted'), plannedTo('submit')]);
    expect(summary).toMatch(/^### ❌ Dry run: 1 would be submitted, 1 needs a look\n/);
    expect(summary).toMatch(/\*\*What to do next\*\*\n\n- .*\*\*Alice\*\*: It was interrupted\. Ask JimmyAI\./);
    expect(summary.indexOf('Ask JimmyAI.')).toBeLessThan(summary.indexOf('| Portrait |'));
    expect(summary).not.toContain('To carry out this plan');
  });

  test.each<[PlannedAction, boolean, boolean]>([
    ['submit', true, false],
    ['reuse', false, true],
    ['wait', false, false],
    ['ask', false, false],
  ])('warns only of what a plan can lead to: %s', (action, submits, mayResubmit) => {
    const summary = summarize([plannedTo(action)]);
    expect(summary.includes('can’t delete')).toBe(submits);
    expect(summary.includes('submits the portrait again')).toBe(mayResubmit);
  });

  test('of a long list has in sight what would change, and the rest folded', () => {
    const summary = summarize([...many(480, 'reuse'), ...many(3, 'submit'), plannedTo('ask'), ...many(16, 'wait')]);
    const [inSight = '', folded = ''] = summary.split('<details><summary>480 are reused, 16 would be waited for</summary>');
    expect(rowsIn(inSight).map((row) => /📤|✋/u.exec(row)?.[0])).toEqual(['📤', '📤', '📤', '✋']);
    expect(rowsIn(folded)).toHaveLength(496);
    expect(summary).toContain('3 would be submitted, 480 are reused, 16 would be waited for, 1 needs a look');
  });

  test('of a long list that changes nothing has no empty table', () => {
    const summary = summarize(many(21, 'reuse'));
    expect(summary.match(/\| Portrait \|/g)).toHaveLength(1);
    expect(summary).toContain('<details><summary>21 are reused</summary>');
  });

  test.each(['| x', '<b>', '[a](b)', '*x*', '`y`', '##[error]x'])('keeps its form with the name and the reason %j', (text) => {
    const summary = summarize([plannedTo('submit', { portrait: { name: text } }, text)]);
    expect(rowsIn(summary).map((row) => row.split(/(?<!\\)\|/).length)).toEqual([6]);
    expect(summary).not.toMatch(/(?<!\\)<b|##\[/);
  });

  test('shows no query of a URL, and an asset ID as code where it stands for a name', () => {
    const source = { kind: 'asset-id', assetId: 'asset-1' } as const;
    const wait = plannedTo('wait', { portrait: { name: 'asset-1', source } }, 'https://example.com/a?k=geheim');
    const summary = summarize([wait, plannedTo('submit', { portrait: { name: 'https://example.com/b?k=geheim' } })]);
    expect(summary).not.toContain('geheim');
    expect(rowsIn(summary)[0]).toMatch(/^\| `asset-1` \| ⏳ would be waited for \| `asset-1` \|/);
  });

  test('is within what GitHub shows, however long a list and its names are', () => {
    const long = { portrait: { name: '|'.repeat(2000) } };
    const reason = '*长'.repeat(300);
    const planned = [...many(400, 'submit', long), ...many(100, 'reuse', long)].map((portrait) => ({ ...portrait, reason }));
    const summary = summarize(planned);
    expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576);
    expect(/… and \d+ more: see the output `plan`\./.test(summary)).toBe(true);
  });
});

test('actions are counted in the order in which they matter, without those that are not there', () => {
  expect(countActions([plannedTo('ask'), plannedTo('wait'), plannedTo('reuse'), plannedTo('submit')])).toBe(
    '1 would be submitted, 1 is reused, 1 would be waited for, 1 needs a look',
  );
  expect(countActions([...many(2, 'ask'), ...many(2, 'reuse')])).toBe('2 are reused, 2 need a look');
});
