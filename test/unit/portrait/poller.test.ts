import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nextPollAt } from '../../../src/portrait/poller.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import {
  byName,
  type Data,
  fails,
  hangs,
  inOrder,
  keyOf,
  neverConnects,
  run,
  says,
  saysOf,
  World,
} from '../../support/scripted-jimmyai.ts';
import { unhurried } from '../../support/unhurried.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'waiting-'));
afterAll(() => rmSync(folder, { recursive: true }));

const submitted = { submit: inOrder(says('Processing')) };
const forEver = { ...submitted, status: inOrder(says('Processing')) };
const known = [{ name: 'Anna', assetId: 'id-Anna' }];

describe('the schedule of polls', () => {
  test('pauses for a fifth of the time waited, at least a second and at most the poll interval', async () => {
    const { times, log } = await runWith({ scripts: forEver, timeout: 120_000 });
    expect(log[0]).toBe('0 submit Anna');
    expect(times).toEqual([
      1000, 2000, 3000, 4000, 5000, 6000, 7200, 8640, 10_368, 12_441.6, 14_929.92, 17_915.904, 21_499.085, 25_798.902, 30_958.682,
      37_150.419, 44_580.502, 53_496.603, 63_496.603, 73_496.603, 83_496.603, 93_496.603, 103_496.603, 113_496.603, 118_000,
    ]);
  });

  test('makes a growing pause ten percent shorter if the random number is 0', async () => {
    const { times } = await runWith({ scripts: forEver, timeout: 12_000, pollInterval: 1500, random: () => 0 });
    expect(times).toEqual([900, 1800, 2700, 3600, 4500, 5400, 6372, 7518.96, 8872.373, 10_372.373, 10_800]);
  });

  test('makes a growing pause ten percent longer if the random number is 1, but never longer than the poll interval', async () => {
    const { times } = await runWith({ scripts: forEver, timeout: 12_000, pollInterval: 1500, random: () => 1 });
    expect(times).toEqual([1100, 2200, 3300, 4400, 5500, 6710, 8186.2, 9686.2, 10_800]);
  });

  test('pauses for the poll interval if that is shorter than a second', async () => {
    const { times } = await runWith({ scripts: forEver, timeout: 2000, pollInterval: 250 });
    expect(times).toEqual([250, 500, 750, 1000, 1250, 1500, 1750, 1800]);
  });

  test('never pauses longer than the poll interval', async () => {
    const { times } = await runWith({ scripts: forEver, timeout: 20_000, pollInterval: 1000 });
    expect(times).toEqual([
      1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000, 11_000, 12_000, 13_000, 14_000, 15_000, 16_000, 17_000, 18_000,
    ]);
  });

  test('starts with the response to the submission, and each pause with the end of a poll', async () => {
    const scripts = { submit: inOrder(says('Processing', { takes: 3000 })), status: inOrder(says('Processing', { takes: 500 })) };
    const { times } = await runWith({ scripts, timeout: 20_000 });
    // The check at 8.5 s ends after 6 s of waiting: a pause of 1.2 s. The one at 17.6 s makes room for the last one.
    expect(times).toEqual([4000, 5500, 7000, 8500, 10_200, 12_240, 14_688, 17_625.6, 18_000]);
  });

  test.each([
    { active: 3500, noticed: 4000 },
    { active: 10_000, noticed: 10_368 },
    { active: 22_000, noticed: 25_798.902 },
    { active: 100_000, noticed: 110_930.555 },
  ])('notices after $noticed ms a portrait that took $active ms, if the poll interval allows', async ({ active, noticed }) => {
    const scripts = { ...submitted, status: ({ at }: { at: number }) => says(at >= active ? 'Active' : 'Processing') };
    const { world } = await runWith({ scripts, timeout: 900_000, pollInterval: 3_600_000 });
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
    expect(world.endedAt).toBe(noticed);
    expect(noticed).toBeLessThanOrEqual(active * 1.2);
  });

  test('polls an asset-id at once', async () => {
    const { log } = await runWith({
      portraits: known,
      scripts: { status: inOrder(says('Processing'), says('Processing'), says('Active')) },
    });
    expect(log).toEqual(['0 status id-Anna', '1000 status id-Anna', '2000 status id-Anna']);
  });

  test('continues the schedule when an asset-id is understood late', async () => {
    const status = ({ at }: { at: number }) => (at < 40_000 ? fails('busy') : says('Processing'));
    const { times } = await runWith({ portraits: known, scripts: { status }, timeout: 90_000 });
    expect(times).toEqual([
      0, 1000, 2000, 3000, 4000, 5000, 6000, 7200, 8640, 10_368, 12_441.6, 14_929.92, 17_915.904, 21_499.085, 25_798.902, 30_958.682,
      37_150.419, 44_580.502, 53_496.603, 63_496.603, 73_496.603, 83_496.603, 88_000,
    ]);
  });
});

describe('the first response', () => {
  test('ends the wait without a poll if it says Active', async () => {
    const { log, world } = await runWith({ scripts: { submit: inOrder(says('Active', { takes: 700 })) } });
    expect(log).toEqual(['0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
    expect(world.endedAt).toBe(700);
  });

  test('ends the wait with the service’s reason if it says Failed', async () => {
    const { log, world } = await runWith({ scripts: { submit: inOrder(says('Failed', { error_message: 'no face' })) } });
    expect(log).toEqual(['0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna failed id-Anna: the service says no face']);
    expect(world.endedAt).toBe(0);
  });
});

describe('a status', () => {
  test.each(['Active', 'ACTIVE', 'active', 'aCtIvE'])('that reads %s is Active', async (status) => {
    const { log, world } = await runWith({ scripts: { ...submitted, status: inOrder(says(status)) } });
    expect(log).toEqual(['0 submit Anna', '1000 status id-Anna']);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test.each(['Failed', 'FAILED', 'failed'])('that reads %s is Failed, with the reason', async (status) => {
    const { log, world } = await runWith({ scripts: { ...submitted, status: inOrder(says(status, { error_message: 'blurred' })) } });
    expect(log).toEqual(['0 submit Anna', '1000 status id-Anna']);
    expect(world.outcomes).toEqual(['Anna failed id-Anna: the service says blurred']);
  });

  test('that is unknown keeps the wait going, with one warning', async () => {
    const scripts = { ...submitted, status: inOrder(says('Reviewing'), says('Reviewing'), says('PROCESSING'), says('Active')) };
    const { times, world } = await runWith({ scripts });
    expect(times).toEqual([1000, 2000, 3000, 4000]);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
    expect(world.warnings.size).toBe(1);
  });
});

describe('the last poll', () => {
  test.each([
    { timeout: 900_000, last: 898_000 },
    { timeout: 30_000, last: 28_000 },
    { timeout: 20_000, last: 18_000 },
    { timeout: 10_000, last: 9000 },
    { timeout: 1000, last: 900 },
  ])('of a step of $timeout ms starts at $last ms, and its response counts', async ({ timeout, last }) => {
    const scripts = { ...submitted, status: ({ at }: { at: number }) => says(at < last ? 'Processing' : 'Active', { takes: 50 }) };
    const { times, world } = await runWith({ scripts, timeout });
    expect(times.at(-1)).toBe(last);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
    expect(world.endedAt).toBe(last + 50);
  });

  test('leaves the portrait Processing if it says so, and ends the wait', async () => {
    const { world } = await runWith({ scripts: forEver, timeout: 20_000 });
    expect(world.outcomes).toEqual(['Anna processing id-Anna']);
    expect(world.endedAt).toBe(18_000);
  });

  test('is made with the longest poll interval', async () => {
    const { times } = await runWith({ scripts: forEver, timeout: 60_000, pollInterval: 3_600_000 });
    expect(times.slice(-3)).toEqual([44_580.502, 53_496.603, 58_000]);
  });

  test('is made even if Retry-After reaches beyond it', async () => {
    const scripts = { ...submitted, status: inOrder(fails('busy', { retryAfter: 3_600_000 }), says('Active')) };
    const { log, world } = await runWith({ scripts, timeout: 60_000 });
    expect(log).toEqual(['0 submit Anna', '1000 status id-Anna', '58000 status id-Anna']);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test('of an asset-id is made even if Retry-After reaches beyond it', async () => {
    const status = inOrder(fails('busy', { retryAfter: 3_600_000 }), says('Active'));
    const { log } = await runWith({ portraits: known, scripts: { status }, timeout: 60_000 });
    expect(log).toEqual(['0 status id-Anna', '58000 status id-Anna']);
  });

  test('replaces a poll that hangs', async () => {
    const scripts = { ...submitted, status: inOrder(hangs, says('Active')) };
    const { log, world } = await runWith({ scripts, timeout: 20_000 });
    expect(log).toEqual(['0 submit Anna', '1000 status id-Anna', '18000 status id-Anna']);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test('of an asset-id replaces a poll that never gets a connection', async () => {
    const { log, world } = await runWith({
      portraits: known,
      scripts: { status: inOrder(neverConnects, says('Active')) },
      timeout: 20_000,
    });
    expect(log).toEqual(['0 status id-Anna', '18000 status id-Anna']);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test('replaces calls that hang for one asset after another', async () => {
    const world = await run({
      portraits: ['Anna', 'Ben'],
      scripts: {
        ...submitted,
        batchStatus: inOrder(fails('rejected', { takes: 10_000 }), saysOf({ 'id-Anna': 'Active', 'id-Ben': 'Active' })),
        status: inOrder(hangs),
      },
      timeout: 20_000,
    });
    expect(world.log.slice(2)).toEqual([
      '1000 batch-status id-Anna,id-Ben',
      '11000 status id-Anna',
      '11000 status id-Ben',
      '18000 batch-status id-Anna,id-Ben',
    ]);
    expect(world.outcomes).toEqual(['Anna active id-Anna', 'Ben active id-Ben']);
  });

  test('is cut off at the deadline, and the portrait stays Processing with its ID', async () => {
    const scripts = { ...submitted, status: ({ at }: { at: number }) => (at < 18_000 ? says('Processing') : hangs) };
    const { world } = await runWith({ scripts, timeout: 20_000 });
    expect(world.outcomes).toEqual(['Anna processing id-Anna']);
    expect(world.endedAt).toBe(20_000);
  });

  test('is not delayed by earlier polls that hang for 30 s', async () => {
    const { times } = await runWith({ scripts: { ...submitted, status: inOrder(hangs) }, timeout: 70_000 });
    // 1 s + 30 s, then a pause of 6.2 s.
    expect(times).toEqual([1000, 37_200, 68_000]);
  });

  test('is not made if the ID becomes known after its time', async () => {
    const { log, world } = await runWith({ scripts: { submit: inOrder(says('Processing', { takes: 18_500 })) }, timeout: 20_000 });
    expect(log).toEqual(['0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna processing id-Anna']);
    expect(world.endedAt).toBe(18_500);
  });

  test('is made if the ID becomes known just before its time', async () => {
    const scripts = { submit: inOrder(says('Processing', { takes: 17_900 })), status: inOrder(says('Active')) };
    const { log } = await runWith({ scripts, timeout: 20_000 });
    expect(log).toEqual(['0 submit Anna', '18000 status id-Anna']);
  });

  test('is made although another portrait’s submission hangs until the deadline', async () => {
    const world = await run({
      portraits: ['Anna', 'Ben'],
      scripts: { submit: byName({ Anna: says('Processing'), Ben: hangs }), status: inOrder(says('Active')) },
      timeout: 20_000,
    });
    expect(world.outcomes).toEqual(['Anna active id-Anna', 'Ben failed: submit ambiguous ×1']);
  });

  test('of an asset-id is made although the status of another one can’t be read until then', async () => {
    const world = await run({
      portraits: [...known, { name: 'Ben', assetId: 'id-Ben' }],
      scripts: {
        batchStatus: inOrder(fails('no-endpoint')),
        status: ({ about, at }) =>
          about.join() === 'id-Ben' ? fails('busy', { takes: 100 }) : says(at < 10_000 ? 'Processing' : 'Active', { takes: 100 }),
      },
      timeout: 20_000,
    });
    expect(world.outcomes).toEqual(['Anna active id-Anna', 'Ben known id-Ben']);
  });
});

describe('several portraits in progress', () => {
  test('are polled on schedule while the submission of another one is retried', async () => {
    const world = await run({
      portraits: ['Anna', 'Ben'],
      scripts: {
        submit: byName({ Anna: says('Processing'), Ben: inOrder(fails('busy', { retryAfter: 40_000 }), says('Active')) }),
        status: ({ at }) => says(at < 5000 ? 'Processing' : 'Active'),
      },
      timeout: 60_000,
    });
    // Anna took 5 s and is noticed within a fifth of that, ten per cent more or less.
    const anna = world.portraits[0];
    expect(world.outcomes).toEqual(['Anna active id-Anna', 'Ben active id-Ben']);
    expect(anna?.endedAt).toBeLessThanOrEqual(6100);
  });

  test('are polled on schedule while the status of an asset-id can’t be read', async () => {
    const world = await run({
      portraits: [...known, { name: 'Ben', assetId: 'id-Ben' }],
      scripts: {
        batchStatus: inOrder(fails('no-endpoint')),
        status: ({ about, at }) => {
          const ready = about.join() === 'id-Anna' ? 5000 : 50_000;
          if (at >= ready) return says('Active');
          return about.join() === 'id-Anna' ? says('Processing') : fails('busy');
        },
      },
      timeout: 60_000,
    });
    expect(world.outcomes).toEqual(['Anna active id-Anna', 'Ben active id-Ben']);
    expect(world.portraits[0]?.endedAt).toBeLessThanOrEqual(6100);
  });

  test('are polled on schedule while others join one after the other', async () => {
    // Four at a time take 3.6 s each, so that one is answered every 0.9 s.
    const world = await run({
      portraits: Array.from({ length: 40 }, (_, index) => `${index}`),
      scripts: {
        submit: ({ about }) => says('Processing', { takes: Number(about[0]) < 4 ? 900 * (Number(about[0]) + 1) : 3600 }),
        status: ({ at }) => says(at < 5900 ? 'Processing' : 'Active'),
        batchStatus: ({ about, at }) => saysOf(Object.fromEntries(about.map((assetId) => [assetId, at < 5900 ? 'Processing' : 'Active']))),
      },
      timeout: 120_000,
      pollInterval: 60_000,
    });
    // The first one took 5 s since its submission, and is noticed within a fifth of that, ten per cent more or less.
    expect(world.portraits[0]?.endedAt).toBeLessThanOrEqual(900 + 6100);
  });

  test('are polled within the poll interval while others join one after the other', async () => {
    const world = await run({
      portraits: Array.from({ length: 40 }, (_, index) => `${index}`),
      scripts: {
        submit: ({ about }) => says('Processing', { takes: Number(about[0]) < 4 ? 900 * (Number(about[0]) + 1) : 3600 }),
        status: inOrder(says('Active')),
        batchStatus: ({ about }) => saysOf(Object.fromEntries(about.map((assetId) => [assetId, 'Active']))),
      },
      pollInterval: 5000,
    });
    expect(world.portraits[0]?.endedAt).toBeLessThanOrEqual(900 + 5500);
  });

  test('are polled after a second although the others are in a long pause', async () => {
    const world = await run({
      portraits: ['Anna', 'Ben'],
      scripts: {
        submit: byName({ Anna: says('Processing'), Ben: inOrder(fails('busy', { retryAfter: 60_000 }), says('Processing')) }),
        status: inOrder(says('Processing')),
        batchStatus: inOrder(saysOf({ 'id-Anna': 'Active', 'id-Ben': 'Active' })),
      },
      timeout: 300_000,
      pollInterval: 60_000,
    });
    expect(world.log.slice(-3)).toEqual(['53496.603 status id-Anna', '60000 submit Ben', '61000 batch-status id-Anna,id-Ben']);
  });

  test('don’t bring forward a poll that Retry-After delays', async () => {
    const world = await run({
      portraits: ['Anna', 'Ben'],
      scripts: {
        submit: byName({ Anna: says('Processing'), Ben: says('Processing', { takes: 3000 }) }),
        status: byName({ 'id-Anna': inOrder(fails('busy', { retryAfter: 20_000 }), says('Active')), 'id-Ben': says('Active') }),
        batchStatus: inOrder(saysOf({ 'id-Anna': 'Active', 'id-Ben': 'Active' })),
      },
    });
    const asked = world.jimmyAi.calls.filter(({ about }) => about.includes('id-Anna'));
    expect(asked.map(({ at }) => at)).toEqual([1000, 21_000]);
  });

  test('are submitted although the status of an asset-id can’t be read until the last poll', async () => {
    const world = await run({
      portraits: [...known, 'Ben'],
      scripts: { status: inOrder(fails('busy', { takes: 100 })), submit: inOrder(says('Active')) },
      timeout: 20_000,
    });
    expect(world.outcomes).toEqual(['Anna known id-Anna', 'Ben active id-Ben']);
  });
});

describe('a poll that must be retried', () => {
  test.each(['busy', 'not-sent', 'ambiguous'] as const)('because it was %s is retried until the timeout', async (kind) => {
    const { times, world } = await runWith({ scripts: { ...submitted, status: inOrder(fails(kind)) }, timeout: 10_000 });
    expect(times).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7200, 8640, 9000]);
    expect(world.outcomes).toEqual(['Anna processing id-Anna']);
    expect(new Set(world.failedChecks)).toEqual(new Set([`status ${kind}`]));
  });

  test('starts no sooner than Retry-After, and the schedule continues from there', async () => {
    const scripts = { ...submitted, status: inOrder(fails('busy', { retryAfter: 15_000 }), says('Processing')) };
    const { times } = await runWith({ scripts, timeout: 30_000 });
    expect(times).toEqual([1000, 16_000, 19_200, 23_040, 27_648, 28_000]);
  });

  test('starts on schedule if Retry-After is sooner', async () => {
    const scripts = { ...submitted, status: inOrder(fails('busy', { retryAfter: 300 }), says('Active')) };
    const { times } = await runWith({ scripts });
    expect(times).toEqual([1000, 2000]);
  });
});

describe('a poll that is not understood', () => {
  test.each(['unexpected', 'no-endpoint'] as const)(
    'because of %s fails the portrait with the last response at the fifth in a row, but not within a minute of the first',
    async (kind) => {
      const status = ({ nth }: { nth: number }) => fails(kind, { detail: `number ${nth + 1}` });
      const { times, world } = await runWith({ scripts: { ...submitted, status }, timeout: 900_000, pollInterval: 5000 });
      expect(times.at(-2)).toBeLessThan(61_000);
      expect(times.at(-1)).toBeGreaterThanOrEqual(61_000);
      expect(world.outcomes).toEqual([`Anna failed id-Anna: status ${kind} ×${times.length}`]);
      const state = world.portraits[0]?.state;
      expect(state).toMatchObject({ failure: { cause: { detail: `number ${times.length}` } } });
    },
  );

  test('counts together with one that is not understood for another reason', async () => {
    const status = ({ nth }: { nth: number }) => fails(nth % 2 === 0 ? 'unexpected' : 'no-endpoint', { takes: 19_000 });
    const { times, world } = await runWith({ scripts: { ...submitted, status }, timeout: 900_000, pollInterval: 1000 });
    expect(times).toEqual([1000, 21_000, 41_000, 61_000, 81_000]);
    expect(world.outcomes).toEqual(['Anna failed id-Anna: status unexpected ×5']);
  });

  test('four times in a row does not fail the portrait, however long that took', async () => {
    const lost = fails('unexpected', { takes: 29_000 });
    const scripts = { ...submitted, status: inOrder(lost, lost, lost, lost, says('Active')) };
    const { world } = await runWith({ scripts, timeout: 900_000 });
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test('five times in a row does not end the wait within a minute', async () => {
    const scripts = { ...submitted, status: ({ at }: { at: number }) => (at < 60_000 ? fails('unexpected') : says('Active')) };
    const { world } = await runWith({ scripts, timeout: 900_000 });
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test('four times in a row does not end the wait', async () => {
    const lost = fails('unexpected');
    const { times, world } = await runWith({ scripts: { ...submitted, status: inOrder(lost, lost, lost, lost, says('Active')) } });
    expect(times).toEqual([1000, 2000, 3000, 4000, 5000]);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test.each([
    { between: 'Processing', step: says('Processing') },
    { between: 'a retryable failure', step: fails('busy') },
  ])('is counted from one again after $between', async ({ step }) => {
    const lost = fails('unexpected');
    const status = inOrder(lost, lost, lost, lost, step, lost, lost, lost, lost, says('Active'));
    const { times, world } = await runWith({ scripts: { ...submitted, status } });
    expect(times).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7200, 8640, 10_368, 12_441.6]);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });

  test('of an asset-id that JimmyAI itself doesn’t know fails the portrait at the fifth in a row, and it keeps its ID', async () => {
    const { times, world } = await runWith({ portraits: known, scripts: { status: inOrder(fails('not-found')) } });
    expect(times).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(world.outcomes).toEqual(['Anna failed id-Anna: status not-found ×5']);
  });

  test('of an asset-id that only a page doesn’t know fails the portrait after a minute, and it keeps its ID', async () => {
    const scripts = { status: inOrder(fails('no-endpoint')) };
    const { times, world } = await runWith({ portraits: known, scripts, timeout: 900_000, pollInterval: 5000 });
    expect(times.at(-2)).toBeLessThan(60_000);
    expect(times.at(-1)).toBeGreaterThanOrEqual(60_000);
    expect(world.outcomes).toEqual([`Anna failed id-Anna: status no-endpoint ×${times.length}`]);
  });

  test.each(['rejected', 'not-found'] as const)('of an asset that this run has just submitted does not fail it yet: %s', async (kind) => {
    const early = ({ at }: { at: number }) => (at < 59_000 ? fails(kind) : says('Active'));
    const { world } = await runWith({ scripts: { ...submitted, status: early }, timeout: 900_000 });
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
    const { times, world: late } = await runWith({
      ...{ scripts: { ...submitted, status: inOrder(fails(kind)) }, timeout: 900_000, pollInterval: 5000 },
    });
    expect(times.at(-2)).toBeLessThan(61_000);
    expect(times.at(-1)).toBeGreaterThanOrEqual(60_000);
    expect(late.outcomes[0]).toMatch(new RegExp(`^Anna failed id-Anna: status ${kind} `));
  });
});

describe('an asset that JimmyAI named in an ambiguous response', () => {
  const doubtful = { submit: inOrder<Data>(fails('ambiguous', { returnedId: 'id-new' })) };

  test.each([true, false])('is polled, and continues if JimmyAI knows it (wait: %s)', async (wait) => {
    const status = inOrder(fails('not-found'), fails('rejected'), fails('busy'), says('Processing'), says('Active'));
    const { log, world } = await runWith({ scripts: { ...doubtful, status }, wait });
    expect(log.slice(0, 5)).toEqual(['0 submit Anna', ...[1000, 2000, 3000, 4000].map((at) => `${at} status id-new`)]);
    expect(world.outcomes).toEqual([wait ? 'Anna active id-new' : 'Anna processing id-new']);
  });

  test('was rejected if JimmyAI says that it failed', async () => {
    const { world } = await runWith({ scripts: { ...doubtful, status: inOrder(says('Failed', { remark: 'no face' })) } });
    expect(world.outcomes).toEqual(['Anna failed id-new: the service says no face']);
  });

  test.each(['rejected', 'not-found'] as const)('was possibly submitted if JimmyAI doesn’t know it after a minute: %s', async (kind) => {
    const { times, world } = await runWith({ scripts: { ...doubtful, status: inOrder(fails(kind)) }, timeout: 900_000 });
    expect(times.at(-1)).toBeGreaterThanOrEqual(60_000);
    expect(times.at(-1)).toBeLessThan(75_000);
    expect(world.outcomes).toEqual(['Anna failed id-new: submit ambiguous ×1']);
  });

  test('was possibly submitted if the time is up before that is known', async () => {
    const { world } = await runWith({ scripts: { ...doubtful, status: inOrder(fails('busy')) } });
    expect(world.outcomes).toEqual(['Anna failed id-new: submit ambiguous ×1']);
    expect(world.endedAt).toBe(58_000);
  });

  test('was possibly submitted if the ID came too late to be polled', async () => {
    const submit = inOrder<Data>(fails('ambiguous', { returnedId: 'id-new', takes: 59_000 }));
    const { log, world } = await runWith({ scripts: { submit } });
    expect(log).toEqual(['0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna failed id-new: submit ambiguous ×1']);
  });

  test('was possibly submitted if the job is cancelled before that is known', async () => {
    const world = new World({ scripts: { ...doubtful, status: inOrder(fails('busy')) } });
    world.cancelAt(3500);
    await world.run();
    expect(world.outcomes).toEqual(['Anna failed id-new: submit ambiguous ×1']);
    expect(world.endedAt).toBe(3500);
  });

  test('was possibly submitted if the response stops the run', async () => {
    const submit = inOrder<Data>(fails('balance-ambiguous', { returnedId: 'id-new' }));
    const { log, world } = await runWith({ scripts: { submit } });
    expect(log).toEqual(['0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna failed id-new: submit balance-ambiguous ×1']);
  });

  test('is polled with the others, and does not delay reporting them', async () => {
    const world = await run({
      portraits: ['Anna', 'Ben'],
      scripts: {
        submit: byName({ Anna: fails('unexpected', { returnedId: 'id-new' }), Ben: says('Processing') }),
        batchStatus: inOrder(
          saysOf({ 'id-new': 'Processing', 'id-Ben': 'Processing' }),
          saysOf({ 'id-new': 'Active', 'id-Ben': 'Active' }),
        ),
      },
    });
    expect(world.outcomes).toEqual(['Anna active id-new', 'Ben active id-Ben']);
  });

  test('is remembered as unconfirmed at once, and as confirmed once JimmyAI knows it', async () => {
    const file = path.join(folder, 'doubt.json');
    const remembered: unknown[] = [];
    const status = () => {
      remembered.push(JSON.parse(readFileSync(file, 'utf8')).assets[0]);
      return says('Active');
    };
    const { world } = await runWith({ stateFile: await StateFile.read(file), scripts: { ...doubtful, status } });
    expect(world.outcomes).toEqual(['Anna active id-new']);
    expect(remembered).toMatchObject([{ asset_id: 'id-new', outcome: 'unknown' }]);
    expect((await StateFile.read(file)).recall(keyOf('Anna'))).toMatchObject({ kind: 'submitted', assetId: 'id-new' });
  });

  test('stays remembered as unconfirmed if JimmyAI doesn’t know it', async () => {
    const file = path.join(folder, 'unresolved.json');
    await runWith({ stateFile: await StateFile.read(file), scripts: { ...doubtful, status: inOrder(fails('not-found')) } });
    expect((await StateFile.read(file)).recall(keyOf('Anna'))).toMatchObject({ kind: 'unconfirmed', assetId: 'id-new' });
  });

  test.each(['rejected', 'not-found'] as const)('of an earlier run is polled and never submitted again: %s', async (kind) => {
    const stateFile = await StateFile.read(path.join(folder, `earlier-${kind}.json`));
    await stateFile.remember(keyOf('Anna'), 'id-old', unhurried, { requestId: null });
    const { log, world } = await runWith({ stateFile, scripts: { status: inOrder(fails(kind)) } });
    expect(log[0]).toBe('0 status id-old');
    expect(log.filter((call) => call.includes('submit'))).toEqual([]);
    expect(world.outcomes).toEqual(['Anna failed id-old: in-doubt-earlier']);
    expect(stateFile.recall(keyOf('Anna'))).toMatchObject({ kind: 'unconfirmed', assetId: 'id-old' });
  });

  test('of an earlier run continues if JimmyAI knows it, and is remembered as confirmed', async () => {
    const stateFile = await StateFile.read(path.join(folder, 'earlier.json'));
    await stateFile.remember(keyOf('Anna'), 'id-old', unhurried, { requestId: null });
    const { log, world } = await runWith({ stateFile, scripts: { status: inOrder(says('Processing'), says('Active')) } });
    expect(log).toEqual(['0 status id-old', '1000 status id-old']);
    expect(world.outcomes).toEqual(['Anna active id-old']);
    expect(world.portraits[0]?.reused).toBe(true);
    expect(stateFile.recall(keyOf('Anna'))).toMatchObject({ kind: 'submitted', assetId: 'id-old' });
  });
});

describe('without waiting', () => {
  test('a submission is the last call', async () => {
    const { log, world } = await runWith({ scripts: submitted, wait: false });
    expect(log).toEqual(['0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna processing id-Anna']);
    expect(world.endedAt).toBe(0);
  });

  test('an asset-id is polled until one poll is understood', async () => {
    const status = inOrder(fails('busy'), fails('unexpected'), says('Processing'));
    const { log, world } = await runWith({ portraits: known, scripts: { status }, wait: false });
    expect(log).toEqual(['0 status id-Anna', '1000 status id-Anna', '2000 status id-Anna']);
    expect(world.outcomes).toEqual(['Anna processing id-Anna']);
    expect(world.endedAt).toBe(2000);
  });

  test('an asset-id that is Active is noticed', async () => {
    const { world } = await runWith({ portraits: known, scripts: { status: inOrder(says('Active')) }, wait: false });
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
    expect(world.endedAt).toBe(0);
  });

  test('a remembered portrait is polled until one poll is understood', async () => {
    const stateFile = await StateFile.read(path.join(folder, 'remembered.json'));
    await stateFile.remember(keyOf('Anna'), 'id-old', unhurried);
    const status = inOrder(fails('not-sent'), says('Processing'));
    const { log, world } = await runWith({ stateFile, scripts: { status }, wait: false });
    expect(log).toEqual(['0 status id-old', '1000 status id-old']);
    expect(world.outcomes).toEqual(['Anna processing id-old']);
  });

  test('an asset-id whose polls are never understood stays merely known', async () => {
    const { times, world } = await runWith({ portraits: known, scripts: { status: inOrder(fails('busy')) }, wait: false, timeout: 5000 });
    expect(times).toEqual([0, 1000, 2000, 3000, 4000, 4500]);
    expect(world.outcomes).toEqual(['Anna known id-Anna']);
  });
});

describe('the wait ends early', () => {
  test.each(['unauthorized', 'balance', 'redirected', 'untrusted'] as const)('at once if a poll fails with %s', async (kind) => {
    const { log, world } = await runWith({ scripts: { ...submitted, status: inOrder(says('Processing'), fails(kind)) } });
    expect(log).toEqual(['0 submit Anna', '1000 status id-Anna', '2000 status id-Anna']);
    expect(world.outcomes).toEqual(['Anna processing id-Anna']);
    expect(world.cancellation.cause).toMatchObject({ kind: 'failure', failure: { kind } });
    expect(world.endedAt).toBe(2000);
  });

  test('at once for the portrait of an asset-id whose poll is rejected', async () => {
    const { log, world } = await runWith({ portraits: known, scripts: { status: inOrder(fails('rejected')) } });
    expect(log).toEqual(['0 status id-Anna']);
    expect(world.outcomes).toEqual(['Anna failed id-Anna: status rejected ×1']);
    expect(world.cancellation.cause).toBeNull();
  });

  test('in the middle of a pause when the job is cancelled, and the ID stays', async () => {
    const world = new World({ scripts: forEver });
    world.cancelAt(4321);
    await world.run();
    expect(world.log.at(-1)).toBe('4000 status id-Anna');
    expect(world.outcomes).toEqual(['Anna processing id-Anna']);
    expect(world.endedAt).toBe(4321);
  });

  test('in the middle of a poll when the job is cancelled, and the ID stays', async () => {
    const world = new World({ scripts: { ...submitted, status: inOrder(hangs) } });
    world.cancelAt(4321);
    await world.run();
    expect(world.log).toEqual(['0 submit Anna', '1000 status id-Anna']);
    expect(world.outcomes).toEqual(['Anna processing id-Anna']);
    expect(world.failedChecks).toEqual([]);
    expect(world.endedAt).toBe(4321);
  });

  test('before any request if the job was cancelled before', async () => {
    const world = new World({ portraits: [...known, 'Ben'], scripts: {} });
    void world.cancellation.cancel({ kind: 'cancelled', signal: 'SIGINT', afterMs: 0 }, 500);
    await world.run();
    expect(world.log).toEqual([]);
    expect(world.outcomes).toEqual(['Anna known id-Anna', 'Ben unsubmitted']);
  });
});

describe('nextPollAt', () => {
  const times = { scheduledAt: 5000, notBefore: 0, lastAt: 58_000 };

  test.each([
    ['the schedule of those that were polled', [{ polled: true, firstAt: 1000 }], times, 5000],
    [
      'the first poll of one that joined, where that is sooner',
      [
        { polled: true, firstAt: 1000 },
        { polled: false, firstAt: 3000 },
      ],
      times,
      3000,
    ],
    [
      'the schedule, if the asset that joined is later',
      [
        { polled: true, firstAt: 1000 },
        { polled: false, firstAt: 6000 },
      ],
      times,
      5000,
    ],
    ['the end of the wait that JimmyAI asked for', [{ polled: false, firstAt: 1000 }], { ...times, notBefore: 20_000 }, 20_000],
    ['the last poll, whatever JimmyAI asked for', [{ polled: true, firstAt: 1000 }], { ...times, notBefore: 600_000 }, 58_000],
    ['the last poll, whatever the schedule says', [{ polled: true, firstAt: 1000 }], { ...times, scheduledAt: 70_000 }, 58_000],
  ])('is %s', (_, pending, given, at) => {
    expect(nextPollAt(pending, given)).toBe(at);
  });
});

/** A run, with the times of its status calls. */
async function runWith(options: Parameters<typeof run>[0]) {
  const world = await run(options);
  return { world, log: world.log, times: world.times('status') };
}

test('an asset that joins just as the last poll starts is polled', async () => {
  const scripts = { submit: inOrder(says('Processing', { takes: 18_000 })), status: inOrder(says('Active')) };
  const world = await run({ scripts, timeout: 20_000 });
  expect(world.times('status')).toEqual([18_000]);
  expect(world.outcomes).toEqual(['Anna active id-Anna']);
});

test('the failure of the last poll is remembered until a poll succeeds', async () => {
  const busy = await run({ scripts: { ...submitted, status: inOrder(says('Processing'), fails('busy')) } });
  expect(busy.portraits.map(({ pollFailure }) => pollFailure?.kind)).toEqual(['busy']);
  const active = await run({ scripts: { ...submitted, status: inOrder(fails('busy'), says('Active')) } });
  expect(active.portraits.map(({ pollFailure }) => pollFailure)).toEqual([null]);
});
