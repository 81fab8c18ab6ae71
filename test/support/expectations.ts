import { expect } from 'vitest';
import type { FailureWord as PortraitFailureWord } from '../../src/portrait/failure-words.ts';
import type { FailureWord as VideoFailureWord } from '../../src/video/failure-words.ts';
import { fakeToken } from './fake-jimmyai.ts';
import type { StepResult } from './run-action.ts';
import { formsOf } from './secret-forms.ts';

/** A value of the output `failure`. */
export type FailureWord = PortraitFailureWord | VideoFailureWord;

/** What the annotation of a failure must mention: IDs, keys, URLs and quotations. The wording is tested with the advice. */
export interface FailureFacts {
  readonly mentions?: readonly string[];
}

/** Workflow commands that the action may use. */
const allowed = new Set(['add-mask', 'debug', 'warning', 'error', 'group', 'endgroup']);

/** Expects no secret in any encoding, no injected workflow command, and no stack trace. */
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

/** Expects a failure with the reason `word` and one annotation. */
export function expectFailure(result: StepResult, word: FailureWord, facts: FailureFacts = {}): void {
  const { failure } = result.outputs;
  expect({ failure, exitCode: result.exitCode, stdout: result.stdout }).toMatchObject({ failure: word, exitCode: 1 });
  expectOneAnnotation(result, facts);
}

/** Expects a failure because of exactly these inputs, each on its own line of the annotation, with its line in the file, if any. */
export function expectInvalidInputs(result: StepResult, inputs: readonly string[], facts: FailureFacts = {}): void {
  expectFailure(result, 'invalid-input', facts);
  expect(inputsNamedIn(result).toSorted()).toEqual(inputs.toSorted());
}

/** Expects a failure with exactly one annotation, which has a title. Sufficient on its own where the outputs are lost. */
export function expectOneAnnotation(result: StepResult, { mentions = [] }: FailureFacts = {}): void {
  const { exitCode, errors, stdout } = result;
  expect({ exitCode, errors: errors.length, stdout }).toMatchObject({ exitCode: 1, errors: 1 });
  const message = errors[0]?.message ?? '';
  expect(errors[0]?.properties['title']).toMatch(/^[^:,%]+$/);
  for (const mention of mentions) expect(message).toContain(mention);
  // Some runners join the lines of an annotation, so each line must also be in the log.
  for (const line of message.split('\n')) {
    if (!line.startsWith('… and ')) expect(result.log).toContain(line);
  }
}

/** Returns the inputs that start the lines of the annotation. */
export function inputsNamedIn({ errors }: StepResult): string[] {
  const lines = errors[0]?.message.split('\n') ?? [];
  return lines.flatMap((line) => /^((?:[a-z][\w.[\]-]*|GITHUB_OUTPUT)(?: \(line \d+\))?): /.exec(line)?.[1] ?? []);
}

/** Expects success without an error annotation. */
export function expectSuccess(result: StepResult): void {
  expect({ exitCode: result.exitCode, errors: result.errors, stdout: result.stdout }).toMatchObject({ exitCode: 0, errors: [] });
}
