import { expect } from 'vitest';
import { fakeToken } from './fake-jimmyai.ts';
import type { StepResult } from './run-action.ts';
import { formsOf } from './secret-forms.ts';

/** Commands that the action may give to the runner. */
const allowed = new Set(['add-mask', 'debug', 'warning', 'error']);

/** Nothing secret in any byte and in any form, nothing that became a command of somebody else's, no stack trace. */
export function expectClean(result: StepResult, secrets: readonly string[] = []): void {
  const { stdout, stderr, files, commands } = result;
  expect(commands.map(({ name }) => name).filter((name) => !allowed.has(name))).toEqual([]);
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

/** It failed with exactly one annotation, which has a title, names the cause and says what to do. */
export function expectFailure(result: StepResult, cause: RegExp): void {
  expect({ exitCode: result.exitCode, errors: result.errors.map(({ message }) => message), stdout: result.stdout }).toMatchObject({
    exitCode: 1,
    errors: [expect.stringMatching(cause)],
  });
  expect(result.errors[0]?.properties['title']).toMatch(/^[^:,%]+$/);
  // Some runners show an annotation of several lines as one: each of them is in the log too.
  for (const line of result.errors[0]?.message.split('\n') ?? []) {
    if (!line.startsWith('… and ')) expect(result.log).toContain(line);
  }
}

/** It succeeded without an error annotation. */
export function expectSuccess(result: StepResult): void {
  expect({ exitCode: result.exitCode, errors: result.errors, stdout: result.stdout }).toMatchObject({ exitCode: 0, errors: [] });
}
