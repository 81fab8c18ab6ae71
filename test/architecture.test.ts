import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll(path.sep, '/'))
  .filter((name) => name.endsWith('.ts'))
  .sort();

/** Which folders a folder may use, besides itself. Every folder may tell its version. */
const mayUse: Readonly<Record<string, readonly string[]>> = {
  portrait: ['jimmyai', 'step'],
  video: ['jimmyai', 'step'],
  jimmyai: ['step'],
  step: [],
  stubs: [],
};

/** The files in the order of the map in CONTRIBUTING.md. */
const map = [...read('CONTRIBUTING.md').matchAll(/^\| `src\/([^`]+)` \|/gm)].map(([, name = '']) => name);

function importsOf(file: string): readonly string[] {
  const specifiers = read(`src/${file}`).matchAll(/(?:from|import\() ?'(\.[^']+)'/g);
  return [...specifiers].map(([, specifier = '']) => path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)));
}

const folderOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '');

describe('the house', () => {
  test.each(files)('src/%s imports only what lies below it', (file) => {
    const folder = folderOf(file);
    for (const imported of importsOf(file)) {
      const target = folderOf(imported);
      if (target === folder) expect(map.indexOf(imported), `${file} → ${imported}`).toBeGreaterThan(map.indexOf(file));
      else if (target !== '') expect(mayUse[folder], `${file} → ${imported}`).toContain(target);
    }
  });

  test.each(files)('src/%s is a file that one reads in one go', (file) => {
    expect(read(`src/${file}`).split('\n').length).toBeLessThanOrEqual(250);
  });

  test('asks about kinds of failure in the policy and in what is said of them only', () => {
    const asking = files.filter((file) => /failure\.kind|\bkind === 'ambiguous'/.test(read(`src/${file}`)));
    // The poller and the submission go by the verdict.
    expect(asking).not.toContain('portrait/poller.ts');
    expect(asking).not.toContain('portrait/submit.ts');
    expect(asking).not.toContain('portrait/status-check.ts');
    expect(asking).not.toContain('video/create.ts');
    expect(asking).not.toContain('video/wait.ts');
  });
});
