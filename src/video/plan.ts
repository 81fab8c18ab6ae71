import type { Surroundings } from '../step/environment.ts';
import { FileProblem } from '../step/files/workspace.ts';
import { assertWritable, resolveWorkspacePath, type WorkspacePath } from '../step/files/workspace-path.ts';
import { type Mode, modeOf } from '../step/mode.ts';
import { planWithin } from '../step/plan-within.ts';
import type { ProblemList, Problems } from '../step/problem.ts';
import type { Inputs, Task } from './inputs.ts';

/** What the step will do, validated. */
export interface Plan {
  readonly mode: Mode;
  readonly task: Task;
  readonly file: WorkspacePath;
  readonly timeoutMs: number;
  readonly pollIntervalMs: number;
  readonly wait: boolean;
  /** The service's origin. */
  readonly baseUrl: string;
}

/** Resolves to the plan that the inputs describe, or to all problems with them and with the place for the video. */
export function resolvePlan(inputs: Inputs, surroundings: Surroundings): Promise<Plan | Problems> {
  return planWithin(inputs, surroundings, (list) => resolve(inputs, surroundings, list));
}

async function resolve(inputs: Inputs, { workspace }: Surroundings, list: ProblemList): Promise<Plan | null> {
  const file = await takePlace(list, () => resolveWorkspacePath(workspace, inputs.file));

  // Create folders only if there is no other problem.
  if (list.isEmpty && file !== null) await takePlace(list, () => assertWritable(file, inputs.dryRun === true));

  const { task, timeoutMs, pollIntervalMs, wait, baseUrl } = inputs;
  const mode = modeOf(inputs);
  if (!list.isEmpty || mode === null || task === null || file === null || timeoutMs === null) return null;
  if (pollIntervalMs === null || wait === null || baseUrl === null) return null;
  return { mode, task, file, timeoutMs, pollIntervalMs, wait, baseUrl };
}

/** Resolves as `work` does. If it throws a `FileProblem`, adds the problem and resolves to `null`. */
async function takePlace<T>(list: ProblemList, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    list.add('file', error.message);
    return null;
  }
}
