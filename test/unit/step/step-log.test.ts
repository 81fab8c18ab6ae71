import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { deadlineOf } from '../../../src/step/clock.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { StepLog } from '../../../src/step/step-log.ts';
import { captureLog } from '../../support/step-context.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let lines: string[] = [];
beforeEach(() => {
  for (const name of ['GITHUB_STEP_SUMMARY', 'GITHUB_SERVER_URL', 'GITHUB_ACTION_REPOSITORY', 'GITHUB_ACTION_REF']) vi.stubEnv(name, '');
  for (const name of ['GITHUB_ACTIONS', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS', 'ACT', 'NO_COLOR']) vi.stubEnv(name, '');
  lines = captureLog();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('a runner without a summary file gets no summary and no warning', () => {
  new StepLog(new Redactor(), new VirtualClock()).writeSummary('# Summary');
  expect(lines).toEqual([]);
});

test('a runner with a summary file gets the summary', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'step-log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'summary');
  await writeFile(file, '');
  vi.stubEnv('GITHUB_STEP_SUMMARY', file);
  new StepLog(new Redactor(), new VirtualClock()).writeSummary('# Summary');
  expect(await readFile(file, 'utf8')).toBe('# Summary');
  expect(lines).toEqual([]);
});

test('a runner’s summary file keeps its content', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'step-log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'summary');
  await writeFile(file, 'before\n');
  vi.stubEnv('GITHUB_STEP_SUMMARY', file);
  new StepLog(new Redactor(), new VirtualClock()).writeSummary('# Summary');
  expect(await readFile(file, 'utf8')).toBe('before\n# Summary');
});

test.each([
  ['missing', async () => {}],
  ['a folder', async (file: string) => void (await mkdir(file))],
  ['a pipe without a reader', async (file: string) => void execFileSync('mkfifo', [file])],
])('a summary file that is %s causes a warning, without waiting for a reader', async (what, make) => {
  if (what === 'a pipe without a reader' && process.platform === 'win32') return;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'step-log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'summary');
  await make(file);
  vi.stubEnv('GITHUB_STEP_SUMMARY', file);
  new StepLog(new Redactor(), new VirtualClock()).writeSummary('# Summary');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('::warning title=Job summary not written::');
});

test.skipIf(process.platform === 'win32')('a summary file that is a pipe with a reader gets nothing', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'step-log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'summary');
  execFileSync('mkfifo', [file]);
  const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(reader));
  vi.stubEnv('GITHUB_STEP_SUMMARY', file);
  new StepLog(new Redactor(), new VirtualClock()).writeSummary('# Summary');
  expect(lines[0]).toContain('not a regular file');
});

test('an error names the page about its failure only if there is one', () => {
  const log = new StepLog(new Redactor(), new VirtualClock());
  log.error('Too late', 'timeout', ['It took too long.']);
  expect(lines).toEqual(['It took too long.', '::error title=Too late::It took too long.']);
  lines.length = 0;
  vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
  vi.stubEnv('GITHUB_ACTION_REPOSITORY', 'octo/action');
  vi.stubEnv('GITHUB_ACTION_REF', 'v1');
  log.error('Too late', 'timeout', ['It took too long.']);
  expect(lines).toHaveLength(4);
  expect(lines.slice(1, 3)).toEqual([
    'Troubleshooting: https://github.com/octo/action/blob/v1/docs/troubleshooting.md#timeout',
    '故障排查: https://github.com/octo/action/blob/v1/docs/troubleshooting.zh-CN.md#timeout',
  ]);
});

test('the last lines of an error are in its annotation, however many other lines there are', () => {
  const many = Array.from({ length: 500 }, (_, index) => `line ${index}`);
  new StepLog(new Redactor(), new VirtualClock()).error('Too much', 'timeout', many, ['Mind this.']);
  expect(lines.slice(-2)).toEqual([
    'Mind this.',
    expect.stringMatching(/^::error title=Too much::line 0%0A.* more: see the log\.%0AMind this\.$/),
  ]);
  expect(lines).toHaveLength(502);
});

test('the plain copy of an annotation is folded on GitHub alone, which shows the annotation in the log too', () => {
  const shown = (env: Readonly<Record<string, string>>) => {
    lines.length = 0;
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    new StepLog(new Redactor(), new VirtualClock()).error('Too late', 'timeout', ['It took too long.']);
    for (const name of Object.keys(env)) vi.stubEnv(name, '');
    return [...lines];
  };
  const plain = ['It took too long.', '::error title=Too late::It took too long.'];
  expect(shown({ GITHUB_ACTIONS: 'true' })).toEqual(['::group::Details', plain[0], '::endgroup::', plain[1]]);
  for (const other of ['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'])
    expect(shown({ GITHUB_ACTIONS: 'true', [other]: 'true' })).toEqual(plain);
  expect(shown({})).toEqual(plain);
});

test('a line has its color if the runner shows colors, around the sanitized text', () => {
  const log = new StepLog(new Redactor(), new VirtualClock());
  log.info('a\u001b[0m', 'red');
  vi.stubEnv('GITHUB_ACTIONS', 'true');
  log.info('a\u001b[0m', 'red');
  log.info('b', 'yellow');
  log.info('c');
  vi.stubEnv('NO_COLOR', '1');
  log.info('d', 'red');
  expect(lines).toEqual(['a\\u{1b}[0m', '\u001b[31ma\\u{1b}[0m\u001b[0m', '\u001b[33mb\u001b[0m', 'c', 'd']);
});

test('a sign of life counts from the start of the step, not of the clock', async () => {
  const clock = new VirtualClock();
  const { signal } = new AbortController();
  await clock.run(clock.sleep(60_000, signal));
  const work = clock.sleep(40_000, signal);
  await clock.run(new StepLog(new Redactor(), clock).showSignsOfLifeDuring(work, deadlineOf(60_000, 120_000), () => 'Waiting'));
  expect(lines).toEqual(['Waiting (30 s elapsed, 1 min 30 s left)']);
});

test('signs of life end with the work, even if it fails', async () => {
  const clock = new VirtualClock();
  const work = clock.sleep(40_000, new AbortController().signal).then(() => Promise.reject(new Error('a mistake')));
  const shown = new StepLog(new Redactor(), clock).showSignsOfLifeDuring(work, deadlineOf(0, 120_000), () => 'Waiting');
  await expect(clock.run(shown)).rejects.toThrow('a mistake');
  await clock.run(clock.sleep(60_000, new AbortController().signal));
  expect(lines).toEqual(['Waiting (30 s elapsed, 1 min 30 s left)']);
});
