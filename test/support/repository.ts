import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, cp, symlink } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const manifest: { repository: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** This repository's address as in `uses:`. `npm run owner` sets it. */
export const repository = manifest.repository.replace('github:', '');

/** This repository's actions, as in `uses:`. */
export const ownActions = { portrait: `${repository}@v1`, video: `${repository}/video@v1` } as const;

/** Creates a repository with one commit in `folder`: the files of this work tree, with a link to its dependencies. */
export async function copyRepository(folder: string): Promise<void> {
  const git = (cwd: string, ...args: readonly string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' });
  const files = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  const present = files.filter((file) => file !== '' && existsSync(path.join(root, file)));
  await Promise.all(present.map((file) => cp(path.join(root, file), path.join(folder, file))));
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  git(folder, 'init', '--quiet', '--initial-branch', 'main');
  // .gitignore excludes node_modules/ only as a folder, not as a link.
  await appendFile(path.join(folder, '.git/info/exclude'), '\nnode_modules\n');
  git(folder, 'add', '.');
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  git(folder, ...identity, 'commit', '--quiet', '--message', 'Copy');
}
