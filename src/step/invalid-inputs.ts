import { decapitalize } from './advice.ts';
import { cutLine } from './annotations.ts';
import { helpLinkTo } from './help-page.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Problems } from './problem.ts';
import type { Redactor } from './redactor.ts';
import type { StepContext } from './step-context.ts';

const maxListed = 20;

/** Reports every problem with the inputs of `step`: in one annotation, the job summary and the output `failure`. Returns false: the step failed. */
export async function reportInvalidInputs(
  step: string,
  { problems, omitted }: Problems,
  { log, outputs, redactor }: Pick<StepContext<never>, 'log' | 'outputs' | 'redactor'>,
): Promise<false> {
  const count = problems.length + omitted;
  const lines = problems.map(({ input, text }) => `${input}: ${asSentence(text)}`);
  const title = count === 1 ? 'Invalid input' : `${count} invalid inputs`;
  outputs.write(new Map([['failure', 'invalid-input']]));
  log.writeSummary(invalidInputsSummary(`${step}: ${decapitalize(title)}`, lines, redactor));
  log.error(title, 'invalid-input', ['The step sent nothing.', ...lines, ...(omitted === 0 ? [] : [`… and ${omitted} more problems.`])]);
  return false;
}

/** The job summary of a step whose inputs are wrong. */
function invalidInputsSummary(heading: string, problems: readonly string[], redactor: Redactor): string {
  const list = problems.slice(0, maxListed).map((problem) => `- ${escapeMarkdown(cutLine(redactor.sanitize(problem)))}`);
  if (problems.length > list.length) list.push(`- … and ${problems.length - list.length} more: see the log.`);
  return `### ❌ ${heading}\n\n**What to do next**\n\nThe step sent nothing. Correct these inputs, then run again.${helpLinkTo('invalid-input')}\n\n${list.join('\n')}\n`;
}

/** `text` with a full stop, unless it ends with a URL, which people copy. */
function asSentence(text: string): string {
  const lastWord = text.slice(text.lastIndexOf(' ') + 1);
  return /[.?]$/.test(text) || lastWord.includes('://') ? text : `${text}.`;
}
