import * as core from '@actions/core';
import { createTransport } from '../jimmyai/transport.ts';
import { JimmyAiVideoClient } from '../jimmyai/video-client.ts';
import type { Cancellation } from '../step/cancellation.ts';
import { type Clock, deadlineOf } from '../step/clock.ts';
import { maskToken } from '../step/mask-token.ts';
import { Redactor } from '../step/redactor.ts';
import { httpFetcher } from './fetcher.ts';
import { readInputs } from './inputs.ts';
import { makeVideo } from './make-video.ts';
import { type Plan, resolvePlan } from './plan.ts';
import { Reporter } from './reporter.ts';
import type { RunContext, StopCause } from './run-context.ts';
import { track } from './tracked-video.ts';

/** Runs the step and reports it. Resolves to whether it succeeded; never rejects. */
export async function runVideoStep(cancellation: Cancellation<StopCause>, clock: Clock): Promise<boolean> {
  const startedAt = clock.now();
  const redactor = new Redactor();
  const reporter = new Reporter(redactor, clock);
  try {
    maskToken(core.getInput('token', { trimWhitespace: false }), redactor);
    const inputs = readInputs((name) => core.getInput(name, { trimWhitespace: false }));
    const plan = await resolvePlan(inputs, {
      workspace: process.env['GITHUB_WORKSPACE'] || process.cwd(),
      outputFile: process.env['GITHUB_OUTPUT'] ?? '',
    });
    if ('problems' in plan) return await reporter.reportInvalidInputs(plan.problems);
    return await carryOut(plan, startedAt, { cancellation, clock, redactor, reporter });
  } catch (error) {
    return reporter.reportInternalError(error);
  }
}

/** The URLs in whatever is handed through: images and sounds of a person may be behind signed ones. */
function urlsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^https?:/i.test(value) && URL.canParse(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(urlsIn) : [];
}

/** What a step has before its plan is known. */
interface StepContext {
  readonly cancellation: Cancellation<StopCause>;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly reporter: Reporter;
}

/** Carries out the plan and reports what came of it. Resolves to whether it succeeded. */
async function carryOut(plan: Plan, startedAt: number, { cancellation, clock, redactor, reporter }: StepContext): Promise<boolean> {
  const { token, task, baseUrl, pollIntervalMs } = plan;
  const deadline = deadlineOf(startedAt, plan.timeoutMs);
  if (task.kind === 'create') for (const url of urlsIn(task.request)) redactor.addQueryOf(url);
  const video = track(startedAt);
  reporter.start(plan, Number(process.env['GITHUB_RUN_ATTEMPT'] ?? '1'));

  const transport = createTransport(baseUrl);
  const videos = new JimmyAiVideoClient({ token, transport, clock, reporter, redactor });
  const run: RunContext = {
    ...{ videos, fetcher: httpFetcher, clock, random: Math.random, deadline },
    ...{ pollIntervalMs, baseUrl, cancellation, observer: reporter },
  };
  const finished = new AbortController();
  void reporter.showSignsOfLife(video, deadline, finished.signal);
  await makeVideo(video, plan, run);
  finished.abort();
  transport.close();
  return reporter.finish(video, plan, cancellation.cause);
}
