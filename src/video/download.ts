import { jitter } from '../step/backoff.ts';
import { messageOf } from '../step/errors.ts';
import { PartialFile } from '../step/files/partial-file.ts';
import type { WorkspacePath } from '../step/files/workspace-path.ts';
import { attemptDownload, type DownloadAttempt, type Validator } from './download-attempt.ts';
import type { RunContext } from './run-context.ts';
import { recordDownloadFailure, type TrackedVideo, transitionToDownloaded, transitionToFailed } from './tracked-video.ts';
import { waitForLink } from './wait.ts';

const maxFreshLinks = 5;
const maxPauseMs = 10_000;

/**
 * Downloads the video into `target`: the file is there complete or not at all. What breaks off is continued until the deadline; a
 * link that is of no use is asked for anew, five times. A download never leads to a new creation.
 */
export async function downloadVideo(video: TrackedVideo, firstLink: URL, target: WorkspacePath, run: RunContext): Promise<void> {
  let part: PartialFile;
  try {
    part = await PartialFile.create(target.absolute);
  } catch (error) {
    return transitionToFailed(video, { kind: 'file', detail: messageOf(error) }, run);
  }
  try {
    if (!(await fill(part, video, firstLink, run))) return;
    const bytes = part.size;
    const sha256 = await part.complete();
    transitionToDownloaded(video, { path: target.relative, bytes, sha256 }, run);
  } catch (error) {
    transitionToFailed(video, { kind: 'file', detail: messageOf(error) }, run);
  } finally {
    await part.discard();
  }
}

/** Fills `part`, and gives whether it is complete. Otherwise the time is over, the run is stopped, or the video's state says why. */
async function fill(part: PartialFile, video: TrackedVideo, firstLink: URL, run: RunContext): Promise<boolean> {
  const { clock, deadline, cancellation, observer } = run;
  let link = firstLink;
  let validator: Validator | null = null;
  let freshLinks = 0;
  let failures = 0;
  while (clock.now() < deadline.end && !cancellation.stopping.aborted) {
    const sizeBefore = part.size;
    const attempt: DownloadAttempt = await attemptDownload(part, link, validator, run);
    validator = attempt.validator;
    if (attempt.kind === 'complete') return true;
    if (cancellation.stopping.aborted) return false;
    recordDownloadFailure(video, attempt.detail);
    if (attempt.kind === 'refused' || (attempt.kind === 'stale' && freshLinks === maxFreshLinks)) {
      transitionToFailed(video, { kind: 'download', detail: attempt.detail }, run);
      return false;
    }
    if (attempt.kind === 'stale') {
      freshLinks += 1;
      observer.downloadFailed(attempt.detail, 0);
      const fresh = await waitForLink(video, 'link', run);
      if (fresh === null) return false;
      link = fresh;
      continue;
    }
    failures = part.size > sizeBefore ? 1 : failures + 1;
    const pauseMs = Math.max(jitter(Math.min(1000 * 2 ** (failures - 1), maxPauseMs), run.random), attempt.retryAfterMs);
    observer.downloadFailed(attempt.detail, pauseMs);
    await clock.sleep(Math.min(pauseMs, deadline.end - clock.now()), cancellation.stopping);
  }
  return false;
}
