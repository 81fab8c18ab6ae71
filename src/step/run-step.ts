import * as core from '@actions/core';
import { type Advice, explain } from './advice.ts';
import type { Cancellation, OutsideCause } from './cancellation.ts';
import type { Clock } from './clock.ts';
import { problemWithNode, type Surroundings } from './environment.ts';
import { messageOf } from './errors.ts';
import type { GetInput } from './fields.ts';
import { reportInvalidInputs } from './invalid-inputs.ts';
import { maskToken } from './mask-token.ts';
import { OutputFile } from './output-file.ts';
import type { Problems } from './problem.ts';
import { Redactor } from './redactor.ts';
import type { StepContext } from './step-context.ts';
import { StepLog } from './step-log.ts';

/** What an action does between reading its inputs and reporting the outcome. */
export interface Step<Inputs, Plan, Cause> {
  /** The step's name in the job summary. */
  readonly title: string;
  /** A caution for the run after one with invalid inputs, as sentences; empty if none. */
  readonly mind?: string;
  /** Parses the inputs, without side effects. */
  readonly readInputs: (getInput: GetInput) => Inputs;
  /** Checks what the inputs refer to on disk. */
  readonly resolvePlan: (inputs: Inputs, surroundings: Surroundings) => Promise<Plan | Problems>;
  /** Carries out the plan and reports it. Resolves to whether it succeeded. */
  readonly carryOut: (plan: Plan, inputs: Inputs, context: StepContext<Cause | OutsideCause>) => Promise<boolean>;
  readonly adviceOnCause: (cause: Cause | OutsideCause) => Advice<string>;
}

/** Runs a step and reports it. Resolves to whether it succeeded; never rejects. */
export async function runStep<Inputs, Plan extends object, Cause>(
  { title, mind = '', readInputs, resolvePlan, carryOut, adviceOnCause }: Step<Inputs, Plan, Cause>,
  cancellation: Cancellation<Cause | OutsideCause>,
  clock: Clock,
): Promise<boolean> {
  const startedAt = clock.now();
  const redactor = new Redactor();
  const context = { clock, startedAt, cancellation, redactor, log: new StepLog(redactor, clock), outputs: new OutputFile() };
  try {
    maskToken(core.getInput('token', { trimWhitespace: false }), redactor);
    const nodeProblem = problemWithNode(process.versions.node);
    if (nodeProblem !== null)
      return await reportInvalidInputs(title, { problems: [{ input: 'Node.js', text: nodeProblem }], omitted: 0 }, context, mind);
    const inputs = readInputs((name) => {
      const text = core.getInput(name, { trimWhitespace: false });
      // Before anything, even an error message, can quote the input.
      redactor.addQueriesIn(text);
      return text;
    });
    const plan = await resolvePlan(inputs, {
      workspace: process.env['GITHUB_WORKSPACE'] || process.cwd(),
      outputFile: process.env['GITHUB_OUTPUT'] ?? '',
      clock,
      startedAt,
      signal: cancellation.stopping,
      abandoned: cancellation.abandoned,
    });
    if (!('problems' in plan)) return await carryOut(plan, inputs, context);
    // A cancelled job may have interrupted the reading: don't report that as an invalid input.
    const { cause } = cancellation;
    return cause === null ? await reportInvalidInputs(title, plan, context, mind) : reportFailure(adviceOnCause(cause), context);
  } catch (error) {
    return reportFailure(adviceOnCause({ kind: 'internal', message: messageOf(error) }), context);
  }
}

/** Returns the advice on a cause that can end any step. */
export function adviceOnOutsideCause(cause: OutsideCause): Advice<'cancelled' | 'internal'> {
  switch (cause.kind) {
    case 'cancelled':
      return {
        word: 'cancelled',
        title: 'Cancelled',
        what: `${describeCancellation(cause.afterMs)} (${cause.signal})`,
        next: 'To continue, start a new run with the IDs above, if there are any.',
      };
    case 'internal':
      return {
        word: 'internal',
        title: 'Internal error',
        what: `the action hit an internal error: ${cause.message}`,
        next: 'Please report this error.',
      };
  }
}

/** The runner sends the same signals for a cancellation and for `timeout-minutes`. A whole number of minutes suggests the latter. */
function describeCancellation(afterMs: number): string {
  const minutes = Math.round(afterMs / 60_000);
  const isWhole = minutes > 0 && Math.abs(afterMs - minutes * 60_000) < 3000;
  return isWhole
    ? `the job was cancelled after ${minutes} min, probably because \`timeout-minutes\` was reached`
    : 'the job was cancelled, or reached its `timeout-minutes`';
}

/** Reports a failure of the step as a whole. Returns false: the step failed. */
export function reportFailure(advice: Advice<string>, { log, outputs }: Pick<StepContext<never>, 'log' | 'outputs'>): false {
  outputs.write(new Map([['failure', advice.word]]));
  log.error(advice.title, advice.word, [explain(advice)]);
  return false;
}
