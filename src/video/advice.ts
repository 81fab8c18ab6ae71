import { growthOf } from '../jimmyai/account-balance.ts';
import { type Failure, isPossiblyMade, verdictOn } from '../jimmyai/failure.ts';
import { adviceOnBlocked, adviceOnStop, commonAdviceOn, describeTrace, support, topUpHint } from '../jimmyai/failure-advice.ts';
import { namesModel, topicOf } from '../jimmyai/wording.ts';
import { capitalize, inAttempts } from '../step/advice.ts';
import { formatDuration } from '../step/duration.ts';
import { adviceOnOutsideCause } from '../step/run-step.ts';
import type { Advice } from './failure-words.ts';
import { getWithTaskId, mindPortraits } from './new-run.ts';
import type { StopCause } from './run-context.ts';
import { isKnownToExist, type TrackedVideo, taskIdOf, type VideoFailure } from './tracked-video.ts';

/** How the step ended. */
export interface Ending {
  /** Why the step stopped early; `null` if it finished or timed out. */
  readonly cause: StopCause | null;
  readonly timeoutMs: number;
  readonly wait: boolean;
}

/** Returns the advice on a video that needs attention; `null` if the workflow got what it asked for. */
export function adviceOn(video: TrackedVideo, ending: Ending): Advice | null {
  const { state } = video;
  switch (state.kind) {
    case 'downloaded':
      return null;
    case 'failed':
    case 'unconfirmed':
      return adviceOnFailed(video, state.failure, state.taskId);
    case 'uncreated':
      return adviceOnUncreated(ending);
    case 'waiting':
    case 'completed':
      if (ending.cause !== null) return adviceOnStopped(ending.cause, goOnWith(video, state.taskId));
      return ending.wait ? adviceOnTimeout(video, goOnWith(video, state.taskId), ending.timeoutMs) : null;
  }
}

/** Returns the advice on a cause that ended the step early. */
export function adviceOnCause(cause: StopCause): Advice {
  switch (cause.kind) {
    case 'cancelled':
    case 'internal':
      return adviceOnOutsideCause(cause);
    case 'failure':
      return adviceOnStop(cause.failure);
  }
}

/** Says how to continue with a created video, which must never be created again. */
function goOnWith(video: TrackedVideo, taskId: string): string {
  const exists = isKnownToExist(video) ? 'The video is created and paid for. ' : '';
  return `${exists}To get the video, ${getWithTaskId(taskId, video.createdAt !== null)}`;
}

/** Says how to start over if nothing was created. `first`: what to do before, as sentences. */
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

function adviceOnFailed(video: TrackedVideo, failure: VideoFailure, taskId: string | null): Advice {
  const goOn = taskId === null ? '' : goOnWith(video, taskId);
  switch (failure.kind) {
    case 'call':
      return failure.endpoint === 'create'
        ? adviceOnCreation(video, failure.cause, failure.attempts, taskId)
        : adviceOnQuery(video, failure.cause, failure.attempts, goOn);
    case 'failed-at-service':
      return {
        word: 'failed',
        title: 'JimmyAI could not make the video',
        what: `JimmyAI could not make the video${failure.reason === null ? ' and gave no reason' : `: ${failure.reason}`}`,
        next: `${remedyFor(failure.reason)} JimmyAI usually refunds failed tasks: check in the JimmyAI console whether task ${taskId} was refunded. A new run creates and pays for another video. ${mindPortraits}`,
      };
    case 'no-link':
      return {
        word: 'download',
        title: 'Completed without a link',
        what: `JimmyAI completed the video but gave no usable download link: ${failure.problem}`,
        next: `${failure.isPrivate ? `Ask ${support} about the link.` : 'Wait a few minutes.'} ${goOn}`,
      };
    case 'download':
      return {
        word: 'download',
        title: 'Video not downloaded',
        what: `the video could not be downloaded: ${failure.detail}`,
        next: failure.remedy === null ? goOn : `${failure.remedy} ${goOn}`,
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

/** Says what to change before creating a video again that JimmyAI could not make. */
function remedyFor(reason: string | null): string {
  switch (reason === null ? 'other' : topicOf(reason)) {
    case 'temporary':
      return 'This is a temporary problem at JimmyAI: nothing is wrong with the prompt or the images. Create the video again later.';
    case 'moderation':
      return 'Moderation rejected the video for the reason it names. Change `prompt` or `images` to avoid it.';
    case 'moderation-without-word':
      return `Moderation rejected the video without naming a reason, so it can be the prompt or an image. Change \`prompt\` or \`images\`, or ask ${support}.`;
    case 'model':
      return 'JimmyAI does not serve the model. Set `model` to a model of SP Create Video.';
    case 'other':
      return 'If the reason names the prompt or an image, change `prompt` or `images`.';
  }
}

/** Says what the account shows after a possibly accepted creation; empty if unknown. */
function describeAccount({ balanceBefore, balanceAfter }: TrackedVideo): string {
  const growth = growthOf(balanceBefore, balanceAfter);
  if (growth === null) return '';
  return growth === 0
    ? ' The account has not used more JimiCoin since the creation was sent, but JimmyAI may charge later.'
    : ` The account has used ${growth} JimiCoin more since the creation was sent; other work of the account counts too.`;
}

function adviceOnCreation(video: TrackedVideo, failure: Failure, attempts: number, taskId: string | null): Advice {
  const trace = describeTrace(failure);
  const request = trace === null ? '' : ` ${capitalize(trace)}.`;
  if (isPossiblyMade('create', failure)) {
    const way =
      taskId === null
        ? `Check the video list in the JimmyAI console, and what the account was charged, or ask ${support}. If the video exists, start a new run of this step alone with its ID as \`task-id\` in place of the inputs that describe the video. If it doesn’t, start a new run. ${mindPortraits}`
        : `JimmyAI named the task ID but has not confirmed the task. To check again, which costs nothing, start a new run of this step alone with \`task-id: ${taskId}\` in place of the inputs that describe the video.`;
    return {
      word: 'possibly-created',
      title: 'Possibly created',
      what: `JimmyAI may have created and charged for a video: ${failure.detail}`,
      next: `Don’t re-run yet: that could pay for a second video.${topUpHint(failure)}${describeAccount(video)} ${way}${request}`,
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

function remedyForRejection({ detail, hasReason }: Failure): string {
  if (namesModel(detail))
    return 'JimmyAI does not serve the model, or not with these parameters. Set `model` to a model of SP Create Video.';
  const start = hasReason ? 'Fix the reported problem, usually in' : 'JimmyAI gave no reason. Check';
  return `${start} \`prompt\` or \`images\` (each asset must be Active in the account of \`token\`).`;
}

function adviceOnQuery({ state, createdAt }: TrackedVideo, failure: Failure, attempts: number, goOn: string): Advice {
  switch (verdictOn('query', failure)) {
    case 'missing':
      return {
        word: 'not-found',
        title: 'Video task not found',
        what: `JimmyAI doesn’t recognize the task ID ${taskIdOf(state)} (${inAttempts(attempts)}): ${failure.detail}`,
        next:
          createdAt !== null
            ? goOn
            : `Check the task ID, and that \`token\` and \`base-url\` are those with which the video was created. If one of the three is wrong, correct it and start a new run of this step alone. If all are right, look for the video in the video list in the JimmyAI console, or ask ${support}. If the video exists, start a new run of this step alone with that video’s ID as \`task-id\`. If it doesn’t, start a new run of this step alone with the inputs that describe the video in place of \`task-id\`.`,
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
