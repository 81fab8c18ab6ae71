import { checkOutputFile, problemWithProxy, type Surroundings } from './environment.ts';
import { ProblemList, type Problems } from './problem.ts';
import { WaitEnded, type WaitLimits, within } from './wait-limits.ts';

/** What every plan needs of the inputs, `null` where invalid, and the problems with them. */
export interface PlanInputs extends Problems {
  /** The service's origin. */
  readonly baseUrl: string | null;
  readonly timeoutMs: number | null;
}

// How long reading files may take if the timeout is invalid.
const maxReadMs = 60_000;
// Grace period after the deadline, in which file operations can report the timeout themselves.
const holdMs = 250;

/**
 * Resolves to the plan that `resolve` makes, or to every problem: those with the inputs and the surroundings, and those that `resolve`
 * adds to the list. A disk that doesn't respond is a problem too.
 */
export async function planWithin<Plan>(
  inputs: PlanInputs,
  surroundings: Surroundings,
  resolve: (list: ProblemList, limits: WaitLimits) => Promise<Plan | null>,
): Promise<Plan | Problems> {
  const { clock, startedAt, signal, abandoned } = surroundings;
  const limits = { clock, deadline: startedAt + (inputs.timeoutMs ?? maxReadMs), signal };
  const list = new ProblemList();
  list.addAll(inputs);
  const proxyProblem = inputs.baseUrl === null ? null : problemWithProxy(inputs.baseUrl);
  if (proxyProblem !== null) list.add('base-url', proxyProblem);
  const work = checkOutputFile(surroundings.outputFile, list).then(() => resolve(list, limits));
  try {
    return (await within(work, { clock, deadline: limits.deadline + holdMs, signal: abandoned })) ?? list;
  } catch (error) {
    if (!(error instanceof WaitEnded)) throw error;
    list.add('timeout', 'over before the files that the inputs name could be used. Check the disk of the runner, or set a longer timeout');
    return list;
  }
}
