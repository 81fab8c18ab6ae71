import { type Failure, isPossiblyMade, saysUnknown, verdictOn } from '../jimmyai/failure.ts';
import { adviceOnStop, support, topUpHint } from '../jimmyai/failure-advice.ts';
import { inAttempts } from '../step/advice.ts';
import type { Advice, Others, Resume } from './failure-words.ts';
import type { RecordedSubmission } from './state-file-content.ts';
import { assetIdOf, type PortraitFailure, type TrackedPortrait } from './tracked-portrait.ts';

/** The advice on a portrait that failed. `resume`: how a later run can continue with an asset. */
export function adviceOnFailed(failure: PortraitFailure, { portrait, state }: TrackedPortrait, resume: Resume, others: Others): Advice {
  const doubt = { key: portrait.key, ...(assetIdOf(state) === null ? {} : { resume }) };
  switch (failure.kind) {
    case 'rejected-image':
      return {
        word: 'failed',
        title: 'JimmyAI rejected the image',
        what: `JimmyAI rejected the image${failure.reason === null ? ' and gave no reason' : `: ${failure.reason}`}`,
        next: 'Use another image: one real face, sharp and from the front. Then start a new run. Don’t use “Re-run jobs”: that submits the same image again, which creates another asset.',
      };
    case 'deleted':
      return {
        word: 'deleted',
        title: 'Asset deleted',
        what: 'JimmyAI reports that the asset was deleted',
        next:
          portrait.key === null
            ? 'Find out who deleted the asset. To submit the portrait again, start a new run with its `url` or `file`.'
            : `Find out who deleted the asset. To submit the portrait again, remove the entry with the key ${portrait.key} from the state file, then start a new run.`,
      };
    case 'interrupted-earlier':
      return {
        word: 'possibly-submitted',
        title: 'Possibly submitted before',
        what: 'possibly submitted: an earlier run was interrupted while it submitted this portrait',
        ...wayOutOfEarlierDoubt(failure.recorded, doubt),
      };
    case 'in-doubt-earlier':
      return {
        word: 'possibly-submitted',
        title: 'Possibly submitted before',
        what: 'possibly submitted: an earlier run could not tell whether JimmyAI accepted this portrait',
        ...wayOutOfEarlierDoubt(failure.recorded, doubt),
      };
    case 'in-progress-elsewhere':
      return {
        word: 'possibly-submitted',
        title: 'Another step is submitting',
        what: 'possibly submitted: another step with the same `state-file` is probably still submitting this portrait',
        next: 'Wait until that step has ended. Then start a new run with the same `state-file`: it goes on with what that step has recorded.',
      };
    case 'unclear-image':
      return {
        word: 'state-file',
        title: 'Possibly another image',
        what: 'not submitted because the state file has an asset for this name and URL, but the query of the URL differs, so the action can’t tell whether the image is the same',
        next: 'If the image is the same, start a new run that replaces `url` by `asset-id`, with the `asset_id` in the entry. If it is another image, give it another `name`, or remove the entry, then start a new run. For new portraits, a URL without a signature or `file` avoids this question.',
      };
    case 'call': {
      const { endpoint, cause, attempts } = failure;
      switch (endpoint) {
        case 'submit':
          return adviceOnSubmission(cause, attempts, doubt, others);
        case 'upload':
          return adviceOnUpload(cause, attempts, others);
        case 'status':
        case 'batch-status':
          return adviceOnCheck(endpoint, cause, attempts, portrait.source.kind === 'asset-id', resume);
      }
    }
  }
}

/** The advice on a portrait that was not submitted because every request would fail with `failure`. */
export function adviceOnObstacle(failure: Failure): Advice {
  const { word, title, what, next } = adviceOnStop(failure);
  return { word, title, what: `not submitted because ${what}`, next: `${next} Then start a new run.` };
}

/** How to start again when waiting is enough. A re-run repeats the other steps of the job, and may have an outdated state file. */
function later(others: Others): string {
  return others === 'none' ? 'Start a new run of this step alone later.' : 'Start a new run later.';
}

function adviceOnSubmission(failure: Failure, attempts: number, doubt: Doubt, others: Others): Advice {
  if (isPossiblyMade('submit', failure)) {
    return {
      word: 'possibly-submitted',
      title: 'Possibly submitted',
      what: `possibly submitted: ${failure.detail}`,
      ...wayOutOfDoubt(
        `Don’t re-run yet: that could create a duplicate asset.${topUpHint(failure)} `,
        failure.trace === null ? 'the time of this run' : 'the request ID and the time (UTC) in this message',
        doubt,
      ),
    };
  }
  switch (failure.kind) {
    case 'rejected':
    case 'rejected-by-catch-all':
    case 'rejected-without-code':
    case 'rejected-by-page':
      return {
        word: 'rejected',
        title: 'JimmyAI rejected the submission',
        what: `JimmyAI rejected the submission: ${failure.detail}`,
        next: `${failure.hasReason ? 'Fix the reported problem, usually in' : 'JimmyAI gave no reason. Check'} \`name\` or \`url\` (JimmyAI must be able to open the URL). Then start a new run.`,
      };
    case 'busy':
    case 'unavailable':
      return {
        word: 'busy',
        title: 'JimmyAI is busy',
        what: `not submitted because JimmyAI is busy (${inAttempts(attempts)}): ${failure.detail}`,
        next: later(others),
      };
    case 'not-sent':
      return {
        word: 'unreachable',
        title: 'JimmyAI not reached',
        what: `not submitted because the action could not reach JimmyAI (${inAttempts(attempts)}): ${failure.detail}`,
        next: 'Check `base-url`, the network and the proxy, then start a new run.',
      };
    case 'unauthorized':
    case 'blocked':
    case 'blocked-method':
    case 'balance':
    case 'balance-reported':
    case 'balance-ambiguous':
    case 'redirected':
    case 'untrusted':
    case 'not-found':
    case 'no-endpoint':
    case 'unreadable-body':
    case 'ambiguous':
    case 'unexpected':
      return adviceOnObstacle(failure);
  }
}

function adviceOnUpload(failure: Failure, attempts: number, others: Others): Advice {
  if (verdictOn('upload', failure) === 'stop') return adviceOnObstacle(failure);
  const isAboutTheImage = verdictOn('upload', failure) === 'fail';
  return {
    word: 'upload',
    title: 'Image not uploaded',
    what: `not submitted because the image could not be uploaded (${inAttempts(attempts)}): ${failure.detail}`,
    next: isAboutTheImage ? 'Check the image file, then start a new run.' : later(others),
  };
}

function adviceOnCheck(endpoint: 'status' | 'batch-status', failure: Failure, attempts: number, isGiven: boolean, resume: Resume): Advice {
  const verdict = verdictOn(endpoint, failure);
  if (verdict === 'stop') return { ...adviceOnStop(failure), resume };
  if (verdict === 'fail' || saysUnknown(failure)) {
    return {
      word: 'not-found',
      title: 'Asset not found',
      what: `JimmyAI doesn’t recognize the asset ID: ${failure.detail}`,
      next: isGiven
        ? `Check the asset ID, and that \`token\` and \`base-url\` are those with which the portrait was submitted. If one of the three is wrong, correct it and start a new run of this step alone. If all are right, ask ${support} whether this asset, or another of the same portrait, exists. If another asset exists, start a new run of this step alone with that asset’s ID as \`asset-id\`. If none exists, start a new run of this step alone with \`url\` or \`file\` in place of \`asset-id\`.`
        : 'JimmyAI had accepted the submission, so don’t submit the portrait again.',
      ...(isGiven ? {} : { resume }),
    };
  }
  return {
    word: 'not-understood',
    title: 'Status not understood',
    what: `JimmyAI’s response contains no valid status (${inAttempts(attempts)}): ${failure.detail}`,
    next: 'Check that the asset belongs to the account of `token`, and that `base-url` is correct.',
    resume,
  };
}

/** How to find a possibly submitted portrait. */
interface Doubt {
  /** The key of its entry in the state file; `null` without an entry. */
  readonly key: string | null;
  /** Set if JimmyAI returned an asset ID. */
  readonly resume?: Resume;
}

/** What to do about a possibly submitted portrait. `quote`: what support needs besides the name to find the submission. */
function wayOutOfDoubt(warning: string, quote: string, { key, resume }: Doubt): Pick<Advice, 'next' | 'resume'> {
  if (resume !== undefined) {
    const ask = `If a later run can’t confirm the asset either, ask ${support}, and quote ${quote}.`;
    return {
      next: `${warning}JimmyAI named the asset ID but has not confirmed the asset. Checking the ID again costs nothing. ${ask}`,
      resume,
    };
  }
  const ask = `${warning}Ask ${support} whether an asset with this name was created. Quote ${quote}.`;
  const next =
    key === null
      ? `${ask} If it exists, start a new run of this step alone with its ID as \`asset-id\` in place of \`url\` or \`file\`. If it doesn’t, start a new run that submits only this portrait.`
      : `${ask} If it exists, write its ID as \`asset_id\` into the entry in the state file. If it doesn’t, remove the entry. Then start a new run with the same \`state-file\`.`;
  return { next };
}

/** What to do about a portrait that an earlier run possibly submitted, and that no run has confirmed. */
function wayOutOfEarlierDoubt({ recordedAt, requestId }: RecordedSubmission, doubt: Doubt): Pick<Advice, 'next' | 'resume'> {
  const time = recordedAt === null ? 'the time of that run' : 'the time (UTC) in this message';
  const quote = requestId === null ? time : `the request ID and ${time}`;
  const { resume } = doubt;
  if (resume === undefined) return wayOutOfDoubt('', quote, doubt);
  return {
    next: `JimmyAI named the asset ID, but no run has confirmed the asset yet. Ask ${support} whether this asset, or another with this name, exists. Quote ${quote}. If only another asset exists, write its ID as \`asset_id\` into the entry in the state file. If none exists, remove the entry. Then start a new run with the same \`state-file\`.`,
    resume,
  };
}
