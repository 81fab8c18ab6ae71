import { expect } from 'vitest';
import type { FailureWord as PortraitFailureWord } from '../../src/portrait/failure-words.ts';
import type { FailureWord as VideoFailureWord } from '../../src/video/failure-words.ts';
import { fakeToken } from './fake-jimmyai.ts';
import type { StepResult } from './run-action.ts';
import { formsOf } from './secret-forms.ts';

/** What a step calls its failure, in the output `failure`. */
export type FailureWord = PortraitFailureWord | VideoFailureWord;

/** What the annotation of a failure must have: IDs, keys and URLs, and what others said. Its sentences are the advice's. */
export interface FailureFacts {
  readonly mentions?: readonly string[];
}

/** Commands that the action may give to the runner. */
const allowed = new Set(['add-mask', 'debug', 'warning', 'error', 'group', 'endgroup']);

/** Nothing secret in any byte and in any form, nothing that became a command of somebody else's, no stack trace. */
export function expectClean(result: StepResult, secrets: readonly string[] = []): void {
  const { stdout, stderr, files, commands } = result;
  expect(commands.map(({ name }) => name).filter((name) => !allowed.has(name))).toEqual([]);
  for (const { message } of commands.filter(({ name }) => name === 'group')) expect(message).toBe('Details');
  const masks = commands.filter(({ name }) => name === 'add-mask');
  expect(stdout.startsWith('::add-mask::')).toBe(true);
  const unmasked = stdout
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
  const left = [unmasked, stderr, ...files].map((text) => text.toLowerCase());
  for (const secret of new Set([fakeToken, ...masks.map(({ message }) => message), ...secrets])) {
    for (const form of formsOf(secret)) for (const text of left) expect(text).not.toContain(form.toLowerCase());
  }
  expect(stderr).toBe('');
}

/** It failed for the reason that `word` names, with one annotation. */
export function expectFailure(result: StepResult, word: FailureWord, facts: FailureFacts = {}): void {
  const { failure } = result.outputs;
  expect({ failure, exitCode: result.exitCode, stdout: result.stdout }).toMatchObject({ failure: word, exitCode: 1 });
  expectOneAnnotation(result, facts);
}

/** It failed because of these inputs and no others, each of which has a line in the annotation, with its place in a file. */
export function expectInvalidInputs(result: StepResult, inputs: readonly string[], facts: FailureFacts = {}): void {
  expectFailure(result, 'invalid-input', facts);
  expect(inputsNamedIn(result).toSorted()).toEqual(inputs.toSorted());
}

/** It failed with exactly one annotation, which has a title. Where the outputs are lost, no more is known. */
export function expectOneAnnotation(result: StepResult, { mentions = [] }: FailureFacts = {}): void {
  const { exitCode, errors, stdout } = result;
  expect({ exitCode, errors: errors.length, stdout }).toMatchObject({ exitCode: 1, errors: 1 });
  const message = errors[0]?.message ?? '';
  expect(errors[0]?.properties['title']).toMatch(/^[^:,%]+$/);
  for (const mention of mentions) expect(message).toContain(mention);
  // Some runners show an annotation of several lines as one: each of them is in the log too.
  for (const line of message.split('\n')) {
    if (!line.startsWith('… and ')) expect(result.log).toContain(line);
  }
}

/** The inputs that the lines of the annotation begin with. */
export function inputsNamedIn({ errors }: StepResult): string[] {
  const lines = errors[0]?.message.split('\n') ?? [];
  return lines.flatMap((line) => /^((?:[a-z][\w.[\]-]*|GITHUB_OUTPUT)(?: \(line \d+\))?): /.exec(line)?.[1] ?? []);
}

/** It succeeded without an error annotation. */
export function expectSuccess(result: StepResult): void {
  expect({ exitCode: result.exitCode, errors: result.errors, stdout: result.stdout }).toMatchObject({ exitCode: 0, errors: [] });
}
