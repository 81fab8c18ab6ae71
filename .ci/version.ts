import { readFileSync, writeFileSync } from 'node:fs';

// npm runs this as the `version` script, after `npm version 1.2.3` has updated package.json and package-lock.json.

const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`A release has a version such as 1.2.3, not ${version}.`);
const today = new Date().toISOString().slice(0, 10);

replace('src/step/version.ts', /(?<=version = ')[^']+/, version);
for (const readme of ['README.md', 'README.zh-CN.md']) replace(readme, /(?<=commit SHA> # v)\d+\.\d+\.\d+/, version);
replace('CHANGELOG.md', /^## Unreleased\n(?=\n+[^#\s]|\n+### )/m, `## ${version} - ${today}\n`);

function replace(file: string, pattern: RegExp, replacement: string): void {
  const text = readFileSync(file, 'utf8');
  if (!pattern.test(text)) throw new Error(`${file} has nothing that matches ${pattern}.`);
  writeFileSync(file, text.replace(pattern, replacement));
}
