import { decapitalize } from './advice.ts';
import { cutLine } from './annotations.ts';
import { helpLinksTo } from './help-page.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Problems } from './problem.ts';
import type { Redactor } from './redactor.ts';
import type { StepContext } from './step-context.ts';

const maxListed = 20;

/**
 * Reports all problems with the inputs of `step` in one annotation, the job summary and the output `failure`. `mind` is a caution for the
 * next run. Resolves to false: the step failed.
 */
export async function reportInvalidInputs(
  step: string,
  { problems, omitted }: Problems,
  { log, outputs, redactor }: Pick<StepContext<never>, 'log' | 'outputs' | 'redactor'>,
  mind = '',
): Promise<false> {
  const count = problems.length + omitted;
  const lines = problems.map(({ input, text }) => `${input}: ${asSentence(text)}`);
  const title = count === 1 ? 'Invalid input' : `${count} invalid inputs`;
  outputs.write(new Map([['failure', 'invalid-input']]));
  const next = `The step sent nothing. Fix ${count === 1 ? 'the problem' : 'these problems'}, then start a new run.${mind === '' ? '' : ` ${mind}`}`;
  log.writeSummary(invalidInputsSummary(`${step}: ${decapitalize(title)}`, lines, next, redactor));
  log.error(title, 'invalid-input', [...lines, ...(omitted === 0 ? [] : [`… and ${omitted} more problems.`])], [next]);
  return false;
}

/** Returns the job summary of a step with invalid inputs. */
function invalidInputsSummary(heading: string, problems: readonly string[], next: string, redactor: Redactor): string {
  const list = problems.slice(0, maxListed).map((problem) => `- ${escapeMarkdown(cutLine(redactor.sanitize(problem)))}`);
  if (problems.length > list.length) list.push(`- … and ${problems.length - list.length} more: see the log.`);
  return `### ❌ ${heading}\n\n${list.join('\n')}\n\n${next}${helpLinksTo('invalid-input')}\n`;
}

/** Adds a full stop, unless `text` ends with a URL, which people copy. */
function asSentence(text: string): string {
  const lastWord = text.slice(text.lastIndexOf(' ') + 1);
  return /[.?]$/.test(text) || lastWord.includes('://') ? text : `${text}.`;
}
