import { describe, expect, test } from 'vitest';
import {
  byName,
  type Call,
  fails,
  hangs,
  inOrder,
  run,
  says,
  saysOf,
  type Wanted,
  type WorldOptions,
} from '../../support/scripted-jimmyai.ts';

const three = known('a', 'b', 'c');

describe('one asset', () => {
  test('is requested with status', async () => {
    const world = await run({ portraits: known('a'), scripts: { status: inOrder(says('Active')) } });
    expect(world.log).toEqual(['0 status a']);
  });

  test('of two portraits is requested once, for both', async () => {
    const portraits = [
      { name: 'Anna', assetId: 'a' },
      { name: 'Annette', assetId: 'a' },
    ];
    const world = await run({ portraits, scripts: { status: inOrder(says('Active')) } });
    expect(world.log).toEqual(['0 status a']);
    expect(world.outcomes).toEqual(['Anna active a', 'Annette active a']);
  });

  test('that is left of several is requested with status', async () => {
    const batchStatus = inOrder(saysOf({ a: 'Active', b: 'Active', c: 'Processing' }));
    const world = await run({ portraits: three, scripts: { batchStatus, status: inOrder(says('Active')) } });
    expect(world.log).toEqual(['0 batch-status a,b,c', '1000 status c']);
  });
});

describe('several assets', () => {
  test('are requested with one call per round, without those that are done', async () => {
    const batchStatus = inOrder(saysOf({ a: 'Processing', b: 'Processing', c: 'Processing' }));
    const world = await run({
      portraits: ['A', 'B', 'C'],
      scripts: {
        submit: byName({
          A: says('Processing', { asset_id: 'a' }),
          B: says('Active', { asset_id: 'b' }),
          C: says('processing', { asset_id: 'c' }),
        }),
        batchStatus,
      },
      timeout: 4000,
    });
    expect(world.log.slice(3)).toEqual([
      '1000 batch-status a,c',
      '2000 batch-status a,c',
      '3000 batch-status a,c',
      '3600 batch-status a,c',
    ]);
    expect(world.outcomes).toEqual(['A processing a', 'B active b', 'C processing c']);
  });

  test('are matched by their IDs in any order, each with its own status', async () => {
    const batchStatus = inOrder(saysOf({ c: 'FAILED', a: 'active', b: 'Processing' }));
    const world = await run({ portraits: three, scripts: { batchStatus, status: inOrder(says('Active')) } });
    expect(world.log).toEqual(['0 batch-status a,b,c', '1000 status b']);
    expect(world.outcomes).toEqual(['a active a', 'b active b', 'c failed c: the service says null']);
  });

  test('that the service adds unasked are ignored', async () => {
    const batchStatus = inOrder(saysOf({ x: 'Failed', a: 'Active', b: 'Active', c: 'Active' }));
    const world = await run({ portraits: three, scripts: { batchStatus } });
    expect(world.outcomes).toEqual(['a active a', 'b active b', 'c active c']);
  });

  test('fail individually', async () => {
    const batchStatus = inOrder(saysOf({ a: 'Failed', b: 'Processing', c: 'Processing' }), saysOf({ b: 'Active', c: 'Failed' }));
    const world = await run({ portraits: three, scripts: { batchStatus } });
    expect(world.log).toEqual(['0 batch-status a,b,c', '1000 batch-status b,c']);
    expect(world.outcomes).toEqual(['a failed a: the service says null', 'b active b', 'c failed c: the service says null']);
  });

  test.each([
    { count: 50, calls: [50] },
    { count: 51, calls: [50, 1] },
    { count: 120, calls: [50, 50, 20] },
  ])('$count of them are requested in calls of at most 50', async ({ count, calls }) => {
    const sizes: number[] = [];
    const batchStatus = (call: Call) => {
      sizes.push(call.about.length);
      return allOf(call, 'Active');
    };
    const world = await run({ portraits: many(count), scripts: { batchStatus } });
    expect(sizes).toEqual(calls);
    expect(world.times('batch-status')).toEqual(calls.map(() => 0));
    expect(world.outcomes).toEqual(many(count).map(({ name, assetId }) => `${name} active ${assetId}`));
  });

  test('over 200 of them are requested in four calls at a time', async () => {
    const batchStatus = (call: Call) => allOf(call, 'Active', call.about[0] === 'n50' ? 300 : 1000);
    const world = await run({ portraits: many(300), scripts: { batchStatus } });
    expect(world.times('batch-status')).toEqual([0, 0, 0, 0, 300, 1000]);
    expect(world.endedAt).toBe(2000);
  });

  test('in a call that fails are requested again in the next round, but not those of the other calls', async () => {
    const batchStatus = (call: Call) => (call.at === 0 && call.about[0] === 'n0' ? fails('busy') : allOf(call, 'Active'));
    const world = await run({ portraits: many(70), scripts: { batchStatus } });
    expect(world.log).toHaveLength(3);
    expect(world.log[2]).toBe(
      `1000 batch-status ${many(50)
        .map(({ assetId }) => assetId)
        .join()}`,
    );
    expect(world.outcomes.every((outcome) => outcome.includes('active'))).toBe(true);
  });
});

describe('assets that a batch-status response leaves out', () => {
  test('are requested with status in the same round, with one warning for all', async () => {
    const batchStatus = inOrder(saysOf({ b: 'Processing' }, { takes: 200 }));
    const status = inOrder(says('Processing', { takes: 100 }), says('Active'));
    const world = await run({ portraits: three, scripts: { batchStatus, status } });
    expect(world.log).toEqual([
      '0 batch-status a,b,c',
      '200 status a',
      '200 status c',
      '1300 batch-status a,b,c',
      '1500 status a',
      '1500 status c',
      '2500 status b',
      '3600 status b',
    ]);
    expect(world.outcomes).toEqual(['a active a', 'b active b', 'c active c']);
    expect(world.warnings.size).toBe(1);
  });

  test('are all requested assets if the response has no items', async () => {
    const world = await run({ portraits: three, scripts: { batchStatus: inOrder(saysOf({})), status: inOrder(says('Active')) } });
    expect(world.log).toEqual(['0 batch-status a,b,c', '0 status a', '0 status b', '0 status c']);
    expect(world.warnings.size).toBe(1);
  });

  test('and that status does not know either fail at the fifth such response, and the others continue', async () => {
    const batchStatus = inOrder(saysOf({ a: 'Processing', b: 'Processing' }));
    const world = await run({ portraits: three, scripts: { batchStatus, status: inOrder(fails('not-found')) }, timeout: 8000 });
    expect(world.log.filter((line) => line.endsWith('status c'))).toHaveLength(5);
    expect(world.outcomes).toEqual(['a processing a', 'b processing b', 'c failed c: status not-found ×5']);
    expect(world.warnings.size).toBe(1);
  });
});

describe('if the service has no batch-status', () => {
  test('it is never called again, and status takes its place in the same round', async () => {
    const scripts = { batchStatus: inOrder(fails('no-endpoint', { takes: 50 })), status: inOrder(says('Processing'), says('Active')) };
    const world = await run({ portraits: three, scripts });
    expect(world.log).toEqual([
      '0 batch-status a,b,c',
      '50 status a',
      '50 status b',
      '50 status c',
      '1050 status a',
      '1050 status b',
      '1050 status c',
    ]);
    expect(world.outcomes).toEqual(['a active a', 'b active b', 'c active c']);
  });

  test('it is never called again, even if it worked before', async () => {
    const batchStatus = inOrder(saysOf({ a: 'Processing', b: 'Processing', c: 'Processing' }), fails('no-endpoint'));
    const world = await run({ portraits: three, scripts: { batchStatus, status: inOrder(says('Processing'), says('Active')) } });
    expect(world.times('batch-status')).toEqual([0, 1000]);
    expect(world.times('status')).toEqual([1000, 1000, 1000, 2000, 2000, 2000]);
  });

  test('assets are requested four at a time', async () => {
    const status = ({ about }: Call) => says('Active', { takes: about[0] === 'n2' ? 300 : 1000 });
    const world = await run({ portraits: many(7), scripts: { batchStatus: inOrder(fails('no-endpoint')), status } });
    expect(world.times('status')).toEqual([0, 0, 0, 0, 300, 1000, 1000]);
  });

  test('assets are requested four at a time in later rounds too', async () => {
    const status = inOrder(says('Processing', { takes: 500 }), says('Active', { takes: 500 }));
    const world = await run({ portraits: many(9), scripts: { batchStatus: inOrder(fails('no-endpoint')), status } });
    expect(world.times('status')).toEqual([0, 0, 0, 0, 500, 500, 500, 500, 1000, 2500, 2500, 2500, 2500, 3000, 3000, 3000, 3000, 3500]);
  });

  test('no call starts that would displace a last one', async () => {
    const status = inOrder(hangs, says('Active'));
    const world = await run({ portraits: many(6), scripts: { batchStatus: inOrder(fails('no-endpoint')), status }, timeout: 20_000 });
    expect(world.times('status')).toEqual([0, 0, 0, 0, 18_000, 18_000, 18_000, 18_000, 18_000, 18_000]);
  });

  test('calls that had not started by then are not made', async () => {
    const batchStatus = inOrder(fails('no-endpoint', { takes: 100 }));
    const world = await run({ portraits: many(300), scripts: { batchStatus, status: inOrder(says('Active')) } });
    expect(world.times('batch-status')).toEqual([0, 0, 0, 0]);
    expect(world.times('status')).toHaveLength(300);
    expect(world.outcomes.every((outcome) => outcome.includes('active'))).toBe(true);
  });
});

describe('a batch-status call that is rejected', () => {
  test('has its IDs requested one by one, and one that is rejected too fails alone', async () => {
    const world = await run({
      portraits: three,
      scripts: {
        batchStatus: inOrder(fails('rejected')),
        status: byName({ a: says('Active'), b: fails('rejected'), c: says('Active') }),
      },
    });
    expect(world.log).toEqual(['0 batch-status a,b,c', '0 status a', '0 status b', '0 status c']);
    expect(world.outcomes).toEqual(['a active a', 'b failed b: status rejected ×1', 'c active c']);
    expect(world.cancellation.cause).toBeNull();
  });

  test('does not affect the other calls of the round', async () => {
    const batchStatus = (call: Call) => (call.about[0] === 'n0' ? fails('rejected') : allOf(call, 'Active'));
    const world = await run({ portraits: many(70), scripts: { batchStatus, status: inOrder(says('Active')) } });
    expect(world.times('batch-status')).toEqual([0, 0]);
    expect(world.times('status')).toHaveLength(50);
  });
});

describe('a batch-status call', () => {
  test.each(['unauthorized', 'balance', 'redirected', 'untrusted'] as const)('that fails with %s ends the step at once', async (kind) => {
    const world = await run({ portraits: three, scripts: { batchStatus: inOrder(fails(kind)) } });
    expect(world.log).toEqual(['0 batch-status a,b,c']);
    expect(world.outcomes).toEqual(['a known a', 'b known b', 'c known c']);
    expect(world.cancellation.cause).toMatchObject({ kind: 'failure', failure: { kind } });
    expect(world.endedAt).toBe(0);
  });

  test('that ends the step keeps others from starting', async () => {
    const batchStatus = (call: Call) => (call.about[0] === 'n0' ? fails('unauthorized', { takes: 100 }) : allOf(call, 'Active', 1000));
    const world = await run({ portraits: many(300), scripts: { batchStatus } });
    expect(world.times('batch-status')).toEqual([0, 0, 0, 0]);
    expect(world.endedAt).toBe(100);
  });

  test.each(['busy', 'not-sent', 'ambiguous'] as const)(
    'that is %s is retried in the next round, for as long as it takes',
    async (kind) => {
      const failure = fails(kind);
      const batchStatus = inOrder(failure, failure, failure, failure, failure, failure, saysOf({ a: 'Active', b: 'Active', c: 'Active' }));
      const world = await run({ portraits: three, scripts: { batchStatus } });
      expect(world.times('batch-status')).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000]);
      expect(world.outcomes).toEqual(['a active a', 'b active b', 'c active c']);
    },
  );

  test('is retried no sooner than Retry-After', async () => {
    const batchStatus = inOrder(fails('busy', { retryAfter: 12_000 }), saysOf({ a: 'Active', b: 'Active', c: 'Active' }));
    const world = await run({ portraits: three, scripts: { batchStatus } });
    expect(world.times('batch-status')).toEqual([0, 12_000]);
  });

  test('that is not understood five times in a row and for a minute fails its portraits', async () => {
    const batchStatus = inOrder(fails('unexpected', { takes: 14_000 }));
    const world = await run({ portraits: three, scripts: { batchStatus }, timeout: 900_000, pollInterval: 1000 });
    expect(world.times('batch-status')).toEqual([0, 15_000, 30_000, 45_000, 60_000]);
    expect(world.outcomes).toEqual([
      'a failed a: batch-status unexpected ×5',
      'b failed b: batch-status unexpected ×5',
      'c failed c: batch-status unexpected ×5',
    ]);
  });

  test('that hangs gives way to the last one', async () => {
    const batchStatus = inOrder(hangs, saysOf({ a: 'Active', b: 'Active', c: 'Active' }));
    const world = await run({ portraits: three, scripts: { batchStatus }, timeout: 15_000 });
    expect(world.times('batch-status')).toEqual([0, 13_500]);
    expect(world.outcomes).toEqual(['a active a', 'b active b', 'c active c']);
  });

  test('whose response lacks the status of one asset five times in a row and for a minute fails that one alone', async () => {
    const batchStatus = inOrder(saysOf({ a: 'Processing', b: '', c: 'Processing' }, { takes: 14_000 }));
    const world = await run({
      ...{ portraits: ['A', 'B', 'C'], scripts: { submit: withId, batchStatus }, timeout: 100_000, pollInterval: 1000 },
    });
    expect(world.times('batch-status').slice(0, 6)).toEqual([1000, 16_000, 31_000, 46_000, 61_000, 76_000]);
    expect(world.log.at(7)).toBe('61000 batch-status a,b,c');
    expect(world.log.at(8)).toBe('76000 batch-status a,c');
    expect(world.outcomes).toEqual(['A processing a', 'B failed b: batch-status unexpected ×5', 'C processing c']);
  });
});

function withId({ about }: Call) {
  return says('Processing', { asset_id: about.join().toLowerCase() });
}

/** Portraits that are known by their ids, which are their names too. */
function known(...assetIds: readonly string[]): readonly Extract<Wanted, { assetId: string }>[] {
  return assetIds.map((assetId) => ({ name: assetId, assetId }));
}

function many(count: number) {
  return known(...Array.from({ length: count }, (_, index) => `n${index}`));
}

/** A response that gives everyone who was asked for the same status. */
function allOf({ about }: Call, status: string, takes = 0): ReturnType<NonNullable<WorldOptions['scripts']['batchStatus']>> {
  return saysOf(Object.fromEntries(about.map((assetId) => [assetId, status])), { takes });
}

test('a complete response about several assets causes no warning', async () => {
  const batchStatus = inOrder(
    saysOf({ a: 'Processing', b: 'Processing', c: 'Processing' }),
    saysOf({ a: 'Active', b: 'Active', c: 'Active' }),
  );
  const world = await run({ portraits: three, scripts: { batchStatus } });
  expect(world.outcomes).toEqual(['a active a', 'b active b', 'c active c']);
  expect(world.warnings.size).toBe(0);
});
