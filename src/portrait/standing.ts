import type { Advice } from './failure-words.ts';
import { isPossiblySubmitted, type TrackedPortrait } from './tracked-portrait.ts';

/** What has become of a portrait, in the words that people read. */
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

/** Standings in the order in which people see them counted. */
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

/**
 * What has become of the portrait. `advice` is what is to be said of it: `undefined` as long as that is open, `null` if it became
 * what the workflow asked for.
 */
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

/** How many portraits there are of each standing that there is. */
export function countStandings(standings: readonly Standing[]): ReadonlyMap<Standing, number> {
  const counts = order.map((standing) => [standing, standings.filter((other) => other === standing).length] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}
