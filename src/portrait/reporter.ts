import { assetRefOf } from '../jimmyai/asset.ts';
import type { Failure, PortraitEndpoint } from '../jimmyai/failure.ts';
import { capitalize } from '../step/advice.ts';
import type { Clock, Deadline } from '../step/clock.ts';
import { formatDuration } from '../step/duration.ts';
import { reportInvalidInputs } from '../step/invalid-inputs.ts';
import { OutputFile } from '../step/output-file.ts';
import type { Problem } from '../step/problem.ts';
import { cut, type Redactor } from '../step/redactor.ts';
import { StepLog } from '../step/step-log.ts';
import { adviceOn, adviceOnCause, type Ending } from './advice.ts';
import { type Advice, mostUrgent } from './failure-words.ts';
import { groupByAdvice, listItems, nextSteps, type Outcome, referenceOf } from './outcomes.ts';
import { outputsOf, statusOf } from './outputs.ts';
import type { Plan } from './plan.ts';
import type { Source } from './portrait.ts';
import type { StopCause } from './run-context.ts';
import { countStandings, standingOf } from './standing.ts';
import { type Report, summaryOf } from './summary.ts';
import { assetIdOf, type RunObserver, type State, type TrackedPortrait, waitedMs } from './tracked-portrait.ts';

const maxListedNameLength = 100;

/**
 * Tells people and later steps what happens: log, annotations, outputs and the job summary. Ids are outputs before anything is
 * said of them, and nothing that is said throws.
 */
export class Reporter implements RunObserver {
  readonly #redactor: Redactor;
  readonly #clock: Clock;
  readonly #log: StepLog;
  readonly #outputs = new OutputFile();
  /** What to say of portraits in a terminal state, and at the end of all. */
  readonly #advice = new Map<TrackedPortrait, Advice | null>();
  #portraits: readonly TrackedPortrait[] = [];
  #ending: Ending = { cause: null, timeoutMs: 0, wait: true, hasStateFile: false };
  #inputs: Report['inputs'] = [];
  #startedAt = 0;

  constructor(redactor: Redactor, clock: Clock) {
    this.#redactor = redactor;
    this.#clock = clock;
    this.#log = new StepLog(redactor, clock);
  }

  /** Reports every problem with the inputs, in one annotation. Returns false: the step failed. */
  reportInvalidInputs(problems: readonly Problem[]): Promise<false> {
    const targets = { log: this.#log, outputs: this.#outputs, redactor: this.#redactor };
    return reportInvalidInputs('Portrait', problems, targets);
  }

  /** Reports what stopped the step before its run began. Returns false: the step failed. */
  reportStop(cause: StopCause): false {
    this.#reportCause(cause);
    return false;
  }

  /** Says what is about to be done. `inputs` are as the summary shows them; `startedAt` is in milliseconds of the clock. */
  start(plan: Plan, portraits: readonly TrackedPortrait[], inputs: Report['inputs'], startedAt: number): void {
    this.#portraits = portraits;
    this.#inputs = inputs;
    this.#startedAt = startedAt;
    this.#ending = { cause: null, timeoutMs: plan.timeoutMs, wait: plan.wait, hasStateFile: plan.stateFile !== null };
    const [only] = portraits;
    const whom = only !== undefined && portraits.length === 1 ? this.#describe(only) : `${portraits.length} portraits`;
    this.#log.info(`Processing ${whom} at ${plan.baseUrl}. The timeout is ${formatDuration(plan.timeoutMs)}.`);
  }

  transitioned(tracked: TrackedPortrait, before: State): void {
    const { state } = tracked;
    if (state.kind === 'failed') this.#advice.set(tracked, adviceOn(tracked, this.#ending));
    if (this.#portraits.length === 1) this.#writeOutputs();
    if (state.kind === before.kind) return;
    const name = this.#name(tracked);
    if (before.kind === 'unsubmitted' && state.kind !== 'known') this.#logSubmission(name, state);
    switch (state.kind) {
      case 'known': {
        const { assetId } = state;
        this.#log.info(tracked.reused ? `${name}: reusing asset ${assetId} from the state file` : `${name}: polling asset ${assetId}`);
        break;
      }
      case 'active':
        this.#log.info(`${name} is Active${this.#afterWaiting(tracked)}: reference ${assetRefOf(state.asset)}`);
        break;
      case 'failed':
        this.#log.info(`${name}: ${this.#advice.get(tracked)?.what}`);
        break;
      case 'unsubmitted':
      case 'processing':
        break;
    }
  }

  retrying(tracked: TrackedPortrait, endpoint: PortraitEndpoint, failure: Failure, pauseMs: number): void {
    const call = endpoint === 'upload' ? 'upload' : 'submission';
    this.#log.info(`${this.#name(tracked)}: the ${call} failed (${failure.detail}). Next attempt in ${formatDuration(pauseMs)}.`);
  }

  pollFailed(_endpoint: PortraitEndpoint, failure: Failure): void {
    this.#log.infoOnce(`A status check failed (${failure.detail}). Polling continues.`);
  }

  forgotten(tracked: TrackedPortrait, assetId: string): void {
    this.#log.info(`${this.#name(tracked)}: JimmyAI rejected or doesn’t recognize asset ${assetId}. Resubmitting the portrait.`);
  }

  warnOnce(text: string, title: string): void {
    this.#log.warnOnce(text, title);
  }

  debug(text: string): void {
    this.#log.debug(text);
  }

  /** Hands on the ids so far, before the wait for those that were submitted. */
  submitted(): void {
    this.#writeOutputs();
  }

  /** Says every 30 s that the step is alive, until `signal` aborts. */
  showSignsOfLife(deadline: Deadline, signal: AbortSignal): Promise<void> {
    return this.#log.showSignsOfLife(deadline, signal, () => this.#counts());
  }

  /** Writes outputs, summary and, where something went wrong, one error annotation. Resolves to whether the step succeeded. */
  async finish(cause: StopCause | null): Promise<boolean> {
    this.#ending = { ...this.#ending, cause };
    for (const tracked of this.#portraits) {
      if (!this.#advice.has(tracked)) this.#advice.set(tracked, adviceOn(tracked, this.#ending));
    }
    this.#writeOutputs();
    const outcomes = this.#portraits.map((tracked) => ({ tracked, advice: this.#advice.get(tracked) ?? null }));
    if (this.#portraits.length > 1) this.#log.info(this.#counts());
    await this.#log.writeSummary(summaryOf(this.#report(outcomes), this.#redactor));
    const troubled = outcomes.filter(({ advice }) => advice !== null);
    if (this.#outputs.problem !== null) this.#reportLostOutputs(this.#outputs.problem);
    else if (troubled.length > 0) this.#reportTroubles(troubled);
    else if (cause !== null) this.#reportCause(cause);
    return troubled.length === 0 && cause === null && this.#outputs.problem === null;
  }

  #logSubmission(name: string, state: State): void {
    const assetId = assetIdOf(state);
    if (assetId !== null) this.#log.info(`${name} is submitted: asset ID ${assetId}`);
  }

  #reportTroubles(troubled: readonly Outcome[]): void {
    const groups = groupByAdvice(troubled);
    const lines = groups.map(({ portraits, advice }) => {
      const whom = listItems(portraits, (tracked) => this.#subject(tracked));
      return `${whom}: ${explain(advice, portraits)}`;
    });
    const titles = new Set(groups.map(({ advice }) => advice.title));
    const title = titles.size === 1 ? [...titles].join() : 'Not all portraits are ready';
    const count = this.#portraits.length;
    const failure = mostUrgent(groups.map(({ advice }) => advice.failure));
    this.#log.error(count === 1 ? title : `${title} (${troubled.length} of ${count} portraits)`, failure, lines);
  }

  /** What ended a step early that nothing else is to be said of. */
  #reportCause(cause: StopCause): void {
    const advice = adviceOnCause(cause);
    this.#outputs.write(new Map([['failure', advice.failure]]));
    this.#log.error(advice.title, advice.failure, [explain(advice, [])]);
  }

  #reportLostOutputs(problem: string): void {
    this.#log.error('Outputs not writable', 'outputs', [
      `The runner’s output file could not be written (${problem}), so later steps get no outputs. Use these asset IDs as \`asset-id\`:`,
      ...this.#portraits.map(
        (tracked) => `${this.#name(tracked)}: ${statusOf(tracked) ?? 'not submitted'}, ${assetIdOf(tracked.state) ?? 'no asset'}`,
      ),
    ]);
  }

  #describe(tracked: TrackedPortrait): string {
    return `${this.#name(tracked)} (${this.#redactor.excerpt(describeSource(tracked.portrait.source))})`;
  }

  #name({ portrait }: TrackedPortrait): string {
    return `“${this.#redactor.excerpt(portrait.name)}”`;
  }

  /** A portrait in a list of some: its name, and by what it is found. */
  #subject(tracked: TrackedPortrait): string {
    const reference = referenceOf(tracked);
    const name = cut(this.#redactor.sanitize(tracked.portrait.name), maxListedNameLength);
    return reference === null ? `“${name}”` : `“${name}” (${reference})`;
  }

  #afterWaiting(tracked: TrackedPortrait): string {
    const waited = waitedMs(tracked, this.#clock.now());
    return waited === null ? '' : ` after ${formatDuration(waited)}`;
  }

  #report(outcomes: readonly Outcome[]): Report {
    const { timeoutMs } = this.#ending;
    return { outcomes, inputs: this.#inputs, startedAt: this.#startedAt, now: this.#clock.now(), timeoutMs };
  }

  #counts(): string {
    const standings = this.#portraits.map((tracked) => standingOf(tracked, this.#advice.get(tracked)));
    const [only] = this.#portraits;
    if (only !== undefined && this.#portraits.length === 1) return `${this.#name(only)} is ${standings.join()}`;
    return `${this.#portraits.length} portraits: ${[...countStandings(standings)].map(([standing, count]) => `${count} ${standing}`).join(', ')}`;
  }

  #writeOutputs(): void {
    this.#outputs.write(
      outputsOf(this.#portraits, (tracked) => {
        const advice = this.#advice.get(tracked) ?? null;
        return advice === null ? null : { failure: advice.failure, error: this.#redactor.sanitize(explain(advice, [tracked])) };
      }),
    );
  }
}

/** What happened to `portraits`, and what to do, as sentences. */
function explain(advice: Advice, portraits: readonly TrackedPortrait[]): string {
  return `${capitalize(advice.what)}. ${nextSteps(advice, portraits)}`;
}

function describeSource(source: Source): string {
  switch (source.kind) {
    case 'url':
      return source.url;
    case 'file':
      return source.file.path;
    case 'asset-id':
      return source.assetId;
  }
}
