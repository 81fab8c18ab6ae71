import { field } from '../step/json.ts';

/** What the account shows, in JimiCoin; `null` where it doesn't. */
export interface AccountBalance {
  /** What the account has used so far, refunds taken off. */
  readonly usedCoin: number | null;
  /** What is left. */
  readonly available: number | null;
}

// From the vendor's own clients.
export const balancePath = '/api/open-api/v1/user/balance';

/** Decodes what JimmyAI tells of the account. */
export function decodeBalance(data: unknown): AccountBalance {
  return { usedCoin: readCoins(field(data, 'used_coin')), available: readCoins(field(data, 'available')) };
}

/** By how much more JimiCoin is used in `after` than in `before`; `null` if that can't be told. Less of it, after a refund, is no growth. */
export function growthOf(before: AccountBalance | null, after: AccountBalance | null): number | null {
  const [was, is] = [before?.usedCoin ?? null, after?.usedCoin ?? null];
  return was === null || is === null ? null : Math.max(0, Number((is - was).toFixed(4)));
}

/** A number, or a text that is one. */
function readCoins(value: unknown): number | null {
  const coins = typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : value;
  return typeof coins === 'number' && Number.isFinite(coins) ? coins : null;
}
