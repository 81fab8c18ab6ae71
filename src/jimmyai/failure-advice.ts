import type { Advice } from '../step/advice.ts';
import { formatUtc } from '../step/utc.ts';
import type { Failure } from './failure.ts';

/** Whom to ask, and where. The console labels the chat 联系客服. */
export const support = 'JimmyAI’s support (联系客服, the online chat in the console at https://api.viraltok.ai)';

/** The words for failures that would affect every request. */
export type CommonFailureWord = 'token' | 'blocked' | 'balance' | 'base-url' | 'certificate';

/**
 * The advice on a failure that would affect every request; `null` if the advice depends on the purpose of the request. Omits how to start
 * again, which depends on what has been created.
 */
export function commonAdviceOn(failure: Failure): Advice<CommonFailureWord> | null {
  switch (failure.kind) {
    case 'unauthorized':
      return {
        word: 'token',
        title: 'JimmyAI rejected the API key',
        what: `JimmyAI rejected the API key: ${failure.detail}`,
        next: 'Correct the secret behind `token`. It must hold only an API key, issued by the service at `base-url`.',
      };
    case 'balance':
    case 'balance-reported':
    case 'balance-ambiguous':
      return {
        word: 'balance',
        title: 'JimmyAI balance exhausted',
        what: `the balance of the JimmyAI account or the quota of the API key is exhausted: ${failure.detail}`,
        next: 'Top up the account or raise the quota of the API key in the JimmyAI console.',
      };
    case 'blocked':
    case 'blocked-method':
      return adviceOnBlocked(failure);
    case 'redirected':
      return {
        word: 'base-url',
        title: 'JimmyAI redirected the request',
        what: `JimmyAI redirected the request: ${failure.detail}`,
        next:
          failure.target === null
            ? 'Set `base-url` to the address at which JimmyAI responds.'
            : `If you trust that address, set \`base-url\` to ${failure.target}. The action never sends the token to a redirect target.`,
      };
    case 'untrusted':
      return {
        word: 'certificate',
        title: 'Certificate not trusted',
        what: `Node.js does not trust the certificate of the service: ${failure.detail}`,
        next: 'Check `base-url`. If the service or a proxy uses a private CA, set the environment variable NODE_EXTRA_CA_CERTS to the PEM file of that CA.',
      };
    case 'no-endpoint':
    case 'not-found':
      return {
        word: 'base-url',
        title: 'Not the JimmyAI API',
        what: `the service has no such endpoint: ${failure.detail}`,
        next: 'Check `base-url`. It must be the scheme and host of the JimmyAI API, such as https://www.jimmyai.cn.',
      };
    case 'rejected':
    case 'rejected-by-catch-all':
    case 'rejected-without-code':
    case 'rejected-by-page':
    case 'not-sent':
    case 'unreadable-body':
    case 'busy':
    case 'unavailable':
    case 'ambiguous':
    case 'unexpected':
      return null;
  }
}

/** The advice on a request that was blocked on the way to JimmyAI. */
export function adviceOnBlocked({ detail }: Failure): Advice<'blocked'> {
  return {
    word: 'blocked',
    title: 'Request blocked',
    what: `a firewall or gateway in front of JimmyAI blocked the request: ${detail}`,
    next: `Check \`base-url\`. If \`base-url\` is correct, a firewall may refuse the address of this runner: use a runner in another network, or ask ${support}.`,
  };
}

/** The advice on a failure that ended the whole step. */
export function adviceOnStop(failure: Failure): Advice<CommonFailureWord | 'internal'> {
  return (
    commonAdviceOn(failure) ?? {
      word: 'internal',
      title: 'Internal error',
      what: `a request to JimmyAI failed: ${failure.detail}`,
      next: 'Please report this error.',
    }
  );
}

/** The request ID and time by which JimmyAI's support finds the failed request; `null` if none was sent. */
export function describeTrace({ trace }: Failure, show = (id: string) => id): string | null {
  return trace === null ? null : `request ID ${show(trace.requestId)}, ${formatUtc(trace.sentAt)}`;
}

/** A sentence to append if an ambiguous response also reports an exhausted balance; otherwise empty. */
export function topUpHint(failure: Failure): string {
  return commonAdviceOn(failure)?.word === 'balance' ? ' Top up the account, or raise the quota of the API key.' : '';
}
