import { type Failure, saysUnknown, type Verdicts, verdictOn } from '../jimmyai/failure.ts';
import { Streak } from '../jimmyai/streak.ts';
import { pollPauseMs } from '../step/backoff.ts';
import { messageOf } from '../step/errors.ts';
import type { RunContext } from './run-context.ts';
import { type CheckEndpoint, type PollResult, StatusChecker } from './status-check.ts';
import {
  isTerminal,
  recordPollFailure,
  type TrackedPortrait,
  transitionToFailed,
  transitionToForgotten,
  transitionToPolled,
  transitionToUnresolved,
} from './tracked-portrait.ts';

/** What ends polling: the first response that is understood, or the asset's terminal status. */
export type PollGoal = 'understood' | 'terminal';

/** An asset being polled. Times are in milliseconds of the clock. */
interface PendingPoll {
  readonly tracked: TrackedPortrait;
  readonly assetId: string;
  readonly goal: PollGoal;
  /** When its first poll is due. Later polls follow the shared schedule. */
  readonly firstAt: number;
  /** The consecutive polls that were not understood. */
  readonly misunderstood: Streak;
  polled: boolean;
  /** Whether any poll returned something other than a retryable failure. */
  responded: boolean;
  readonly settle: () => void;
}

/** Limits on the time of the next poll: the shared schedule, `Retry-After` and the last poll. */
interface PollTimes {
  /** When assets that have been polled are due again. */
  readonly scheduledAt: number;
  /** The earliest time that JimmyAI's `Retry-After` allows. */
  readonly notBefore: number;
  /** The time of the last poll, which the schedule and `Retry-After` can't delay. */
  readonly lastAt: number;
}

/** When the next poll of all `pending` assets is due, in milliseconds of the clock. */
export function nextPollAt(pending: readonly Pick<PendingPoll, 'polled' | 'firstAt'>[], times: PollTimes): number {
  const dueAt = pending.map(({ polled, firstAt }) => (polled ? times.scheduledAt : firstAt));
  return Math.min(Math.max(Math.min(...dueAt), times.notBefore), times.lastAt);
}

/** Polls all pending assets together. The schedule restarts when an asset joins. The last poll starts shortly before the deadline. */
export class Poller {
  readonly #run: RunContext;
  readonly #checker: StatusChecker;
  #pending: readonly PendingPoll[] = [];
  #joined = new AbortController();
  /** When the last asset joined. */
  #joinedAt = 0;
  #isPolling = false;
  #lastPollMade = false;

  constructor(run: RunContext) {
    this.#run = run;
    this.#checker = new StatusChecker(run);
  }

  /**
   * Polls the asset of `tracked`: at once if this run neither submitted it nor has a response about it, otherwise on the schedule. A
   * remembered asset that failed or is unknown to JimmyAI makes the portrait `unsubmitted` again. Resolves without a terminal status if the
   * time is up or the run is stopped. Never rejects.
   */
  async poll(tracked: TrackedPortrait, assetId: string, goal: PollGoal): Promise<void> {
    const { clock, deadline, pollIntervalMs, random } = this.#run;
    const joinedAt = clock.now();
    if (this.#isOver() || joinedAt > deadline.lastPoll) return;
    const isUnheardOf = tracked.submittedAt === null && tracked.state.kind !== 'processing';
    const firstAt = joinedAt + (isUnheardOf ? 0 : pollPauseMs(0, pollIntervalMs, random));
    this.#joinedAt = joinedAt;
    await new Promise<void>((settle) => {
      const pending = {
        tracked,
        assetId,
        goal,
        firstAt,
        misunderstood: new Streak(),
        polled: false,
        responded: false,
        settle,
      };
      this.#pending = [...this.#pending, pending];
      this.#joined.abort();
      if (!this.#isPolling) void this.#pollAll();
    });
  }

  /** Polls until nothing is pending or the run is over. Always settles every waiter. */
  async #pollAll(): Promise<void> {
    const { clock, deadline, pollIntervalMs, random, cancellation } = this.#run;
    this.#isPolling = true;
    let scheduledAt = Number.POSITIVE_INFINITY;
    let notBefore = 0;
    try {
      while (this.#pending.length > 0 && !this.#isOver()) {
        const nextAt = nextPollAt(this.#pending, { scheduledAt, notBefore, lastAt: deadline.lastPoll });
        if (!(await this.#sleepUntil(nextAt))) continue;
        const isLast = nextAt >= deadline.lastPoll;
        // A poll that hangs must not prevent the last one.
        notBefore = await this.#pollOnce(isLast ? deadline.end : deadline.lastPoll, notBefore);
        this.#lastPollMade = isLast;
        scheduledAt = clock.now() + pollPauseMs(clock.now() - this.#joinedAt, pollIntervalMs, random);
      }
    } catch (error) {
      cancellation.stop({ kind: 'internal', message: messageOf(error) });
    }
    this.#isPolling = false;
    if (this.#isOver()) for (const { settle } of this.#pending) settle();
  }

  /** Sleeps until `time`. Resolves to `false` if an asset joins or the run is stopped first. */
  async #sleepUntil(time: number): Promise<boolean> {
    const { clock, cancellation } = this.#run;
    const joined = new AbortController();
    this.#joined = joined;
    if (time > clock.now()) await clock.sleep(time - clock.now(), AbortSignal.any([cancellation.stopping, joined.signal]));
    return !cancellation.stopping.aborted && (!joined.signal.aborted || time <= clock.now());
  }

  /**
   * Polls everything pending; assets that join meanwhile wait for the next poll. Resolves to the earliest time JimmyAI allows for that
   * poll.
   */
  async #pollOnce(deadline: number, notBefore: number): Promise<number> {
    const polled = this.#pending;
    for (const pending of polled) pending.polled = true;
    let latest = notBefore;
    const assetIds = new Set(polled.map(({ assetId }) => assetId));
    await this.#checker.check([...assetIds], { deadline, signal: this.#run.cancellation.stopping }, (assetId, poll) => {
      if (!poll.result.ok) latest = Math.max(latest, this.#run.clock.now() + poll.result.failure.retryAfterMs);
      for (const pending of polled) {
        if (pending.assetId !== assetId || !this.#apply(pending, poll)) continue;
        this.#pending = this.#pending.filter((other) => other !== pending);
        pending.settle();
      }
    });
    return latest;
  }

  /** Applies a poll's result to its portrait. Returns whether polling that portrait is done. */
  #apply(pending: PendingPoll, { endpoint, result }: PollResult): boolean {
    const { tracked, assetId, goal } = pending;
    const verdict = result.ok ? null : this.#verdictOn(endpoint, result.failure, tracked);
    const isFirstResponse = !pending.responded && verdict !== 'retry';
    pending.responded ||= isFirstResponse;
    pending.misunderstood.count(verdict === 'not-understood', this.#run.clock.now());

    const isUseless = result.ok
      ? result.value.status.kind === 'Failed'
      : isFirstResponse && saysUnknown(result.failure) && !this.#isYoung(tracked);
    if (tracked.reused && tracked.state.kind === 'known' && isUseless) {
      this.#run.observer.forgotten(tracked, assetId);
      transitionToForgotten(tracked, this.#run);
      return true;
    }
    if (result.ok) {
      transitionToPolled(tracked, result.value, this.#run);
      return goal === 'understood' || isTerminal(tracked);
    }
    const { failure } = result;
    recordPollFailure(tracked, failure);
    if (verdict === 'fail' || this.#isPatienceOver(pending, failure)) {
      const attempts = Math.max(1, pending.misunderstood.length);
      if (tracked.state.kind === 'unconfirmed') transitionToUnresolved(tracked, this.#run);
      else transitionToFailed(tracked, { kind: 'call', endpoint, cause: failure, attempts }, this.#run);
      return true;
    }
    if (!this.#run.cancellation.stopping.aborted) this.#run.observer.pollFailed(endpoint, failure);
    return false;
  }

  /** The verdict on a failed poll. Tolerates a rejection right after a submission: JimmyAI may not have recorded the asset yet. */
  #verdictOn(endpoint: CheckEndpoint, failure: Failure, tracked: TrackedPortrait): Verdicts[CheckEndpoint] {
    const verdict = verdictOn(endpoint, failure);
    return verdict === 'fail' && this.#isYoung(tracked) ? 'not-understood' : verdict;
  }

  /** Of an asset that was just submitted, by this run or another, JimmyAI may only not know yet. */
  #isYoung({ recordedBy }: TrackedPortrait): boolean {
    return this.#run.clock.now() < recordedBy;
  }

  #isPatienceOver({ misunderstood, tracked }: PendingPoll, failure: Failure): boolean {
    const isKnownToBeWrong = saysUnknown(failure) && tracked.submittedAt === null && !this.#isYoung(tracked);
    return misunderstood.isTooLong(this.#run.clock.now(), isKnownToBeWrong);
  }

  #isOver(): boolean {
    return this.#lastPollMade || this.#run.cancellation.stopping.aborted;
  }
}
