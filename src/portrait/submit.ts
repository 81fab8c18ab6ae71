import { type Result, verdictOn } from '../jimmyai/failure.ts';
import { mayStart, type RetryContext, withRetry } from '../jimmyai/retry.ts';
import { lastWriteMs } from '../step/cancellation.ts';
import { messageOf } from '../step/errors.ts';
import type { WaitLimits } from '../step/wait-limits.ts';
import type { RunContext } from './run-context.ts';
import { hashQueryOf } from './signed-url.ts';
import type { StateFile } from './state-file.ts';
import type { Recalled, RecalledAsset } from './state-file-content.ts';
import {
  assetIdOf,
  failureOf,
  isPossiblySubmitted,
  isUnknownAtService,
  type PortraitFailure,
  type TrackedPortrait,
  type TransitionContext,
  transitionToDoubted,
  transitionToFailed,
  transitionToRemembered,
  transitionToSubmitted,
  transitionToUnconfirmed,
  transitionToUnresolved,
} from './tracked-portrait.ts';

/**
 * Submits a portrait that has no asset yet, uploading an image file first. The outcome is in the portrait's state: another step may have
 * submitted the portrait in the meantime.
 */
export async function submit(tracked: TrackedPortrait, run: RunContext): Promise<void> {
  const url = await uploadIfNeeded(tracked, run);
  if (url !== null) await submitUrl(tracked, url, run);
}

/** Applies what the state file remembers about a portrait. */
export function recall(tracked: TrackedPortrait, recalled: Recalled, context: TransitionContext): void {
  if (recalled.kind === 'submitted') transitionToRemembered(tracked, recalled, context);
  else if (recalled.kind === 'unconfirmed') transitionToDoubted(tracked, recalled, context);
  else transitionToFailed(tracked, failureFrom(recalled), context);
}

/** Why a portrait that the state file remembers without an ID is not resubmitted. */
function failureFrom(recalled: Exclude<Recalled, RecalledAsset>): PortraitFailure {
  switch (recalled.kind) {
    case 'in-doubt':
      return { kind: 'in-doubt-earlier', recorded: recalled };
    case 'interrupted':
      return { kind: 'interrupted-earlier', recorded: recalled };
    case 'in-progress':
      return { kind: 'in-progress-elsewhere' };
    case 'unclear-image':
      return { kind: 'unclear-image' };
  }
}

/** Waits while another step is submitting the same portrait, then applies the outcome. */
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

/** Restores this run's entries in the state file, whatever others did to the file meanwhile. */
export async function restoreState(run: RunContext): Promise<void> {
  try {
    await run.stateFile?.restore(lastLimitsOf(run));
  } catch (error) {
    // Already reported as the cause of the stop.
    if (run.cancellation.cause?.kind === 'state-file') return;
    run.observer.warnOnce(
      `The action could not check that the state file has every asset ID of this run (${messageOf(error)}). Compare the state file with the output \`assets\` before the next run.`,
      'State file not updated',
    );
  }
}

/** Resolves to the URL at which JimmyAI finds the image, or to `null` if there is none, for example after a failed upload. */
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

/** Finds out by `poll` whether the asset that JimmyAI named in an ambiguous response exists. */
export async function resolveDoubt(tracked: TrackedPortrait, poll: () => Promise<void>, run: RunContext): Promise<void> {
  await poll();
  transitionToUnresolved(tracked, run);
  const assetId = assetIdOf(tracked.state);
  if (assetId !== null && !isPossiblySubmitted(tracked)) await rememberId(tracked, assetId, run);
}

/** Records that JimmyAI doesn't know an asset that it had accepted, so that no later run resubmits the portrait. */
export async function rememberUnknown(tracked: TrackedPortrait, run: RunContext): Promise<void> {
  const assetId = assetIdOf(tracked.state);
  if (!isUnknownAtService(tracked) || assetId === null) return;
  await updateEntry(
    tracked,
    run,
    (stateFile, key, limits) => stateFile.rememberUnknown(key, assetId, limits),
    (key) =>
      `Before the next run, add "outcome": "unknown" to the entry with the key ${key}. Otherwise the portrait may be submitted again.`,
  );
}

/**
 * Resolves to the result of an upload or submission, or to `null` if no attempt could start. Records a failure in the portrait, and stops
 * the run if every further request would fail alike.
 */
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

/** A submission that can no longer start needs no intent. */
function intentLimitsOf({ clock, deadline, cancellation }: RunContext): WaitLimits {
  return { clock, deadline: deadline.lastPoll, signal: cancellation.stopping };
}

/** Recording the outcomes may take slightly longer than the requests. */
function lastLimitsOf({ clock, deadline, cancellation }: RunContext): WaitLimits {
  return { clock, deadline: deadline.end + lastWriteMs, signal: cancellation.abandoned };
}

function retryContextOf({ clock, random, deadline, cancellation }: RunContext): RetryContext {
  return { clock, random, deadline, stopping: cancellation.stopping };
}

/**
 * Records in the state file that a submission is about to start. Resolves to whether it may: not if the record can't be written, since the
 * next run would not know about the submission, nor if another step has just submitted the same portrait.
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

/** Records an asset ID in the state file, and whether JimmyAI has confirmed the asset. */
async function rememberId(tracked: TrackedPortrait, assetId: string, run: RunContext): Promise<void> {
  const isConfirmed = tracked.state.kind !== 'unconfirmed';
  await updateEntry(
    tracked,
    run,
    (stateFile, key, limits) => stateFile.remember(key, assetId, limits, isConfirmed ? null : { requestId: requestIdOf(tracked) }),
    (key) =>
      // A later run takes an ID in the file as confirmed, and would resubmit the portrait if JimmyAI doesn't know the ID.
      isConfirmed
        ? `Before the next run, write ${assetId} as asset_id into the entry with the key ${key}.`
        : `JimmyAI has not confirmed the ID yet. Until then, the entry with the key ${key} says possibly submitted.`,
    `save asset ID ${assetId} in the state file`,
  );
}

/** Records an unknown outcome. If that fails, the entry still marks an interrupted submission, which is just as safe. */
async function rememberDoubt(tracked: TrackedPortrait, run: RunContext): Promise<void> {
  await updateEntry(
    tracked,
    run,
    (stateFile, key, limits) => stateFile.rememberDoubt(key, limits, requestIdOf(tracked)),
    (key) => `The entry with the key ${key} must stay until JimmyAI’s support has answered.`,
  );
}

/** The ID of the submission that failed; `null` if none was sent. */
function requestIdOf(tracked: TrackedPortrait): string | null {
  const failure = failureOf(tracked);
  return failure?.kind === 'call' ? (failure.cause.trace?.requestId ?? null) : null;
}

async function forgetIntent(tracked: TrackedPortrait, run: RunContext): Promise<void> {
  await updateEntry(
    tracked,
    run,
    (stateFile, key, limits) => stateFile.forgetIntent(key, limits),
    (key) =>
      `This portrait was not submitted, but the entry with the key ${key} still says possibly submitted. Remove that entry before the next run.`,
  );
}

/**
 * Updates the portrait's entry in the state file, if it has one. If that fails, warns that the action could not do `what`, and adds the
 * remedy.
 */
async function updateEntry(
  { portrait: { key } }: TrackedPortrait,
  run: RunContext,
  update: (stateFile: StateFile, key: string, limits: WaitLimits) => Promise<void>,
  remedyFor: (key: string) => string,
  what = 'update the state file',
): Promise<void> {
  if (run.stateFile === null || key === null) return;
  try {
    await update(run.stateFile, key, lastLimitsOf(run));
  } catch (error) {
    run.observer.warnOnce(`The action could not ${what} (${messageOf(error)}). ${remedyFor(key)}`, 'State file not updated');
  }
}
