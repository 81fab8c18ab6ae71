import type { Failure } from '../jimmyai/failure.ts';
import { createPath, creationBodyOf, queryPathOf } from '../jimmyai/video-client.ts';
import { explain } from '../step/advice.ts';
import { formatBytes } from '../step/bytes.ts';
import type { Clock, Deadline } from '../step/clock.ts';
import { formatDuration } from '../step/duration.ts';
import type { OutputFile } from '../step/output-file.ts';
import type { Redactor } from '../step/redactor.ts';
import type { StepContext } from '../step/step-context.ts';
import type { StepLog } from '../step/step-log.ts';
import { adviceOn, adviceOnCause, type Ending } from './advice.ts';
import { creationOf } from './inputs.ts';
import { getWithTaskId } from './new-run.ts';
import { outputsOf, stageOf } from './outputs.ts';
import type { Plan } from './plan.ts';
import type { StopCause } from './run-context.ts';
import { planSummaryOf, summaryOf } from './summary.ts';
import { isPossiblyCreated, type TrackedVideo, taskIdOf, taskOf, type VideoObserver, type VideoState } from './tracked-video.ts';

interface Download {
  readonly since: number;
  readonly bytesBefore: number;
  bytes: number;
  /** `null` if the server didn't announce it. */
  readonly totalBytes: number | null;
}

/** What the reporter reports on. */
interface Subject {
  readonly plan: Plan;
  readonly video: TrackedVideo;
}

/**
 * Reports progress and outcome to people and later steps: log, annotations, outputs and the job summary. Writes the task ID to the outputs
 * before it logs the ID. Never throws.
 */
export class Reporter implements VideoObserver {
  readonly #redactor: Redactor;
  readonly #clock: Clock;
  readonly #log: StepLog;
  readonly #outputs: OutputFile;
  readonly #subject: Subject;
  #download: Download | null = null;

  constructor({ clock, redactor, log, outputs }: StepContext<StopCause>, subject: Subject) {
    this.#redactor = redactor;
    this.#clock = clock;
    this.#log = log;
    this.#outputs = outputs;
    this.#subject = subject;
  }

  /** Logs what the step is about to do. Warns if `runAttempt` is above 1, because each re-run creates another video. */
  start(runAttempt: number): void {
    const { task, file, baseUrl, timeoutMs } = this.#subject.plan;
    if (task.kind === 'given') this.#redactor.keepId(task.taskId);
    const what =
      task.kind === 'given'
        ? `Getting the video of task ${task.taskId}`
        : `Creating a ${task.request.duration}-second video with ${task.request.model}`;
    this.#log.info(`${what} at ${baseUrl}; file: ${file.relative}. The timeout is ${formatDuration(timeoutMs)}.`);
    if (task.kind === 'create' && runAttempt > 1) {
      this.#log.warnOnce(
        `This is attempt ${runAttempt} of the run, which creates and pays for another video. To get the earlier video, start a new run of this step alone, with task-id set to the task ID in the log of that attempt.`,
        'Another video is created',
      );
    }
  }

  /** Reports the request that a run would send. Returns true: the step succeeded. */
  reportPlan(): boolean {
    const { plan } = this.#subject;
    const request = this.#redactor.sanitize(requestOf(plan));
    this.#log.writeSummary(planSummaryOf(plan, request, this.#redactor));
    this.#log.info(`Dry run: nothing is sent. A run would send ${request}`);
    return true;
  }

  transitioned(video: TrackedVideo, before: VideoState): void {
    this.#outputs.write(outputsOf(video, ''));
    const { state } = video;
    const status = taskOf(state)?.status.kind ?? null;
    const taskId = taskIdOf(state);
    if (taskId !== null) this.#redactor.keepId(taskId);
    if (before.kind === 'uncreated' && taskId !== null) {
      if (state.kind === 'unconfirmed') this.#log.info(`The video is possibly created. Querying task ${taskId} to find out.`, 'yellow');
      else this.#log.info(video.createdAt === null ? `Polling task ${taskId}` : `JimmyAI accepted the creation: task ID ${taskId}`);
    }
    if (status !== null && status !== taskOf(before)?.status.kind)
      this.#log.info(`The video is ${status}`, status === 'failed' ? 'red' : null);
    if (state.kind === 'downloaded') {
      const { path, bytes, sha256 } = state.file;
      this.#log.info(`${path}: ${formatBytes(bytes)}, SHA-256 ${sha256}`);
    } else if (state.kind === 'failed' && isPossiblyCreated(video)) this.#log.info('The video is possibly created', 'yellow');
  }

  retrying(failure: Failure, pauseMs: number): void {
    this.#log.info(`The creation failed (${failure.detail}). Next attempt in ${formatDuration(pauseMs)}.`);
  }

  queryFailed(failure: Failure): void {
    this.#log.infoOnce(`A query failed (${failure.detail}). Polling continues.`);
  }

  linkMissing(problem: string, pauseMs: number): void {
    this.#log.info(`JimmyAI gave no usable download link (${problem}). Next query in ${formatDuration(pauseMs)}.`);
  }

  downloadStarted(totalBytes: number | null, resumedAt: number): void {
    this.#download = { since: this.#clock.now(), bytesBefore: resumedAt, bytes: resumedAt, totalBytes };
    const rest = resumedAt === 0 ? '' : `, continuing at ${formatBytes(resumedAt)}`;
    this.#log.info(`Downloading ${totalBytes === null ? 'a file of unknown size' : formatBytes(totalBytes)}${rest}`);
  }

  downloadProgressed(bytes: number): void {
    if (this.#download !== null) this.#download.bytes = bytes;
  }

  downloadFailed(detail: string, pauseMs: number, next: 'same link' | 'fresh link'): void {
    const how = next === 'fresh link' ? 'Requesting a new link' : 'Next attempt';
    this.#download = null;
    this.#log.info(`The download failed (${detail}). ${how} in ${formatDuration(pauseMs)}.`);
  }

  warnOnce(text: string, title: string): void {
    this.#log.warnOnce(text, title);
  }

  debug(text: string): void {
    this.#log.debug(text);
  }

  /** Logs the progress every 30 s until `work` settles. */
  showSignsOfLifeDuring(work: Promise<void>, deadline: Deadline): Promise<void> {
    return this.#log.showSignsOfLifeDuring(work, deadline, () => this.#progress());
  }

  /** Writes outputs, the summary and, after a failure, one error annotation. Resolves to whether the step succeeded. */
  async finish(cause: StopCause | null): Promise<boolean> {
    const { plan, video } = this.#subject;
    const ending: Ending = { cause, timeoutMs: plan.timeoutMs, wait: plan.wait };
    const advice = adviceOn(video, ending) ?? (cause === null || video.state.kind === 'downloaded' ? null : adviceOnCause(cause));
    this.#outputs.write(outputsOf(video, advice?.word ?? ''));
    this.#log.writeSummary(summaryOf(video, plan, advice, this.#clock.now(), this.#redactor));
    const taskId = taskIdOf(video.state);
    if (this.#outputs.problem !== null) {
      this.#log.error('Outputs not writable', 'outputs', [
        `The runner’s output file could not be written (${this.#outputs.problem}), so later steps get no outputs.${taskId === null ? '' : ` To get the video, ${getWithTaskId(taskId, video.createdAt !== null)}`}`,
        ...(advice === null ? [] : [explain(advice)]),
      ]);
      return false;
    }
    if (advice !== null) this.#log.error(advice.title, advice.word, [explain(advice)]);
    return advice === null;
  }

  #progress(): string {
    const { video } = this.#subject;
    if (this.#download !== null) {
      const { bytes, bytesBefore, totalBytes, since } = this.#download;
      const perSecond = (1000 * (bytes - bytesBefore)) / Math.max(1, this.#clock.now() - since);
      const share =
        totalBytes === null ? formatBytes(bytes) : `${Math.floor((100 * bytes) / Math.max(1, totalBytes))} % of ${formatBytes(totalBytes)}`;
      return `Downloading, ${share} at ${formatBytes(perSecond)}/s`;
    }
    const task = taskOf(video.state);
    const progress = task === null || task.progress === null ? '' : `, ${Math.floor(task.progress)} %`;
    return `The video is ${task?.status.kind ?? stageOf(video)}${progress}`;
  }
}

/** The request that creates the video, or asks for it, on one line. */
function requestOf({ task, baseUrl }: Plan): string {
  if (task.kind === 'given') return `GET ${baseUrl}${queryPathOf(task.taskId)}`;
  // JSON has raw line breaks and tabs only between tokens.
  const body = creationBodyOf(creationOf(task.request)).replace(/[\r\n\t]\s*/g, ' ');
  return `POST ${baseUrl}${createPath} ${body}`;
}
