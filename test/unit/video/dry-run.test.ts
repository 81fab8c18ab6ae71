import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Redactor } from '../../../src/step/redactor.ts';
import { readInputs } from '../../../src/video/inputs.ts';
import type { Plan } from '../../../src/video/plan.ts';
import { Reporter } from '../../../src/video/reporter.ts';
import type { StopCause } from '../../../src/video/run-context.ts';
import { planSummaryOf } from '../../../src/video/summary.ts';
import { track } from '../../../src/video/tracked-video.ts';
import { newFolder } from '../../support/new-folder.ts';
import { captureLogOfEachTest, contextWith } from '../../support/step-context.ts';
import { planWith } from '../../support/video-plan.ts';

const log = captureLogOfEachTest();

const creation = { prompt: 'She waves.', images: 'asset://asset-1' };

/** What a dry run with these inputs says in the log, and what it would send. */
function dryRun(inputs: Readonly<Record<string, string>>, changes: Partial<Plan> = {}) {
  const { task, problems } = readInputs((name) => ({ 'dry-run': 'true', ...inputs })[name] ?? '');
  if (task === null) throw new Error(JSON.stringify(problems));
  const plan = planWith({ mode: { kind: 'dry-run' }, task, ...changes });
  const context = contextWith<StopCause>();
  for (const text of Object.values(inputs)) context.redactor.addQueriesIn(text);
  const succeeded = new Reporter(context, { plan, video: track(0) }).reportPlan();
  const [, request = ''] = /^Dry run: nothing is sent\. A run would send (.*)$/.exec(log.join('\n')) ?? [];
  const [, head = '', body = ''] = /^(\S+ \S+) ?(.*)$/.exec(request) ?? [];
  return { succeeded, head, body };
}

describe('the dry run of a video', () => {
  test('shows the request of the creation, and sends none', () => {
    const { succeeded, head, body } = dryRun(creation);
    expect(succeeded).toBe(true);
    expect(head).toBe('POST https://www.jimmyai.cn/api/open-api/v1/seedance/videos');
    expect(JSON.parse(body)).toEqual({
      ...{ model: 'seedance2.0-sp', prompt: 'She waves.', duration: 5, resolution: '720p', ratio: '16:9', images: ['asset://asset-1'] },
    });
  });

  test('shows extra as it would be sent, to the digit, on one line', () => {
    const extra = '{\n\t"seed": 12345678901234567890,\n\t"note": "two  spaces\\nand a break"\n}';
    const { body } = dryRun({ ...creation, extra });
    expect(body).toContain('"seed": 12345678901234567890, "note": "two  spaces\\nand a break"}');
    expect(JSON.parse(body)).toMatchObject({ note: 'two  spaces\nand a break', images: ['asset://asset-1'] });
  });

  test('shows no query of a URL, neither in images nor in extra', () => {
    const images = '["https://example.com/a.jpg?sig=geheim1","asset://asset-1"]';
    const { body } = dryRun({ ...creation, images, extra: '{"reference_audios": ["https://example.com/b.mp3?token=geheim2"]}' });
    expect(body).not.toContain('geheim');
    expect(JSON.parse(body)).toMatchObject({
      ...{ images: ['https://example.com/a.jpg', 'asset://asset-1'], reference_audios: ['https://example.com/b.mp3'] },
    });
  });

  test('shows the query for a video that was created before', () => {
    expect(dryRun({ 'task-id': 'task:1' }).head).toBe('GET https://www.jimmyai.cn/api/open-api/v1/videos/task%3A1');
  });
});

describe('the summary of a dry run', () => {
  const dry: Partial<Plan> = { mode: { kind: 'dry-run' } };
  const summarize = (changes: Partial<Plan>, request = 'POST x {}') =>
    planSummaryOf(planWith({ ...dry, ...changes }), request, new Redactor());

  test('says what would be paid for, and where the video would go', () => {
    const summary = summarize({});
    expect(summary).toMatch(/^### 📋 Dry run: a video would be created and paid for\n\n\*\*What to do next\*\*\n\nNothing was sent/);
    expect(summary).toContain('\n| Request | `POST x {}` |\n| :-- | :-- |\n| File | `video.mp4` |\n');
    expect(summary).toContain('| `dry-run` | true |');
  });

  test('says that a video that was created before costs nothing', () => {
    expect(summarize({ task: { kind: 'given', taskId: 'task-1' } })).toContain(
      '### 📋 Dry run: a video would be fetched, which costs nothing',
    );
  });

  test('names no file where none would be downloaded', () => {
    expect(summarize({ wait: false })).toContain('\n| File | — |\n');
  });

  test('keeps its form, whatever stands in the request and in the name of the file', () => {
    const summary = summarize({ file: { absolute: '/workspace/a|`b.mp4', relative: 'a|`b.mp4' } }, 'POST x {"prompt":"a | b ``c`` <b>"}');
    expect(summary).toContain('| Request | ```POST x {"prompt":"a \\| b ``c`` <b>"}``` |');
    expect(summary).toContain('| File | ``a\\|`b.mp4`` |');
  });
});

test('what the log says of a dry run stands in the summary too', async () => {
  const file = path.join(await newFolder(), 'summary');
  await writeFile(file, '');
  vi.stubEnv('GITHUB_STEP_SUMMARY', file);
  const { head, body } = dryRun(creation);
  expect(await readFile(file, 'utf8')).toContain(`\`${head} ${body}\``);
});
