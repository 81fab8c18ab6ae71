import { readFileSync } from 'node:fs';

/** What this needs of Stryker's report (mutation-testing-elements). Lines and columns count from 1. */
interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly status: string;
  readonly replacement: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

const minScore = 95;

const report: Report = JSON.parse(readFileSync('lib/mutation/report.json', 'utf8'));
const list = readFileSync('.ci/mutation/equivalent.md', 'utf8');
const equivalent = new Set([...list.matchAll(/^- `([^`]+)` ``? ?(.+?) ?``?: /gm)].map(([, file, code]) => `${file}: ${code}`));
const found = new Set<string>();

/** The line as changed, or what was changed where that is more than a line; as it stands in `equivalent.md`. */
function changed(source: string, { replacement, location: { start, end } }: Mutant): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const before = lines.at(0)?.slice(0, start.column - 1) ?? '';
  const after = lines.at(-1)?.slice(end.column - 1) ?? '';
  const removed = lines.join('\n').slice(before.length, lines.join('\n').length - after.length);
  const text = lines.length === 1 ? `${before}${replacement}${after}` : `${removed} → ${replacement}`;
  return text.trim().replace(/\s+/g, ' ');
}

let killedInAll = 0;
let reachedInAll = 0;
for (const [file, { source, mutants }] of Object.entries(report.files)) {
  const killed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  let survived = 0;
  for (const mutant of mutants.filter(({ status }) => status === 'Survived')) {
    const code = changed(source, mutant);
    found.add(`${file}: ${code}`);
    if (equivalent.has(`${file}: ${code}`)) continue;
    survived += 1;
    const original = source.split('\n')[mutant.location.start.line - 1]?.trim();
    console.log(`${file}:${mutant.location.start.line}\n- ${original}\n+ ${code}\n`);
  }
  killedInAll += killed;
  reachedInAll += killed + survived;
  if (survived > 0) console.log(`${file}: ${killed} of ${killed + survived} noticed\n`);
}

// What is listed and does not survive any more, or not in this form, is to be taken off the list.
for (const entry of equivalent) if (!found.has(entry)) console.log(`equivalent.md names what did not survive: ${entry}`);
const score = (100 * killedInAll) / reachedInAll;
console.log(
  `Of ${reachedInAll} changes that the unit tests reach they notice ${killedInAll}: ${score.toFixed(1)} %, of at least ${minScore} %.`,
);
if (score < minScore) process.exitCode = 1;
