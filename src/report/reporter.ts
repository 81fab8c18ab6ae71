import * as core from '@actions/core';
import type { Clock, Deadline } from '../clock.ts';
import { formatDuration } from '../durations.ts';
import { messageOf } from '../errors.ts';
import type { Plan } from '../inputs.ts';
import type { Endpoint, Failure } from '../jimmyai/answer.ts';
import { assetRef, type Source } from '../portrait.ts';
import type { Problem } from '../portrait-list.ts';
import type { Item, Observer, State } from '../progress.ts';
import type { StopCause } from '../stop.ts';
import { adviceOn, adviceOnCause, type Ending, groupByAdvice, listNames, type Outcome } from './advice.ts';
import { OutputWriter, outputsOf, statusInWords, statusOf } from './outputs.ts';
import { summaryOf, summaryOfProblems } from './summary.ts';
import type { Printer } from './text.ts';

const signOfLifeEvery = 30_000;
const mostInAnnotation = 10;
const longestAnnotation = 20_000;

/** Tells people and later steps what happens: log, annotations, outputs and the job summary. */
export class Reporter implements Observer {
  readonly #printer: Printer;
  readonly #clock: Clock;
  readonly #outputs = new OutputWriter();
  readonly #said = new Set<string>();
  #items: readonly Item[] = [];
  #ending: Ending = { cause: null, timeout: 0, wait: true, hasStateFile: false };
  #finished = false;

  constructor(printer: Printer, clock: Clock) {
    this.#printer = printer;
    this.#clock = clock;
  }

  /** Reports every problem with the inputs, in one annotation. */
  async invalid(problems: readonly Problem[]): Promise<void> {
    const lines = problems.map(({ input, text }) => `${input}: ${text}`);
    await this.#writeSummary(summaryOfProblems(lines, this.#printer));
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
        if (state.kind === 'failed') this.#info(`${name} failed: ${adviceOn(item, this.#ending)?.what}`);
      }
    }
    if (this.#items.length === 1) this.#writeOutputs();
  }

  retrying(item: Item, endpoint: Endpoint, failure: Failure, pause: number): void {
    this.#info(`${this.#name(item)}: ${endpoint} failed (${failure.said}); trying again in ${formatDuration(pause)}`);
  }

  checkFailed(endpoint: Endpoint, failure: Failure): void {
    this.#once(`${endpoint} ${failure.said}`, () => this.#info(`The status could not be read (${failure.said}); asking again`));
  }

  forgotten(item: Item, assetId: string): void {
    this.#info(`${this.#name(item)}: the remembered asset_id ${assetId} is failed or unknown at JimmyAI, submitting the portrait again`);
  }

  warnOnce(text: string): void {
    this.#once(text, () => core.warning(this.#printer.line(text), { title: 'Worked around' }));
  }

  debug(text: string): void {
    core.debug(this.#printer.line(text));
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
    await this.#writeSummary(summaryOf(outcomes, this.#clock.now(), this.#printer));
    const troubled = outcomes.filter(({ advice }) => advice !== null);
    if (this.#outputs.problem !== null) this.#reportLostOutputs(this.#outputs.problem);
    else if (troubled.length > 0) this.#reportTroubles(troubled);
    else if (cause !== null) this.#reportCause(cause);
    return troubled.length === 0 && cause === null && this.#outputs.problem === null;
  }

  #reportTroubles(troubled: readonly Outcome[]): void {
    const groups = groupByAdvice(troubled);
    const texts = groups.map(
      ({ names, advice }) => `${listNames(names.map((name) => this.#quoted(name)))}: ${advice.what}. ${advice.next}`,
    );
    const told = texts.slice(0, mostInAnnotation);
    if (texts.length > told.length) told.push(`… and ${texts.length - told.length} more: see the job summary and the output assets.`);
    const titles = new Set(groups.map(({ advice }) => advice.title));
    const [title] = titles;
    const [first] = troubled;
    const whom =
      first !== undefined && this.#items.length === 1 ? this.#name(first.item) : `${troubled.length} of ${this.#items.length} portraits`;
    this.#error(`${whom}: ${titles.size === 1 ? title : countStatuses(troubled.map(({ item }) => item))}`, told);
  }

  /** What ended a step early that nothing else is to be said of. */
  #reportCause(cause: StopCause): void {
    const { title, what, next } = adviceOnCause(cause);
    this.#error(title, [`${what}. ${next}`]);
  }

  #reportLostOutputs(problem: string): void {
    const ids = this.#items.map(
      (item) => `${this.#name(item)}: ${statusOf(item)}, ${item.state.kind === 'unsubmitted' ? 'no asset' : item.state.asset?.assetId}`,
    );
    this.#error('Outputs not writable', [
      `The outputs can’t be written (${problem}), so later steps don’t get them. Keep these ids, and use them as asset-id:`,
      ...ids,
    ]);
  }

  #describe(item: Item): string {
    return `${this.#name(item)} (${this.#printer.quote(describeSource(item.portrait.source))})`;
  }

  #name({ portrait }: Item): string {
    return this.#quoted(portrait.name);
  }

  #quoted(name: string): string {
    return `“${this.#printer.quote(name)}”`;
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
      outputsOf(this.#items, (item) => {
        const advice = this.#finished || item.state.kind === 'failed' ? adviceOn(item, this.#ending) : null;
        return advice === null ? null : this.#printer.line(`${advice.what}. ${advice.next}`);
      }),
    );
  }

  async #writeSummary(summary: string): Promise<void> {
    if ((process.env['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
    try {
      await core.summary.addRaw(summary).write();
    } catch (error) {
      this.warnOnce(`the job summary can’t be written: ${messageOf(error)}`);
    }
  }

  #once(text: string, say: () => void): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    say();
  }

  #info(text: string): void {
    core.info(this.#printer.line(text));
  }

  #error(title: string, lines: readonly string[]): void {
    let left = longestAnnotation;
    const shown = lines
      .map((line) => this.#printer.line(line))
      .filter((line) => {
        left -= Buffer.byteLength(line) + 1;
        return left >= 0;
      });
    if (shown.length < lines.length) shown.push(`… and ${lines.length - shown.length} more.`);
    core.error(shown.join('\n'), { title: this.#printer.line(title) });
  }
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
