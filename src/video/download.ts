import { messageOf } from '../step/errors.ts';
import { PartialFile } from '../step/files/partial-file.ts';
import type { WorkspacePath } from '../step/files/workspace-path.ts';
import { attemptDownload, type DownloadAttempt, type Validator } from './download-attempt.ts';
import { type Patience, pauseAfter } from './patience.ts';
import type { RunContext } from './run-context.ts';
import { recordDownloadFailure, type TrackedVideo, transitionToDownloaded, transitionToFailed } from './tracked-video.ts';
import { waitForLink } from './wait.ts';

// An attempt that ends this close to the deadline was ended by the deadline.
const minAttemptMs = 100;

/** What to download, where to, and how long the video may be late. */
export interface Download {
  readonly link: URL;
  readonly target: WorkspacePath;
  readonly patience: Patience;
}

/**
 * Downloads the video; the file exists only once complete. Resumes broken downloads until the deadline. If the video is late, asks JimmyAI
 * for a fresh link while patience lasts. A download never leads to a new creation.
 */
export async function downloadVideo(video: TrackedVideo, download: Download, run: RunContext): Promise<void> {
  const { target } = download;
  let part: PartialFile;
  try {
    part = await PartialFile.create(target.absolute);
  } catch (error) {
    return transitionToFailed(video, { kind: 'file', detail: messageOf(error) }, run);
  }
  try {
    if (!(await fill(part, video, download, run))) return;
    const bytes = part.size;
    const sha256 = await part.complete();
    transitionToDownloaded(video, { path: target.relative, bytes, sha256 }, run);
  } catch (error) {
    transitionToFailed(video, { kind: 'file', detail: messageOf(error) }, run);
  } finally {
    await part.discard();
  }
}

/** Fills `part`. Resolves to whether it is complete; if not, the time is over, the run is stopped, or the video's state says why. */
async function fill(part: PartialFile, video: TrackedVideo, { link: firstLink, patience }: Download, run: RunContext): Promise<boolean> {
  const { clock, deadline, cancellation, observer, random } = run;
  const lastAttempt = deadline.end - minAttemptMs;
  let link = firstLink;
  let validator: Validator | null = null;
  let failures = 0;
  let nextAt = clock.now();
  while (nextAt < lastAttempt && !cancellation.stopping.aborted) {
    const sizeBefore = part.size;
    const attempt: DownloadAttempt = await attemptDownload(part, link, validator, run);
    validator = attempt.validator;
    if (attempt.kind === 'complete') return true;
    if (cancellation.stopping.aborted || clock.now() >= lastAttempt) return false;
    const { detail } = attempt;
    recordDownloadFailure(video, detail);
    if (attempt.kind === 'refused') return fail(video, detail, attempt.remedy, run);
    const hasProgressed = attempt.kind === 'broken' && part.size > sizeBefore;
    if (hasProgressed) patience.renew();
    failures = hasProgressed ? 1 : failures + 1;
    const ownPauseMs = attempt.kind === 'late' ? patience.pauseMs() : pauseAfter(failures, random);
    if (ownPauseMs === null) return fail(video, detail, null, run);
    const pauseMs = Math.max(ownPauseMs, attempt.retryAfterMs);
    observer.downloadFailed(detail, pauseMs, attempt.kind === 'late' ? 'fresh link' : 'same link');
    nextAt = clock.now() + pauseMs;
    await clock.sleep(Math.min(nextAt, deadline.end) - clock.now(), cancellation.stopping);
    if (attempt.kind === 'late') {
      const freshLink = await waitForLink(video, { kind: 'link', patience }, run);
      if (freshLink === null) return false;
      link = freshLink;
      nextAt = clock.now();
    }
  }
  return false;
}

function fail(video: TrackedVideo, detail: string, remedy: string | null, run: RunContext): false {
  transitionToFailed(video, { kind: 'download', detail, remedy }, run);
  return false;
}
