import { type Failure, isPossiblyMade, verdictOn } from '../jimmyai/failure.ts';
import { adviceOnStop, topUpHint } from '../jimmyai/failure-advice.ts';
import { inAttempts } from '../step/advice.ts';
import type { Advice, Resume } from './failure-words.ts';
import { assetIdOf, type PortraitFailure, type TrackedPortrait } from './tracked-portrait.ts';

/** What to say of a portrait that failed. `resume`: how a later run can go on with an asset. */
export function adviceOnFailed(trouble: PortraitFailure, { portrait, state }: TrackedPortrait, resume: Resume): Advice {
  const doubt = { key: portrait.key, ...(assetIdOf(state) === null ? {} : { resume }) };
  switch (trouble.kind) {
    case 'rejected-image':
      return {
        word: 'failed',
        title: 'JimmyAI rejected the image',
        what: `JimmyAI rejected the image${trouble.reason === null ? ' and gave no reason' : `: ${trouble.reason}`}`,
        next: 'Use another image: one real face, sharp and from the front. Resubmitting the same image creates another asset.',
      };
    case 'deleted':
      return {
        word: 'deleted',
        title: 'Asset deleted',
        what: 'JimmyAI reports that the asset was deleted',
        next:
          portrait.key === null
            ? 'Find out who deleted the asset. To submit the portrait again, run with its `url` or `file`.'
            : `Find out who deleted the asset. To submit the portrait again, remove the entry with the key ${portrait.key} from the state file, then run again.`,
      };
    case 'interrupted-earlier':
      return {
        word: 'possibly-submitted',
        title: 'Possibly submitted before',
        what: 'possibly submitted: an earlier run was interrupted while it submitted this portrait',
        ...wayOutOfDoubt('', doubt),
      };
    case 'in-doubt-earlier':
      return {
        word: 'possibly-submitted',
        title: 'Possibly submitted before',
        what: 'possibly submitted: an earlier run could not tell whether JimmyAI accepted this portrait',
        ...wayOutOfDoubt('', doubt),
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
        what: 'the state file has an asset for this name and URL, but the query of the URL differs, so the action can’t tell whether the image is the same',
        next: 'This portrait was not submitted. If the image is the same, start a new run that replaces `url` by `asset-id`, with the `asset_id` in the entry. If it is another image, give it another `name`, or remove the entry, then start a new run. For new portraits, a URL without a signature or `file` avoids this question.',
      };
    case 'call': {
      const { endpoint, cause, attempts } = trouble;
      switch (endpoint) {
        case 'submit':
          return adviceOnSubmission(cause, attempts, doubt);
        case 'upload':
          return adviceOnUpload(cause, attempts);
        case 'status':
        case 'batch-status':
          return adviceOnCheck(endpoint, cause, attempts, portrait.source.kind === 'asset-id', resume);
      }
    }
  }
}

function adviceOnSubmission(failure: Failure, attempts: number, doubt: Doubt): Advice {
  if (isPossiblyMade('submit', failure)) {
    return {
      word: 'possibly-submitted',
      title: 'Possibly submitted',
      what: `possibly submitted: ${failure.detail}`,
      ...wayOutOfDoubt(`Don’t re-run yet: that could create a duplicate asset.${topUpHint(failure)} `, doubt),
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
        next: `${failure.hasReason ? 'Fix the reported problem, usually in' : 'JimmyAI gave no reason. Check'} \`name\` or \`url\` (JimmyAI must be able to open the URL). Then run again.`,
      };
    case 'busy':
    case 'unavailable':
      return {
        word: 'busy',
        title: 'JimmyAI is busy',
        what: `JimmyAI did not accept the submission (${inAttempts(attempts)}): ${failure.detail}`,
        next: 'Nothing was submitted. Run again later.',
      };
    case 'not-sent':
      return {
        word: 'unreachable',
        title: 'JimmyAI not reached',
        what: `the action could not reach JimmyAI (${inAttempts(attempts)}): ${failure.detail}`,
        next: 'Nothing was submitted. Check `base-url`, the network and the proxy, then run again.',
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
      return adviceOnStop(failure);
  }
}

function adviceOnUpload(failure: Failure, attempts: number): Advice {
  if (verdictOn('upload', failure) === 'stop') return adviceOnStop(failure);
  const isAboutTheImage = verdictOn('upload', failure) === 'fail';
  return {
    word: 'upload',
    title: 'Image not uploaded',
    what: `the image could not be uploaded (${inAttempts(attempts)}): ${failure.detail}`,
    next: isAboutTheImage ? 'Nothing was submitted. Check the image file, then run again.' : 'Nothing was submitted. Run again later.',
  };
}

function adviceOnCheck(endpoint: 'status' | 'batch-status', failure: Failure, attempts: number, isGiven: boolean, resume: Resume): Advice {
  const verdict = verdictOn(endpoint, failure);
  if (verdict === 'stop') return adviceOnStop(failure);
  if (verdict === 'fail') {
    return {
      word: 'not-found',
      title: 'Asset not found',
      what: `JimmyAI doesn’t recognize the asset ID: ${failure.detail}`,
      next: isGiven
        ? 'Check the asset ID. Use the `token` and `base-url` with which the portrait was submitted.'
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

/** How a portrait that may be at the service is found there. */
interface Doubt {
  /** That of its entry in the state file. */
  readonly key: string | null;
  /** Set if JimmyAI named the asset. */
  readonly resume?: Resume;
}

/** What to do about a portrait that may be at the service. */
function wayOutOfDoubt(warning: string, { key, resume }: Doubt): Pick<Advice, 'next' | 'resume'> {
  if (resume !== undefined) {
    return { next: `${warning}JimmyAI named the asset ID but has not confirmed the asset. Checking the ID again costs nothing.`, resume };
  }
  const ask = `${warning}Ask JimmyAI’s support whether an asset with this name was created at the time of the submission.`;
  const next =
    key === null
      ? `${ask} If so, set \`asset-id\` to its ID. If not, run again.`
      : `${ask} If so, write its ID as \`asset_id\` into the entry in the state file. If not, remove the entry. Then run again.`;
  return { next };
}
