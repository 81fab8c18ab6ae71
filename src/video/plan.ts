import { checkOutputFile, problemWithProxy, type Surroundings } from '../step/environment.ts';
import { FileProblem } from '../step/files/workspace.ts';
import { assertWritable, resolveWorkspacePath, type WorkspacePath } from '../step/files/workspace-path.ts';
import { type Mode, modeOf } from '../step/mode.ts';
import { ProblemList, type Problems } from '../step/problem.ts';
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
export async function resolvePlan(inputs: Inputs, { workspace, outputFile }: Surroundings): Promise<Plan | Problems> {
  const list = new ProblemList();
  list.addAll(inputs);
  const proxyProblem = inputs.baseUrl === null ? null : problemWithProxy(inputs.baseUrl);
  if (proxyProblem !== null) list.add('base-url', proxyProblem);
  const file = await takePlace(list, () => resolveWorkspacePath(workspace, inputs.file));
  await checkOutputFile(outputFile, list);

  // Create folders only if there is no other problem.
  if (list.isEmpty && file !== null) await takePlace(list, () => assertWritable(file, inputs.dryRun === true));

  const { task, timeoutMs, pollIntervalMs, wait, baseUrl } = inputs;
  const mode = modeOf(inputs);
  if (!list.isEmpty || mode === null || task === null || file === null || timeoutMs === null) return list;
  if (pollIntervalMs === null || wait === null || baseUrl === null) return list;
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
