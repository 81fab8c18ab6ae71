import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/jimmyai/failure.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { adviceOn, type Ending } from '../../../src/video/advice.ts';
import type { VideoRequest } from '../../../src/video/inputs.ts';
import type { Plan } from '../../../src/video/plan.ts';
import { summaryOf } from '../../../src/video/summary.ts';
import { type TrackedVideo, track } from '../../../src/video/tracked-video.ts';

const task = { status: { kind: 'completed' }, progress: 100, videoUrl: 'https://media.example/v.mp4?sig=geheim', cost: '12.5' } as const;
const plan: Plan = {
  token: 'sk_geheim',
  task: {
    kind: 'create',
    request: {
      model: 'seedance2.0-sp',
      prompt: `| *x* <b> ${'长'.repeat(400)}`,
      duration: 5,
      resolution: '720p',
      ratio: '16:9',
      images: ['asset://a'],
      extra: {},
    },
  },
  file: { absolute: '/workspace/video.mp4', relative: 'video.mp4' },
  timeoutMs: 60_000,
  pollIntervalMs: 10_000,
  wait: true,
  baseUrl: 'https://www.jimmyai.cn',
};
const ending: Ending = { cause: null, timeoutMs: 60_000, wait: true };
const summary = (state: TrackedVideo['state'], how: Partial<Ending> = {}, planned: Plan = plan) => {
  const video: TrackedVideo = { ...track(0), state, endedAt: 42_000 };
  return summaryOf(video, planned, adviceOn(video, { ...ending, ...how }), 42_000, new Redactor());
};

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

test('a finished video has its file, what it cost, and what to do with it', () => {
  const text = summary({
    kind: 'downloaded',
    taskId: 'task-1',
    task,
    file: { path: 'video.mp4', bytes: 12_345_678, sha256: 'ab'.repeat(32) },
  });
  expect(text).toMatch(/^### ✅ Video ready\n\n\| Task ID \| `task-1` \|\n\| :?-+ \| :?-+ \|\n/);
  for (const row of [
    'Status | ✅ Completed',
    'Time | 42 s elapsed, timeout 1 min',
    'Cost | 12\\.5 JimiCoin',
    'Size | 12 MB',
    `SHA-256 | ${'ab'.repeat(32)}`,
  ]) {
    expect(text).toContain(`| ${row} |`);
  }
  expect(text).toContain('**What to do next**\n\nKeep the file');
  expect(text).not.toMatch(/geheim|<b>/);
  expect(/`prompt` \| (.*) \|$/m.exec(text)?.[1]).toMatch(/^\\\| \\\*x\\\* \\<b\\> 长+…$/);
});

test('a video that is possibly created says first what to do', () => {
  const failure = { kind: 'ambiguous', detail: 'socket hang up', retryAfterMs: 0 } as const;
  const text = summary({ kind: 'failed', taskId: null, task: null, failure: { kind: 'call', endpoint: 'create', failure, attempts: 1 } });
  expect(text).toMatch(/^### ⚠️ Video: possibly created\n\n\*\*What to do next\*\*\n\nA video is possibly created.*Don’t re-run yet/);
  expect(text).toContain('| Status | ⚠️ Possibly created |');
  expect(text.indexOf('Don’t re-run yet')).toBeLessThan(text.indexOf('| Task ID'));
});

test('every row has two cells', () => {
  const rows = summary({ kind: 'waiting', taskId: 'task-1', task: null })
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(4);
});

describe('the heading and the status', () => {
  const failure: Failure = { kind: 'ambiguous', detail: 'socket hang up', retryAfterMs: 0 };
  const processing = { ...task, status: { kind: 'processing' } } as const;
  const failed = { ...task, status: { kind: 'failed', reason: 'TRADEMARK' } } as const;
  const call = (kind: Exclude<Failure['kind'], 'redirected'>, taskId: string | null): TrackedVideo['state'] => ({
    ...{ kind: 'failed', taskId, task: null },
    failure: { kind: 'call', endpoint: taskId === null ? 'create' : 'query', failure: { ...failure, kind }, attempts: 1 },
  });

  test.each<[string, string, TrackedVideo['state'], Partial<Ending>]>([
    ['✅ Video created', '✅ Created', { kind: 'waiting', taskId: 'task-1', task: null }, { wait: false }],
    ['✅ Video created', '✅ Processing', { kind: 'waiting', taskId: 'task-1', task: processing }, { wait: false }],
    ['⚠️ Video: not completed after 1 min', '⚠️ Processing', { kind: 'waiting', taskId: 'task-1', task: processing }, {}],
    ['⚠️ Video: not downloaded in time', '⚠️ Completed', { kind: 'completed', taskId: 'task-1', task }, {}],
    [
      '⚠️ Video: cancelled',
      '⚠️ Created',
      { kind: 'waiting', taskId: 'task-1', task: null },
      { cause: { kind: 'cancelled', signal: 'SIGTERM' } },
    ],
    ['⚠️ Video not downloaded', '⚠️ Completed', { kind: 'failed', taskId: 'task-1', task, failure: { kind: 'download', detail: 'x' } }, {}],
    ['⚠️ Video: possibly created', '⚠️ Possibly created', call('ambiguous', null), {}],
    ['❌ Video: JimmyAI rejected the creation', '❌ Not created', call('rejected', null), {}],
    ['❌ Video: not created in time', '❌ Not created', { kind: 'uncreated' }, {}],
    [
      '❌ Video: JimmyAI could not make the video',
      '❌ Failed',
      { kind: 'failed', taskId: 'task-1', task: failed, failure: { kind: 'failed-at-service', reason: 'TRADEMARK' } },
      {},
    ],
  ])('are %s, %s', (heading, status, state, how) => {
    const text = summary(state, how);
    expect(text.split('\n')[0]).toBe(`### ${heading}`);
    expect(rowsOf(text)).toContainEqual(['Status', status]);
  });

  test('conceal secrets', () => {
    const redactor = new Redactor();
    redactor.addToken('sk_geheim');
    const told = { failure: 'token', title: 'Bad sk_geheim', what: 'x', next: 'y' } as const;
    expect(summaryOf(track(0), plan, told, 0, redactor)).not.toContain('sk_geheim');
  });
});

test('the time is that of the step, up to its end or to now', () => {
  const state: TrackedVideo['state'] = { kind: 'waiting', taskId: 'task-1', task: null };
  const timeOf = (endedAt: number | null) => {
    const video: TrackedVideo = { ...track(5000), state, endedAt };
    return rowsOf(summaryOf(video, plan, null, 65_000, new Redactor())).find(([name]) => name === 'Time')?.[1];
  };
  expect([timeOf(15_000), timeOf(null)]).toEqual(['10 s elapsed, timeout 1 min', '1 min elapsed, timeout 1 min']);
});

test('a video that is not waited for is to be waited for later, and has no file', () => {
  const text = summary({ kind: 'waiting', taskId: 'task-1', task: null }, { wait: false });
  expect(text).toMatch(/To wait in a later job, set `task-id`/);
  expect(rowsOf(text).map(([name]) => name)).not.toContain('File');
  expect(rowsOf(splitAtInputs(text)[0])).toHaveLength(5);
});

test('what is not known is —', () => {
  const rows = rowsOf(summary({ kind: 'uncreated' }));
  expect(rows).toContainEqual(['Task ID', '—']);
  expect(rows).toContainEqual(['Cost', '—']);
  const taskWithoutCost = { ...task, cost: null };
  expect(rowsOf(summary({ kind: 'waiting', taskId: 'task-1', task: taskWithoutCost }))).toContainEqual(['Cost', '—']);
});

describe('the inputs', () => {
  const waiting: TrackedVideo['state'] = { kind: 'waiting', taskId: 'task-1', task: null };
  const inputsOf = (planned: Plan) => {
    const [, folded] = splitAtInputs(summary(waiting, {}, planned));
    expect(folded).toMatch(/^<details><summary>Inputs<\/summary>\n\n\| Input \| Value \|\n\| :?-+ \| :?-+ \|\n(?:\|.*\n)*\n<\/details>\n$/);
    return rowsOf(folded)
      .slice(2)
      .map(([name, value]) => [name, value?.replaceAll('\\', '')]);
  };
  const withRequest = (changes: Partial<VideoRequest>): Plan =>
    plan.task.kind === 'create' ? { ...plan, task: { kind: 'create', request: { ...plan.task.request, ...changes } } } : plan;

  test('of a creation are folded, without the token, and of extra only the names', () => {
    const images = ['asset://a', 'https://example.com/b.jpg?X-Signature=geheim'];
    expect(inputsOf(withRequest({ prompt: 'It waves.', images, extra: { seed: 7, reference: 'geheim' } }))).toEqual([
      ['`prompt`', 'It waves.'],
      ['`images`', '`asset://a https://example.com/b.jpg`'],
      ['`model`', 'seedance2.0-sp'],
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

  test('are redacted first and cut afterwards, however long a key of extra is', () => {
    const prompt = `${'x'.repeat(240)} https://example.com/a.jpg?n=${'y'.repeat(20)}&Signature=Xq7f3RZk9w2vLp0sTyBn4`;
    const planned = withRequest({ prompt, images: [], extra: { ['k'.repeat(120_000)]: 1 } });
    const text = summaryOf({ ...track(0), state: { kind: 'uncreated' } }, planned, null, 0, new Redactor());
    expect(text).not.toMatch(/Signature|Xq7f3R/);
    expect(text.length).toBeLessThan(3000);
  });

  test('of a creation without references or further fields leave these out', () => {
    const task = {
      kind: 'create',
      request: { model: 'm', prompt: 'p', duration: 5, resolution: '720p', ratio: '16:9', extra: {} },
    } as const;
    expect(inputsOf({ ...plan, task }).map(([name]) => name)).toEqual(
      ['prompt', 'model', 'duration', 'resolution', 'ratio', 'file', 'timeout', 'poll-interval', 'wait', 'base-url'].map(
        (name) => `\`${name}\``,
      ),
    );
  });

  test('of a given task are its ID, and nothing of a creation', () => {
    const inputs = inputsOf({ ...plan, task: { kind: 'given', taskId: 'task-1' } });
    expect(inputs.map(([name]) => name)).toEqual(['`task-id`', '`file`', '`timeout`', '`poll-interval`', '`wait`', '`base-url`']);
    expect(inputs[0]).toEqual(['`task-id`', '`task-1`']);
  });

  test.each(['a|b', 'a\\|b', '`|`', '\n| a | b |', '</details><script>', '<!--', '##[error]x', '\u2028| a', '\u202eabc', '\x1b[31m'])(
    'keep the form of their table with the prompt %j',
    (prompt) => {
      const text = summary(waiting, {}, withRequest({ prompt, extra: { [prompt]: 1 } }));
      for (const row of rowsOf(text.replaceAll('\\\\', ''))) expect(row).toHaveLength(2);
      expect(splitAtInputs(text)[1].split('\n')).toHaveLength(19);
      expect(text.replace(/<\/?(?:details|summary)>/g, '')).not.toMatch(/(?<!\\)<|##\[|[\r\u2028\u202e]|\p{Cc}(?<!\n)/u);
    },
  );
});
