import { JimmyAiVideoClient } from '../jimmyai/video-client.ts';
import type { Cancellation } from '../step/cancellation.ts';
import { type Clock, deadlineOf } from '../step/clock.ts';
import { Sender } from '../step/net/sender.ts';
import { runStep } from '../step/run-step.ts';
import type { StepContext } from '../step/step-context.ts';
import { adviceOnCause } from './advice.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { makeVideo } from './make-video.ts';
import { mindPortraits } from './new-run.ts';
import { type Plan, resolvePlan } from './plan.ts';
import { Reporter } from './reporter.ts';
import type { RunContext, StopCause } from './run-context.ts';
import { track } from './tracked-video.ts';

/** Runs the step and reports it. Resolves to whether it succeeded; never rejects. */
export function runVideoStep(cancellation: Cancellation<StopCause>, clock: Clock): Promise<boolean> {
  return runStep({ title: 'Video', mind: mindPortraits, readInputs, resolvePlan, carryOut, adviceOnCause }, cancellation, clock);
}

/** Carries out the plan and reports the outcome. Resolves to whether it succeeded. */
async function carryOut(plan: Plan, _inputs: Inputs, context: StepContext<StopCause>): Promise<boolean> {
  const { clock, startedAt, cancellation, redactor } = context;
  const { mode, baseUrl, pollIntervalMs } = plan;
  const deadline = deadlineOf(startedAt, plan.timeoutMs);
  const video = track(startedAt);
  const reporter = new Reporter(context, { plan, video });
  if (mode.kind === 'dry-run') return reporter.reportPlan();
  reporter.start(Number(process.env['GITHUB_RUN_ATTEMPT'] ?? '1'));

  const sender = new Sender();
  const { send } = sender;
  const videos = new JimmyAiVideoClient({ token: mode.token, baseUrl, send, clock, reporter, redactor });
  const run: RunContext = {
    ...{ videos, send, clock, random: Math.random, deadline },
    ...{ pollIntervalMs, baseUrl, cancellation, observer: reporter },
  };
  await reporter.showSignsOfLifeDuring(makeVideo(video, plan, run), deadline);
  sender.close();
  return reporter.finish(cancellation.cause);
}
