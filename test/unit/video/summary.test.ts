import { expect, test } from 'vitest';
import { Redactor } from '../../../src/step/redactor.ts';
import { adviceOn } from '../../../src/video/advice.ts';
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
const ending = { cause: null, timeoutMs: 60_000, wait: true };
const summary = (state: TrackedVideo['state']) => {
  const video: TrackedVideo = { ...track(0), state, endedAt: 42_000 };
  return summaryOf(video, plan, adviceOn(video, ending), 42_000, new Redactor());
};

test('a finished video has its file, what it cost, and what to do with it', () => {
  const text = summary({
    kind: 'downloaded',
    taskId: 'task-1',
    task,
    file: { path: 'video.mp4', bytes: 12_345_678, sha256: 'ab'.repeat(32) },
  });
  expect(text).toMatch(/^### Seedance video: completed\n\n\| Task ID \| task\\-1 \|\n\| --- \| --- \|\n/);
  for (const row of ['Status | completed', 'Time | 42 s', 'Cost | 12\\.5 JimiCoin', 'Size | 12 MB', `SHA-256 | ${'ab'.repeat(32)}`]) {
    expect(text).toContain(`| ${row} |`);
  }
  expect(text).toContain('**Next**: keep the file');
  expect(text).not.toMatch(/geheim|<b>/);
  expect(/Prompt \| (.*) \|$/m.exec(text)?.[1]).toMatch(/^\\\| \\\*x\\\* \\<b\\> 长+…$/);
});

test('a video that is possibly created says first what to do', () => {
  const failure = { kind: 'ambiguous', detail: 'socket hang up', retryAfterMs: 0 } as const;
  const text = summary({ kind: 'failed', taskId: null, task: null, failure: { kind: 'call', endpoint: 'create', failure, attempts: 1 } });
  expect(text).toMatch(/^### Seedance video: possibly created\n\n\*\*What to do\*\*\n\nA video may have been created.*Don’t re-run yet/);
  expect(text).toContain('| Status | possibly created |');
});

test('every row has two cells', () => {
  const rows = summary({ kind: 'waiting', taskId: 'task-1', task: null })
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(4);
});
