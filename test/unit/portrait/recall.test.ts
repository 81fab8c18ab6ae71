import { describe, expect, test } from 'vitest';
import { hashQuery } from '../../../src/portrait/signed-url.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { MemoryDisk } from '../../support/memory-files.ts';
import {
  byName,
  type Data,
  fails,
  hangs,
  inOrder,
  keyOf,
  neverConnects,
  type Script,
  type Scripts,
  says,
  saysOf,
  World,
  type WorldOptions,
} from '../../support/scripted-jimmyai.ts';

const filePath = '/workspace/state.json';
const url = 'https://images.example/Anna.jpg';
const since = '2025-01-15T12:00:00.000Z';
const ofLongAgo = { key: keyOf('Anna'), asset_id: 'id-old', since, step: 'earlier' };
/** An entry that an earlier run left when it could not confirm the asset. */
const unconfirmed = { key: keyOf('Anna'), asset_id: 'id-old', since, step: 'earlier', outcome: 'unknown', note: 'mine' };

/** A state file with these entries, on a disk that all runs share. */
function stateFileWith(...entries: readonly object[]) {
  const disk = new MemoryDisk();
  disk.put(filePath, JSON.stringify({ version: 1, assets: entries }));
  const text = () => disk.textAt(filePath);
  const entry = (): unknown => JSON.parse(text() ?? '').assets[0];
  const worldWith = async (scripts: Scripts, options: Partial<WorldOptions> = {}) =>
    new World({ scripts, stateFile: await StateFile.read(filePath, disk.files()), ...options });
  const runWith = async (...args: Parameters<typeof worldWith>) => (await worldWith(...args)).run();
  return { disk, text, entry, worldWith, runWith };
}

const submissionsIn = ({ log }: World) => log.filter((call) => call.includes('submit'));

describe('an asset that an earlier run could not confirm', () => {
  test.each<[string, Script<Data>, string]>([
    ['is Active', inOrder(says('Active')), 'Anna active id-old'],
    ['was Processing', inOrder(says('Processing'), says('Active')), 'Anna active id-old'],
    ['Failed', inOrder(says('Failed', { remark: 'no face' })), 'Anna failed id-old: the service says no face'],
    ['is DELETED', inOrder(says('DELETED')), 'Anna failed id-old: deleted'],
  ])('is remembered as confirmed once JimmyAI says that it %s', async (_, status, outcome) => {
    const { entry, runWith } = stateFileWith({ ...unconfirmed, ...hashQuery(`${url}?id=1`) });
    const world = await runWith({ status }, { portraits: [{ name: 'Anna', url: `${url}?id=1` }] });
    expect(world.outcomes).toEqual([outcome]);
    expect(submissionsIn(world)).toEqual([]);
    const { outcome: _outcome, ...kept } = unconfirmed;
    const written = { since: expect.any(String), step: expect.not.stringMatching('earlier') };
    expect(entry()).toEqual({ ...kept, ...hashQuery(`${url}?id=1`), ...written });
  });

  test.each<[string, Script<Data>]>([
    ['JimmyAI doesn’t know it', inOrder(fails('not-found'))],
    ['JimmyAI rejects the request', inOrder(fails('rejected'))],
    ['JimmyAI is busy', inOrder(fails('busy'))],
    ['the response is not understood', inOrder(fails('unexpected'))],
    ['JimmyAI does not respond', inOrder(hangs)],
    ['JimmyAI can’t be reached', inOrder(neverConnects)],
    ['the token was rejected', inOrder(fails('unauthorized'))],
  ])('keeps its entry, and is never submitted again, if %s', async (_, status) => {
    for (const wait of [true, false]) {
      const { text, runWith } = stateFileWith(unconfirmed);
      const before = text();
      for (let nth = 0; nth < 2; nth++) {
        const world = await runWith({ status }, { wait, timeout: 120_000 });
        expect(world.log[0]).toBe('0 status id-old');
        expect(submissionsIn(world)).toEqual([]);
        expect(world.outcomes).toEqual(['Anna failed id-old: in-doubt-earlier']);
        expect(text()).toBe(before);
      }
    }
  });

  test('is never submitted again if batch-status leaves it out, and the others continue', async () => {
    const confirmed = { key: keyOf('Ben'), asset_id: 'id-Ben', since };
    const { entry, runWith } = stateFileWith(unconfirmed, confirmed);
    const scripts = { batchStatus: inOrder(saysOf({ 'id-Ben': 'Active' })), status: inOrder(fails('not-found')) };
    const world = await runWith(scripts, { portraits: ['Anna', 'Ben'] });
    expect(submissionsIn(world)).toEqual([]);
    expect(world.outcomes).toEqual(['Anna failed id-old: in-doubt-earlier', 'Ben active id-Ben']);
    expect(entry()).toEqual(unconfirmed);
  });

  test('is not polled if the URL may name another image', async () => {
    const { text, runWith } = stateFileWith({ ...unconfirmed, ...hashQuery(`${url}?id=1`) });
    const before = text();
    const world = await runWith({}, { portraits: [{ name: 'Anna', url: `${url}?id=2` }] });
    expect(world.log).toEqual([]);
    expect(world.outcomes).toEqual(['Anna failed: unclear-image']);
    expect(text()).toBe(before);
  });

  test('that turned out Failed is resubmitted by a later run only', async () => {
    const { runWith } = stateFileWith(unconfirmed);
    const failed = byName({ 'id-old': says('Failed', { remark: 'no face' }) });
    expect(submissionsIn(await runWith({ status: failed }))).toEqual([]);
    const world = await runWith({ status: failed, submit: inOrder(says('Active')) });
    expect(world.log).toEqual(['0 status id-old', '0 submit Anna']);
    expect(world.outcomes).toEqual(['Anna active id-Anna']);
  });
});

describe('an asset that was submitted less than a minute ago', () => {
  const ago = (ms: number) => ({ key: keyOf('Anna'), asset_id: 'id-old', since: new Date(Date.now() - ms).toISOString(), step: 'earlier' });

  test.each(['rejected', 'not-found'] as const)(
    'by an earlier run is not submitted again because JimmyAI doesn’t know it yet: %s',
    async (kind) => {
      for (const wait of [true, false]) {
        const { worldWith } = stateFileWith(ago(20_000));
        const world = await worldWith({ status: ({ at }) => (at < 38_000 ? fails(kind) : says('Active')) }, { wait, timeout: 120_000 });
        await world.run();
        expect(submissionsIn(world)).toEqual([]);
        expect(world.outcomes).toEqual(['Anna active id-old']);
      }
    },
  );

  test.each(['rejected', 'not-found'] as const)(
    'and that JimmyAI never gets to know is not submitted again by any run: %s',
    async (kind) => {
      const { entry, runWith } = stateFileWith(ago(0));
      const first = await runWith({ status: inOrder(fails(kind)) }, { timeout: 900_000 });
      expect(first.outcomes[0]).toMatch(new RegExp(`^Anna failed id-old: status ${kind} `));
      expect(first.times('status').at(-1)).toBeGreaterThanOrEqual(60_000 - 1000);
      expect(entry()).toMatchObject({ asset_id: 'id-old', outcome: 'unknown' });
      const second = await runWith({ status: inOrder(fails(kind)) }, { timeout: 900_000 });
      expect([first, second].flatMap(submissionsIn)).toEqual([]);
      expect(second.outcomes).toEqual(['Anna failed id-old: in-doubt-earlier']);
    },
  );

  test('may be so by the clock of another machine, which is ahead', async () => {
    const { runWith } = stateFileWith(ago(-3_600_000));
    const world = await runWith({ status: ({ at }) => (at < 50_000 ? fails('rejected') : says('Active')) }, { timeout: 120_000 });
    expect(submissionsIn(world)).toEqual([]);
    expect(world.outcomes).toEqual(['Anna active id-old']);
  });
});

describe('an asset that JimmyAI accepted and then doesn’t know', () => {
  test('is not submitted again by the next run', async () => {
    const { entry, runWith } = stateFileWith();
    const scripts = { submit: inOrder(says('Processing')), status: inOrder<Data>(fails('rejected')) };
    const first = await runWith(scripts, { timeout: 900_000 });
    expect(first.outcomes[0]).toMatch(/^Anna failed id-Anna: status rejected /);
    expect(entry()).toMatchObject({ asset_id: 'id-Anna', outcome: 'unknown' });
    const second = await runWith({ status: inOrder(fails('rejected')) }, { timeout: 900_000 });
    expect(submissionsIn(second)).toEqual([]);
  });

  test('leaves the entry alone that another step has written in its place', async () => {
    const { disk, entry, runWith } = stateFileWith({ ...ofLongAgo });
    const neighbours = { ...ofLongAgo, asset_id: 'id-neighbour', step: 'neighbour' };
    const status = ({ nth }: { nth: number }) => {
      if (nth === 1) disk.put(filePath, JSON.stringify({ version: 1, assets: [neighbours] }));
      return nth === 0 ? says('Processing') : fails('rejected');
    };
    const world = await runWith({ status });
    expect(world.outcomes).toEqual(['Anna failed id-old: status rejected ×1']);
    expect(entry()).toEqual(neighbours);
  });
});

describe('an asset ID that a person wrote into the state file', () => {
  test.each([
    ['beside an unknown outcome', { outcome: 'unknown' }],
    ['beside an outcome that this version doesn’t know', { outcome: 'asked-support' }],
  ])('%s is polled, and its portrait is not resubmitted if JimmyAI doesn’t know the ID', async (_, changes) => {
    const { entry, runWith } = stateFileWith({ key: keyOf('Anna'), asset_id: 'id-hand', ...changes });
    const world = await runWith({ status: inOrder(fails('not-found')) });
    expect(world.log[0]).toBe('0 status id-hand');
    expect(submissionsIn(world)).toEqual([]);
    expect(world.outcomes).toEqual(['Anna failed id-hand: in-doubt-earlier']);
    expect(entry()).toEqual({ key: keyOf('Anna'), asset_id: 'id-hand', ...changes });
  });

  test.each([
    ['a submission in doubt', { outcome: 'unknown' }],
    ['an interrupted submission', {}],
  ])('in place of the null of %s is waited for', async (_, changes) => {
    const { entry, runWith } = stateFileWith({ ...{ key: keyOf('Anna'), asset_id: 'id-hand', since, step: 'earlier' }, ...changes });
    const world = await runWith({ status: inOrder(says('Processing'), says('Active')) });
    expect(world.log).toEqual(['0 status id-hand', '1000 status id-hand']);
    expect(world.outcomes).toEqual(['Anna active id-hand']);
    expect(world.portraits.map(({ reused }) => reused)).toEqual([true]);
    expect(entry()).toMatchObject({ asset_id: 'id-hand' });
    expect(entry()).not.toHaveProperty('outcome');
  });
});

describe('when the job is cancelled by SIGINT while a submission is in flight', () => {
  const graceMs = 5000;

  test.each<[string, ReturnType<typeof says>, string, object]>([
    ['the ID that arrives', says('Processing', { takes: 5900 }), 'Anna processing id-Anna', { asset_id: 'id-Anna' }],
    [
      'the ID in an ambiguous response',
      fails('unexpected', { takes: 5900, returnedId: 'id-new' }),
      'Anna failed id-new: submit unexpected ×1',
      { asset_id: 'id-new', outcome: 'unknown' },
    ],
    ['the doubt', hangs, 'Anna failed: submit ambiguous ×1', { asset_id: null, outcome: 'unknown' }],
  ])(
    '%s within the grace period is written to the state file, and nothing else is polled or submitted',
    async (_, submission, outcome, written) => {
      const { entry, worldWith } = stateFileWith();
      const world = await worldWith({ submit: inOrder(submission) });
      world.cancelAt(1000, graceMs);
      await world.run();
      expect(world.log).toEqual(['0 submit Anna']);
      expect(world.outcomes).toEqual([outcome]);
      expect(entry()).toMatchObject({ key: keyOf('Anna'), ...written });
      expect([...world.warnings]).toEqual([]);
      expect(world.endedAt).toBeLessThanOrEqual(1000 + graceMs);
    },
  );

  test('the next run continues with the ID', async () => {
    const { worldWith, runWith } = stateFileWith();
    const world = await worldWith({ submit: inOrder(says('Processing', { takes: 4000 })) });
    world.cancelAt(1000, graceMs);
    await world.run();
    const next = await runWith({ status: inOrder(says('Active')) });
    expect(next.log).toEqual(['0 status id-Anna']);
    expect(next.outcomes).toEqual(['Anna active id-Anna']);
  });
});
