import { messageOf } from '../step/errors.ts';
import { createLimit } from './limit.ts';
import { Poller, type PollGoal } from './poller.ts';
import type { RunContext } from './run-context.ts';
import { awaitNeighbour, rememberUnknown, resolveDoubt, restoreState, submit } from './submit.ts';
import { assetIdOf, type State, type TrackedPortrait, transitionToGiven } from './tracked-portrait.ts';

const concurrentSubmissions = 4;

/**
 * Drives each portrait to a terminal state or the deadline, with four uploads and submissions at a time and shared polls. Never rejects.
 */
export async function processPortraits(portraits: readonly TrackedPortrait[], wait: boolean, run: RunContext): Promise<void> {
  const poller = new Poller(run);
  const limit = createLimit(concurrentSubmissions);
  let unsettled = portraits.length;

  const process = async (tracked: TrackedPortrait) => {
    const poll = async (goal: PollGoal) => {
      const assetId = assetIdOf(tracked.state);
      if (assetId !== null) await poller.poll(tracked, assetId, goal);
    };
    await recallGiven(tracked, run);
    // Repeats only if another step has submitted the same portrait in the meantime.
    do {
      if (isIn(tracked, 'known')) await poll(wait ? 'terminal' : 'understood');
      if (!isIn(tracked, 'unsubmitted')) break;
      await limit(() => submit(tracked, run));
    } while (isIn(tracked, 'known'));
    unsettled -= 1;
    if (unsettled === 0) run.observer.submitted();
    if (isIn(tracked, 'unconfirmed')) await resolveDoubt(tracked, () => poll('understood'), run);
    if (wait && isIn(tracked, 'processing')) await poll('terminal');
    await rememberUnknown(tracked, run);
  };

  // Isolate failures: one portrait must not lose another's ID.
  const stop = (error: unknown) => run.cancellation.stop({ kind: 'internal', message: messageOf(error) });
  await Promise.all(portraits.map((tracked) => process(tracked).catch(stop)));
  await restoreState(run);
}

/** Assigns the asset that the workflow or the state file names for a portrait. */
async function recallGiven(tracked: TrackedPortrait, run: RunContext): Promise<void> {
  const { source } = tracked.portrait;
  if (source.kind === 'asset-id') transitionToGiven(tracked, source.assetId, run);
  else await awaitNeighbour(tracked, run);
}

function isIn({ state }: TrackedPortrait, kind: State['kind']): boolean {
  return state.kind === kind;
}
