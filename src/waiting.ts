import type { Check, Checker } from './checking.ts';
import { type Failure, verdictOn } from './jimmyai/answer.ts';
import { assetOf, type Item, move, stateOf } from './progress.ts';
import type { Run } from './run.ts';
import { pauseBeforeCheck } from './schedule.ts';

const mostMisunderstandings = 5;

/** An asset whose status is asked for. */
interface Watched {
  readonly item: Item;
  readonly assetId: string;
  /** Checks in a row that were not understood. */
  misunderstandings: number;
  /** Whether a check gave anything but a reason to try again. */
  answered: boolean;
}

/** Waits until every submitted portrait is `Active` or has failed, or until the deadline. */
export async function waitForAll(items: readonly Item[], checker: Checker, run: Run): Promise<void> {
  await watch(
    watchedIn('processing', items),
    'after a pause',
    checker,
    run,
    (watched, check) => settle(watched, check, run) && watched.item.until !== null,
  );
}

/**
 * Checks the assets that this run did not submit until one check of each is understood. A portrait whose remembered asset
 * failed or is unknown to the service is `unsubmitted` again.
 */
export async function checkKnown(items: readonly Item[], checker: Checker, run: Run): Promise<void> {
  await watch(watchedIn('known', items), 'at once', checker, run, (watched, check) => {
    const { item, assetId } = watched;
    const useless =
      item.reused && (check.result.ok ? check.result.value.status.kind === 'Failed' : !watched.answered && isUnknown(check.result.failure));
    if (!useless) return settle(watched, check, run);
    item.reused = false;
    run.observer.forgotten(item, assetId);
    move(item, { kind: 'unsubmitted' }, run);
    return true;
  });
}

function watchedIn(kind: 'known' | 'processing', items: readonly Item[]): Watched[] {
  return items.flatMap((item) => {
    const { state } = item;
    return state.kind === kind ? [{ item, assetId: state.asset.assetId, misunderstandings: 0, answered: false }] : [];
  });
}

/** Whether the service doesn't know the asset it was asked for. */
function isUnknown(failure: Failure): boolean {
  return failure.kind === 'no-endpoint' || failure.kind === 'refused';
}

/**
 * Asks for the status of assets, round by round on the schedule, until `isSettled` says so for each. The last round starts
 * a little before the deadline, whatever the schedule or the service's `Retry-After` say.
 */
async function watch(
  watched: readonly Watched[],
  first: 'at once' | 'after a pause',
  checker: Checker,
  run: Run,
  isSettled: (watched: Watched, check: Check) => boolean,
): Promise<void> {
  const { clock, deadline, pollInterval, random, stop } = run;
  const started = clock.now();
  if (started > deadline.lastCheck) return;

  let open = watched;
  let pause = first === 'at once' ? 0 : pauseBeforeCheck(0, pollInterval, random);
  let isLast = false;
  while (open.length > 0 && !isLast) {
    isLast = clock.now() + pause >= deadline.lastCheck;
    await clock.sleep(Math.min(pause, deadline.lastCheck - clock.now()), stop.noMore);
    if (stop.noMore.aborted) return;

    // A check that hangs must not take the last one's place.
    const bounds = { by: isLast ? deadline.end : deadline.lastCheck, signal: stop.noMore };
    const assetIds = new Set(open.map(({ assetId }) => assetId));
    const checks = await checker.check([...assetIds], bounds);
    let retryAfter = 0;
    open = open.filter((each) => {
      const check = checks.get(each.assetId);
      if (check === undefined) return true;
      if (!check.result.ok) retryAfter = Math.max(retryAfter, check.result.failure.retryAfter);
      const settled = isSettled(each, check);
      each.answered ||= check.result.ok || verdictOn(check.endpoint, check.result.failure) !== 'retry';
      return !settled;
    });
    pause = Math.max(pauseBeforeCheck(clock.now() - started, pollInterval, random), retryAfter);
  }
}

/** Applies a check to its item. Gives whether it was understood, or can't be any more. */
function settle(watched: Watched, { endpoint, result }: Check, run: Run): boolean {
  const { item } = watched;
  item.checkFailure = result.ok ? null : result.failure;
  if (result.ok) {
    watched.misunderstandings = 0;
    move(item, stateOf(result.value), run);
    return true;
  }
  const { failure } = result;
  const verdict = verdictOn(endpoint, failure);
  watched.misunderstandings = verdict === 'not-understood' ? watched.misunderstandings + 1 : 0;
  if (verdict === 'fail' || watched.misunderstandings === mostMisunderstandings) {
    const trouble = { kind: 'call', endpoint, failure, attempts: Math.max(1, watched.misunderstandings) } as const;
    move(item, { kind: 'failed', asset: assetOf(item.state), trouble }, run);
    return true;
  }
  if (!run.stop.noMore.aborted) run.observer.checkFailed(endpoint, failure);
  return false;
}
