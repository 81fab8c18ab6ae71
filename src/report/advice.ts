import { formatDuration } from '../durations.ts';
import { type Failure, mayHaveBeenTaken, verdictOn } from '../jimmyai/answer.ts';
import { assetOf, type Item, type Trouble } from '../progress.ts';
import type { StopCause } from '../stop.ts';

/** What happened, and what the person who reads it can do. Raw text: it is escaped where it is printed. */
export interface Advice {
  /** A few words for the title of an annotation. */
  readonly title: string;
  readonly what: string;
  readonly next: string;
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

/** Portraits of which the same is to be said, by their names. */
export interface Group {
  readonly names: readonly string[];
  readonly advice: Advice;
}

const mostNames = 5;

/** The portraits in trouble, those with the same trouble together, in the order of the first of each. */
export function groupByAdvice(outcomes: readonly Outcome[]): readonly Group[] {
  const groups = new Map<string, { names: string[]; advice: Advice }>();
  for (const { item, advice } of outcomes) {
    if (advice === null) continue;
    const key = JSON.stringify(advice);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { names: [item.portrait.name], advice });
    else group.names.push(item.portrait.name);
  }
  return [...groups.values()];
}

/** The first of the names, and how many more there are. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, mostNames);
  return names.length === shown.length ? shown.join(', ') : `${shown.join(', ')} and ${names.length - shown.length} more`;
}

/** What to say of a portrait that did not become what the workflow asked for; `null` where it did. */
export function adviceOn(item: Item, ending: Ending): Advice | null {
  const { state } = item;
  switch (state.kind) {
    case 'active':
      return null;
    case 'failed':
      return adviceOnTrouble(state.trouble, assetOf(state)?.assetId ?? null, item);
    case 'known':
    case 'processing':
      return ending.cause === null && state.kind === 'processing' && !ending.wait
        ? null
        : adviceOnProcessing(state.asset.assetId, item.checkFailure, ending);
    case 'unsubmitted':
      return adviceOnUnsubmitted(ending);
  }
}

/** What to say of the cause that ended the step early. */
export function adviceOnCause(cause: StopCause): Advice {
  switch (cause.kind) {
    case 'cancelled':
      return { title: 'Cancelled', what: `the job was cancelled (${cause.signal})`, next: 'Run it again when you want to go on.' };
    case 'state-file':
      return {
        title: 'State file not writable',
        what: `the state file can’t be written: ${cause.message}`,
        next: 'Make the folder of `state-file` writable, then run again; nothing was submitted that would not be remembered.',
      };
    case 'unexpected':
      return {
        title: 'Unexpected error',
        what: `this action made a mistake: ${cause.message}`,
        next: 'Please report it. Before you run again, look among your assets at JimmyAI for portraits without an id here.',
      };
    case 'failure':
      return adviceOnFailure(cause.failure);
  }
}

function adviceOnProcessing(assetId: string, checkFailure: Failure | null, { cause, timeout, hasStateFile }: Ending): Advice {
  const resume = hasStateFile
    ? `To go on waiting, run again with the same \`state-file\`, or with \`asset-id: ${assetId}\`: nothing is submitted again.`
    : `To go on waiting, run with \`asset-id: ${assetId}\` in place of its \`url\` or \`file\`: nothing is submitted again.`;
  if (cause === null) {
    const lastCheck = checkFailure === null ? '' : `, and the last status check failed: ${checkFailure.said}`;
    return {
      title: `Still Processing after ${formatDuration(timeout)}`,
      what: `it is still Processing after ${formatDuration(timeout)} (asset_id ${assetId})${lastCheck}`,
      next: `${resume} A larger \`timeout\` gives the service more time.`,
    };
  }
  const { title, what, next } = adviceOnCause(cause);
  const hint = cause.kind === 'cancelled' ? '' : `${next} `;
  return { title, what: `it stays submitted (asset_id ${assetId}); the wait ended because ${what}`, next: `${hint}${resume}` };
}

function adviceOnUnsubmitted({ cause, timeout }: Ending): Advice {
  if (cause === null) {
    return {
      title: 'Not submitted in time',
      what: `it was not submitted within ${formatDuration(timeout)}`,
      next: 'Raise `timeout`, or split the list, and run again: submitting it is safe.',
    };
  }
  const { title, what, next } = adviceOnCause(cause);
  return { title, what: `it was not submitted, because ${what}`, next };
}

function adviceOnTrouble(trouble: Trouble, assetId: string | null, { portrait }: Item): Advice {
  switch (trouble.kind) {
    case 'failed-at-service':
      return {
        title: 'JimmyAI could not use the portrait',
        what: `JimmyAI says Failed${trouble.reason === null ? ' and gives no reason' : `: ${trouble.reason}`} (asset_id ${assetId})`,
        next: 'Try another picture: one real face, clear and from the front. The same picture again makes another asset.',
      };
    case 'interrupted-earlier':
      return {
        title: 'May have been submitted before',
        what: 'an earlier run began to submit it and did not live to write down the outcome, so it may be at JimmyAI already',
        next: lookForIt(portrait.key),
      };
    case 'call': {
      const { endpoint, failure, attempts } = trouble;
      const verdict = verdictOn(endpoint, failure);
      if (verdict === 'stop') return adviceOnFailure(failure);
      if (endpoint === 'submit') return adviceOnSubmission(failure, attempts, portrait.key);
      if (endpoint === 'upload') {
        return {
          title: 'Image not uploaded',
          what: `the image was not uploaded (${inAttempts(attempts)}): ${failure.said}`,
          next: failure.kind === 'refused' ? 'Check the image file.' : 'Nothing was submitted: run again later.',
        };
      }
      if (verdict === 'fail') {
        return {
          title: 'JimmyAI refused the asset-id',
          what: `JimmyAI gives no status of asset_id ${assetId}: ${failure.said}`,
          next:
            portrait.source.kind === 'asset-id'
              ? 'Check the id, and that `token` and `base-url` are those it was submitted with.'
              : `It was submitted all the same: ask for it later with \`asset-id: ${assetId}\`.`,
        };
      }
      return {
        title: 'Status not understood',
        what: `JimmyAI’s answer about asset_id ${assetId} is no status (${inAttempts(attempts)}): ${failure.said}`,
        next: `Check that the id belongs to the account of \`token\` and that \`base-url\` is right, then run with \`asset-id: ${assetId}\`.`,
      };
    }
  }
}

function adviceOnSubmission(failure: Failure, attempts: number, key: string | null): Advice {
  if (mayHaveBeenTaken(failure)) {
    return {
      title: 'May have been submitted',
      what: `it may have been taken: ${failure.said}`,
      next: `Don’t just run again: that could make a second asset. ${lookForIt(key)}`,
    };
  }
  if (failure.kind === 'refused') {
    return {
      title: 'JimmyAI refused the portrait',
      what: `JimmyAI refused it: ${failure.said}`,
      next: 'Correct what it names, usually the `name` or the `url` (which JimmyAI must be able to open), then run again.',
    };
  }
  const what = `it was not submitted (${inAttempts(attempts)}): ${failure.said}`;
  return failure.kind === 'busy'
    ? { title: 'JimmyAI is busy', what, next: 'It was certainly not taken: run again later.' }
    : {
        title: 'JimmyAI not reached',
        what,
        next: 'It was certainly not sent: check `base-url`, the network and the proxy, then run again.',
      };
}

/** What to do about a portrait that may be at the service. `key` is that of its entry in the state file. */
function lookForIt(key: string | null): string {
  return key === null
    ? 'Look for it among your assets at JimmyAI. If it is there, run with its id as `asset-id`; if it is not, run again.'
    : `Look for it among your assets at JimmyAI. If it is there, write its id as \`asset_id\` into the entry with the key ${key} of the state file; if it is not, remove that entry. Then run again.`;
}

function adviceOnFailure(failure: Failure): Advice {
  switch (failure.kind) {
    case 'unauthorized':
      return {
        title: 'JimmyAI refused the token',
        what: `JimmyAI refused the API key: ${failure.said}`,
        next: 'Check the secret behind `token`: it must be a valid API key of the service at `base-url`.',
      };
    case 'balance':
      return {
        title: 'JimmyAI balance exhausted',
        what: `the JimmyAI account or the key’s quota is exhausted: ${failure.said}`,
        next: 'Top up the account or raise the quota of the key, then run again.',
      };
    case 'redirected':
      return {
        title: 'JimmyAI is elsewhere',
        what: `the service redirects: ${failure.said}`,
        next:
          failure.target === null
            ? 'Set `base-url` to the origin at which the service answers itself.'
            : `If you trust that address, set \`base-url\` to ${failure.target}. The token is not sent there by itself.`,
      };
    case 'untrusted':
      return {
        title: 'Certificate not trusted',
        what: `the certificate of the service is not trusted: ${failure.said}`,
        next: 'Check `base-url`. If the service or a proxy has a CA of its own, name its PEM file in the environment variable NODE_EXTRA_CA_CERTS.',
      };
    default:
      return {
        title: 'Not the JimmyAI API',
        what: `the service has no such endpoint: ${failure.said}`,
        next: 'Check `base-url`: it must be the origin of the JimmyAI API, like https://www.jimmyai.cn.',
      };
  }
}

function inAttempts(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}
