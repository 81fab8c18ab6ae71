import { afterEach, beforeEach, vi } from 'vitest';
import { Cancellation } from '../../src/step/cancellation.ts';
import { type Clock, systemClock } from '../../src/step/clock.ts';
import type { Surroundings } from '../../src/step/environment.ts';
import { OutputFile } from '../../src/step/output-file.ts';
import { Redactor } from '../../src/step/redactor.ts';
import type { StepContext } from '../../src/step/step-context.ts';
import { StepLog } from '../../src/step/step-log.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Returns the context of a step that starts at 0. */
export function contextWith<Cause>({
  clock = new VirtualClock(),
  redactor = new Redactor(),
}: {
  readonly clock?: Clock;
  readonly redactor?: Redactor;
} = {}): StepContext<Cause> {
  return {
    clock,
    startedAt: 0,
    cancellation: new Cancellation<Cause>(clock),
    redactor,
    log: new StepLog(redactor, clock),
    outputs: new OutputFile(),
  };
}

/** Returns the surroundings of a step that starts now. */
export function surroundingsIn(workspace: string, changes: Partial<Surroundings> = {}): Surroundings {
  const { signal } = new AbortController();
  return { workspace, outputFile: '', clock: systemClock, startedAt: systemClock.now(), signal, abandoned: signal, ...changes };
}

/**
 * Captures the lines that the step logs from now on, including workflow commands, instead of printing them. The lines have no colors, even
 * if the tests run on GitHub.
 */
export function captureLog(lines: string[] = []): string[] {
  vi.stubEnv('GITHUB_ACTIONS', '');
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(...String(text).split('\n').filter(Boolean));
    return true;
  });
  return lines;
}

/** Captures the log of each test of a file, away from the files and links of a real runner. Returns the lines of the current test. */
export function captureLogOfEachTest(): string[] {
  const lines: string[] = [];
  beforeEach(() => {
    for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_SERVER_URL', 'GITHUB_ACTION_REPOSITORY', 'GITHUB_ACTION_REF']) {
      vi.stubEnv(name, '');
    }
    lines.length = 0;
    captureLog(lines);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });
  return lines;
}
