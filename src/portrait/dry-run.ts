import { adviceOn, type Ending } from './advice.ts';
import { type Advice, mostUrgent } from './failure-words.ts';
import { serializeEntries } from './json-output.ts';
import { hashQueryOf } from './signed-url.ts';
import type { StateFile } from './state-file.ts';
import { recall } from './submit.ts';
import { assetIdOf, type TrackedPortrait, type TransitionContext, transitionToGiven } from './tracked-portrait.ts';

/** What a run would do with a portrait. `ask`: nothing until a person has checked. */
export type PlannedAction = 'submit' | 'reuse' | 'wait' | 'ask';

/** A portrait, and what a run would do with it. */
export interface PlannedPortrait {
  readonly tracked: TrackedPortrait;
  readonly action: PlannedAction;
  /** A clause. */
  readonly reason: string;
  /** What to do before a run; `null` if nothing needs a person. */
  readonly advice: Advice | null;
}

/** Plans how a run would begin, from the inputs and the state file alone. Sends nothing. */
export function planPortraits(
  portraits: readonly TrackedPortrait[],
  stateFile: StateFile | null,
  ending: Ending,
  context: TransitionContext,
): readonly PlannedPortrait[] {
  return portraits.map((tracked) => {
    const { source, key } = tracked.portrait;
    const recalled = key === null ? null : (stateFile?.recall(key, hashQueryOf(source)) ?? null);
    if (source.kind === 'asset-id') transitionToGiven(tracked, source.assetId, context);
    else if (recalled !== null) recall(tracked, recalled, context);
    return planned(tracked, ending);
  });
}

function planned(tracked: TrackedPortrait, ending: Ending): PlannedPortrait {
  const plain = (action: PlannedAction, reason: string) => ({ tracked, advice: null, action, reason });
  switch (tracked.state.kind) {
    case 'unsubmitted':
      return plain('submit', ending.hasStateFile ? 'not in the state file' : 'no state file: every run submits this portrait again');
    case 'unconfirmed':
      return plain('reuse', 'in the state file, but JimmyAI has not confirmed the asset yet');
    case 'known':
    case 'processing':
    case 'active':
      return tracked.reused ? plain('reuse', 'in the state file') : plain('wait', 'submitted before: its asset ID is given');
    case 'failed': {
      const advice = adviceOn(tracked, ending);
      return { tracked, advice, action: 'ask', reason: advice?.what ?? '' };
    }
  }
}

/** The outputs of a dry run, keyed by their names in action.yml. `show` sanitizes a text. */
export function planOutputsOf(planned: readonly PlannedPortrait[], show: (text: string) => string): ReadonlyMap<string, string> {
  const entries = planned.map(({ tracked, action, reason }) => ({
    name: tracked.portrait.name,
    action,
    asset_id: assetIdOf(tracked.state),
    reason: show(reason),
  }));
  const plan = serializeEntries(entries, (entry, shorten) => ({ ...entry, reason: shorten(entry.reason) }));
  return new Map([
    ['plan', plan],
    ['failure', mostUrgent(planned.flatMap(({ advice }) => advice?.word ?? []))],
  ]);
}
