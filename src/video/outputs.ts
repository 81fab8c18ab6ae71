import type { FailureWord } from './failure-words.ts';
import { isKnownToExist, type TrackedVideo, taskIdOf, taskOf } from './tracked-video.ts';

/** Returns the step's outputs, keyed by their names in action.yml. */
export function outputsOf(video: TrackedVideo, failure: FailureWord | ''): ReadonlyMap<string, string> {
  const { state } = video;
  const file = state.kind === 'downloaded' ? state.file : null;
  return new Map([
    ['task_id', taskIdOf(state) ?? ''],
    ['status', statusOf(video) ?? ''],
    ['path', file?.path ?? ''],
    ['sha256', file?.sha256 ?? ''],
    ['size', file === null ? '' : String(file.bytes)],
    ['cost', taskOf(state)?.cost ?? ''],
    ['failure', failure],
  ]);
}

/** Returns the task's last known status; `null` if there is none. */
export function statusOf({ state }: TrackedVideo): 'queued' | 'processing' | 'completed' | 'failed' | null {
  if (state.kind === 'uncreated' || state.taskId === null) return null;
  return state.task?.status.kind ?? null;
}

/** Returns the stage of a video that JimmyAI has not reported on yet. */
export function stageOf(video: TrackedVideo): 'not created' | 'created' | 'unknown' {
  if (taskIdOf(video.state) === null) return 'not created';
  return isKnownToExist(video) ? 'created' : 'unknown';
}
