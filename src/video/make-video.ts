import { messageOf } from '../step/errors.ts';
import { createVideo } from './create.ts';
import { downloadVideo } from './download.ts';
import type { Plan } from './plan.ts';
import type { RunContext } from './run-context.ts';
import { type TrackedVideo, transitionToGiven, transitionToUnresolved } from './tracked-video.ts';
import { waitForLink } from './wait.ts';

/** Creates the video unless it was created before, waits for it and downloads it. What comes of it is in its state. Never rejects. */
export async function makeVideo(video: TrackedVideo, { task, wait, file }: Plan, run: RunContext): Promise<void> {
  try {
    if (task.kind === 'given') transitionToGiven(video, task.taskId, run);
    else await createVideo(video, task.request, run);
    // Without the wait a task that JimmyAI only named must be confirmed all the same.
    if (!wait && video.state.kind !== 'unconfirmed') return;
    const link = await waitForLink(video, wait ? 'link' : 'confirmation', run);
    transitionToUnresolved(video, run);
    if (wait && link !== null) await downloadVideo(video, link, file, run);
  } catch (error) {
    run.cancellation.stop({ kind: 'internal', message: messageOf(error) });
  }
}
