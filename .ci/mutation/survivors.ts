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

/** The line as changed, or what was changed where that is more than a line. */
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
  const survivors = mutants.filter(({ status }) => status === 'Survived');
  for (const mutant of survivors) {
    const { line } = mutant.location.start;
    console.log(`${file}:${line}\n- ${source.split('\n')[line - 1]?.trim()}\n+ ${changed(source, mutant)}\n`);
  }
  const reached = killed + survivors.length;
  killedInAll += killed;
  reachedInAll += reached;
  if (survivors.length > 0) console.log(`${file}: ${killed} of ${reached} noticed\n`);
}

const score = (100 * killedInAll) / reachedInAll;
console.log(
  `Of ${reachedInAll} changes that the unit tests reach they notice ${killedInAll}: ${score.toFixed(1)} %, of at least ${minScore} %.`,
);
// An empty report has no score.
if (!(score >= minScore)) process.exitCode = 1;
