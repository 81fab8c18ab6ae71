import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { maskInLog, printLine, withoutCommands } from '../../../src/step/commands.ts';

let printed = '';
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test.each(['true', 'false', '', undefined])('a secret is masked by command only if GITHUB_ACTIONS is true: %j', (value) => {
  vi.stubEnv('GITHUB_ACTIONS', value);
  maskInLog('sk_geheim');
  expect(printed.trimEnd()).toBe(value === 'true' ? '::add-mask::sk_geheim' : '');
});

test.each([
  ['::stop-commands::x.mp4: 1.2 MB', ': :stop-commands::x.mp4: 1.2 MB'],
  ['\u00a0 ::error::x', '\u00a0 : :error::x'],
  ['x ##[error]y', 'x ## [error]y'],
  ['“::x” and a::b', '“::x” and a::b'],
])('the line %j is not printed as a command', (text, line) => {
  printLine(text);
  expect(printed.replace(/\r?\n$/, '')).toBe(line);
  expect(withoutCommands(line)).toBe(line);
});
