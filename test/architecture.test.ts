import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { failureKinds } from '../src/jimmyai/failure.ts';

const source = path.resolve(import.meta.dirname, '../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll(path.sep, '/'))
  .filter((name) => name.endsWith('.ts'))
  .sort();
const read = (file: string) => readFileSync(path.join(source, file), 'utf8');

const maxLines = 280;

/** Which folders a folder may use, besides itself. */
const mayUse: Readonly<Record<string, readonly string[]>> = {
  portrait: ['jimmyai', 'step'],
  video: ['jimmyai', 'step'],
  jimmyai: ['step'],
  step: [],
  stubs: [],
};

/** The files that may ask which kind a failure of a call is: what decides it, the policy, and the advice. */
const mayAskForKinds = [
  'jimmyai/envelope.ts',
  'jimmyai/failure.ts',
  'jimmyai/failure-advice.ts',
  'portrait/failed-advice.ts',
  'video/advice.ts',
];
const anyKind = `'(?:${failureKinds.join('|')})'`;
const question = new RegExp(`\\bkind [!=]== ${anyKind}|switch \\([^)]*\\bkind\\) \\{\\s*case ${anyKind}`);

function importsOf(file: string): readonly string[] {
  const specifiers = read(file).matchAll(/(?:from|import|import\() ?'(\.[^']+)'/g);
  return [...specifiers].map(([, specifier = '']) => path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)));
}

const folderOf = (file: string) => file.split('/', 1)[0] ?? '';

/** The cycle that following imports from `file` leads into; empty if there is none. */
function cycleFrom(file: string, trail: readonly string[], acyclic: Set<string>): readonly string[] {
  if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
  if (acyclic.has(file)) return [];
  for (const imported of importsOf(file)) {
    const cycle = cycleFrom(imported, [...trail, file], acyclic);
    if (cycle.length > 0) return cycle;
  }
  acyclic.add(file);
  return [];
}

describe('the sources', () => {
  test.each(files)('%s imports only from folders that its own may use', (file) => {
    const folder = folderOf(file);
    for (const imported of importsOf(file)) {
      expect(files, `${file} → ${imported}`).toContain(imported);
      expect([folder, ...(mayUse[folder] ?? [])], `${file} → ${imported}`).toContain(folderOf(imported));
    }
  });

  test('import each other without a cycle', () => {
    const acyclic = new Set<string>();
    expect(files.map((file) => cycleFrom(file, [], acyclic)).find((cycle) => cycle.length > 0)).toBeUndefined();
  });

  test.each(files)('%s is short enough to be read in one go', (file) => {
    expect(read(file).trimEnd().split('\n').length).toBeLessThanOrEqual(maxLines);
  });

  test.each(files.filter((file) => folderOf(file) === 'step'))('%s does not name the service', (file) => {
    expect(read(file)).not.toMatch(/jimmyai/i);
  });

  test('ask which kind a failure is in the policy and the advice only', () => {
    expect(files.filter((file) => question.test(read(file)) && !mayAskForKinds.includes(file))).toEqual([]);
  });
});
