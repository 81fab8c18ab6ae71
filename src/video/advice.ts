import { type Failure, isPossiblyMade, verdictOn } from '../jimmyai/failure.ts';
import { adviceOnBlocked, adviceOnStop, commonAdviceOn, describeTrace, support, topUpHint } from '../jimmyai/failure-advice.ts';
import { capitalize, inAttempts } from '../step/advice.ts';
import { formatDuration } from '../step/duration.ts';
import { adviceOnOutsideCause } from '../step/run-step.ts';
import type { Advice } from './failure-words.ts';
import { getWithTaskId, mindPortraits } from './new-run.ts';
import type { StopCause } from './run-context.ts';
import type { TrackedVideo, VideoFailure } from './tracked-video.ts';

/** How the step came to its end. */
export interface Ending {
  /** Why it stopped before its time; `null` if the video is there or time ran out. */
  readonly cause: StopCause | null;
  readonly timeoutMs: number;
  readonly wait: boolean;
}

/** What to say of a video that did not become what the workflow asked for; `null` if it did. */
export function adviceOn(video: TrackedVideo, ending: Ending): Advice | null {
  const { state } = video;
  const isOwn = video.createdAt !== null;
  switch (state.kind) {
    case 'downloaded':
      return null;
    case 'failed':
    case 'unconfirmed':
      return adviceOnFailed(state.failure, state.taskId, isOwn);
    case 'uncreated':
      return adviceOnUncreated(ending);
    case 'waiting':
    case 'completed':
      if (ending.cause !== null) return adviceOnStopped(ending.cause, goOnWith(state.taskId, isOwn));
      return ending.wait ? adviceOnTimeout(video, goOnWith(state.taskId, isOwn), ending.timeoutMs) : null;
  }
}

/** What to say of the cause that ended the step early. */
export function adviceOnCause(cause: StopCause): Advice {
  switch (cause.kind) {
    case 'cancelled':
    case 'internal':
      return adviceOnOutsideCause(cause);
    case 'failure':
      return adviceOnStop(cause.failure);
  }
}

/** How to go on with a video that was created: it is never to be created again. `isOwn`: this run created it. */
function goOnWith(taskId: string, isOwn: boolean): string {
  return `The video is created and paid for. To get the video, ${getWithTaskId(taskId, isOwn)}`;
}

/** How to start again where no video was made. `first`: what to do before, as sentences. */
function createAnew(first: string): string {
  return `Nothing was created or paid for. ${first} Then start a new run. ${mindPortraits}`;
}

function adviceOnUncreated({ cause, timeoutMs }: Ending): Advice {
  if (cause === null) {
    return {
      word: 'timeout',
      title: 'Not created in time',
      what: `the video was not created within ${formatDuration(timeoutMs)}`,
      next: createAnew('Wait a while, or set a longer `timeout`.'),
    };
  }
  const advice = adviceOnCause(cause);
  const what = `the video was not created because ${advice.what}`;
  switch (cause.kind) {
    case 'internal':
      return {
        ...advice,
        next: `${advice.next} Before you start a new run, check the video list in the JimmyAI console. ${mindPortraits}`,
      };
    case 'cancelled':
      return { ...advice, what, next: `Nothing was created or paid for. ${advice.next} ${mindPortraits}` };
    case 'failure':
      return { ...advice, what, next: createAnew(advice.next) };
  }
}

function adviceOnStopped(cause: StopCause, goOn: string): Advice {
  const advice = adviceOnCause(cause);
  const hint = cause.kind === 'cancelled' ? '' : `${advice.next} `;
  return { ...advice, what: `waiting for the video stopped because ${advice.what}`, next: `${hint}${goOn}` };
}

function adviceOnTimeout({ state, queryFailure, downloadFailure }: TrackedVideo, goOn: string, timeoutMs: number): Advice {
  const waited = formatDuration(timeoutMs);
  if (state.kind === 'completed') {
    const last = downloadFailure === null ? '' : `. The last download failed: ${downloadFailure}`;
    return {
      word: downloadFailure === null ? 'timeout' : 'download',
      title: 'Not downloaded in time',
      what: `JimmyAI completed the video, but the download did not finish within ${waited}${last}`,
      next: goOn,
    };
  }
  const last = queryFailure === null ? '' : `. The last query failed: ${queryFailure.detail}`;
  return {
    word: 'timeout',
    title: `Not completed after ${waited}`,
    what: `JimmyAI did not complete the video within ${waited}${last}`,
    next: `A longer \`timeout\` gives JimmyAI more time. ${goOn}`,
  };
}

/** `isOwn`: this run created the video. */
function adviceOnFailed(failure: VideoFailure, taskId: string | null, isOwn: boolean): Advice {
  const goOn = taskId === null ? '' : goOnWith(taskId, isOwn);
  switch (failure.kind) {
    case 'call':
      return failure.endpoint === 'create'
        ? adviceOnCreation(failure.cause, failure.attempts, taskId)
        : adviceOnQuery(failure.cause, failure.attempts, isOwn, goOn);
    case 'failed-at-service':
      return {
        word: 'failed',
        title: 'JimmyAI could not make the video',
        what: `JimmyAI could not make the video${failure.reason === null ? ' and gave no reason' : `: ${failure.reason}`}`,
        next: `If the reason names the prompt or an image, change \`prompt\` or \`images\`. Check in the JimmyAI console whether the video was charged. A new run creates and pays for another video. ${mindPortraits}`,
      };
    case 'no-link':
      return {
        word: 'download',
        title: 'Completed without a link',
        what: 'JimmyAI completed the video but gave no usable download link',
        next: `Wait a few minutes. ${goOn}`,
      };
    case 'download':
      return {
        word: 'download',
        title: 'Video not downloaded',
        what: `the video could not be downloaded: ${failure.detail}`,
        next: goOn,
      };
    case 'file':
      return {
        word: 'download',
        title: 'File not writable',
        what: `the video file could not be written: ${failure.detail}`,
        next: `Free disk space, or set another \`file\`. ${goOn}`,
      };
  }
}

function adviceOnCreation(failure: Failure, attempts: number, taskId: string | null): Advice {
  const trace = describeTrace(failure);
  const request = trace === null ? '' : ` ${capitalize(trace)}.`;
  if (isPossiblyMade('create', failure)) {
    const way =
      taskId === null
        ? `Check the video list in the JimmyAI console, and what the account was charged, or ask ${support}. If the video exists, start a new run of this step alone with its ID as \`task-id\`. If it doesn’t, start a new run. ${mindPortraits}`
        : `JimmyAI named the task ID but has not confirmed the task. To check again, which costs nothing, start a new run of this step alone with \`task-id: ${taskId}\` in place of the inputs that describe the video.`;
    return {
      word: 'possibly-created',
      title: 'Possibly created',
      what: `JimmyAI may have created and charged for a video: ${failure.detail}`,
      next: `Don’t re-run yet: that could pay for a second video.${topUpHint(failure)} ${way}${request}`,
    };
  }
  const common = failure.kind === 'rejected-by-page' ? adviceOnBlocked(failure) : commonAdviceOn(failure);
  if (common !== null) return { ...common, next: `${createAnew(common.next)}${request}` };
  const what = `JimmyAI did not create the video (${inAttempts(attempts)}): ${failure.detail}`;
  switch (verdictOn('create', failure)) {
    case 'retry':
      return failure.kind === 'busy'
        ? { word: 'busy', title: 'JimmyAI is busy', what, next: `${createAnew('Wait a while.')}${request}` }
        : {
            word: 'unreachable',
            title: 'JimmyAI not reached',
            what,
            next: createAnew('Check `base-url`, the network and the proxy.'),
          };
    case 'stop':
    case 'fail':
      return {
        word: 'rejected',
        title: 'JimmyAI rejected the creation',
        what: `JimmyAI rejected the creation: ${failure.detail}`,
        next: `${createAnew(remedyForRejection(failure))}${request}`,
      };
  }
}

function remedyForRejection({ hasReason }: Failure): string {
  const start = hasReason ? 'Fix the reported problem, usually in' : 'JimmyAI gave no reason. Check';
  return `${start} \`prompt\` or \`images\` (each asset must be Active in the account of \`token\`).`;
}

function adviceOnQuery(failure: Failure, attempts: number, isOwn: boolean, goOn: string): Advice {
  switch (verdictOn('query', failure)) {
    case 'missing':
      return {
        word: 'not-found',
        title: 'Video task not found',
        what: `JimmyAI doesn’t recognize the task ID (${inAttempts(attempts)}): ${failure.detail}`,
        next: isOwn
          ? goOn
          : 'Check the task ID. Use the `token` and `base-url` with which the video was created. Then start a new run of this step alone.',
      };
    case 'stop': {
      const advice = adviceOnStop(failure);
      return { ...advice, next: `${advice.next} ${goOn}` };
    }
    case 'fail':
      return {
        word: 'rejected',
        title: 'JimmyAI rejected the query',
        what: `JimmyAI rejected the query: ${failure.detail}`,
        next: goOn,
      };
    case 'retry':
    case 'not-understood':
      return {
        word: 'not-understood',
        title: 'Status not understood',
        what: `JimmyAI’s response contains no valid status (${inAttempts(attempts)}): ${failure.detail}`,
        next: goOn,
      };
  }
}
