import { lastWriteMs } from '../step/cancellation.ts';
import { messageOf } from '../step/errors.ts';
import { WaitEnded, within } from '../step/wait-limits.ts';
import { createVideo } from './create.ts';
import { type Download, downloadVideo } from './download.ts';
import { Patience } from './patience.ts';
import type { Plan } from './plan.ts';
import type { RunContext } from './run-context.ts';
import { isPossiblyCreated, recordBalance, type TrackedVideo, transitionToGiven, transitionToUnresolved } from './tracked-video.ts';
import { waitForLink } from './wait.ts';

// A short step has no time for a query that is only informative.
const minTimeoutForBalanceMs = 30_000;
const balanceTimeoutMs = 5000;

/** Creates the video unless it already exists, waits for it and downloads it. The outcome is in its state. Never rejects. */
export async function makeVideo(video: TrackedVideo, plan: Plan, run: RunContext): Promise<void> {
  try {
    if (plan.task.kind === 'given') transitionToGiven(video, plan.task.taskId, run);
    else {
      await readBalance(video, 'before', run);
      await createVideo(video, plan.task.request, run);
      if (isPossiblyCreated(video)) await readBalance(video, 'after', run);
    }
    await awaitVideo(video, plan, run);
    if (plan.task.kind === 'create' && video.state.kind === 'downloaded') await readBalance(video, 'after', run);
  } catch (error) {
    run.cancellation.stop({ kind: 'internal', message: messageOf(error) });
  }
}

async function awaitVideo(video: TrackedVideo, { wait, file }: Plan, run: RunContext): Promise<void> {
  // Even without `wait`, an unconfirmed task must be confirmed.
  if (!wait && video.state.kind !== 'unconfirmed') return;
  const patience = new Patience(run);
  const link = await waitForLink(video, wait ? { kind: 'link', patience } : { kind: 'confirmation' }, run);
  transitionToUnresolved(video, run);
  if (link !== null) await downloadInTime(video, { link, target: file, patience }, run);
}

/** Downloads the video, unless the disk holds that up for longer than the step may take: then it is left to itself. */
async function downloadInTime(video: TrackedVideo, download: Download, run: RunContext): Promise<void> {
  const { clock, deadline, cancellation } = run;
  try {
    await within(downloadVideo(video, download, run), { clock, deadline: deadline.end + lastWriteMs, signal: cancellation.abandoned });
  } catch (error) {
    if (!(error instanceof WaitEnded)) throw error;
  }
}

/** Records the account's balance. Takes five seconds at most, and ignores failures. */
async function readBalance(video: TrackedVideo, when: 'before' | 'after', run: RunContext): Promise<void> {
  const { clock, deadline, videos } = run;
  const { cause, stopping, aborted } = run.cancellation;
  if (deadline.end - deadline.start < minTimeoutForBalanceMs || (cause !== null && cause.kind !== 'failure')) return;
  // A failed creation may already have stopped the run, but its balance is still worth reading.
  const bounds = { deadline: Math.min(clock.now() + balanceTimeoutMs, deadline.end), signal: cause === null ? stopping : aborted };
  const result = await videos.balance(bounds);
  if (result.ok) recordBalance(video, when, result.value);
}
