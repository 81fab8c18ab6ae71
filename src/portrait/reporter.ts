import { assetRefOf } from '../jimmyai/asset.ts';
import type { Failure, PortraitEndpoint } from '../jimmyai/failure.ts';
import type { Clock, Deadline } from '../step/clock.ts';
import { formatDuration } from '../step/duration.ts';
import type { OutputFile } from '../step/output-file.ts';
import { cut, type Redactor } from '../step/redactor.ts';
import { reportFailure } from '../step/run-step.ts';
import type { StepContext } from '../step/step-context.ts';
import type { StepLog } from '../step/step-log.ts';
import { adviceOn, adviceOnCause, type Ending } from './advice.ts';
import { planOutputsOf, planPortraits } from './dry-run.ts';
import { type Advice, mostUrgent } from './failure-words.ts';
import type { Inputs } from './inputs.ts';
import {
  explainGroup,
  explainOne,
  type Group,
  groupByAdvice,
  listItems,
  type Outcome,
  othersOf,
  referenceOf,
  ruleForOthers,
} from './outcomes.ts';
import { outputsOf, statusOf } from './outputs.ts';
import type { Plan } from './plan.ts';
import { countActions, describeAction, planSummaryOf } from './plan-summary.ts';
import type { Source } from './portrait.ts';
import type { StopCause } from './run-context.ts';
import { countStandings, standingOf } from './standing.ts';
import { inputsOf, type Report, summaryOf } from './summary.ts';
import { assetIdOf, isPossiblySubmitted, type RunObserver, type State, type TrackedPortrait, waitedMs } from './tracked-portrait.ts';

const maxListedNameLength = 100;

/** What the reports are about. */
interface Subject {
  readonly plan: Plan;
  readonly inputs: Inputs;
  readonly portraits: readonly TrackedPortrait[];
}

/**
 * Informs people and later steps through the log, annotations, outputs and the job summary. Writes IDs to the outputs before it logs them.
 * Reporting never throws.
 */
export class Reporter implements RunObserver {
  readonly #redactor: Redactor;
  readonly #clock: Clock;
  readonly #log: StepLog;
  readonly #outputs: OutputFile;
  readonly #subject: Subject;
  readonly #startedAt: number;
  /** The advice on failed portraits, and at the end on all. */
  readonly #advice = new Map<TrackedPortrait, Advice | null>();
  #ending: Ending;

  constructor({ clock, startedAt, redactor, log, outputs }: StepContext<StopCause>, subject: Subject) {
    this.#redactor = redactor;
    this.#clock = clock;
    this.#log = log;
    this.#outputs = outputs;
    this.#subject = subject;
    this.#startedAt = startedAt;
    const { timeoutMs, wait, stateFile } = subject.plan;
    this.#ending = { cause: null, timeoutMs, wait, hasStateFile: stateFile !== null, others: 'none' };
  }

  /** Logs what the step is about to do. */
  start(): void {
    const { plan, portraits } = this.#subject;
    for (const { portrait } of portraits) if (portrait.source.kind === 'asset-id') this.#redactor.keepId(portrait.source.assetId);
    const [only] = portraits;
    const whom = only !== undefined && portraits.length === 1 ? this.#describe(only) : `${portraits.length} portraits`;
    this.#log.info(`Processing ${whom} at ${plan.baseUrl}. The timeout is ${formatDuration(plan.timeoutMs)}.`);
  }

  /** Reports what a run would do. Returns whether nothing needs a person first and the outputs could be written. */
  reportPlan(): boolean {
    const { plan, inputs, portraits } = this.#subject;
    const observer = { transitioned: (tracked: TrackedPortrait) => this.#keepId(tracked) };
    const planned = planPortraits(portraits, plan.stateFile, this.#ending, { clock: this.#clock, observer });
    this.#outputs.write(planOutputsOf(planned, (text) => this.#redactor.sanitize(text)));
    this.#log.writeSummary(planSummaryOf(planned, inputsOf(inputs, plan), this.#redactor));
    this.#log.info(`Dry run: nothing is sent. ${countActions(planned)}.`);
    for (const { tracked, action, reason } of planned) this.#log.info(`${this.#listed(tracked)}: ${describeAction(action)} (${reason})`);
    const asked = planned.filter(({ advice }) => advice !== null);
    if (this.#outputs.problem !== null) this.#reportLostOutputs(this.#outputs.problem, asked);
    else if (asked.length > 0) this.#reportFailures(asked, 'Portraits need a look');
    return asked.length === 0 && this.#outputs.problem === null;
  }

  transitioned(tracked: TrackedPortrait, before: State): void {
    const { state } = tracked;
    this.#keepId(tracked);
    if (state.kind === 'failed') this.#advise(tracked);
    if (this.#subject.portraits.length === 1) this.#writeOutputs();
    if (state.kind === before.kind) return;
    const name = this.#name(tracked);
    if (before.kind === 'unsubmitted' && state.kind !== 'known' && state.kind !== 'unconfirmed') this.#logSubmission(name, state);
    if (before.kind === 'unconfirmed' && state.kind !== 'failed') this.#logSubmission(name, state);
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
        this.#log.info(`${this.#listed(tracked)}: ${this.#advice.get(tracked)?.what}`, isPossiblySubmitted(tracked) ? 'yellow' : 'red');
        break;
      case 'unconfirmed':
        this.#log.info(`${this.#listed(tracked)} is possibly submitted. Polling asset ${state.assetId} to find out.`, 'yellow');
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

  /** Writes the IDs known so far to the outputs before the wait begins. */
  submitted(): void {
    for (const tracked of this.#advice.keys()) this.#advise(tracked);
    this.#writeOutputs();
  }

  /** Logs every 30 s that the step is alive, until `work` is done. */
  showSignsOfLifeDuring(work: Promise<void>, deadline: Deadline): Promise<void> {
    return this.#log.showSignsOfLifeDuring(work, deadline, () => this.#counts());
  }

  /** Writes the outputs, the summary and, if anything went wrong, one error annotation. Resolves to whether the step succeeded. */
  async finish(cause: StopCause | null): Promise<boolean> {
    this.#ending = { ...this.#ending, cause };
    for (const tracked of this.#subject.portraits) this.#advise(tracked);
    this.#writeOutputs();
    const outcomes = this.#subject.portraits.map((tracked) => ({ tracked, advice: this.#advice.get(tracked) ?? null }));
    this.#log.writeSummary(summaryOf(this.#report(outcomes), this.#redactor));
    if (this.#subject.portraits.length > 1) this.#log.info(this.#counts());
    const advised = outcomes.filter(({ advice }) => advice !== null);
    if (this.#outputs.problem !== null) this.#reportLostOutputs(this.#outputs.problem, advised);
    else if (advised.length > 0) this.#reportFailures(advised, 'Not all portraits are ready');
    else if (cause !== null) reportFailure(adviceOnCause(cause), { log: this.#log, outputs: this.#outputs });
    return advised.length === 0 && cause === null && this.#outputs.problem === null;
  }

  /** Updates the advice on a portrait from its current state and that of the others. */
  #advise(tracked: TrackedPortrait): void {
    const others = othersOf(tracked, this.#subject.portraits, this.#ending.hasStateFile);
    this.#advice.set(tracked, adviceOn(tracked, { ...this.#ending, others }));
  }

  /** Keeps the portrait's asset ID readable, once it is known. */
  #keepId({ state }: TrackedPortrait): void {
    const assetId = assetIdOf(state);
    if (assetId !== null) this.#redactor.keepId(assetId);
  }

  #logSubmission(name: string, state: State): void {
    const assetId = assetIdOf(state);
    if (assetId !== null) this.#log.info(`${name} is submitted: asset ID ${assetId}`);
  }

  #reportFailures(advised: readonly Outcome[], commonTitle: string): void {
    const groups = groupByAdvice(advised);
    const titles = new Set(groups.map(({ advice }) => advice.title));
    const title = titles.size === 1 ? [...titles].join() : commonTitle;
    const count = this.#subject.portraits.length;
    const failure = mostUrgent(groups.map(({ advice }) => advice.word));
    this.#log.error(count === 1 ? title : `${title} (${advised.length} of ${count} portraits)`, failure, this.#linesAbout(groups));
  }

  /** What to do about each portrait. The rule for all of them comes first. */
  #linesAbout(groups: readonly Group[]): readonly string[] {
    const hasRule = groups.some(({ advice }) => advice.resubmitsOthers);
    const lines = groups.map(
      ({ portraits, advice }) => `${listItems(portraits, (tracked) => this.#listed(tracked))}: ${explainGroup(advice, portraits)}`,
    );
    return hasRule ? [ruleForOthers, ...lines] : lines;
  }

  #reportLostOutputs(problem: string, advised: readonly Outcome[]): void {
    const ids = this.#subject.portraits.map(
      (tracked) => `${this.#name(tracked)}: ${statusOf(tracked) ?? 'not submitted'}, ${assetIdOf(tracked.state) ?? 'no asset'}`,
    );
    const lost = `The runner’s output file could not be written (${problem}), so later steps get no outputs. In a new run, use these asset IDs as \`asset-id\`:`;
    this.#log.error('Outputs not writable', 'outputs', [lost, ...ids, ...this.#linesAbout(groupByAdvice(advised))]);
  }

  #describe(tracked: TrackedPortrait): string {
    return `${this.#name(tracked)} (${this.#redactor.excerpt(describeSource(tracked.portrait.source))})`;
  }

  #name({ portrait }: TrackedPortrait): string {
    return `“${this.#redactor.excerpt(portrait.name)}”`;
  }

  /** A portrait as a list item: its name and how to look it up. */
  #listed(tracked: TrackedPortrait): string {
    const reference = referenceOf(tracked);
    const name = cut(this.#redactor.sanitize(tracked.portrait.name), maxListedNameLength);
    return reference === null ? `“${name}”` : `“${name}” (${reference})`;
  }

  #afterWaiting(tracked: TrackedPortrait): string {
    const waited = waitedMs(tracked, this.#clock.now());
    return waited === null ? '' : ` after ${formatDuration(waited)}`;
  }

  #report(outcomes: readonly Outcome[]): Report {
    const { plan, inputs } = this.#subject;
    return { outcomes, inputs: inputsOf(inputs, plan), startedAt: this.#startedAt, now: this.#clock.now(), timeoutMs: plan.timeoutMs };
  }

  #counts(): string {
    const standings = this.#subject.portraits.map((tracked) => standingOf(tracked, this.#advice.get(tracked)));
    const [only] = this.#subject.portraits;
    if (only !== undefined && this.#subject.portraits.length === 1) return `${this.#name(only)} is ${standings.join()}`;
    return `${this.#subject.portraits.length} portraits: ${[...countStandings(standings)].map(([standing, count]) => `${count} ${standing}`).join(', ')}`;
  }

  #writeOutputs(): void {
    this.#outputs.write(
      outputsOf(this.#subject.portraits, (tracked) => {
        const advice = this.#advice.get(tracked) ?? null;
        return advice === null ? null : { word: advice.word, error: this.#redactor.sanitize(explainOne(advice, tracked)) };
      }),
    );
  }
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
