import { expect, test, vi } from 'vitest';
import { reportInvalidInputs } from '../../../src/step/invalid-inputs.ts';
import { expectLinear } from '../../support/processor-time.ts';
import { captureLog, contextWith } from '../../support/step-context.ts';

const problem = (index: number) => ({ input: `portraits[${index}].name`, text: 'missing' });

test('problems that were only counted are in the title, and in the log at the end', async () => {
  vi.stubEnv('GITHUB_OUTPUT', '');
  const lines = captureLog();
  await reportInvalidInputs('Portrait', { problems: [problem(0), problem(1)], omitted: 7900 }, contextWith<never>());
  expect(lines).toContain('… and 7900 more problems.');
  expect(lines.at(-1)).toMatch(/^::error title=7902 invalid inputs::portraits\[0\]\.name: missing\..*and 7900 more/);
});

test('the problems come first; that nothing was sent, and the caution for the next run, come last', async () => {
  vi.stubEnv('GITHUB_OUTPUT', '');
  const lines = captureLog();
  await reportInvalidInputs('Portrait', { problems: [problem(0)], omitted: 0 }, contextWith<never>(), 'Mind this.');
  expect(lines.at(-1)).toMatch(/::portraits\[0\].*%0AThe step sent nothing\. Fix the problem, then start a new run\. Mind this\.$/);
});

test('one problem has its own title, and others are not mentioned', async () => {
  vi.stubEnv('GITHUB_OUTPUT', '');
  const lines = captureLog();
  await reportInvalidInputs('Portrait', { problems: [problem(0)], omitted: 0 }, contextWith<never>());
  expect(lines.at(-1)).toMatch(/^::error title=Invalid input::/);
  expect(lines.join('\n')).not.toContain('more');
});

test('a URL at the end of a problem can still be copied', async () => {
  vi.stubEnv('GITHUB_OUTPUT', '');
  const lines = captureLog();
  const url = 'https://raw.githubusercontent.com/octo/cat/main/me.jpg';
  await reportInvalidInputs('Portrait', { problems: [{ input: 'url', text: `Write ${url}` }], omitted: 0 }, contextWith<never>());
  expect(lines).toContain(`url: Write ${url}`);
});

test('a report takes time linear in the texts of the problems', async () => {
  vi.stubEnv('GITHUB_OUTPUT', '');
  captureLog();
  const report = (size: number) => {
    const text = `must be true or false, not “${'://x'.repeat(size)} ”`;
    return reportInvalidInputs('Portrait', { problems: [{ input: 'wait', text }], omitted: 0 }, contextWith<never>());
  };
  await expectLinear(report, 20_000);
});
