import { type Result, verdictOn } from '../jimmyai/failure.ts';
import { mayStart, type RetryContext, withRetry } from '../jimmyai/retry.ts';
import { lastWriteMs } from '../step/cancellation.ts';
import { messageOf } from '../step/errors.ts';
import type { WaitLimits } from '../step/wait-limits.ts';
import type { RunContext } from './run-context.ts';
import { hashQueryOf } from './signed-url.ts';
import type { Recalled } from './state-file-content.ts';
import {
  assetIdOf,
  isPossiblySubmitted,
  isUnknownAtService,
  type TrackedPortrait,
  type TransitionContext,
  transitionToDoubted,
  transitionToFailed,
  transitionToRemembered,
  transitionToSubmitted,
  transitionToUnconfirmed,
  transitionToUnresolved,
} from './tracked-portrait.ts';

/** Why a portrait is not submitted again that the state file remembers without an ID. */
const failureKinds = {
  'in-doubt': 'in-doubt-earlier',
  interrupted: 'interrupted-earlier',
  'in-progress': 'in-progress-elsewhere',
  'unclear-image': 'unclear-image',
} as const;

/**
 * Submits a portrait that has no asset yet; an image from a file is uploaded first. What comes of it is in the portrait's state:
 * another step may have submitted it in the meantime.
 */
export async function submit(tracked: TrackedPortrait, run: RunContext): Promise<void> {
  const url = await uploadIfNeeded(tracked, run);
  if (url !== null) await submitUrl(tracked, url, run);
}

/** Gives a portrait what the state file remembers of it. */
export function recall(tracked: TrackedPortrait, recalled: Recalled, context: TransitionContext): void {
  if (recalled.kind === 'submitted') transitionToRemembered(tracked, recalled, context);
  else if (recalled.kind === 'unconfirmed') transitionToDoubted(tracked, recalled, context);
  else transitionToFailed(tracked, { kind: failureKinds[recalled.kind] }, context);
}

/** Waits while another step is submitting the same portrait, and gives the portrait what came of it. */
export async function awaitNeighbour(tracked: TrackedPortrait, run: RunContext): Promise<void> {
  const { key, source } = tracked.portrait;
  if (run.stateFile === null || key === null) return;
  try {
    const recalled = await run.stateFile.awaitNeighbour(key, intentLimitsOf(run), hashQueryOf(source));
    if (recalled !== null) recall(tracked, recalled, run);
  } catch (error) {
    run.cancellation.stop({ kind: 'state-file', message: messageOf(error) });
  }
}

/** Has the state file hold what this run has written to it, whatever others did to the file meanwhile. */
export async function restoreState(run: RunContext): Promise<void> {
  try {
    await run.stateFile?.restore(lastLimitsOf(run));
  } catch (error) {
    // That is told of already.
    if (run.cancellation.cause?.kind === 'state-file') return;
    run.observer.warnOnce(
      `The action could not check that the state file has every asset ID of this run (${messageOf(error)}). Compare the state file with the output \`assets\` before the next run.`,
      'State file not updated',
    );
  }
}

/** The URL at which JimmyAI finds the image, or `null` if an upload gave none. */
async function uploadIfNeeded(tracked: TrackedPortrait, run: RunContext): Promise<string | null> {
  const { source } = tracked.portrait;
  switch (source.kind) {
    case 'asset-id':
      return null;
    case 'url':
      return source.url;
    case 'file': {
      const bounds = { deadline: run.deadline.end, signal: run.cancellation.stopping };
      const uploaded = await attempt('upload', tracked, run, () => run.jimmyAi.upload(source.file, bounds));
      return uploaded?.ok ? uploaded.value : null;
    }
  }
}

async function submitUrl(tracked: TrackedPortrait, url: string, run: RunContext): Promise<void> {
  if (!mayStart(retryContextOf(run)) || !(await rememberIntent(tracked, run))) return;
  const bounds = { deadline: run.deadline.end, signal: run.cancellation.aborted };
  const submitted = await attempt('submit', tracked, run, () => run.jimmyAi.submit(tracked.portrait.name, url, bounds));
  if (submitted?.ok) {
    try {
      transitionToSubmitted(tracked, submitted.value, run);
    } finally {
      await rememberId(tracked, submitted.value.asset.assetId, run);
    }
  } else if (tracked.state.kind === 'unconfirmed') {
    await rememberId(tracked, tracked.state.assetId, run);
  } else if (isPossiblySubmitted(tracked)) {
    await rememberDoubt(tracked, run);
  } else {
    await forgetIntent(tracked, run);
  }
}

/** Finds out by `poll` whether the asset exists that JimmyAI named in a doubtful response. */
export async function resolveDoubt(tracked: TrackedPortrait, poll: () => Promise<void>, run: RunContext): Promise<void> {
  await poll();
  transitionToUnresolved(tracked, run);
  const assetId = assetIdOf(tracked.state);
  if (assetId !== null && !isPossiblySubmitted(tracked)) await rememberId(tracked, assetId, run);
}

/** Records that JimmyAI doesn't know an asset that it had accepted: for the next run that is no reason to submit the portrait again. */
export async function rememberUnknown(tracked: TrackedPortrait, run: RunContext): Promise<void> {
  const { key } = tracked.portrait;
  const assetId = assetIdOf(tracked.state);
  if (!isUnknownAtService(tracked) || run.stateFile === null || key === null || assetId === null) return;
  try {
    await run.stateFile.rememberUnknown(key, assetId, lastLimitsOf(run));
  } catch (error) {
    run.observer.warnOnce(
      `The action could not update the state file (${messageOf(error)}). Before the next run, add "outcome": "unknown" to the entry with the key ${key}. Otherwise the portrait may be submitted again.`,
      'State file not updated',
    );
  }
}

/** The result of an upload or submission. A failure is recorded in the portrait, and stops the run where every further request would meet it too. */
async function attempt<T>(
  endpoint: 'upload' | 'submit',
  tracked: TrackedPortrait,
  run: RunContext,
  call: () => Promise<Result<T>>,
): Promise<Result<T> | null> {
  const attempted = await withRetry(endpoint, retryContextOf(run), call, (failure, pauseMs) =>
    run.observer.retrying(tracked, endpoint, failure, pauseMs),
  );
  if (attempted === null) return null;
  const { result, attempts } = attempted;
  if (result.ok) return result;
  const { failure } = result;
  if (verdictOn(endpoint, failure) === 'stop') run.cancellation.stop({ kind: 'failure', failure });
  const portraitFailure = { kind: 'call', endpoint, cause: failure, attempts } as const;
  if (failure.returnedId === null) transitionToFailed(tracked, portraitFailure, run);
  else transitionToUnconfirmed(tracked, failure.returnedId, portraitFailure, run);
  return result;
}

/** A submission that can't start any more needs no intent. */
function intentLimitsOf({ clock, deadline, cancellation }: RunContext): WaitLimits {
  return { clock, deadline: deadline.lastPoll, signal: cancellation.stopping };
}

/** What is known in the end gets a moment longer than the requests. */
function lastLimitsOf({ clock, deadline, cancellation }: RunContext): WaitLimits {
  return { clock, deadline: deadline.end + lastWriteMs, signal: cancellation.abandoned };
}

function retryContextOf({ clock, random, deadline, cancellation }: RunContext): RetryContext {
  return { clock, random, deadline, stopping: cancellation.stopping };
}

/**
 * Records in the state file that a submission begins. Resolves to whether it may: not if the record can't be written, since the next
 * run could not know of the submission, nor if another step has just submitted the same portrait.
 */
async function rememberIntent(tracked: TrackedPortrait, run: RunContext): Promise<boolean> {
  const { key, source } = tracked.portrait;
  if (run.stateFile === null || key === null) return true;
  try {
    const recalled = await run.stateFile.rememberIntent(key, intentLimitsOf(run), hashQueryOf(source));
    if (recalled !== null) recall(tracked, recalled, run);
    return recalled === null;
  } catch (error) {
    run.cancellation.stop({ kind: 'state-file', message: messageOf(error) });
    return false;
  }
}

/** Records an asset ID in the state file, and whether it is certain. */
async function rememberId({ portrait: { key }, state }: TrackedPortrait, assetId: string, run: RunContext): Promise<void> {
  if (run.stateFile === null || key === null) return;
  try {
    await run.stateFile.remember(key, assetId, lastLimitsOf(run), state.kind !== 'unconfirmed');
  } catch (error) {
    const problem = `The action could not save asset ID ${assetId} in the state file (${messageOf(error)}).`;
    // A later run believes an ID in the file to be confirmed, and would submit the portrait again where JimmyAI doesn't know the ID.
    const remedy =
      state.kind === 'unconfirmed'
        ? `JimmyAI has not confirmed the ID yet. Until then, the entry with the key ${key} says possibly submitted.`
        : `Before the next run, write ${assetId} as asset_id into the entry with the key ${key}.`;
    run.observer.warnOnce(`${problem} ${remedy}`, 'State file not updated');
  }
}

/** Where that fails, the entry still says as much: of a run that was interrupted. */
async function rememberDoubt({ portrait: { key } }: TrackedPortrait, run: RunContext): Promise<void> {
  if (run.stateFile === null || key === null) return;
  try {
    await run.stateFile.rememberDoubt(key, lastLimitsOf(run));
  } catch (error) {
    run.observer.warnOnce(
      `The action could not update the state file (${messageOf(error)}). The entry with the key ${key} must stay until JimmyAI’s support has answered.`,
      'State file not updated',
    );
  }
}

async function forgetIntent({ portrait: { key } }: TrackedPortrait, run: RunContext): Promise<void> {
  if (run.stateFile === null || key === null) return;
  try {
    await run.stateFile.forgetIntent(key, lastLimitsOf(run));
  } catch (error) {
    run.observer.warnOnce(
      `The action could not update the state file (${messageOf(error)}). This portrait was not submitted, but the entry with the key ${key} still says possibly submitted. Remove that entry before the next run.`,
      'State file not updated',
    );
  }
}
