import { verdictOn } from '../jimmyai/failure.ts';
import { withRetry } from '../jimmyai/retry.ts';
import { creationOf, type VideoRequest } from './inputs.ts';
import type { RunContext } from './run-context.ts';
import { type TrackedVideo, transitionToCreated, transitionToFailed, transitionToUnconfirmed } from './tracked-video.ts';

/** Creates the video. Retries only if JimmyAI definitely did not accept the creation, because every accepted creation is paid for. */
export async function createVideo(video: TrackedVideo, request: VideoRequest, run: RunContext): Promise<void> {
  const { clock, random, deadline, cancellation, observer } = run;
  const bounds = { deadline: deadline.end, signal: cancellation.aborted };
  const attempted = await withRetry(
    'create',
    { clock, random, deadline, stopping: cancellation.stopping },
    () => run.videos.create(creationOf(request), bounds),
    (failure, pauseMs) => observer.retrying(failure, pauseMs),
  );
  if (attempted === null) return;
  const { result, attempts } = attempted;
  if (result.ok) return transitionToCreated(video, result.value.taskId, result.value.task, run);
  const { failure } = result;
  if (verdictOn('create', failure) === 'stop') cancellation.stop({ kind: 'failure', failure });
  const videoFailure = { kind: 'call', endpoint: 'create', cause: failure, attempts } as const;
  if (failure.returnedId === null) transitionToFailed(video, videoFailure, run);
  else transitionToUnconfirmed(video, failure.returnedId, videoFailure, run);
}
