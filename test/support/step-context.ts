import { vi } from 'vitest';
import { Cancellation } from '../../src/step/cancellation.ts';
import { type Clock, systemClock } from '../../src/step/clock.ts';
import type { Surroundings } from '../../src/step/environment.ts';
import { OutputFile } from '../../src/step/output-file.ts';
import { Redactor } from '../../src/step/redactor.ts';
import type { StepContext } from '../../src/step/step-context.ts';
import { StepLog } from '../../src/step/step-log.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What a step that starts at 0 works with. */
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

/** Where a step that starts now runs. */
export function surroundingsIn(workspace: string, changes: Partial<Surroundings> = {}): Surroundings {
  const { signal } = new AbortController();
  return { workspace, outputFile: '', clock: systemClock, startedAt: systemClock.now(), signal, abandoned: signal, ...changes };
}

/**
 * The lines that the step writes to its log from now on, commands included, and not to the log of the tests. They are plain: the tests
 * may run on GitHub themselves.
 */
export function captureLog(): string[] {
  vi.stubEnv('GITHUB_ACTIONS', '');
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(...String(text).split('\n').filter(Boolean));
    return true;
  });
  return lines;
}
