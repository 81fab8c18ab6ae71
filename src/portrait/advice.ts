import type { Failure } from '../jimmyai/failure.ts';
import { adviceOnStop, support } from '../jimmyai/failure-advice.ts';
import { formatDuration } from '../step/duration.ts';
import { adviceOnOutsideCause } from '../step/run-step.ts';
import { adviceOnFailed, adviceOnObstacle } from './failed-advice.ts';
import type { Advice, Others, Resume } from './failure-words.ts';
import type { StopCause } from './run-context.ts';
import { assetIdOf, isPossiblySubmitted, type TrackedPortrait } from './tracked-portrait.ts';

/** How the step ended. */
export interface Ending {
  /** Why the step stopped early; `null` if every portrait is done or the time ran out. */
  readonly cause: StopCause | null;
  readonly timeoutMs: number;
  readonly wait: boolean;
  readonly hasStateFile: boolean;
  readonly others: Others;
}

/** The advice on a portrait that did not reach what the workflow asked for; `null` if it did. */
export function adviceOn(tracked: TrackedPortrait, ending: Ending): Advice | null {
  const advice = adviceOnState(tracked, ending);
  return advice === null || ending.others !== 'resubmitted' ? advice : { ...advice, resubmitsOthers: true };
}

function adviceOnState(tracked: TrackedPortrait, ending: Ending): Advice | null {
  const { state } = tracked;
  switch (state.kind) {
    case 'active':
      return null;
    case 'failed':
    case 'unconfirmed':
      return withCause(adviceOnFailed(state.failure, tracked, resumeWith(ending), ending.others), tracked, ending.cause);
    case 'known':
      return adviceOnProcessing(tracked.pollFailure, ending);
    case 'processing':
      return ending.cause === null && !ending.wait ? null : adviceOnProcessing(tracked.pollFailure, ending);
    case 'unsubmitted':
      return adviceOnUnsubmitted(ending);
  }
}

/** The advice on the cause that ended the step early. */
export function adviceOnCause(cause: StopCause): Advice {
  switch (cause.kind) {
    case 'cancelled':
      return adviceOnOutsideCause(cause);
    case 'state-file':
      return {
        word: 'state-file',
        title: 'State file not writable',
        what: `the state file could not be written: ${cause.message}`,
        next: 'Make the folder of `state-file` writable, and let a step that holds its lock file end. Then start a new run.',
      };
    case 'internal': {
      const advice = adviceOnOutsideCause(cause);
      return {
        ...advice,
        next: `${advice.next} Before you start a new run, ask ${support} about each portrait that has no asset ID here.`,
      };
    }
    case 'failure':
      return adviceOnStop(cause.failure);
  }
}

/** Adds what kept the run from resolving a doubt to the advice on it. */
function withCause(advice: Advice, tracked: TrackedPortrait, cause: StopCause | null): Advice {
  const { state } = tracked;
  if (cause === null || assetIdOf(state) === null || !isPossiblySubmitted(tracked)) return advice;
  const { what, next } = adviceOnCause(cause);
  const hint = cause.kind === 'cancelled' ? '' : `${next} `;
  return { ...advice, what: `${advice.what}. Polling stopped because ${what}`, next: `${hint}${advice.next}` };
}

/** What the state file could not be told, it does not know in the next run. */
function resumeWith({ hasStateFile, cause }: Ending): Resume {
  return hasStateFile && cause?.kind !== 'state-file' ? 'state-file' : 'asset-id';
}

function adviceOnProcessing(pollFailure: Failure | null, ending: Ending): Advice {
  const resume = resumeWith(ending);
  if (ending.cause === null) {
    const waited = formatDuration(ending.timeoutMs);
    const lastCheck = pollFailure === null ? '' : `. The last status check failed: ${pollFailure.detail}`;
    return {
      word: 'timeout',
      title: `Not ready after ${waited}`,
      what: `not ready after ${waited}${lastCheck}`,
      next: `${pollFailure === null ? 'Nothing is lost: JimmyAI is still processing the portrait' : 'The portrait is still submitted'}. A longer \`timeout\` gives JimmyAI more time.`,
      resume,
    };
  }
  const { word, title, what, next } = adviceOnCause(ending.cause);
  const hint = ending.cause.kind === 'cancelled' ? '' : next;
  return { word, title, what: `still submitted. Waiting stopped because ${what}`, next: hint, resume };
}

function adviceOnUnsubmitted({ cause, timeoutMs }: Ending): Advice {
  if (cause === null) {
    return {
      word: 'timeout',
      title: 'Not submitted in time',
      what: `not submitted within ${formatDuration(timeoutMs)}`,
      next: 'Set a longer `timeout` or give a shorter list, then start a new run.',
    };
  }
  if (cause.kind === 'failure') return adviceOnObstacle(cause.failure);
  const { word, title, what, next } = adviceOnCause(cause);
  return { word, title, what: `not submitted because ${what}`, next };
}
