import { execFileSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { FakeJimmyAi } from '../support/fake-jimmyai.ts';
import { runAction } from '../support/run-action.ts';
import { temporaryFolder } from './programs.ts';
import { printTable, type Targets } from './report.ts';

const maxPortraitBytes = 370_000;
const maxVideoBytes = 250_000;
const maxArchiveBytes = 190_000;
const root = path.resolve(import.meta.dirname, '../..');

/** How large the action is: in `dist/`, and as the runner downloads it. */
export async function benchSize(targets: Targets): Promise<void> {
  const dist = path.join(root, 'dist');
  const portrait = await bytesOfCode(dist);
  const video = await bytesOfCode(path.join(dist, 'video'));
  const archive = packCommit();
  const files = execFileSync('tar', ['-t'], { input: archive.tar, encoding: 'utf8' }).split('\n');
  printTable(
    'Size',
    [
      ['', 'size', ''],
      ['dist/*.js, readable', targets.atMost(portrait, maxPortraitBytes, kilobytes), 'js-yaml is 131 kB of it, loaded for lists only'],
      ['dist/video/*.js, readable', targets.atMost(video, maxVideoBytes, kilobytes), ''],
      [
        'what the runner downloads',
        targets.atMost(gzipSync(archive.tar, { level: 9 }).length, maxArchiveBytes, kilobytes),
        `git archive of ${archive.commit}, gzip -9: ${files.filter((file) => /[^/]$/.test(file)).length} files`,
      ],
      ['the action runs from it', targets.holds(await runsFrom(archive.tar)), 'unpacked elsewhere, without node_modules'],
    ],
    archive.isCurrent ? [] : ['dist/ differs from the one in that commit: commit it to measure what a runner downloads.'],
  );
}

async function bytesOfCode(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) if (name.endsWith('.js')) bytes += (await stat(path.join(folder, name))).size;
  return bytes;
}

/** The commit as GitHub packs it, without what .gitattributes keeps out. */
function packCommit(): { readonly tar: Buffer; readonly commit: string; readonly isCurrent: boolean } {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, maxBuffer: 1e9 });
  return {
    tar: git('archive', 'HEAD'),
    commit: git('rev-parse', '--short', 'HEAD').toString().trim(),
    isCurrent: git('status', '--porcelain', '--', 'dist').length === 0,
  };
}

async function runsFrom(tar: Buffer): Promise<boolean> {
  await using folder = await temporaryFolder();
  execFileSync('tar', ['-x', '-C', folder.path], { input: tar });
  const service = await FakeJimmyAi.start();
  // A list needs the part of the bundle that is loaded only for it.
  const portraits = '- { name: portrait, url: https://example.com/portrait.jpg }';
  const { exitCode, outputs } = await runAction(
    { portraits, 'base-url': service.origin },
    { main: path.join(folder.path, 'dist/index.js') },
  );
  await service.stop();
  return exitCode === 0 && outputs['asset_ref'] !== undefined;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
