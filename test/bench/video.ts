import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FakeJimmyAi, usualBut } from '../support/fake-jimmyai.ts';
import { runVideoAction, type StepResult } from '../support/run-action.ts';
import { runWithPeakMemory, temporaryFolder } from './programs.ts';
import { fixed, median, printTable, type Targets } from './report.ts';

const largeBytes = 500_000_000;
const smallBytes = 500_000;
const downloadRounds = 7;
const startRounds = 30;
const warmUps = 3;
const minThroughputRatio = 0.8;
const maxMoreMemory = 40;
const maxStartRatio = 1.15;

/** A server of one file, in a process of its own. */
async function serveFile(bytes: number): Promise<{ readonly url: string; stop(): void }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'serve-file.ts'), String(bytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { url: `http://127.0.0.1:${String(port).trim()}/video.mp4`, stop: () => void child.kill() };
}

/** What a download takes beside curl, and a video that is complete at once beside a bare script. */
export async function benchVideo(targets: Targets): Promise<void> {
  await benchDownload(targets);
  await benchVideoStart(targets);
}

async function benchDownload(targets: Targets): Promise<void> {
  await using folder = await temporaryFolder();
  const service = await FakeJimmyAi.start();
  const download = async (bytes: number) => {
    const file = await serveFile(bytes);
    service.videos.tell = () => ({ status: 'completed', result: { video_url: file.url } });
    service.videos.add('task-1');
    const inputs = { 'task-id': 'task-1', 'base-url': service.origin };
    const { exitCode, outputs, peak } = await runWithPeakMemory(inputs, folder.path, { action: 'video', workspace: folder.path });
    file.stop();
    if (exitCode !== 0 || outputs['size'] !== String(bytes)) throw new Error('the download came to nothing');
    return peak / 1024;
  };
  const time = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const hasCurl = spawnSync('curl', ['--version']).status === 0;
  const file = await serveFile(largeBytes);
  const withCurl = async () => {
    const child = spawn('curl', ['-sS', '-o', path.join(folder.path, 'curl.mp4'), file.url], { stdio: 'ignore' });
    const [exitCode] = await once(child, 'exit');
    if (exitCode !== 0) throw new Error(`curl ended with exit code ${exitCode}`);
  };
  const withAction = async () => {
    service.videos.tell = () => ({ status: 'completed', result: { video_url: file.url } });
    service.videos.add('task-1');
    const result = await runVideoAction({ 'task-id': 'task-1', 'base-url': service.origin }, { workspace: folder.path });
    if (result.exitCode !== 0) throw new Error('the download came to nothing');
  };

  const times: { readonly action: number; readonly curl: number }[] = [];
  for (let round = 0; round < downloadRounds + 1; round++) {
    const curl = hasCurl ? await time(withCurl) : Number.NaN;
    const action = await time(withAction);
    if (round > 0) times.push({ action, curl });
  }
  file.stop();
  const small = await download(smallBytes);
  const large = await download(largeBytes);
  await service.stop();

  const perSecond = (ms: number) => fixed(0, ' MB/s')(largeBytes / 1000 / ms);
  const ratio = median(times.map(({ action, curl }) => curl / action));
  printTable(
    'Download: 500 MB from loopback, with SHA-256',
    [
      ['', 'throughput', '× curl', 'peak memory', 'more than for 0.5 MB'],
      ['curl -o', perSecond(median(times.map(({ curl }) => curl))), '1.00', '', ''],
      [
        'the action, from process start to exit',
        perSecond(median(times.map(({ action }) => action))),
        targets.atLeast(ratio, minThroughputRatio, fixed(2)),
        fixed(1, ' MiB')(large),
        targets.atMost(large - small, maxMoreMemory, fixed(1, ' MiB')),
      ],
    ],
    [`Medians of ${downloadRounds} paired rounds. curl does not hash.`],
  );
}

async function benchVideoStart(targets: Targets): Promise<void> {
  await using folder = await temporaryFolder();
  const bare = path.join(folder.path, 'bare-video.mjs');
  await writeFile(bare, await readFile(path.join(import.meta.dirname, 'bare-video.ts')));
  const service = await FakeJimmyAi.start();
  service.always('create', usualBut({ status: 'completed' }));
  const inputs = { images: 'https://example.com/a.jpg', prompt: 'The person waves.', 'base-url': service.origin };
  const runs: Readonly<Record<'action' | 'bare', () => Promise<StepResult>>> = {
    action: () => runVideoAction(inputs),
    bare: () => runVideoAction(inputs, { main: bare }),
  };
  const times: { readonly action: number; readonly bare: number }[] = [];
  for (let round = 0; round < startRounds + warmUps; round++) {
    const order = round % 2 === 0 ? (['action', 'bare'] as const) : (['bare', 'action'] as const);
    const measured = { action: 0, bare: 0 };
    for (const name of order) {
      const result = await runs[name]();
      if (result.exitCode !== 0 || result.outputs['task_id'] === undefined) throw new Error(`${name} did not do its work`);
      measured[name] = result.milliseconds;
    }
    if (round >= warmUps) times.push(measured);
  }
  await service.stop();
  const milliseconds = fixed(1, ' ms');
  printTable(
    'Video: one that is completed at once, from process start to exit',
    [
      ['', 'time', '× bare script'],
      ['bare script with the same five requests', milliseconds(median(times.map((each) => each.bare))), '1.00'],
      [
        'the action',
        milliseconds(median(times.map((each) => each.action))),
        targets.atMost(median(times.map((each) => each.action / each.bare)), maxStartRatio, fixed(2)),
      ],
    ],
    [`Medians of ${startRounds} paired rounds.`],
  );
}
