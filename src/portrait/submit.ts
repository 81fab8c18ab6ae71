import { type Result, verdictOn } from '../jimmyai/failure.ts';
import { mayStart, type RetryContext, withRetry } from '../jimmyai/retry.ts';
import { messageOf } from '../step/errors.ts';
import type { RunContext } from './run-context.ts';
import { hashQueryOf } from './signed-url.ts';
import type { Recalled } from './state-file.ts';
import {
  isPossiblySubmitted,
  type TrackedPortrait,
  transitionToFailed,
  transitionToRemembered,
  transitionToSubmitted,
} from './tracked-portrait.ts';

/**
 * Submits a portrait that has no asset yet; an image from a file is uploaded first. What comes of it is in the portrait's state:
 * another step may have submitted it in the meantime.
 */
export async function submit(tracked: TrackedPortrait, run: RunContext): Promise<void> {
  const url = await uploadIfNeeded(tracked, run);
  if (url !== null) await submitUrl(tracked, url, run);
}

/** Gives a portrait what the state file remembers of it. */
export function recall(tracked: TrackedPortrait, recalled: Recalled, run: RunContext): void {
  if (recalled === 'unknown') transitionToFailed(tracked, { kind: 'interrupted-earlier' }, run);
  else if (recalled === 'unclear-image') transitionToFailed(tracked, { kind: 'unclear-image' }, run);
  else transitionToRemembered(tracked, recalled.assetId, run);
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
  } else if (!isPossiblySubmitted(tracked)) {
    await forgetIntent(tracked, run);
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
  transitionToFailed(tracked, { kind: 'call', endpoint, cause: failure, attempts }, run);
  return result;
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
    const recalled = await run.stateFile.rememberIntent(key, hashQueryOf(source));
    if (recalled !== null) recall(tracked, recalled, run);
    return recalled === null;
  } catch (error) {
    run.cancellation.stop({ kind: 'state-file', message: messageOf(error) });
    return false;
  }
}

async function rememberId(
  { portrait: { key, source } }: TrackedPortrait,
  assetId: string,
  { stateFile, observer }: RunContext,
): Promise<void> {
  if (stateFile === null || key === null) return;
  try {
    await stateFile.remember(key, assetId, hashQueryOf(source));
  } catch (error) {
    observer.warnOnce(
      `The action could not save asset ID ${assetId} in the state file (${messageOf(error)}). Before the next run, write ${assetId} as asset_id into the entry with the key ${key}.`,
      'State file not updated',
    );
  }
}

async function forgetIntent({ portrait: { key } }: TrackedPortrait, { stateFile, observer }: RunContext): Promise<void> {
  if (stateFile === null || key === null) return;
  try {
    await stateFile.forgetIntent(key);
  } catch (error) {
    observer.warnOnce(
      `The action could not update the state file (${messageOf(error)}). Nothing was submitted, but the entry with the key ${key} still says possibly submitted. Remove that entry before the next run.`,
      'State file not updated',
    );
  }
}
