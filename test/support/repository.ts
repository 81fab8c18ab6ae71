import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, cp, symlink } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const manifest: { repository: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Where this repository is, as `uses:` names it. `npm run owner` writes it. */
export const repository = manifest.repository.replace('github:', '');

/** The actions of this repository, as workflows name them. */
export const ownActions = { portrait: `${repository}@v1`, video: `${repository}/video@v1` } as const;

/** Makes a repository of one commit in `folder`: the files of this one as they are in the work tree, and its dependencies. */
export async function copyRepository(folder: string): Promise<void> {
  const git = (cwd: string, ...args: readonly string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' });
  const files = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  const present = files.filter((file) => file !== '' && existsSync(path.join(root, file)));
  await Promise.all(present.map((file) => cp(path.join(root, file), path.join(folder, file))));
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  git(folder, 'init', '--quiet', '--initial-branch', 'main');
  // .gitignore knows node_modules/ as a folder only.
  await appendFile(path.join(folder, '.git/info/exclude'), '\nnode_modules\n');
  git(folder, 'add', '.');
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  git(folder, ...identity, 'commit', '--quiet', '--message', 'Copy');
}
