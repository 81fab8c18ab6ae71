import { messageOf } from '../step/errors.ts';
import { createLimit } from './limit.ts';
import { Poller, type PollGoal } from './poller.ts';
import type { RunContext } from './run-context.ts';
import { hashQueryOf } from './signed-url.ts';
import { recall, submit } from './submit.ts';
import { assetIdOf, type State, type TrackedPortrait, transitionToGiven } from './tracked-portrait.ts';

const concurrentSubmissions = 4;

/**
 * Drives each portrait to a terminal state or the deadline: four uploads and submissions at a time, polls of all together.
 * Never rejects.
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
    recallGiven(tracked, run);
    // Once more only where another step has submitted the same portrait in the meantime.
    do {
      if (isIn(tracked, 'known')) await poll(wait ? 'terminal' : 'understood');
      if (!isIn(tracked, 'unsubmitted')) break;
      await limit(() => submit(tracked, run));
    } while (isIn(tracked, 'known'));
    unsettled -= 1;
    if (unsettled === 0) run.observer.submitted();
    if (wait && isIn(tracked, 'processing')) await poll('terminal');
  };

  // Isolate failures: one portrait must not lose another's ID.
  const stop = (error: unknown) => run.cancellation.stop({ kind: 'internal', message: messageOf(error) });
  await Promise.all(portraits.map((tracked) => process(tracked).catch(stop)));
}

/** Gives a portrait the asset that the workflow or the state file names for it. */
function recallGiven(tracked: TrackedPortrait, run: RunContext): void {
  const { source, key } = tracked.portrait;
  const recalled = key === null ? null : (run.stateFile?.recall(key, hashQueryOf(source)) ?? null);
  if (source.kind === 'asset-id') transitionToGiven(tracked, source.assetId, run);
  else if (recalled !== null) recall(tracked, recalled, run);
}

function isIn({ state }: TrackedPortrait, kind: State['kind']): boolean {
  return state.kind === kind;
}
