import { type Check, Checker } from './checking.ts';
import { messageOf } from './errors.ts';
import { saysAssetUnknown, verdictOn } from './jimmyai/failure.ts';
import type { Asset } from './portrait.ts';
import { assetOf, type Item, move, stateOf } from './progress.ts';
import type { Run } from './run.ts';
import { pauseBeforeCheck } from './schedule.ts';

const mostMisunderstandings = 5;

/** What a wait is for: one check that is understood, or the asset's final status. */
export type Goal = 'understood' | 'final';

/** An asset whose status is asked for. */
interface Watched {
  readonly item: Item;
  readonly assetId: string;
  readonly goal: Goal;
  /** Checks in a row that were not understood. */
  misunderstandings: number;
  /** Whether a check gave anything but a reason to try again. */
  answered: boolean;
  readonly done: () => void;
}

/**
 * Waits for assets. All that are waited for at a time are asked for together, round by round on the schedule, which starts
 * anew with each asset that joins. The last round starts a little before the deadline, whatever the schedule or the
 * service's `Retry-After` say.
 */
export class Waiting {
  readonly #run: Run;
  readonly #checker: Checker;
  #open: readonly Watched[] = [];
  #polling = false;
  #over = false;
  /** When the last asset joined. */
  #joined = 0;
  /** When the schedule wants the next round, and when it is due since more assets joined. */
  #scheduled = Number.POSITIVE_INFINITY;
  #due = Number.POSITIVE_INFINITY;
  /** The service's wish for the next round. */
  #notBefore = 0;
  #rescheduled = new AbortController();

  constructor(run: Run) {
    this.#run = run;
    this.#checker = new Checker(run);
  }

  /**
   * Waits for the asset of `item`: checks it at once where this run did not submit it, else on the schedule. A remembered
   * asset that failed, or that the service doesn't know, makes the item `unsubmitted` again. Resolves without a final status
   * where the time is over or the run is stopped.
   */
  async watch(item: Item, assetId: string, goal: Goal): Promise<void> {
    const { clock, deadline } = this.#run;
    if (this.#isOver() || clock.now() > deadline.lastCheck) return;
    await new Promise<void>((done) => {
      this.#open = [...this.#open, { item, assetId, goal, misunderstandings: 0, answered: false, done }];
      this.#schedule(item.state.kind === 'known' ? 'at once' : 'after a pause');
      if (!this.#polling) void this.#poll();
    });
  }

  /** An asset joins. Those that join in quick succession share a round, for which the first waits a pause longer at most. */
  #schedule(first: 'at once' | 'after a pause'): void {
    const { clock, pollInterval, random } = this.#run;
    this.#joined = clock.now();
    const pause = first === 'at once' ? 0 : pauseBeforeCheck(0, pollInterval, random);
    this.#scheduled = Math.min(this.#scheduled, this.#joined + pause);
    this.#due = Math.max(Math.min(this.#joined, this.#scheduled) + pause, this.#notBefore);
    this.#rescheduled.abort();
  }

  /** Rounds, for as long as anybody waits. Whatever happens, nobody is left waiting after it. */
  async #poll(): Promise<void> {
    const { clock, deadline, pollInterval, random, stop } = this.#run;
    this.#polling = true;
    try {
      while (this.#open.length > 0 && !this.#isOver()) {
        await this.#untilDue();
        if (stop.noMore.aborted) break;
        const isLast = this.#due >= deadline.lastCheck;
        // A check that hangs must not take the place of the last one.
        await this.#checkAll(isLast ? deadline.end : deadline.lastCheck);
        if (isLast) this.#over = true;
        const now = clock.now();
        this.#scheduled = now + pauseBeforeCheck(now - this.#joined, pollInterval, random);
        this.#due = Math.max(this.#scheduled, this.#notBefore);
      }
    } catch (error) {
      stop.end({ kind: 'unexpected', message: messageOf(error) });
    }
    this.#scheduled = Number.POSITIVE_INFINITY;
    this.#polling = false;
    if (this.#isOver()) for (const { done } of this.#open) done();
  }

  async #untilDue(): Promise<void> {
    const { clock, deadline, stop } = this.#run;
    while (!stop.noMore.aborted) {
      const left = Math.min(this.#due, deadline.lastCheck) - clock.now();
      if (left <= 0) return;
      this.#rescheduled = new AbortController();
      await clock.sleep(left, AbortSignal.any([stop.noMore, this.#rescheduled.signal]));
    }
  }

  /** One round. Assets that join while it is under way are in the next. */
  async #checkAll(by: number): Promise<void> {
    const asked = this.#open;
    const assetIds = new Set(asked.map(({ assetId }) => assetId));
    await this.#checker.check([...assetIds], { by, signal: this.#run.stop.noMore }, (assetId, check) => {
      if (!check.result.ok) this.#notBefore = Math.max(this.#notBefore, this.#run.clock.now() + check.result.failure.retryAfterMs);
      for (const watched of asked) {
        if (watched.assetId !== assetId || !this.#apply(watched, check)) continue;
        this.#open = this.#open.filter((other) => other !== watched);
        watched.done();
      }
    });
  }

  /** Applies a check to its item. Gives whether the wait for it is over. */
  #apply(watched: Watched, { endpoint, result }: Check): boolean {
    const { item, assetId, goal } = watched;
    const verdict = result.ok ? null : verdictOn(endpoint, result.failure);
    const isFirstAnswer = !watched.answered && verdict !== 'retry';
    watched.answered ||= isFirstAnswer;
    watched.misunderstandings = verdict === 'not-understood' ? watched.misunderstandings + 1 : 0;
    item.checkFailure = result.ok ? null : result.failure;

    const isUseless = result.ok ? result.value.status.kind === 'Failed' : isFirstAnswer && saysAssetUnknown(result.failure);
    if (item.reused && item.state.kind === 'known' && isUseless) {
      item.reused = false;
      this.#run.observer.forgotten(item, assetId);
      move(item, { kind: 'unsubmitted' }, this.#run);
      return true;
    }
    if (result.ok) {
      move(item, stateOf(keepingWhatWasTold(result.value, assetOf(item.state))), this.#run);
      return goal === 'understood' || item.until !== null;
    }
    const { failure } = result;
    if (verdict === 'fail' || watched.misunderstandings === mostMisunderstandings) {
      const trouble = { kind: 'call', endpoint, failure, attempts: Math.max(1, watched.misunderstandings) } as const;
      move(item, { kind: 'failed', asset: assetOf(item.state), trouble }, this.#run);
      return true;
    }
    if (!this.#run.stop.noMore.aborted) this.#run.observer.checkFailed(endpoint, failure);
    return false;
  }

  #isOver(): boolean {
    return this.#over || this.#run.stop.noMore.aborted;
  }
}

/** `asset`, with the official id and the ref that it had `before` where the service leaves them out now. */
function keepingWhatWasTold(asset: Asset, before: Asset | null): Asset {
  return { ...asset, officialId: asset.officialId ?? before?.officialId ?? null, assetRef: asset.assetRef ?? before?.assetRef ?? null };
}
