import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../src/jimmyai/failure.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { adviceOn, type Ending } from '../../../src/video/advice.ts';
import type { Advice, FailureWord } from '../../../src/video/failure-words.ts';
import type { VideoRequest } from '../../../src/video/inputs.ts';
import type { Plan } from '../../../src/video/plan.ts';
import { summaryOf } from '../../../src/video/summary.ts';
import { type TrackedVideo, track, type VideoState } from '../../../src/video/tracked-video.ts';
import { failureOf, task } from '../../support/scripted-videos.ts';
import { planWith, requestWith } from '../../support/video-plan.ts';

const completed = task('completed', { progress: 100, links: ['https://media.example/v.mp4?sig=geheim'], cost: '12.5' });
const waiting: VideoState = { kind: 'waiting', taskId: 'task-1', task: null };
const plan = planWith({ mode: { kind: 'run', token: 'sk_test' } });
const withRequest = (changes: Partial<VideoRequest>): Plan => ({ ...plan, task: { kind: 'create', request: requestWith(changes) } });

const ended = (state: VideoState): TrackedVideo => ({ ...track(0), state, createdAt: 0, endedAt: 42_000 });
const adviceFor = (state: VideoState, ending: Partial<Ending> = {}) =>
  adviceOn(ended(state), { cause: null, timeoutMs: 60_000, wait: true, ...ending });
const summaryWith = (state: VideoState, advice: Advice | null, planned: Plan = plan) =>
  summaryOf(ended(state), planned, advice, 42_000, new Redactor());
const summary = (state: VideoState, ending: Partial<Ending> = {}, planned: Plan = plan) =>
  summaryWith(state, adviceFor(state, ending), planned);

/** What is before the inputs, which are the last part, and those. */
function splitAtInputs(text: string): readonly [video: string, inputs: string] {
  const start = text.lastIndexOf('<details><summary>Inputs</summary>');
  return [text.slice(0, start), text.slice(start)];
}

/** Rows of a table, as names and values; a `|` behind a backslash is none of the borders. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('a finished video comes with its file, its cost, and what to do with it', () => {
  const file = { path: 'video.mp4', bytes: 12_345_678, sha256: 'ab'.repeat(32) };
  const text = summary(
    { kind: 'downloaded', taskId: 'task-1', task: completed, file },
    {},
    withRequest({ prompt: `| *x* <b> ${'长'.repeat(400)}` }),
  );
  expect(text).toMatch(
    /^### ✅ Video ready\n\n\| File \| video\\.mp4 \|\n\| :?-+ \| :?-+ \|\n\| Size \| 12 MB \|\n\| Cost \| 12\\.5 JimiCoin \|\n/,
  );
  for (const row of ['Status | ✅ Completed', 'Time | 42 s elapsed, timeout 1 min', 'Task ID | `task-1`', `SHA-256 | ${'ab'.repeat(32)}`]) {
    expect(text).toContain(`| ${row} |`);
  }
  expect(text).toMatch(/\n\*\*What to do next\*\*\n\nUpload video\\\.mp4 before.*`actions\/upload-artifact`.*`path`/);
  expect(text).not.toMatch(/geheim|<b>/);
  expect(/`prompt` \| (.*) \|$/m.exec(text)?.[1]).toMatch(/^\\\| \\\*x\\\* \\<b\\> 长+…$/);
});

test('a video that needs attention says first what to do', () => {
  const advice = { word: 'possibly-created', title: 'A title', what: 'a *thing* happened', next: 'Do `this`.' } as const;
  const text = summaryWith(waiting, advice);
  expect(text.startsWith('### ⚠️ Video: a title\n\n**What to do next**\n\nA \\*thing\\* happened. Do `this`.')).toBe(true);
  expect(text.indexOf('Do `this`.')).toBeLessThan(text.indexOf('| Task ID'));
});

test('every row has two cells', () => {
  const rows = summary(waiting)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(4);
});

describe('the heading and the status', () => {
  const call = (kind: FailureKind): VideoState => ({
    ...{ kind: 'failed', taskId: null, task: null },
    failure: { kind: 'call', endpoint: 'create', cause: failureOf(kind), attempts: 1 },
  });
  const cancelled: Partial<Ending> = { cause: { kind: 'cancelled', signal: 'SIGTERM', afterMs: 0 } };
  const processing: VideoState = { kind: 'waiting', taskId: 'task-1', task: task('processing') };
  const notDownloaded = { kind: 'download', detail: 'x', remedy: null } as const;
  const failedAtService = { kind: 'failed-at-service', reason: 'TRADEMARK' } as const;

  test.each<[string, string, FailureWord, VideoState, Partial<Ending>]>([
    ['⚠️', 'Processing', 'timeout', processing, {}],
    ['⚠️', 'Completed', 'timeout', { kind: 'completed', taskId: 'task-1', task: completed }, {}],
    ['⚠️', 'Created', 'cancelled', waiting, cancelled],
    ['⚠️', 'Completed', 'download', { kind: 'failed', taskId: 'task-1', task: completed, failure: notDownloaded }, {}],
    ['❓', 'Possibly created', 'possibly-created', call('ambiguous'), {}],
    ['❌', 'Not created', 'rejected', call('rejected'), {}],
    ['❌', 'Not created', 'timeout', { kind: 'uncreated' }, {}],
    ['❌', 'Failed', 'failed', { kind: 'failed', taskId: 'task-1', task: task('failed'), failure: failedAtService }, {}],
  ])('are %s %s if the word is %s', (icon, status, word, state, ending) => {
    const advice = adviceFor(state, ending);
    expect(advice?.word).toBe(word);
    const text = summaryWith(state, advice);
    const [heading = ''] = text.split('\n');
    expect(heading.startsWith(`### ${icon} Video`)).toBe(true);
    expect(heading.toLowerCase().endsWith(`${advice?.title.toLowerCase()}`)).toBe(true);
    expect(rowsOf(text)).toContainEqual(['Status', `${icon} ${status}`]);
  });

  test.each<[string, VideoState]>([
    ['Created', waiting],
    ['Processing', processing],
  ])('are ✅ %s if the video is not waited for', (status, state) => {
    const text = summary(state, { wait: false });
    expect(text.split('\n')[0]).toBe('### ✅ Video created');
    expect(rowsOf(text)).toContainEqual(['Status', `✅ ${status}`]);
  });

  test.each([
    ['Not here in time', 'Video: not here in time'],
    ['Video not here', 'Video not here'],
    ['JimmyAI is elsewhere', 'Video: JimmyAI is elsewhere'],
  ])('take the title “%s” as “%s”', (title, heading) => {
    const text = summaryWith(waiting, { word: 'timeout', title, what: 'x', next: 'y' });
    expect(text.split('\n')[0]).toBe(`### ⚠️ ${heading}`);
  });

  test('redact secrets', () => {
    const redactor = new Redactor();
    redactor.addToken('sk_geheim');
    const advice = { word: 'token', title: 'Bad sk_geheim', what: 'x', next: 'y' } as const;
    expect(summaryOf(track(0), plan, advice, 0, redactor)).not.toContain('sk_geheim');
  });
});

test('the time is that of the step, up to its end or to now', () => {
  const timeOf = (endedAt: number | null) => {
    const video: TrackedVideo = { ...track(5000), state: waiting, endedAt };
    return rowsOf(summaryOf(video, plan, null, 65_000, new Redactor())).find(([name]) => name === 'Time')?.[1];
  };
  expect([timeOf(15_000), timeOf(null)]).toEqual(['10 s elapsed, timeout 1 min', '1 min elapsed, timeout 1 min']);
});

test('a video that is not waited for can be waited for later, and has no file', () => {
  const text = summary(waiting, { wait: false });
  expect(text).toMatch(/\n\*\*What to do next\*\*\n\n.*`task-id`.*`task_id`/);
  expect(rowsOf(text).map(([name]) => name)).not.toContain('File');
  expect(rowsOf(splitAtInputs(text)[0])).toHaveLength(5);
});

test('a task that the workflow gave and JimmyAI has not described is not called created', () => {
  const video: TrackedVideo = { ...track(0), state: waiting };
  const advice = adviceOn(video, { cause: null, timeoutMs: 60_000, wait: true });
  expect(rowsOf(summaryOf(video, plan, advice, 0, new Redactor()))).toContainEqual(['Status', '⚠️ Unknown']);
});

test('the amount left in the account is shown if known', () => {
  const rowsWith = (available: number | null) =>
    rowsOf(summaryOf({ ...ended(waiting), balanceAfter: { usedCoin: 1, available } }, plan, null, 0, new Redactor()));
  expect(rowsWith(87.5)).toContainEqual(['Left in the account', '87\\.5 JimiCoin']);
  expect(rowsWith(null).map(([name]) => name)).not.toContain('Left in the account');
});

test('an unknown value is —', () => {
  const rows = rowsOf(summary({ kind: 'uncreated' }));
  expect(rows).toContainEqual(['Task ID', '—']);
  expect(rows).toContainEqual(['Cost', '—']);
  expect(rowsOf(summary({ kind: 'waiting', taskId: 'task-1', task: task('queued') }))).toContainEqual(['Cost', '—']);
});

describe('the inputs', () => {
  const inputsOf = (planned: Plan) => {
    const [, folded] = splitAtInputs(summary(waiting, {}, planned));
    expect(folded).toMatch(/^<details><summary>Inputs<\/summary>\n\n\| Input \| Value \|\n\| :?-+ \| :?-+ \|\n(?:\|.*\n)*\n<\/details>\n$/);
    return rowsOf(folded)
      .slice(2)
      .map(([name, value]) => [name, value?.replaceAll('\\', '')]);
  };
  test('of a creation are folded, without the token, and with only the names in extra', () => {
    const images = ['asset://a', 'https://example.com/b.jpg?X-Signature=geheim'];
    expect(inputsOf(withRequest({ prompt: 'It waves.', images, extra: { json: '', fields: { seed: 7, reference: 'geheim' } } }))).toEqual([
      ['`prompt`', 'It waves.'],
      ['`images`', '`asset://a https://example.com/b.jpg`'],
      ['`model`', 'm'],
      ['`duration`', '5 s'],
      ['`resolution`', '720p'],
      ['`ratio`', '16:9'],
      ['`extra`', 'seed, reference'],
      ['`file`', 'video.mp4'],
      ['`timeout`', '1 min'],
      ['`poll-interval`', '10 s'],
      ['`wait`', 'true'],
      ['`base-url`', 'https://www.jimmyai.cn'],
    ]);
  });

  test('are redacted before they are cut, however long a key of extra is', () => {
    const prompt = `${'x'.repeat(240)} https://example.com/a.jpg?n=${'y'.repeat(20)}&Signature=Xq7f3RZk9w2vLp0sTyBn4`;
    const planned = withRequest({ prompt, images: [], extra: { json: '{}', fields: { ['k'.repeat(120_000)]: 1 } } });
    const text = summaryOf({ ...track(0), state: { kind: 'uncreated' } }, planned, null, 0, new Redactor());
    expect(text).not.toMatch(/Signature|Xq7f3R/);
    expect(text.length).toBeLessThan(3000);
  });

  test('of a creation without references or further fields leave these out', () => {
    const { images: _, ...request } = requestWith();
    const task = { kind: 'create', request } as const;
    expect(inputsOf({ ...plan, task }).map(([name]) => name)).toEqual(
      ['prompt', 'model', 'duration', 'resolution', 'ratio', 'file', 'timeout', 'poll-interval', 'wait', 'base-url'].map(
        (name) => `\`${name}\``,
      ),
    );
  });

  test('of a model that names its own resolution and ratio leave these out', () => {
    const { resolution: _, ratio: __, ...request } = requestWith();
    const names = inputsOf({ ...plan, task: { kind: 'create', request } }).map(([name]) => name);
    expect(names).not.toContain('`resolution`');
    expect(names).not.toContain('`ratio`');
  });

  test('of a given task are its ID, and nothing about a creation', () => {
    const inputs = inputsOf({ ...plan, task: { kind: 'given', taskId: 'task-1' } });
    expect(inputs.map(([name]) => name)).toEqual(['`task-id`', '`file`', '`timeout`', '`poll-interval`', '`wait`', '`base-url`']);
    expect(inputs[0]).toEqual(['`task-id`', '`task-1`']);
  });

  test.each(['a|b', 'a\\|b', '`|`', '\n| a | b |', '</details><script>', '<!--', '##[error]x', '\u2028| a', '\u202eabc', '\x1b[31m'])(
    'keep the form of their table with the prompt %j',
    (prompt) => {
      const text = summary(waiting, {}, withRequest({ prompt, extra: { json: '', fields: { [prompt]: 1 } } }));
      for (const row of rowsOf(text.replaceAll('\\\\', ''))) expect(row).toHaveLength(2);
      expect(splitAtInputs(text)[1].split('\n')).toHaveLength(19);
      expect(text.replace(/<\/?(?:details|summary)>/g, '')).not.toMatch(/(?<!\\)<|##\[|[\r\u2028\u202e]|\p{Cc}(?<!\n)/u);
    },
  );
});
