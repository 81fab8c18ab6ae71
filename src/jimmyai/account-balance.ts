import { field } from '../step/json.ts';

/** The account's figures in JimiCoin; `null` if JimmyAI doesn't report one. */
export interface AccountBalance {
  /** Used so far, net of refunds. */
  readonly usedCoin: number | null;
  /** Still available. */
  readonly available: number | null;
}

// Source: the vendor's own clients.
export const balancePath = '/api/open-api/v1/user/balance';

/** Decodes a response about the account. */
export function decodeBalance(data: unknown): AccountBalance {
  return { usedCoin: readCoins(field(data, 'used_coin')), available: readCoins(field(data, 'available')) };
}

/** The JimiCoin used between `before` and `after`; `null` if unknown. A decrease, such as after a refund, counts as 0. */
export function growthOf(before: AccountBalance | null, after: AccountBalance | null): number | null {
  const [was, is] = [before?.usedCoin ?? null, after?.usedCoin ?? null];
  return was === null || is === null ? null : Math.max(0, Number((is - was).toFixed(4)));
}

/** Reads a number or a numeric string. */
function readCoins(value: unknown): number | null {
  const coins = typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : value;
  return typeof coins === 'number' && Number.isFinite(coins) ? coins : null;
}
