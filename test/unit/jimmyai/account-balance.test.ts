import { describe, expect, test } from 'vitest';
import { decodeBalance, growthOf } from '../../../src/jimmyai/account-balance.ts';

describe('the account', () => {
  test.each([
    [{ balance: 1000, used_coin: 212.5, available: 787.5 }, 212.5, 787.5],
    [{ used_coin: '212.50', available: '-3' }, 212.5, -3],
    [{ used_coin: 0 }, 0, null],
    [{ used_coin: null, available: '' }, null, null],
    [{ used_coin: true, available: '1e3' }, null, null],
    [{ used_coin: Number.POSITIVE_INFINITY, available: [1] }, null, null],
    [null, null, null],
    ['787.5', null, null],
  ])('that is %j has used %j, and has %j left', (data, usedCoin, available) => {
    expect(decodeBalance(data)).toEqual({ usedCoin, available });
  });
});

describe('what the account has used', () => {
  const used = (usedCoin: number | null) => ({ usedCoin, available: null });

  test.each([
    [0.1, 0.3, 0.2],
    [100, 112.5, 12.5],
    [100, 100, 0],
    [100, 87.5, 0],
  ])('%j before and %j after has grown by %j', (before, after, growth) => {
    expect(growthOf(used(before), used(after))).toBe(growth);
  });

  test('may have grown by an unknown amount', () => {
    for (const [before, after] of [
      [null, used(1)],
      [used(1), null],
      [used(null), used(1)],
      [used(1), used(null)],
    ] as const) {
      expect(growthOf(before, after)).toBeNull();
    }
  });
});
