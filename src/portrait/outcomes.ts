import { describeTrace } from '../jimmyai/failure-advice.ts';
import { capitalize, explain } from '../step/advice.ts';
import { formatUtc } from '../step/utc.ts';
import { type Advice, compareUrgency, type Others } from './failure-words.ts';
import type { RecordedSubmission } from './state-file-content.ts';
import { assetIdOf, failureOf, isPossiblySubmitted, type TrackedPortrait } from './tracked-portrait.ts';

/** A portrait and the advice on it; `null` if the portrait became what the workflow asked for. */
export interface Outcome {
  readonly tracked: TrackedPortrait;
  readonly advice: Advice | null;
}

/** Writes an ID. */
type Show = (id: string) => string;

const asIs: Show = (id) => id;

/** Portraits with the same advice. */
export interface Group {
  readonly portraits: readonly TrackedPortrait[];
  readonly advice: Advice;
}

const maxListed = 5;
const maxListLength = 500;

/** Groups the portraits that have advice by their advice, the most urgent group first. */
export function groupByAdvice(outcomes: readonly Outcome[]): readonly Group[] {
  const groups = new Map<string, { portraits: TrackedPortrait[]; advice: Advice }>();
  for (const { tracked, advice } of outcomes) {
    if (advice === null) continue;
    const key = JSON.stringify(advice);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { portraits: [tracked], advice });
    else group.portraits.push(tracked);
  }
  return [...groups.values()].sort((a, b) => compareUrgency(a.advice.word, b.advice.word));
}

/** Lists the first few portraits as `describe` writes them, and counts the rest. */
export function listItems(portraits: readonly TrackedPortrait[], describe: (tracked: TrackedPortrait) => string): string {
  const shown: string[] = [];
  let length = 0;
  for (const tracked of portraits.slice(0, maxListed)) {
    const text = describe(tracked);
    length += text.length;
    if (shown.length > 0 && length > maxListLength) break;
    shown.push(text);
  }
  const left = portraits.length - shown.length;
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`;
}

/**
 * Identifies the portrait for the reader: its asset ID or the key of its entry in the state file, as `show` writes them, and its request;
 * `null` if it has none of these.
 */
export function referenceOf(tracked: TrackedPortrait, show: Show = asIs): string | null {
  const assetId = assetIdOf(tracked.state);
  return joined([assetId === null ? null : `asset ID ${show(assetId)}`, whatToLookUp(tracked, show)]);
}

/** The entry that a person may have to change, and the request by which JimmyAI's support finds the submission; `null` without either. */
function whatToLookUp(tracked: TrackedPortrait, show: Show): string | null {
  const { key } = tracked.portrait;
  return joined([key !== null && concernsEntry(tracked) ? `entry ${show(key)} in the state file` : null, traceOf(tracked, show)]);
}

function joined(parts: readonly (string | null)[]): string | null {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : known.join(', ');
}

/** The request or time by which JimmyAI's support finds a submission that failed or whose outcome is unknown; `null` without one. */
function traceOf(tracked: TrackedPortrait, show: Show): string | null {
  const failure = failureOf(tracked);
  switch (failure?.kind) {
    case 'call':
      return failure.endpoint === 'submit' ? describeTrace(failure.cause, show) : null;
    case 'interrupted-earlier':
    case 'in-doubt-earlier':
      return describeRecorded(failure.recorded, show);
    case 'rejected-image':
    case 'deleted':
    case 'in-progress-elsewhere':
    case 'unclear-image':
    case undefined:
      return null;
  }
}

function describeRecorded({ recordedAt, requestId }: RecordedSubmission, show: Show): string | null {
  return joined([
    requestId === null ? null : `request ID ${show(requestId)}`,
    recordedAt === null ? null : `recorded ${formatUtc(recordedAt)}`,
  ]);
}

/** What happened to one portrait, everything to do, and what to look up and quote. */
export function explainOne(advice: Advice, tracked: TrackedPortrait): string {
  const reference = whatToLookUp(tracked, asIs);
  const rule = advice.resubmitsOthers ? ` ${ruleForOthers}` : '';
  return `${explainGroup(advice, [tracked])}${rule}${reference === null ? '' : ` ${capitalize(reference)}.`}`;
}

/** The rule for a new run with a list and no state file. */
export const ruleForOthers =
  'In a new run, give each portrait that has an asset ID (in the output `assets`) as `asset-id`, and leave out each that is possibly submitted, unless the advice on the portrait says otherwise. What keeps `url` or `file` is submitted again.';

/** What a new run with the same list would do with the portraits other than `tracked` that are submitted or possibly submitted. */
export function othersOf(tracked: TrackedPortrait, portraits: readonly TrackedPortrait[], hasStateFile: boolean): Others {
  const isThere = (other: TrackedPortrait) => assetIdOf(other.state) !== null || isPossiblySubmitted(other);
  const hasOthers = portraits.some((other) => other !== tracked && other.portrait.source.kind !== 'asset-id' && isThere(other));
  if (!hasOthers) return 'none';
  return hasStateFile ? 'remembered' : 'resubmitted';
}

/** Whether a person may have to change the portrait's entry in the state file. Later runs go on with an ID that this run has recorded. */
function concernsEntry(tracked: TrackedPortrait): boolean {
  const kind = failureOf(tracked)?.kind;
  return kind === 'unclear-image' || (isPossiblySubmitted(tracked) && (assetIdOf(tracked.state) === null || kind !== 'call'));
}

/** What happened to `portraits`, and what to do, as sentences. */
export function explainGroup(advice: Advice, portraits: readonly TrackedPortrait[]): string {
  return explain({ what: advice.what, next: nextSteps(advice, portraits) });
}

/** What to do about `portraits`, as sentences. */
export function nextSteps({ next, resume }: Advice, portraits: readonly TrackedPortrait[]): string {
  const ids = portraits.flatMap((tracked) => assetIdOf(tracked.state) ?? []);
  const [only] = ids;
  if (resume === undefined || only === undefined) return next;
  const isGiven = portraits.every(({ portrait }) => portrait.source.kind === 'asset-id');
  const byId = ids.length === 1 ? `with \`asset-id: ${only}\`` : 'with the asset IDs (in the output `assets`) as `asset-id` in `portraits`';
  const alone = `start a new run of this step alone ${byId}${isGiven ? '' : ' in place of `url` or `file`'}`;
  const whom = portraits.length === 1 ? 'the portrait' : 'the portraits';
  const how = {
    'asset-id': `${alone}. ${isGiven ? 'This submits nothing.' : `Don’t use “Re-run jobs”: that submits ${whom} again.`}`,
    'state-file': `start a new run with the same \`state-file\`, or ${alone}. Neither resubmits ${whom}.`,
  };
  return `${next}${next === '' ? '' : ' '}To continue waiting, ${how[resume]}`;
}
