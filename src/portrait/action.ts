import { JimmyAiClient } from '../jimmyai/client.ts';
import type { Cancellation } from '../step/cancellation.ts';
import { type Clock, deadlineOf } from '../step/clock.ts';
import { Sender } from '../step/net/sender.ts';
import { runStep } from '../step/run-step.ts';
import type { StepContext } from '../step/step-context.ts';
import { adviceOnCause } from './advice.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { type Plan, resolvePlan } from './plan.ts';
import { processPortraits } from './process-portraits.ts';
import { Reporter } from './reporter.ts';
import type { RunContext, StopCause } from './run-context.ts';
import { track } from './tracked-portrait.ts';

/** Runs the step and reports it. Resolves to whether it succeeded; never rejects. */
export function runPortraitStep(cancellation: Cancellation<StopCause>, clock: Clock): Promise<boolean> {
  return runStep({ title: 'Portrait', readInputs, resolvePlan, carryOut, adviceOnCause }, cancellation, clock);
}

/** Carries out the plan and reports the result. Resolves to whether the step succeeded. */
async function carryOut(plan: Plan, inputs: Inputs, context: StepContext<StopCause>): Promise<boolean> {
  const { clock, startedAt, cancellation, redactor } = context;
  const { mode, baseUrl, wait, pollIntervalMs, stateFile } = plan;
  const deadline = deadlineOf(startedAt, plan.timeoutMs);
  for (const { source } of plan.portraits) if (source.kind === 'url') redactor.addQueryOf(source.url);
  const portraits = plan.portraits.map((portrait) => track(portrait, startedAt));
  const reporter = new Reporter(context, { plan, inputs, portraits });
  if (mode.kind === 'dry-run') return reporter.reportPlan();
  reporter.start();

  const sender = new Sender();
  const jimmyAi = new JimmyAiClient({ token: mode.token, baseUrl, send: sender.send, clock, reporter, redactor });
  const run: RunContext = { jimmyAi, clock, random: Math.random, deadline, pollIntervalMs, stateFile, cancellation, observer: reporter };
  await reporter.showSignsOfLifeDuring(processPortraits(portraits, wait, run), deadline);
  sender.close();
  return reporter.finish(cancellation.cause);
}
