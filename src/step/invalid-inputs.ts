import { cutLine } from './annotations.ts';
import { escapeMarkdown } from './markdown.ts';
import type { OutputFile } from './output-file.ts';
import type { Problem } from './problem.ts';
import type { Redactor } from './redactor.ts';
import type { StepLog } from './step-log.ts';

const maxListed = 20;

/** What a report goes to. */
export interface ReportTargets {
  readonly log: StepLog;
  readonly outputs: OutputFile;
  readonly redactor: Redactor;
}

/** Reports every problem with the inputs of `step`: in one annotation, the job summary and the output `failure`. Gives that the step failed. */
export async function reportInvalidInputs(
  step: string,
  problems: readonly Problem[],
  { log, outputs, redactor }: ReportTargets,
): Promise<false> {
  const lines = problems.map(({ input, text }) => `${input}: ${text}`);
  outputs.write(new Map([['failure', 'invalid-input']]));
  await log.writeSummary(invalidInputsSummary(step, lines, redactor));
  log.error(problems.length === 1 ? 'Invalid input' : `${problems.length} invalid inputs`, ['Nothing was sent.', ...lines]);
  return false;
}

/** The job summary of a step whose inputs are wrong. */
function invalidInputsSummary(step: string, problems: readonly string[], redactor: Redactor): string {
  const list = problems.slice(0, maxListed).map((problem) => `- ${escapeMarkdown(cutLine(redactor.sanitize(problem)))}`);
  if (problems.length > list.length) list.push(`- … and ${problems.length - list.length} more`);
  return `### ${step}: nothing was sent\n\n**What to correct**\n\n${list.join('\n')}\n`;
}
