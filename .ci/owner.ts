import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

// Replaces the repository's GitHub address in all files. The current address is in package.json.

const usage = `npm run owner -- ACCOUNT          the account on GitHub that has this repository
npm run owner -- ACCOUNT/NAME     the account, and the name of the repository if it is not the present one`;
const placeholder = 'OWNER';

/** Text that makes sense only while the account is a placeholder. */
const sentences: Readonly<Record<string, readonly [text: string, replacement: string]>> = {
  'README.md': ['`OWNER` with the account that hosts this repository, ', ''],
  'README.zh-CN.md': ['把 `OWNER` 换成本仓库所在的账号，`url` 换成', '把 `url` 换成'],
  'docs/recipes.md': [', replace `OWNER`, and save', ' and save'],
  'docs/recipes.zh-CN.md': ['，替换 `OWNER`，再把', '，再把'],
};
/** Files that keep naming the placeholder. */
const exempt = ['.ci/owner.ts', 'test/owner.test.ts'];

try {
  moveTo(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  process.exitCode = 2;
}

function moveTo(given: readonly string[]): void {
  const manifest: { repository: string } = JSON.parse(readFileSync('package.json', 'utf8'));
  const current = manifest.repository.replace('github:', '');
  const next = parseAddress(given, current.split('/')[1] ?? '');
  const address = new RegExp(`(?<![\\w.-])${current.replaceAll('.', '\\.')}(?![\\w-]|\\.\\w)`, 'g');
  const changed = new Map<string, string>();
  const leftOver: string[] = [];
  for (const file of trackedFiles()) {
    const before = readFileSync(file, 'utf8');
    const [sentence, replacement] = sentences[file] ?? ['', ''];
    const text = before.replace(address, next).replace(sentence, replacement);
    if (text !== before) changed.set(file, text);
    if (new RegExp(`\\b${placeholder}\\b`).test(text)) leftOver.push(file);
  }
  if (leftOver.length > 0)
    throw new Error(`Nothing was changed. ${placeholder} would still stand in ${leftOver.join(', ')}: reword that, or teach .ci/owner.ts.`);
  for (const [file, text] of changed) writeFileSync(file, text);
  console.log(changed.size === 0 ? `Every file has ${next} already.` : `${current} is ${next} now, in ${changed.size} files.`);
}

/** @throws Error if `given` is not a valid address of a GitHub repository. */
function parseAddress(given: readonly string[], currentName: string): string {
  const [account = '', name = currentName, ...others] = (given[0] ?? '').split('/');
  if (given.length !== 1 || others.length > 0) throw new Error('Give one account, or one account and name.');
  if (!/^[a-z\d][a-z\d_-]{0,38}$/i.test(account) || account === placeholder) throw new Error(`“${account}” is not an account on GitHub.`);
  if (!/^[\w.-]{1,100}$/.test(name) || /^\.+$|\.git$/i.test(name)) throw new Error(`“${name}” is not a name for a repository.`);
  return `${account}/${name}`;
}

/** Lists the text files that Git tracks, except dist/, which does not contain the address. */
function trackedFiles(): readonly string[] {
  const files = execFileSync('git', ['grep', '-zlI', '--cached', '', '--', '.', ':!dist'], { encoding: 'utf8' });
  return files.split('\0').filter((file) => file !== '' && !exempt.includes(file));
}
