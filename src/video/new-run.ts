/** A caution for a new run: the job may already have submitted the people in the video. */
export const mindPortraits =
  'If the job also submits portraits without a `state-file`, give them as `asset-id` in that run, or they are submitted again.';

/** Says how to get the video of a task without creating another one. `isOwn`: this run created it, so a re-run would create another one. */
export function getWithTaskId(taskId: string, isOwn: boolean): string {
  const how = `start a new run of this step alone, within about three days, with \`task-id: ${taskId}\``;
  return isOwn
    ? `${how} in place of the inputs that describe the video. Downloading is free. Don’t use “Re-run jobs”: that runs the old inputs and pays for another video.`
    : `${how}. Downloading is free.`;
}
