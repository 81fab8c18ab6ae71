import * as core from '@actions/core';
import { JimmyAiClient } from '../jimmyai/client.ts';
import { createTransport } from '../jimmyai/transport.ts';
import type { Cancellation } from '../step/cancellation.ts';
import { type Clock, deadlineOf } from '../step/clock.ts';
import { messageOf } from '../step/errors.ts';
import { maskToken } from '../step/mask-token.ts';
import { Redactor } from '../step/redactor.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { type Plan, resolvePlan } from './plan.ts';
import { processPortraits } from './process-portraits.ts';
import { Reporter } from './reporter.ts';
import type { RunContext, StopCause } from './run-context.ts';
import { shownInputs } from './shown-inputs.ts';
import { track } from './tracked-portrait.ts';

/** Runs the step and reports it. Resolves to whether it succeeded; never rejects. */
export async function runPortraitStep(cancellation: Cancellation<StopCause>, clock: Clock): Promise<boolean> {
  const startedAt = clock.now();
  const redactor = new Redactor();
  const reporter = new Reporter(redactor, clock);
  try {
    maskToken(core.getInput('token', { trimWhitespace: false }), redactor);
    const inputs = readInputs((name) => core.getInput(name, { trimWhitespace: false }));
    const plan = await resolvePlan(inputs, {
      workspace: process.env['GITHUB_WORKSPACE'] || process.cwd(),
      outputFile: process.env['GITHUB_OUTPUT'] ?? '',
      signal: cancellation.stopping,
    });
    if ('problems' in plan) {
      // What a cancelled job kept from being read is not wrong.
      const { cause } = cancellation;
      return cause === null ? await reporter.reportInvalidInputs(plan.problems) : reporter.reportStop(cause);
    }
    return await carryOut(inputs, plan, startedAt, { cancellation, clock, redactor, reporter });
  } catch (error) {
    return reporter.reportStop({ kind: 'internal', message: messageOf(error) });
  }
}

/** What a step has before its plan is known. */
interface StepContext {
  readonly cancellation: Cancellation<StopCause>;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly reporter: Reporter;
}

/** Carries out the plan and reports what came of it. Resolves to whether it succeeded. */
async function carryOut(
  inputs: Inputs,
  plan: Plan,
  startedAt: number,
  { cancellation, clock, redactor, reporter }: StepContext,
): Promise<boolean> {
  const { token, baseUrl, wait, pollIntervalMs, stateFile } = plan;
  const deadline = deadlineOf(startedAt, plan.timeoutMs);
  for (const { source } of plan.portraits) if (source.kind === 'url') redactor.addQueryOf(source.url);
  const portraits = plan.portraits.map((portrait) => track(portrait, startedAt));
  reporter.start(plan, portraits, shownInputs(inputs, plan), startedAt);

  const transport = createTransport(baseUrl);
  const jimmyAi = new JimmyAiClient({ token, transport, clock, reporter, redactor });
  const run: RunContext = { jimmyAi, clock, random: Math.random, deadline, pollIntervalMs, stateFile, cancellation, observer: reporter };
  const finished = new AbortController();
  void reporter.showSignsOfLife(deadline, finished.signal);
  await processPortraits(portraits, wait, run);
  finished.abort();
  transport.close();
  return reporter.finish(cancellation.cause);
}
