import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Asset } from '../../../src/jimmyai/asset.ts';
import { readReply } from '../../../src/jimmyai/envelope.ts';
import { adviceOnCause } from '../../../src/portrait/advice.ts';
import type { Advice } from '../../../src/portrait/failure-words.ts';
import { type Outcome, ruleForOthers } from '../../../src/portrait/outcomes.ts';
import type { Source } from '../../../src/portrait/portrait.ts';
import { inputsOf, type Report, summaryOf } from '../../../src/portrait/summary.ts';
import type { State } from '../../../src/portrait/tracked-portrait.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import {
  adviceWith,
  assetWith,
  deleted,
  failedCall,
  failedWith,
  failureWith,
  inputsWith,
  interruptedEarlier,
  known,
  planWith,
  portraitWith,
  active as stateActive,
  processing as stateProcessing,
  trackedIn,
  unsubmitted,
} from '../../support/portrait-builders.ts';

const asset = assetWith({ assetRef: 'asset://ref-1' });
const active = stateActive(asset);
const processing = stateProcessing(asset);
const rejectedImage = failedWith({ kind: 'rejected-image', reason: null }, asset);
const advice = adviceWith('failed', { title: 'Failed', what: 'it failed', next: 'Try another image.' });

interface Changes {
  readonly name?: string;
  readonly advice?: Advice | null;
  readonly reused?: boolean;
  /** Whether this run has waited for it; by default one that is Processing. */
  readonly awaited?: boolean;
  readonly until?: number | null;
}

function lineOf(state: State, changes: Changes = {}): Outcome {
  const { name = 'Alice', advice = null, reused = false, awaited = state.kind === 'processing', until = null } = changes;
  return { tracked: trackedIn(state, { portrait: { name }, startedAt: 1000, reused, awaited, endedAt: until }), advice };
}

function summarize(outcomes: readonly Outcome[], changes: Partial<Report> = {}, redactor = new Redactor()): string {
  return summaryOf({ outcomes, inputs: [], startedAt: 0, now: 1000, timeoutMs: 900_000, ...changes }, redactor);
}

/** The first line, which is its heading. */
const headingOf = (outcomes: readonly Outcome[]) => summarize(outcomes).split('\n')[0];

/** What is before the inputs, which are the last part, and those. */
function splitAtInputs(summary: string): readonly [portraits: string, inputs: string] {
  const start = summary.lastIndexOf('<details><summary>Inputs</summary>');
  return [summary.slice(0, start), summary.slice(start)];
}

/** The rows of the tables of portraits, each as its cells. */
function rowsOf(summary: string): readonly (readonly string[])[] {
  return cellsOf(splitAtInputs(summary)[0]);
}

/** The rows of all tables, each as its cells. A `|` behind a backslash that is no escaped one itself is none of the borders. */
function cellsOf(summary: string): readonly (readonly string[])[] {
  return summary
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      (line.match(/(?:\\.|[^|\\])+|\|/gs) ?? [])
        .join('\n')
        .split('\n|\n')
        .map((cell) => cell.replace(/^\||\|$/g, '').trim()),
    );
}

const hostileNames = [
  'a|b|c',
  'a\\|b',
  'a\\\\|b',
  '|||||||||',
  'ends with \\',
  '`|`',
  '``` | ```',
  '| --- | --- |',
  '\n| a | b | c |',
  '\r\n\r\n# heading',
  '</details></table><script>alert(1)</script>',
  '<!-- ',
  '<td>',
  '&#124;&vert;&VerticalLine;',
  '[x](javascript:alert(1))',
  '![x](https://example.com/track.png)',
  '<https://example.com>',
  '##[error]x',
  '::error::x',
  '\u2028| a',
  '\u202eabc',
  '\x1b[31m',
  '$|$',
  '~~~',
  '@octocat #1',
  '\ud83d',
];

describe('the summary of one portrait', () => {
  test('that is active', () => {
    expect(summarize([lineOf(active, { awaited: true, until: 43_000 })], { now: 99_000, inputs: [['name', 'Alice']] })).toBe(
      [
        '### ✅ Portrait ready',
        '',
        '| Portrait | Status | Asset ID | Reference | Time |',
        '| --- | --- | --- | --- | ---: |',
        '| Alice | ✅ Active | `asset-1` | `asset://ref-1` | 42 s |',
        '',
        '**What to do next**',
        '',
        'Pass the references to the video action, where `ID` is the `id` of this step, or to SP Create Video:',
        '',
        '```yaml',
        'images: ${{ steps.ID.outputs.asset_refs }}',
        '```',
        '',
        '<details><summary>Inputs</summary>',
        '',
        '| Input | Value |',
        '| :-- | :-- |',
        '| `name` | Alice |',
        '',
        '</details>',
        '',
      ].join('\n'),
    );
  });

  test('that is still processing says what to do', () => {
    const summary = summarize([lineOf(processing, { advice })], { now: 91_000 });
    expect(rowsOf(summary)[2]).toEqual(['Alice', '⚠️ Not ready', '`asset-1`', '1 min 30 s']);
    expect(summary).toContain('### ⚠️ Portrait: failed');
    expect(summary).toMatch(/\*\*What to do next\*\*\n\n- ⚠️ \*\*Alice\*\* \(asset ID `asset-1`\): It failed\. Try another image\./);
    expect(summary).not.toContain('asset_refs');
  });

  test('that was not submitted has neither ID nor ref', () => {
    const summary = summarize([lineOf(unsubmitted, { advice })], { now: 1000 });
    expect(rowsOf(summary)[2]).toEqual(['Alice', '⬜ Not submitted', '—', '—']);
  });

  test('that failed has an ID if one is known, and no ref', () => {
    const withId = summarize([lineOf(rejectedImage, { advice })], { now: 1000 });
    expect(rowsOf(withId)[2]).toEqual(['Alice', '❌ Rejected', '`asset-1`', '—']);
    const without = summarize([lineOf(failedWith({ kind: 'rejected-image', reason: null }, null), { advice })], { now: 1000 });
    expect(rowsOf(without)[2]).toEqual(['Alice', '❌ Rejected', '—', '—']);
  });

  test('that was reused says so', () => {
    expect(rowsOf(summarize([lineOf(stateActive(), { reused: true })], { now: 1000 }))[2]).toEqual([
      'Alice',
      '✅ Active (reused)',
      '`asset-1`',
      '—',
    ]);
  });

  test('starts with what to do if the portrait failed, and with the portrait if it is ready', () => {
    const isNextFirst = (outcome: Outcome) => {
      const summary = summarize([outcome]);
      return summary.indexOf('What to do next') < summary.indexOf('| Portrait |');
    };
    expect([lineOf(rejectedImage, { advice }), lineOf(active)].map(isNextFirst)).toEqual([true, false]);
  });

  test.each(hostileNames)('keeps its form with the name %j', (name) => {
    const summary = summarize([lineOf(processing, { name, advice })], { now: 1000 });
    const rows = rowsOf(summary);
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row).toHaveLength(4);
    expect(rows[2]?.slice(1)).toEqual(['⚠️ Not ready', '`asset-1`', '0 ms']);
    expect(summary.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(1);
    expect(splitAtInputs(summary)[0]).not.toMatch(/(?<!\\)[<>&]|##\[|[\r\u2028\u202e]|\p{Cc}(?<!\n)/u);
  });

  test('escapes the service’s text for Markdown and HTML', () => {
    const what = 'JimmyAI says <img src=x onerror=alert(1)>\n# [x](y) | `z` ##[error] *b* https://example.com/a?k=geheim';
    const summary = summarize([lineOf(processing, { advice: { ...advice, what } })], { now: 1000 });
    expect(splitAtInputs(summary)[0]).not.toMatch(/(?<!\\)[<>[\]|*#]x|(?<!\\)<|##\[|geheim|\n# /);
    expect(summary).toContain('\\[x\\]\\(y\\) \\| \\`z\\`');
    expect(rowsOf(summary)).toHaveLength(3);
  });

  test('also escapes the target of a redirection', () => {
    const reply = {
      kind: 'responded',
      status: 301,
      headers: { location: 'https://a.*b*.example/' },
      body: { kind: 'whole', text: '' },
    } as const;
    const result = readReply(reply, {
      ...{ endpoint: 'submit', sent: [], isEstablished: false, wallClock: 0 },
      ...{ excerpt: (text) => text, findId: () => null },
    });
    if (result.ok) throw new Error('a redirection is no success');
    const told = adviceOnCause({ kind: 'failure', failure: result.failure });
    expect(summarize([lineOf(unsubmitted, { advice: told })], { now: 1000 })).not.toContain('.*b*.');
  });

  test('redacts secrets', () => {
    const redactor = new Redactor();
    redactor.addToken('sk_secret');
    const told = adviceWith('token', { title: 'sk_secret', what: 'bad key sk_secret', next: 'Not sk_secret.' });
    expect(summarize([lineOf(processing, { name: 'sk_secret', advice: told })], { now: 1000 }, redactor)).not.toMatch(
      /sk_?secret|sk\\_secret/,
    );
  });

  test('shows no source', () => {
    expect(summarize([lineOf(active)], { now: 1000 })).not.toMatch(/geheim|a\.jpg/);
  });
});

describe('the summary of several portraits', () => {
  test('counts them, and has a row for each in input order', () => {
    const lines = [lineOf(active), lineOf(processing, { name: 'Bob', advice }), lineOf(active, { name: 'Carol' })];
    const summary = summarize(lines, { now: 1000 });
    expect(summary).toContain('### ⚠️ 1 of 3 portraits needs attention');
    expect(rowsOf(summary).map(([name]) => name)).toEqual(['Portrait', '---', 'Alice', 'Bob', 'Carol']);
  });

  test('with many Active ones shows those that need attention first, and folds the rest', () => {
    const lines = Array.from({ length: 30 }, (_, index) =>
      index === 7 ? lineOf(processing, { name: 'p7', advice }) : lineOf(active, { name: `p${index}` }),
    );
    const summary = summarize(lines, { now: 1000 });
    const [before = '', after = ''] = splitAtInputs(summary)[0].split('<details>');
    expect(cellsOf(before).map(([name]) => name)).toEqual(['Portrait', '---', 'p7']);
    expect(before).toContain('**What to do next**');
    expect(cellsOf(after)).toHaveLength(32);
    expect(after).toMatch(/^<summary>All 30 portraits<\/summary>\n\n\|[\s\S]*\n\n<\/details>\n\n$/);
  });

  test('with many different failures says what to do about the first ones, and how many more there are', () => {
    const lines = Array.from({ length: 25 }, (_, index) =>
      lineOf(processing, { name: `p${index}`, advice: { ...advice, what: `reason ${index}` } }),
    );
    const summary = summarize(lines, { now: 1000 });
    expect(summary.match(/^- ⚠️ \*\*p\d+\*\* \(asset ID `asset-1`\): Reason/gm)).toHaveLength(20);
    expect(summary).toMatch(/and 5 more: see/);
  });

  test('with many failures for the same reason says it once', () => {
    const lines = Array.from({ length: 25 }, (_, index) => lineOf(processing, { name: `p${index}`, advice }));
    const summary = summarize(lines, { now: 1000 });
    expect(summary.match(/^- .*$/gm)).toEqual([
      expect.stringMatching(/^- ⚠️ (?:\*\*p[0-4]\*\* \(asset ID `asset-1`\)(?:, )?){5} and 20 more: It failed/),
    ]);
  });

  test('that were all rejected alike says so once, and folds the table, unless it has an ID', () => {
    const told = adviceWith('token', { title: 'JimmyAI rejected the API key' });
    const refused = (count: number, state: State) =>
      Array.from({ length: count }, (_, index) => lineOf(state, { name: `p${index}`, advice: told }));
    for (const [outcomes, isFolded] of [
      [refused(3, unsubmitted), true],
      [refused(30, unsubmitted), true],
      [refused(3, processing), false],
      [[...refused(3, unsubmitted), lineOf(active)], false],
      [[...refused(3, unsubmitted), lineOf(unsubmitted, { advice })], false],
    ] as const) {
      const [inSight = ''] = splitAtInputs(summarize(outcomes))[0].split('<details>');
      expect(inSight.includes('| Portrait |')).toBe(!isFolded);
      expect(rowsOf(summarize(outcomes)).length).toBeGreaterThan(outcomes.length);
    }
  });

  const wordy = 'x'.repeat(10_000);
  const longest: Asset = { ...asset, assetId: 'i'.repeat(256), assetRef: 'r'.repeat(1024) };

  test.each([
    ['long names', (index: number) => `${index}${wordy}`],
    ['long names of four bytes a character', (index: number) => `${index}${'🙂'.repeat(10_000)}`],
    ['long names of pipes', (index: number) => `${index}${'|'.repeat(10_000)}`],
    ['long names of control characters', (index: number) => `${index}${'\u202e'.repeat(10_000)}`],
    ['long names of backslashes', (index: number) => `${index}${'\\'.repeat(10_000)}`],
    ['hostile names', (index: number) => hostileNames[index % hostileNames.length] ?? ''],
  ])('of 500 portraits with %s stays under 1 MiB, and keeps five columns', (_, nameOf) => {
    const told = adviceWith('failed', { what: `JimmyAI says ${wordy}|`, next: `Run again. ${wordy}`, resume: 'asset-id' });
    const states: readonly State[] = [
      stateActive(longest),
      stateProcessing(longest),
      failedWith({ kind: 'rejected-image', reason: wordy }, longest),
      unsubmitted,
    ];
    for (const advised of [() => true, () => false, (index: number) => index % 2 === 0]) {
      const lines = Array.from({ length: 500 }, (_, index) =>
        lineOf(states[index % states.length] ?? active, { name: nameOf(index), advice: advised(index) ? told : null }),
      );
      const summary = summarize(lines, { now: 1000 });
      expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576);
      const rows = rowsOf(summary);
      expect(rows.length).toBeGreaterThan(50);
      for (const row of rows) expect(row).toHaveLength(5);
    }
  });

  test('of 20 portraits is not folded, and of 21 is', () => {
    for (const [count, isFolded] of [
      [20, false],
      [21, true],
    ] as const) {
      const summary = summarize(Array.from({ length: count }, () => lineOf(active)));
      expect(summary.includes(`<summary>All ${count} portraits</summary>`)).toBe(isFolded);
      expect(summary.indexOf('What to do next') < summary.indexOf('| Portrait |')).toBe(isFolded);
    }
  });

  test('of many ready portraits has nothing between what to do next and the full list', () => {
    const summary = summarize(Array.from({ length: 21 }, () => lineOf(active)));
    expect(summary).toMatch(/\*\*What to do next\*\*\n\n[^\n]+\n\n```yaml\n[^\n]+\n```\n\n<details><summary>All 21 portraits/);
  });

  test('of 500 failures that don’t fit fills a third of the space', () => {
    const summary = summarize(Array.from({ length: 500 }, () => lineOf(stateActive(longest), { advice })));
    expect(Buffer.byteLength(summary)).toBeLessThan(310_000);
    expect(summary).toContain(`… and ${502 - rowsOf(summary).length} more: see the output \`assets\`.`);
  });

  test('of 500 portraits that don’t fit says how many more there are', () => {
    const lines = Array.from({ length: 500 }, (_, index) => lineOf(stateActive(longest), { name: `${index}${'🙂'.repeat(300)}` }));
    const summary = summarize(lines, { now: 1000 });
    const shown = rowsOf(summary).length - 2;
    expect(summary).toContain(`… and ${500 - shown} more: see the output \`assets\`.`);
  });

  test('of 500 ordinary portraits has a row for each', () => {
    const lines = Array.from({ length: 500 }, (_, index) => lineOf(active, { name: `Portrait ${index}` }));
    expect(rowsOf(summarize(lines, { now: 1000 }))).toHaveLength(502);
  });

  test('of 500 ordinary failures has a row for each', () => {
    const lines = Array.from({ length: 500 }, (_, index) => lineOf(processing, { name: `Portrait ${index}`, advice }));
    expect(rowsOf(summarize(lines, { now: 1000 }))).toHaveLength(502);
  });
});

/** A portrait in each of the ways that it can end. */
const ends = {
  active: () => lineOf(active),
  submitted: () => lineOf(processing),
  notReady: () => lineOf(processing, { advice: adviceWith('timeout', { title: 'Not ready after 15 min' }) }),
  possibly: () => lineOf(interruptedEarlier, { advice: adviceWith('possibly-submitted', { title: 'Possibly submitted before' }) }),
  rejected: () => lineOf(rejectedImage, { advice: adviceWith('failed', { title: 'JimmyAI rejected the image' }) }),
  deleted: () => lineOf(deleted, { advice: adviceWith('deleted', { title: 'Asset deleted' }) }),
  failed: () => lineOf(failedCall('status', failureWith('rejected')), { advice: adviceWith('not-found', { title: 'Asset not found' }) }),
  notSubmitted: () => lineOf(unsubmitted, { advice: adviceWith('timeout', { title: 'Not submitted in time' }) }),
} as const;

/** So many portraits for each end. */
function several(counts: Partial<Record<keyof typeof ends, number>>): readonly Outcome[] {
  return Object.entries(ends).flatMap(([end, make]) => Array.from({ length: new Map(Object.entries(counts)).get(end) ?? 0 }, () => make()));
}

describe('the heading', () => {
  test.each<[string, keyof typeof ends]>([
    ['### ✅ Portrait ready', 'active'],
    ['### ✅ Portrait submitted', 'submitted'],
    ['### ⚠️ Portrait: not ready after 15 min', 'notReady'],
    ['### ❓ Portrait: possibly submitted before', 'possibly'],
    ['### ❌ Portrait: JimmyAI rejected the image', 'rejected'],
    ['### ❌ Portrait: asset deleted', 'deleted'],
    ['### ❌ Portrait: asset not found', 'failed'],
    ['### ❌ Portrait: not submitted in time', 'notSubmitted'],
  ])('of one portrait is %s', (heading, end) => {
    expect(headingOf([ends[end]()])).toBe(heading);
  });

  test.each<[string, Partial<Record<keyof typeof ends, number>>]>([
    ['### ✅ All 3 portraits are ready', { active: 3 }],
    ['### ✅ All 3 portraits are submitted', { submitted: 3 }],
    ['### ✅ All 3 portraits are submitted', { active: 1, submitted: 2 }],
    ['### ⚠️ 1 of 2 portraits needs attention', { active: 1, notReady: 1 }],
    ['### ❓ 1 of 3 portraits needs attention', { active: 2, possibly: 1 }],
    ['### ❌ 2 of 3 portraits need attention', { active: 1, possibly: 1, rejected: 1 }],
    ['### ⚠️ 1 of 2 portraits needs attention', { submitted: 1, notReady: 1 }],
    ['### ❌ 1 of 2 portraits needs attention', { active: 1, notSubmitted: 1 }],
    ['### ❌ 2 of 5 portraits need attention', { active: 3, notReady: 1, rejected: 1 }],
    ['### ❌ 2 of 2 portraits need attention', { rejected: 2 }],
    ['### ❌ 2 of 2 portraits need attention', { notSubmitted: 2 }],
  ])('of several portraits is %s: %j', (heading, counts) => {
    expect(headingOf(several(counts))).toBe(heading);
  });

  test('redacts secrets', () => {
    const redactor = new Redactor();
    redactor.addToken('sk_secret');
    const line = lineOf(processing, { advice: adviceWith('token', { title: 'Bad sk_secret' }) });
    expect(summarize([line], {}, redactor).split('\n')[0]).toBe('### ⚠️ Portrait: bad ***');
  });
});

describe('the bar', () => {
  const linesOf = (counts: Partial<Record<keyof typeof ends, number>>) =>
    summarize(several(counts), { startedAt: 1000, now: 91_000, timeoutMs: 900_000 }).split('\n');
  const countsIn = (bar: string) =>
    [...bar].reduce((counts, square) => counts.set(square, (counts.get(square) ?? 0) + 1), new Map<string, number>());

  test('has a square for each portrait, grouped by standing, with a legend and the time elapsed', () => {
    const lines = linesOf({ active: 3, submitted: 1, notReady: 2, possibly: 1, rejected: 2, deleted: 1, failed: 1, notSubmitted: 2 });
    expect(lines[2]).toBe('🟩🟩🟩🟦🟨🟨🟧🟥🟥🟥🟥⬜⬜');
    expect(lines[4]).toBe(
      '🟩 3 Active · 🟦 1 Submitted · 🟨 2 Not ready · 🟧 1 Possibly submitted · 🟥 2 Rejected · 🟥 1 Deleted · 🟥 1 Failed · ⬜ 2 Not submitted · 1 min 30 s elapsed, timeout 15 min',
    );
  });

  test('is omitted for one portrait', () => {
    expect(linesOf({ active: 1 }).join('\n')).not.toMatch(/🟩|elapsed/u);
  });

  test('has 30 squares for 30 portraits', () => {
    expect(linesOf({ active: 29, rejected: 1 })[2]).toBe(`${'🟩'.repeat(29)}🟥`);
  });

  test('for more portraits has a share for each standing', () => {
    expect(linesOf({ active: 31 })[2]).toBe('🟩'.repeat(30));
    expect([...countsIn(linesOf({ active: 300, notReady: 100, rejected: 100 })[2] ?? '')]).toEqual([
      ['🟩', 18],
      ['🟨', 6],
      ['🟥', 6],
    ]);
  });

  test('for more portraits has at least one square for each standing, and stays short', () => {
    const bar =
      linesOf({ active: 493, submitted: 1, notReady: 1, possibly: 1, rejected: 1, deleted: 1, failed: 1, notSubmitted: 1 })[2] ?? '';
    expect(bar).toBe(`${'🟩'.repeat(29)}🟦🟨🟧🟥🟥🟥⬜`);
  });
});

describe('the table', () => {
  test('right-aligns the times, and shows — for what is absent', () => {
    const rows = rowsOf(
      summarize(
        Object.values(ends).map((make) => make()),
        { now: 5200 },
      ),
    );
    expect(rows[1]?.at(-1)).toMatch(/^-+:$/);
    for (const rule of rows[1]?.slice(0, -1) ?? []) expect(rule).toMatch(/^:?-+$/);
    expect(rows.slice(2).map((cells) => cells.slice(1))).toEqual([
      ['✅ Active', '`asset-1`', '`asset://ref-1`', '—'],
      ['📨 Submitted', '`asset-1`', '—', '4.2 s'],
      ['⚠️ Not ready', '`asset-1`', '—', '4.2 s'],
      ['❓ Possibly submitted', '—', '—', '—'],
      ['❌ Rejected', '`asset-1`', '—', '—'],
      ['❌ Deleted', '`asset-1`', '—', '—'],
      ['❌ Failed', '`asset-1`', '—', '—'],
      ['⬜ Not submitted', '—', '—', '—'],
    ]);
  });

  test('has a time for a portrait that this run waited for, and none for one that was ready at its first poll', () => {
    const rows = rowsOf(
      summarize([
        lineOf(active, { awaited: true, until: 2500 }),
        lineOf(active, { until: 1050 }),
        lineOf(rejectedImage, { awaited: true, until: 4000, advice }),
      ]),
    );
    expect(rows.slice(2).map((cells) => cells[4])).toEqual(['1.5 s', '—', '3 s']);
  });

  test('has references only if JimmyAI returned one that is not the asset ID, and then all of them', () => {
    const usual = lineOf(stateActive(assetWith({ assetId: 'asset-2', assetRef: 'asset://asset-2' })));
    expect(rowsOf(summarize([usual, lineOf(stateActive())]))[0]).toEqual(['Portrait', 'Status', 'Asset ID', 'Time']);
    const rows = rowsOf(summarize([usual, lineOf(active), lineOf(processing)]));
    expect(rows.map((cells) => cells[3])).toEqual(['Reference', '---', '`asset://asset-2`', '`asset://ref-1`', '—']);
  });
});

describe('what to do next', () => {
  const nextOf = (outcomes: readonly Outcome[]) => {
    const lines = splitAtInputs(summarize(outcomes))[0].split('\n');
    return lines.slice(lines.indexOf('**What to do next**') + 2).filter((line) => line !== '' && !line.startsWith('|'));
  };

  test('starts with what most needs a person', () => {
    const steps = nextOf([ends.notSubmitted(), ends.notReady(), ends.rejected(), ends.deleted(), ends.possibly()]);
    expect(steps.map((step) => step.split(' ').slice(0, 2).join(' '))).toEqual(['- ❓', '- ❌', '- ❌', '- ⬜', '- ⚠️']);
    expect(steps[0]).toBe('- ❓ **Alice**: It is so. Do this.');
  });

  test('starts with the rule even if it concerns only some', () => {
    const [rejected, other] = [ends.rejected(), ends.rejected()];
    const next = nextOf([
      { ...rejected, advice: adviceWith('failed', { resubmitsOthers: true }) },
      { ...other, advice: adviceWith('timeout') },
    ]);
    expect(next[0]).toBe(ruleForOthers);
  });

  test('explains how to use the references if all are Active', () => {
    for (const outcomes of [several({ active: 1 }), several({ active: 3 })])
      expect(nextOf(outcomes)).toContain('images: ${{ steps.ID.outputs.asset_refs }}');
  });

  test('shows a name that is the asset ID as code, and any other as text', () => {
    const named = (name: string, source: Source) => {
      const tracked = trackedIn(known('a_1'), { portrait: { name, source } });
      return nextOf([{ tracked, advice }]).join();
    };
    const given: Source = { kind: 'asset-id', assetId: 'a_1' };
    expect(named('a_1', given)).toContain('**`a_1`**');
    expect(named('b_2', given)).toContain('**b\\_2**');
    expect(named('a_1', { kind: 'url', url: 'https://example.com/a.jpg' })).toContain('**a\\_1**');
  });

  test('starts with the rule for a new run if that would resubmit others', () => {
    const rejected = { ...ends.rejected(), advice: adviceWith('failed', { resubmitsOthers: true }) };
    const [rule, item] = nextOf([ends.active(), rejected]);
    expect(rule).toBe(ruleForOthers);
    expect(item).toMatch(/^- ❌/);
    expect(nextOf([ends.active(), ends.rejected()])).not.toContain(ruleForOthers);
  });

  test('is to wait in a later job if nothing was waited for', () => {
    expect(nextOf(several({ submitted: 1 }))).toEqual([
      expect.stringMatching(/^To wait in a later job, set `asset-id` to the output `asset_id`/),
    ]);
    expect(nextOf(several({ active: 1, submitted: 1 }))).toEqual([expect.stringMatching(/^To wait in a later job, list each `asset_id`/)]);
  });

  test('links to the page about the failure, if there is one', () => {
    vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
    vi.stubEnv('GITHUB_ACTION_REPOSITORY', 'octo/action');
    vi.stubEnv('GITHUB_ACTION_REF', 'v1');
    vi.stubEnv('GITEA_ACTIONS', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(nextOf([ends.rejected(), ends.possibly()])).toEqual(
      ['possibly-submitted', 'failed'].map((word) =>
        expect.stringMatching(
          new RegExp(
            `Do this\\. \\[Troubleshooting\\]\\(https://github\\.com/octo/action/blob/v1/docs/troubleshooting\\.md#${word}\\) · \\[故障排查\\]\\(.*zh-CN\\.md#${word}\\)$`,
          ),
        ),
      ),
    );
    expect(nextOf([ends.active()]).join()).not.toContain('Troubleshooting');
  });
});

describe('the inputs', () => {
  const inputsIn = (inputs: Report['inputs'], redactor = new Redactor()) => {
    const [, folded] = splitAtInputs(summarize([lineOf(active)], { inputs }, redactor));
    expect(folded).toMatch(/^<details><summary>Inputs<\/summary>\n\n\| Input \| Value \|\n\| :?-+ \| :?-+ \|\n(?:\|.*\n)*\n<\/details>\n$/);
    return cellsOf(folded).slice(2);
  };

  test('are folded, below everything else', () => {
    expect(
      inputsIn([
        ['name', 'Alice'],
        ['wait', 'true'],
      ]),
    ).toEqual([
      ['`name`', 'Alice'],
      ['`wait`', 'true'],
    ]);
  });

  test('are shown without secrets and without the query of a URL', () => {
    const redactor = new Redactor();
    redactor.addToken('sk_secret');
    const rows = inputsIn(
      [
        ['url', 'https://example.com/a.jpg?X-Signature=geheim#frag'],
        ['name', 'Alice sk_secret'],
      ],
      redactor,
    );
    expect(rows.map(([, value]) => value?.replaceAll('\\', ''))).toEqual(['https://example.com/a.jpg', 'Alice ***']);
  });

  test.each(hostileNames)('keep the format of their table with the value %j', (value) => {
    const rows = inputsIn([
      ['name', value],
      ['wait', 'true'],
    ]);
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toHaveLength(2);
    expect(rows[0]?.[1]).not.toMatch(/(?<!\\)[<>&`]|##\[|[\r\u2028\u202e]|\p{Cc}/u);
    expect(rows[1]).toEqual(['`wait`', 'true']);
  });

  const plan = planWith({ mode: { kind: 'run', token: 'sk_secret' }, pollIntervalMs: 500, wait: false });
  const shown = (texts: Readonly<Record<string, string>>, count: number) =>
    inputsOf(inputsWith(texts), { ...plan, portraits: Array.from({ length: count }, () => portraitWith()) });

  test('of one portrait are its name and source, and the defaults of empty ones, never the token', () => {
    const inputs = { token: 'sk_secret', name: 'Alice', url: 'https://example.com/a.jpg', 'state-file': 'state.json' };
    expect(shown(inputs, 1)).toEqual([
      ['name', 'Alice'],
      ['url', 'https://example.com/a.jpg'],
      ['timeout', '15 min'],
      ['poll-interval', '500 ms'],
      ['wait', 'false'],
      ['state-file', 'state.json'],
      ['base-url', 'https://www.jimmyai.cn'],
    ]);
  });

  test('of a dry run say that it is one', () => {
    const inputs = inputsOf(inputsWith({ name: 'Alice', 'asset-id': 'asset-1' }), { ...plan, mode: { kind: 'dry-run' } });
    expect(inputs).toContainEqual(['dry-run', 'true']);
    expect(shown({ name: 'Alice', 'asset-id': 'asset-1' }, 1).map(([name]) => name)).not.toContain('dry-run');
  });

  test('show an asset ID as code, which no link and no emphasis can be made of', () => {
    const [, inputs] = splitAtInputs(summarize([], { inputs: [['asset-id', 'www.a_b_c.example']] }));
    expect(inputs).toContain('| `asset-id` | `www.a_b_c.example` |');
    expect(splitAtInputs(summarize([], { inputs: [['name', 'a_b']] }))[1]).toContain('a\\_b');
  });

  test('of a list are its length, or its file', () => {
    const list = '- { name: Alice, url: https://example.com/a.jpg }';
    expect(shown({ portraits: list }, 1)[0]).toEqual(['portraits', '1 entry']);
    expect(shown({ portraits: list }, 7)[0]).toEqual(['portraits', '7 entries']);
    const inputs = shown({ 'portraits-file': 'people.yml' }, 7);
    expect(inputs.map(([name]) => name)).toEqual(['portraits-file', 'timeout', 'poll-interval', 'wait', 'base-url']);
    expect(inputs[0]).toEqual(['portraits-file', 'people.yml']);
  });
});
