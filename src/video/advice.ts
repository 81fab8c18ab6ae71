import { type Failure, isPossiblyMade, verdictOn } from '../jimmyai/failure.ts';
import { adviceOnBlocked, adviceOnStop, commonAdviceOn, describeTrace, topUpHint } from '../jimmyai/failure-advice.ts';
import { capitalize, inAttempts } from '../step/advice.ts';
import { formatDuration } from '../step/duration.ts';
import { adviceOnOutsideCause } from '../step/run-step.ts';
import type { Advice } from './failure-words.ts';
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
  const how = isOwn
    ? `replace the inputs that describe the video with \`task-id: ${taskId}\` and run again`
    : `run again with \`task-id: ${taskId}\``;
  return `The video is created and paid for. To get the video, ${how} within about three days. This costs nothing.`;
}

function adviceOnUncreated({ cause, timeoutMs }: Ending): Advice {
  if (cause === null) {
    return {
      word: 'timeout',
      title: 'Not created in time',
      what: `the video was not created within ${formatDuration(timeoutMs)}`,
      next: 'Nothing was created or paid for. Run again later, or set a longer `timeout`.',
    };
  }
  const advice = adviceOnCause(cause);
  if (cause.kind === 'internal')
    return { ...advice, next: `${advice.next} Before you run again, check the video list in the JimmyAI console.` };
  return { ...advice, what: `the video was not created because ${advice.what}`, next: `Nothing was created or paid for. ${advice.next}` };
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
        next: 'If the reason names the prompt or an image, change `prompt` or `images`. Check in the JimmyAI console whether the video was charged. Running again creates and pays for another video.',
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
        ? 'Check the video list in the JimmyAI console, and whether the `used_quota` of the API key has grown. If the video exists, set `task-id` to its ID. If not, run again.'
        : `JimmyAI named the task ID but has not confirmed the task. To check again, which costs nothing, run with \`task-id: ${taskId}\`.`;
    return {
      word: 'possibly-created',
      title: 'Possibly created',
      what: `a video is possibly created and paid for: ${failure.detail}`,
      next: `Don’t re-run yet: that could pay for a second video.${topUpHint(failure)} ${way}${request}`,
    };
  }
  const common = failure.kind === 'rejected-by-page' ? adviceOnBlocked(failure) : commonAdviceOn(failure);
  if (common !== null) return { ...common, next: `${common.next}${request}` };
  const what = `JimmyAI did not create the video (${inAttempts(attempts)}): ${failure.detail}`;
  switch (verdictOn('create', failure)) {
    case 'retry':
      return failure.kind === 'busy'
        ? { word: 'busy', title: 'JimmyAI is busy', what, next: `Nothing was created or paid for. Run again later.${request}` }
        : {
            word: 'unreachable',
            title: 'JimmyAI not reached',
            what,
            next: 'Nothing was created or paid for. Check `base-url`, the network and the proxy, then run again.',
          };
    case 'stop':
    case 'fail':
      return {
        word: 'rejected',
        title: 'JimmyAI rejected the creation',
        what: `JimmyAI rejected the creation: ${failure.detail}`,
        next: `Nothing was created or paid for. ${failure.hasReason ? 'Fix the reported problem, usually in' : 'JimmyAI gave no reason. Check'} \`prompt\` or \`images\` (each asset must be Active in the account of \`token\`). Then run again.${request}`,
      };
  }
}

function adviceOnQuery(failure: Failure, attempts: number, isOwn: boolean, goOn: string): Advice {
  switch (verdictOn('query', failure)) {
    case 'missing':
      return {
        word: 'not-found',
        title: 'Video task not found',
        what: `JimmyAI doesn’t recognize the task ID (${inAttempts(attempts)}): ${failure.detail}`,
        next: isOwn ? goOn : 'Check the task ID. Use the `token` and `base-url` with which the video was created.',
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
