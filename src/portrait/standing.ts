import type { Advice } from './failure-words.ts';
import { isPossiblySubmitted, type TrackedPortrait } from './tracked-portrait.ts';

/** The standing of a portrait, in words for people. */
export type Standing =
  | 'Active'
  | 'Processing'
  | 'Submitted'
  | 'Not ready'
  | 'Possibly submitted'
  | 'Rejected'
  | 'Deleted'
  | 'Failed'
  | 'Not submitted';

/** The order in which counts are shown. */
const order: readonly Standing[] = [
  'Active',
  'Processing',
  'Submitted',
  'Not ready',
  'Possibly submitted',
  'Rejected',
  'Deleted',
  'Failed',
  'Not submitted',
];

/** The standing of a portrait. `advice` is `undefined` while its outcome is open, and `null` if it reached what the workflow asked for. */
export function standingOf(tracked: TrackedPortrait, advice: Advice | null | undefined): Standing {
  const { state } = tracked;
  switch (state.kind) {
    case 'active':
      return 'Active';
    case 'unsubmitted':
      return 'Not submitted';
    case 'known':
    case 'unconfirmed':
    case 'processing':
      if (advice === undefined) return 'Processing';
      return advice === null ? 'Submitted' : 'Not ready';
    case 'failed':
      if (isPossiblySubmitted(tracked)) return 'Possibly submitted';
      switch (advice?.word) {
        case 'rejected':
        case 'failed':
          return 'Rejected';
        case 'deleted':
          return 'Deleted';
        default:
          return 'Failed';
      }
  }
}

/** Counts the portraits per standing, without the standings that no portrait has. */
export function countStandings(standings: readonly Standing[]): ReadonlyMap<Standing, number> {
  const counts = order.map((standing) => [standing, standings.filter((other) => other === standing).length] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}
