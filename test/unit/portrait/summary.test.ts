import { describe, expect, test } from 'vitest';
import type { Asset } from '../../../src/jimmyai/asset.ts';
import { readReply } from '../../../src/jimmyai/envelope.ts';
import { adviceOnCause } from '../../../src/portrait/advice.ts';
import type { Advice } from '../../../src/portrait/failure-words.ts';
import type { Outcome } from '../../../src/portrait/outcomes.ts';
import { summaryOf } from '../../../src/portrait/summary.ts';
import { type State, track } from '../../../src/portrait/tracked-portrait.ts';
import { Redactor } from '../../../src/step/redactor.ts';

const asset: Asset = { assetId: 'asset-1', officialId: null, assetRef: 'asset://ref-1' };
const active: State = { kind: 'active', asset };
const processing: State = { kind: 'processing', asset };
const advice: Advice = { failure: 'failed', title: 'Failed', what: 'it failed', next: 'Try another image.' };

function lineOf(state: State, changes: { name?: string; advice?: Advice | null; reused?: boolean; until?: number | null } = {}): Outcome {
  const { name = 'Alice', advice = null, reused = false, until = null } = changes;
  const portrait = { name, source: { kind: 'url', url: 'https://example.com/a.jpg?k=geheim' }, key: null } as const;
  return { tracked: { ...track(portrait, 1000), state, reused, endedAt: until }, advice };
}

/** The rows of all tables, each as its cells. A `|` behind a backslash that is no escaped one itself is none of the borders. */
function rowsOf(summary: string): readonly (readonly string[])[] {
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
    expect(summaryOf([lineOf(active, { until: 43_000 })], 99_000, new Redactor())).toBe(
      [
        '### Seedance portrait: Active',
        '',
        '| Portrait | Status | asset_id | asset_ref | Time |',
        '| --- | --- | --- | --- | --- |',
        '| Alice | Active | `asset-1` | `asset://ref-1` | 42 s |',
        '',
        '**Next**: pass `asset_ref` to SP Create Video as `images`.',
        '',
      ].join('\n'),
    );
  });

  test('that is still processing says what to do', () => {
    const summary = summaryOf([lineOf(processing, { advice })], 91_000, new Redactor());
    expect(rowsOf(summary)[2]).toEqual(['Alice', 'Processing', '`asset-1`', '', '1 min 30 s']);
    expect(summary).toContain('### Seedance portrait: Processing');
    expect(summary).toMatch(/\*\*What to do\*\*\n\n- \*\*Alice\*\* \(asset ID asset-1\): It failed\. Try another image\./);
    expect(summary).not.toContain('**Next**');
  });

  test('that was not submitted has neither id nor ref', () => {
    const summary = summaryOf([lineOf({ kind: 'unsubmitted' }, { advice })], 1000, new Redactor());
    expect(rowsOf(summary)[2]).toEqual(['Alice', 'not submitted', '', '', '']);
  });

  test('that failed has an id where one is known, and no ref', () => {
    const failure = { kind: 'rejected-image', reason: null } as const;
    const withId = summaryOf([lineOf({ kind: 'failed', asset, failure }, { advice })], 1000, new Redactor());
    expect(rowsOf(withId)[2]).toEqual(['Alice', 'Failed', '`asset-1`', '', '0 ms']);
    const without = summaryOf([lineOf({ kind: 'failed', asset: null, failure }, { advice })], 1000, new Redactor());
    expect(rowsOf(without)[2]).toEqual(['Alice', 'Failed', '', '', '']);
  });

  test('that was reused says so', () => {
    const state: State = { kind: 'active', asset: { ...asset, assetRef: null } };
    expect(rowsOf(summaryOf([lineOf(state, { reused: true })], 1000, new Redactor()))[2]).toEqual([
      'Alice',
      'Active (reused)',
      '`asset-1`',
      '`asset://asset-1`',
      '0 ms',
    ]);
  });

  test.each(hostileNames)('keeps its form with the name %j', (name) => {
    const summary = summaryOf([lineOf(processing, { name, advice })], 1000, new Redactor());
    const rows = rowsOf(summary);
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row).toHaveLength(5);
    expect(rows[2]?.slice(1)).toEqual(['Processing', '`asset-1`', '', '0 ms']);
    expect(summary.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(1);
    expect(summary).not.toMatch(/(?<!\\)[<>&]|##\[|[\r\u2028\u202e]|\p{Cc}(?<!\n)/u);
  });

  test('escapes what the service said, for Markdown and HTML', () => {
    const what = 'JimmyAI says <img src=x onerror=alert(1)>\n# [x](y) | `z` ##[error] *b* https://example.com/a?k=geheim';
    const summary = summaryOf([lineOf(processing, { advice: { ...advice, what } })], 1000, new Redactor());
    expect(summary).not.toMatch(/(?<!\\)[<>[\]|*#]x|(?<!\\)<|##\[|geheim|\n# /);
    expect(summary).toContain('\\[x\\]\\(y\\) \\| \\`z\\`');
    expect(rowsOf(summary)).toHaveLength(3);
  });

  test('escapes also the target of a redirection, as the service names it', () => {
    const reply = {
      kind: 'responded',
      status: 301,
      headers: { location: 'https://a.*b*.example/' },
      body: { kind: 'whole', text: '' },
    } as const;
    const result = readReply('submit', reply, 0, (text) => text);
    if (result.ok) throw new Error('a redirection is no success');
    const told = adviceOnCause({ kind: 'failure', failure: result.failure });
    expect(summaryOf([lineOf({ kind: 'unsubmitted' }, { advice: told })], 1000, new Redactor())).not.toContain('.*b*.');
  });

  test('conceals secrets', () => {
    const redactor = new Redactor();
    redactor.addToken('sk_secret');
    const told: Advice = { failure: 'token', title: 'sk_secret', what: 'bad key sk_secret', next: 'Not sk_secret.' };
    expect(summaryOf([lineOf(processing, { name: 'sk_secret', advice: told })], 1000, redactor)).not.toMatch(/sk_?secret|sk\\_secret/);
  });

  test('shows no source', () => {
    expect(summaryOf([lineOf(active)], 1000, new Redactor())).not.toMatch(/geheim|a\.jpg/);
  });
});

describe('the summary of several portraits', () => {
  test('counts them, and has a row for each in input order', () => {
    const lines = [lineOf(active), lineOf(processing, { name: 'Bob', advice }), lineOf(active, { name: 'Carol' })];
    const summary = summaryOf(lines, 1000, new Redactor());
    expect(summary).toContain('### Seedance portraits: 2 of 3 Active');
    expect(rowsOf(summary).map(([name]) => name)).toEqual(['Portrait', '---', 'Alice', 'Bob', 'Carol']);
  });

  test('of which many are active shows those in trouble first, and the rest behind a click', () => {
    const lines = Array.from({ length: 30 }, (_, index) =>
      index === 7 ? lineOf(processing, { name: 'p7', advice }) : lineOf(active, { name: `p${index}` }),
    );
    const summary = summaryOf(lines, 1000, new Redactor());
    const [before = '', after = ''] = summary.split('<details>');
    expect(rowsOf(before).map(([name]) => name)).toEqual(['Portrait', '---', 'p7']);
    expect(before).toContain('What to do');
    expect(rowsOf(after)).toHaveLength(32);
    expect(after).toMatch(/^<summary>All 30 portraits<\/summary>\n\n\|[\s\S]*\n\n<\/details>\n$/);
  });

  test('of which many failed each for itself tells what to do with the first ones, and how many more there are', () => {
    const lines = Array.from({ length: 25 }, (_, index) =>
      lineOf(processing, { name: `p${index}`, advice: { ...advice, what: `reason ${index}` } }),
    );
    const summary = summaryOf(lines, 1000, new Redactor());
    expect(summary.match(/^- \*\*p\d+\*\* \(asset ID asset-1\): Reason/gm)).toHaveLength(20);
    expect(summary).toMatch(/and 5 more: see/);
  });

  test('of which many failed for the same reason says it once', () => {
    const lines = Array.from({ length: 25 }, (_, index) => lineOf(processing, { name: `p${index}`, advice }));
    const summary = summaryOf(lines, 1000, new Redactor());
    expect(summary.match(/^- .*$/gm)).toEqual([
      expect.stringMatching(/^- (?:\*\*p[0-4]\*\* \(asset ID asset-1\)(?:, )?){5} and 20 more: It failed/),
    ]);
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
    const told: Advice = { failure: 'failed', title: 'x', what: `JimmyAI says ${wordy}|`, next: `Run again. ${wordy}`, resume: 'asset-id' };
    const states: readonly State[] = [
      { kind: 'active', asset: longest },
      { kind: 'processing', asset: longest },
      { kind: 'failed', asset: longest, failure: { kind: 'rejected-image', reason: wordy } },
      { kind: 'unsubmitted' },
    ];
    for (const troubled of [() => true, () => false, (index: number) => index % 2 === 0]) {
      const lines = Array.from({ length: 500 }, (_, index) =>
        lineOf(states[index % states.length] ?? active, { name: nameOf(index), advice: troubled(index) ? told : null }),
      );
      const summary = summaryOf(lines, 1000, new Redactor());
      expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576);
      const rows = rowsOf(summary);
      expect(rows.length).toBeGreaterThan(50);
      for (const row of rows) expect(row).toHaveLength(5);
    }
  });

  test('of 500 portraits that don’t fit says how many more there are', () => {
    const lines = Array.from({ length: 500 }, (_, index) =>
      lineOf({ kind: 'active', asset: longest }, { name: `${index}${'🙂'.repeat(300)}` }),
    );
    const summary = summaryOf(lines, 1000, new Redactor());
    const shown = rowsOf(summary).length - 2;
    expect(summary).toContain(`… and ${500 - shown} more: see the output \`assets\`.`);
  });

  test('of 500 ordinary portraits has a row for each', () => {
    const lines = Array.from({ length: 500 }, (_, index) => lineOf(active, { name: `Portrait ${index}` }));
    expect(rowsOf(summaryOf(lines, 1000, new Redactor()))).toHaveLength(502);
  });

  test('of 500 ordinary failures has a row for each', () => {
    const lines = Array.from({ length: 500 }, (_, index) => lineOf(processing, { name: `Portrait ${index}`, advice }));
    expect(rowsOf(summaryOf(lines, 1000, new Redactor()))).toHaveLength(502);
  });
});
