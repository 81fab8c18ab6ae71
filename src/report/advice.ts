import { formatDuration } from '../durations.ts';
import { type Failure, isPossiblyAccepted, verdictOn } from '../jimmyai/failure.ts';
import { assetOf, type Item, type Trouble } from '../progress.ts';
import type { StopCause } from '../stop.ts';

/** Why a step fails, in a stable word for scripts: the output `failure`. The one that needs a person most stands first. */
export const failureWords = [
  'possibly-submitted',
  'token',
  'balance',
  'rejected',
  'failed',
  'deleted',
  'not-found',
  'not-understood',
  'upload',
  'invalid-input',
  'base-url',
  'certificate',
  'state-file',
  'outputs',
  'internal',
  'timeout',
  'unreachable',
  'busy',
  'cancelled',
] as const;

export type FailureWord = (typeof failureWords)[number];

/**
 * What happened, and what the person who reads it can do. Raw text: it is escaped where it is printed. It holds neither name nor
 * id, so that portraits of which the same is to be said can be told of together.
 */
export interface Advice {
  readonly failure: FailureWord;
  /** A few words for the title of an annotation, without `:` and `,`, which some runners show escaped. */
  readonly title: string;
  /** A clause, without a full stop. */
  readonly what: string;
  /** Whole sentences. */
  readonly next: string;
  /** How a later run can go on with the asset, if it can. */
  readonly resume: 'asset-id' | 'state-file' | null;
}

/** How the step came to its end. Durations are in milliseconds. */
export interface Ending {
  /** Why it stopped before its time; `null` where every portrait is through or time ran out. */
  readonly cause: StopCause | null;
  readonly timeout: number;
  readonly wait: boolean;
  readonly hasStateFile: boolean;
}

/** A portrait and what to say of it, if it did not become what was asked for. */
export interface Outcome {
  readonly item: Item;
  readonly advice: Advice | null;
}

/** Portraits of which the same is to be said. */
export interface Group {
  readonly items: readonly Item[];
  readonly advice: Advice;
}

const maxListed = 5;
const maxListLength = 500;

/** The portraits in trouble, those with the same trouble together, in the order of the first of each. */
export function groupByAdvice(outcomes: readonly Outcome[]): readonly Group[] {
  const groups = new Map<string, { items: Item[]; advice: Advice }>();
  for (const { item, advice } of outcomes) {
    if (advice === null) continue;
    const key = JSON.stringify(advice);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { items: [item], advice });
    else group.items.push(item);
  }
  return [...groups.values()];
}

/** Of several failures the one that needs a person most; empty where there is none. */
export function mostUrgent(words: readonly FailureWord[]): FailureWord | '' {
  return failureWords.find((word) => words.includes(word)) ?? '';
}

/** The first of the portraits, as `describe` gives them, and how many more there are. */
export function listItems(items: readonly Item[], describe: (item: Item) => string): string {
  const shown: string[] = [];
  let length = 0;
  for (const item of items.slice(0, maxListed)) {
    const text = describe(item);
    length += text.length;
    if (shown.length > 0 && length > maxListLength) break;
    shown.push(text);
  }
  const left = items.length - shown.length;
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`;
}

/** By what a person finds the portrait: its asset's id, or the key of the entry that stands in for one. */
export function referenceOf(item: Item): string | null {
  const asset = assetOf(item.state);
  if (asset !== null) return `asset ID ${asset.assetId}`;
  const { key } = item.portrait;
  return key !== null && isPossiblySubmitted(item) ? `entry ${key} of the state file` : null;
}

/** Whether nobody knows if the portrait is at JimmyAI. */
export function isPossiblySubmitted({ state }: Item): boolean {
  if (state.kind !== 'failed') return false;
  const { trouble } = state;
  if (trouble.kind === 'interrupted-earlier') return true;
  return trouble.kind === 'call' && trouble.endpoint === 'submit' && isPossiblyAccepted(trouble.failure);
}

/** All that is to be done about `items`, as sentences. */
export function nextSteps({ next, resume }: Advice, items: readonly Item[]): string {
  const ids = items.flatMap((item) => assetOf(item.state)?.assetId ?? []);
  const [only] = ids;
  if (resume === null || only === undefined) return next;
  const byId = ids.length === 1 ? `set \`asset-id: ${only}\`` : 'list each of these asset IDs as `asset-id` in `portraits`';
  const inPlace = ids.length === 1 ? ' in place of `url` or `file`' : '';
  const how = resume === 'state-file' ? `run again with the same \`state-file\`, or ${byId}` : `${byId}${inPlace}`;
  return `${next}${next === '' ? '' : ' '}To go on waiting, ${how}. Nothing is submitted again.`;
}

/** `clause` as the beginning of a sentence. */
export function capitalize(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** What to say of a portrait that did not become what the workflow asked for; `null` where it did. */
export function adviceOn(item: Item, ending: Ending): Advice | null {
  const { state } = item;
  switch (state.kind) {
    case 'active':
      return null;
    case 'failed':
      return adviceOnTrouble(state.trouble, item, resumeWith(ending));
    case 'known':
      return adviceOnProcessing(item.checkFailure, ending);
    case 'processing':
      return ending.cause === null && !ending.wait ? null : adviceOnProcessing(item.checkFailure, ending);
    case 'unsubmitted':
      return adviceOnUnsubmitted(ending);
  }
}

/** What to say of the cause that ended the step early. */
export function adviceOnCause(cause: StopCause): Advice {
  switch (cause.kind) {
    case 'cancelled':
      return {
        failure: 'cancelled',
        title: 'Cancelled',
        what: `the job was cancelled (${cause.signal})`,
        next: 'Run it again when you want to go on.',
        resume: null,
      };
    case 'state-file':
      return {
        failure: 'state-file',
        title: 'State file not writable',
        what: `the state file can’t be written: ${cause.message}`,
        next: 'Make the folder of `state-file` writable, then run again. Nothing was submitted that would not be remembered.',
        resume: null,
      };
    case 'unexpected':
      return {
        failure: 'internal',
        title: 'Internal error',
        what: `the action hit an internal error: ${cause.message}`,
        next: 'Please report it. Before you run again, ask JimmyAI about portraits that have no asset ID here.',
        resume: null,
      };
    case 'failure':
      return adviceOnFailure(cause.failure);
  }
}

function resumeWith({ hasStateFile }: Ending): 'state-file' | 'asset-id' {
  return hasStateFile ? 'state-file' : 'asset-id';
}

function adviceOnProcessing(checkFailure: Failure | null, ending: Ending): Advice {
  const resume = resumeWith(ending);
  if (ending.cause === null) {
    const waited = formatDuration(ending.timeout);
    const lastCheck = checkFailure === null ? '' : `, and the last status check failed: ${checkFailure.detail}`;
    return {
      failure: 'timeout',
      title: `Still Processing after ${waited}`,
      what: `the portrait is still Processing after ${waited}${lastCheck}`,
      next: 'A larger `timeout` gives JimmyAI more time.',
      resume,
    };
  }
  const { failure, title, what, next } = adviceOnCause(ending.cause);
  const hint = ending.cause.kind === 'cancelled' ? '' : next;
  return { failure, title, what: `the portrait stays submitted. Waiting stopped because ${what}`, next: hint, resume };
}

function adviceOnUnsubmitted({ cause, timeout }: Ending): Advice {
  if (cause === null) {
    return {
      failure: 'timeout',
      title: 'Not submitted in time',
      what: `the portrait was not submitted within ${formatDuration(timeout)}`,
      next: 'Raise `timeout`, or split the list. Then run again: submitting it is safe.',
      resume: null,
    };
  }
  const { failure, title, what, next } = adviceOnCause(cause);
  return { failure, title, what: `the portrait was not submitted, because ${what}`, next, resume: null };
}

function adviceOnTrouble(trouble: Trouble, { portrait }: Item, resume: 'state-file' | 'asset-id'): Advice {
  switch (trouble.kind) {
    case 'failed-at-service':
      return {
        failure: 'failed',
        title: 'JimmyAI rejected the image',
        what: `JimmyAI rejected the image${trouble.reason === null ? ' and gave no reason' : `: ${trouble.reason}`}`,
        next: 'Try another image: one real face, sharp and from the front. Resubmitting the same image creates another asset.',
        resume: null,
      };
    case 'deleted':
      return {
        failure: 'deleted',
        title: 'Asset deleted',
        what: 'JimmyAI says that the asset was deleted',
        next:
          portrait.key === null
            ? 'Ask who deleted it. To submit the portrait anew, run with its `url` or `file`.'
            : `Ask who deleted it. To submit the portrait anew, remove the entry with the key ${portrait.key} from the state file, then run again.`,
        resume: null,
      };
    case 'interrupted-earlier':
      return {
        failure: 'possibly-submitted',
        title: 'Possibly submitted before',
        what: 'another run was interrupted while it submitted this portrait, so the portrait may already be submitted',
        next: askWhetherItExists(portrait.key),
        resume: null,
      };
    case 'call': {
      const { endpoint, failure, attempts } = trouble;
      switch (endpoint) {
        case 'submit':
          return adviceOnSubmission(failure, attempts, portrait.key);
        case 'upload':
          return adviceOnUpload(failure, attempts);
        case 'status':
        case 'batch-status':
          return adviceOnCheck(endpoint, failure, attempts, portrait.source.kind === 'asset-id', resume);
      }
    }
  }
}

function adviceOnSubmission(failure: Failure, attempts: number, key: string | null): Advice {
  if (isPossiblyAccepted(failure)) {
    const topUp = failure.kind === 'balance-ambiguous' ? ' Top up the account or raise the quota of the key.' : '';
    return {
      failure: 'possibly-submitted',
      title: 'Possibly submitted',
      what: `the portrait may already be submitted: ${failure.detail}`,
      next: `Don’t re-run yet: that could create a duplicate asset.${topUp} ${askWhetherItExists(key)}`,
      resume: null,
    };
  }
  switch (failure.kind) {
    case 'rejected':
    case 'rejected-by-gateway':
      return {
        failure: 'rejected',
        title: 'JimmyAI rejected the submission',
        what: `JimmyAI rejected the submission: ${failure.detail}`,
        next: 'Fix the reported problem, usually in `name` or `url` (JimmyAI must be able to open the URL). Then run again.',
        resume: null,
      };
    case 'busy':
      return {
        failure: 'busy',
        title: 'JimmyAI is busy',
        what: `JimmyAI did not accept the submission (${inAttempts(attempts)}): ${failure.detail}`,
        next: 'Nothing was submitted. Run again later.',
        resume: null,
      };
    case 'server-error':
      return {
        failure: 'busy',
        title: 'JimmyAI server error',
        what: `JimmyAI reported a server error (${inAttempts(attempts)}): ${failure.detail}`,
        next: 'Run again later.',
        resume: null,
      };
    case 'not-sent':
      return {
        failure: 'unreachable',
        title: 'JimmyAI not reached',
        what: `the submission could not be sent (${inAttempts(attempts)}): ${failure.detail}`,
        next: 'Nothing was submitted. Check `base-url`, the network and the proxy, then run again.',
        resume: null,
      };
    default:
      return adviceOnFailure(failure);
  }
}

function adviceOnUpload(failure: Failure, attempts: number): Advice {
  if (verdictOn('upload', failure) === 'stop') return adviceOnFailure(failure);
  const isAboutTheImage = ['rejected', 'rejected-by-gateway', 'unreadable-body'].includes(failure.kind);
  return {
    failure: 'upload',
    title: 'Image not uploaded',
    what: `the image was not uploaded (${inAttempts(attempts)}): ${failure.detail}`,
    next: isAboutTheImage ? 'Nothing was submitted. Check the image file, then run again.' : 'Nothing was submitted. Run again later.',
    resume: null,
  };
}

function adviceOnCheck(
  endpoint: 'status' | 'batch-status',
  failure: Failure,
  attempts: number,
  isGiven: boolean,
  resume: 'state-file' | 'asset-id',
): Advice {
  const verdict = verdictOn(endpoint, failure);
  if (verdict === 'stop') return adviceOnFailure(failure);
  if (verdict === 'fail') {
    return {
      failure: 'not-found',
      title: 'JimmyAI rejected the asset-id',
      what: `JimmyAI doesn’t recognize the asset ID: ${failure.detail}`,
      next: isGiven
        ? 'Check the asset ID, and that `token` and `base-url` are those it was submitted with.'
        : 'The portrait was submitted all the same.',
      resume: isGiven ? null : resume,
    };
  }
  return {
    failure: 'not-understood',
    title: 'Status not understood',
    what: `JimmyAI’s response contains no valid status (${inAttempts(attempts)}): ${failure.detail}`,
    next: 'Check that the asset belongs to the account of `token` and that `base-url` is right.',
    resume,
  };
}

/** What to do about a portrait that may be at the service. `key` is that of its entry in the state file. */
function askWhetherItExists(key: string | null): string {
  const ask = 'Ask JimmyAI whether an asset of this name was created at the time of that submission.';
  return key === null
    ? `${ask} If so, set \`asset-id\` to its ID. If not, run again.`
    : `${ask} If so, write its ID as \`asset_id\` into the entry of the state file. If not, remove that entry. Then run again.`;
}

function adviceOnFailure(failure: Failure): Advice {
  switch (failure.kind) {
    case 'unauthorized':
      return {
        failure: 'token',
        title: 'JimmyAI rejected the token',
        what: `JimmyAI rejected the API key: ${failure.detail}`,
        next: 'Check the secret behind `token`: it must be a valid API key of the service at `base-url`.',
        resume: null,
      };
    case 'balance':
    case 'balance-ambiguous':
      return {
        failure: 'balance',
        title: 'JimmyAI balance exhausted',
        what: `the JimmyAI account or the key’s quota is exhausted: ${failure.detail}`,
        next: 'Top up the account or raise the quota of the key, then run again.',
        resume: null,
      };
    case 'redirected':
      return {
        failure: 'base-url',
        title: 'JimmyAI redirected the request',
        what: `JimmyAI redirected the request: ${failure.detail}`,
        next:
          failure.target === null
            ? 'Set `base-url` to the address at which JimmyAI itself responds.'
            : `If you trust that address, set \`base-url\` to ${failure.target}. The action doesn’t send the token there by itself.`,
        resume: null,
      };
    case 'untrusted':
      return {
        failure: 'certificate',
        title: 'Certificate not trusted',
        what: `the certificate of the service is not trusted: ${failure.detail}`,
        next: 'Check `base-url`. If the service or a proxy has a CA of its own, name its PEM file in the environment variable NODE_EXTRA_CA_CERTS.',
        resume: null,
      };
    case 'no-endpoint':
    case 'not-found':
      return {
        failure: 'base-url',
        title: 'Not the JimmyAI API',
        what: `the service has no such endpoint: ${failure.detail}`,
        next: 'Check `base-url`: it must be the scheme and host of the JimmyAI API, such as https://www.jimmyai.cn.',
        resume: null,
      };
    case 'rejected':
    case 'rejected-by-gateway':
    case 'not-sent':
    case 'unreadable-body':
    case 'busy':
    case 'server-error':
    case 'ambiguous':
    case 'unexpected':
      return {
        failure: 'internal',
        title: 'Internal error',
        what: `a request to JimmyAI failed: ${failure.detail}`,
        next: 'Run again later.',
        resume: null,
      };
  }
}

function inAttempts(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}
