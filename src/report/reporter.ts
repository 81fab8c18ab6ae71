import * as core from '@actions/core';
import type { Clock, Deadline } from '../clock.ts';
import { formatDuration } from '../durations.ts';
import { messageOf } from '../errors.ts';
import type { Plan } from '../inputs.ts';
import type { Endpoint, Failure } from '../jimmyai/failure.ts';
import { assetRef, type Source } from '../portrait.ts';
import type { Problem } from '../portrait-list.ts';
import type { Item, Observer, State } from '../progress.ts';
import type { StopCause } from '../stop.ts';
import {
  type Advice,
  adviceOn,
  adviceOnCause,
  capitalize,
  type Ending,
  groupByAdvice,
  isPossiblySubmitted,
  listItems,
  nextSteps,
  type Outcome,
  referenceOf,
} from './advice.ts';
import { cutLine, fitAnnotation } from './annotation.ts';
import { type Explanation, OutputWriter, outputsOf, statusInWords, statusOf } from './outputs.ts';
import { cut, type Redactor } from './redactor.ts';
import { summaryOf, summaryOfProblems } from './summary.ts';

const signOfLifeEvery = 30_000;
const maxListedNameLength = 100;

/**
 * Tells people and later steps what happens: log, annotations, outputs and the job summary. Ids are outputs before anything is
 * said of them, and nothing that is said throws.
 */
export class Reporter implements Observer {
  readonly #redactor: Redactor;
  readonly #clock: Clock;
  readonly #outputs = new OutputWriter();
  readonly #said = new Set<string>();
  #items: readonly Item[] = [];
  #ending: Ending = { cause: null, timeout: 0, wait: true, hasStateFile: false };
  #finished = false;

  constructor(redactor: Redactor, clock: Clock) {
    this.#redactor = redactor;
    this.#clock = clock;
  }

  /** Reports every problem with the inputs, in one annotation. */
  async invalid(problems: readonly Problem[]): Promise<void> {
    const lines = problems.map(({ input, text }) => `${input}: ${text}`);
    this.#outputs.write(new Map([['failure', 'invalid-input']]));
    await this.#writeSummary(summaryOfProblems(lines, this.#redactor));
    const title = problems.length === 1 ? 'Invalid input' : `${problems.length} invalid inputs`;
    this.#error(title, ['Nothing was sent.', ...lines]);
  }

  /** Reports a mistake of this action before there was a plan. */
  broken(error: unknown): void {
    this.#reportCause({ kind: 'unexpected', message: messageOf(error) });
  }

  start(plan: Plan, items: readonly Item[]): void {
    this.#items = items;
    this.#ending = { cause: null, timeout: plan.timeout, wait: plan.wait, hasStateFile: plan.stateFile !== null };
    const [only] = items;
    const whom = only !== undefined && items.length === 1 ? this.#describe(only) : `${items.length} portraits`;
    this.#info(`${whom}, at ${plan.baseUrl}, within ${formatDuration(plan.timeout)}`);
  }

  moved(item: Item, before: State): void {
    if (this.#items.length === 1) this.#writeOutputs();
    const { state } = item;
    if (state.kind !== before.kind) {
      const name = this.#name(item);
      if (state.kind === 'known') {
        this.#info(
          `${name}: ${item.reused ? 'the state file remembers' : 'asking for'} asset_id ${state.asset.assetId}, nothing is submitted`,
        );
      } else if (state.kind !== 'unsubmitted') {
        if (before.kind === 'unsubmitted' && state.asset !== null) this.#info(`${name} submitted: asset_id ${state.asset.assetId}`);
        if (state.kind === 'active') this.#info(`${name} is Active after ${this.#took(item)}: asset_ref ${assetRef(state.asset)}`);
        if (state.kind === 'failed') {
          this.#info(`${name} ${isPossiblySubmitted(item) ? 'possibly submitted' : 'failed'}: ${adviceOn(item, this.#ending)?.what}`);
        }
      }
    }
  }

  retrying(item: Item, endpoint: Endpoint, failure: Failure, pause: number): void {
    this.#info(`${this.#name(item)}: ${endpoint} failed (${failure.detail}); trying again in ${formatDuration(pause)}`);
  }

  checkFailed(endpoint: Endpoint, failure: Failure): void {
    this.#once(`${endpoint} ${failure.detail}`, () => this.#info(`The status could not be read (${failure.detail}); asking again`));
  }

  forgotten(item: Item, assetId: string): void {
    this.#info(`${this.#name(item)}: the remembered asset_id ${assetId} is failed or unknown at JimmyAI, submitting the portrait again`);
  }

  warnOnce(text: string, title: string): void {
    this.#once(text, () => core.warning(this.#redactor.sanitize(text), { title }));
  }

  debug(text: string): void {
    core.debug(this.#redactor.sanitize(text));
  }

  /** Hands on the ids so far, before the wait for those that were submitted. */
  submitted(): void {
    this.#writeOutputs();
  }

  /** Tells every 30 s that the step is alive, until `signal` aborts. */
  async showSignsOfLife({ start, end }: Deadline, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.sleep(signOfLifeEvery, signal);
      if (signal.aborted) return;
      const now = this.#clock.now();
      this.#info(`${this.#counts()}: ${formatDuration(now - start)} waited, ${formatDuration(end - now)} left`);
    }
  }

  /** Writes outputs, summary and, where something went wrong, one error annotation. Gives whether the step succeeded. */
  async finish(cause: StopCause | null): Promise<boolean> {
    this.#ending = { ...this.#ending, cause };
    this.#finished = true;
    this.#writeOutputs();
    const outcomes = this.#items.map((item) => ({ item, advice: adviceOn(item, this.#ending) }));
    if (this.#items.length > 1) this.#info(this.#counts());
    await this.#writeSummary(summaryOf(outcomes, this.#clock.now(), this.#redactor));
    const troubled = outcomes.filter(({ advice }) => advice !== null);
    if (this.#outputs.problem !== null) this.#reportLostOutputs(this.#outputs.problem);
    else if (troubled.length > 0) this.#reportTroubles(troubled);
    else if (cause !== null) this.#reportCause(cause);
    return troubled.length === 0 && cause === null && this.#outputs.problem === null;
  }

  #reportTroubles(troubled: readonly Outcome[]): void {
    const groups = groupByAdvice(troubled);
    const lines = groups.map(({ items, advice }) => `${listItems(items, (item) => this.#subject(item))}: ${explain(advice, items)}`);
    const titles = new Set(groups.map(({ advice }) => advice.title));
    const title = titles.size === 1 ? [...titles].join() : 'Not all portraits are ready';
    this.#error(this.#items.length === 1 ? title : `${title} (${troubled.length} of ${this.#items.length} portraits)`, lines);
  }

  /** What ended a step early that nothing else is to be said of. */
  #reportCause(cause: StopCause): void {
    const advice = adviceOnCause(cause);
    this.#outputs.write(new Map([['failure', advice.failure]]));
    this.#error(advice.title, [explain(advice, [])]);
  }

  #reportLostOutputs(problem: string): void {
    const ids = this.#items.map(
      (item) => `${this.#name(item)}: ${statusOf(item)}, ${item.state.kind === 'unsubmitted' ? 'no asset' : item.state.asset?.assetId}`,
    );
    this.#error('Outputs not writable', [
      `The outputs can’t be written (${problem}), so later steps don’t get them. Keep these asset IDs, and use them as asset-id:`,
      ...ids,
    ]);
  }

  #describe(item: Item): string {
    return `${this.#name(item)} (${this.#redactor.excerpt(describeSource(item.portrait.source))})`;
  }

  #name({ portrait }: Item): string {
    return `“${this.#redactor.excerpt(portrait.name)}”`;
  }

  /** A portrait in a list of some: its name, and by what it is found. */
  #subject(item: Item): string {
    const reference = referenceOf(item);
    const name = cut(this.#redactor.sanitize(item.portrait.name), maxListedNameLength);
    return reference === null ? `“${name}”` : `“${name}” (${reference})`;
  }

  #took({ since, until }: Item): string {
    return formatDuration((until ?? this.#clock.now()) - since);
  }

  #counts(): string {
    const [only] = this.#items;
    if (only !== undefined && this.#items.length === 1) return `${this.#name(only)} ${statusInWords(only)}`;
    return `${this.#items.length} portraits: ${countStatuses(this.#items)}`;
  }

  #writeOutputs(): void {
    this.#outputs.write(
      outputsOf(this.#items, (item): Explanation | null => {
        const advice = this.#finished || item.state.kind === 'failed' ? adviceOn(item, this.#ending) : null;
        return advice === null ? null : { failure: advice.failure, error: this.#redactor.sanitize(explain(advice, [item])) };
      }),
    );
  }

  async #writeSummary(summary: string): Promise<void> {
    if ((process.env['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
    try {
      await core.summary.addRaw(summary).write();
    } catch (error) {
      this.warnOnce(`the job summary can’t be written: ${messageOf(error)}`, 'Job summary not written');
    }
  }

  #once(text: string, say: () => void): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    say();
  }

  #info(text: string): void {
    core.info(this.#redactor.sanitize(text));
  }

  /** One annotation. Every line of it is in the log before: some runners show an annotation of several lines as one. */
  #error(title: string, lines: readonly string[]): void {
    const shown = lines.map((line) => cutLine(this.#redactor.sanitize(line)));
    for (const line of shown) core.info(line);
    core.error(fitAnnotation(shown), { title: this.#redactor.sanitize(title) });
  }
}

/** What happened to `items`, and what to do, as sentences. */
function explain(advice: Advice, items: readonly Item[]): string {
  return `${capitalize(advice.what)}. ${nextSteps(advice, items)}`;
}

/** How many portraits are how far: `3 Active, 1 Failed`. */
function countStatuses(items: readonly Item[]): string {
  const counts = new Map<string, number>();
  for (const item of items) {
    const status = statusInWords(item);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
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
