import { describe, expect, test } from 'vitest';
import { hashQuery } from '../../../src/portrait/signed-url.ts';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { MemoryDisk } from '../../support/memory-files.ts';
import { unhurried } from '../../support/unhurried.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const filePath = '/workspace/state.json';
const key = 'a'.repeat(64);
const url = 'https://example.com/a.jpg';
const signed = (nonce: string, image = '') => `${url}?${image}Expires=${nonce}&Signature=${nonce}&AWSAccessKeyId=a`;
const unclear = { kind: 'unclear-image' };
const submitted = (assetId: string) => expect.objectContaining({ kind: 'submitted', assetId, ageMs: expect.any(Number) });
const hash = expect.stringMatching(/^[0-9a-f]{64}$/);

/** A disk in memory, with the file that holds `entry`, if any. */
function diskWith(entry?: object) {
  const disk = new MemoryDisk();
  if (entry !== undefined) disk.put(filePath, JSON.stringify({ version: 1, assets: [{ key, ...entry }] }));
  const read = () => StateFile.read(filePath, disk.files());
  const entryNow = (): unknown => JSON.parse(disk.textAt(filePath) ?? '').assets[0];
  return { disk, read, entryNow };
}

/** A query before and the query of a later run that is certainly of the same image. */
const sameImage = [
  ['the same query', `${url}?e=43&token=ada`, `${url}?e=43&token=ada`],
  ['another signature', signed('1'), signed('2')],
  ['another signature of a parameter that may be the image', signed('1', 'id=1&'), signed('2', 'id=1&')],
  ['a signature that was none', url, signed('2')],
  ['no signature any more', signed('1'), url],
  ['no query', url, url],
] as const;

/** The same, where nobody can tell. */
const unclearImage = [
  ['a query of a scheme that is not known', `${url}?e=43&token=ada`, `${url}?e=43&token=bob`],
  ['another image in a signed query', signed('1', 'id=1&'), signed('1', 'id=2&')],
  ['a query that was none', url, `${url}?id=1`],
  ['no query any more', `${url}?id=1`, url],
] as const;

describe('an asset in the state file', () => {
  test.each(sameImage)('is recalled with %s', async (_, before, now) => {
    const { read } = diskWith();
    const first = await read();
    await first.rememberIntent(key, unhurried, hashQuery(before));
    await first.remember(key, 'asset-1', unhurried);
    expect(first.recall(key, hashQuery(now))).toEqual(submitted('asset-1'));
    expect((await read()).recall(key, hashQuery(now))).toEqual(submitted('asset-1'));
  });

  test.each(unclearImage)('is neither recalled nor forgotten with %s, whether or not JimmyAI has confirmed it', async (_, before, now) => {
    for (const isConfirmed of [true, false]) {
      const { disk, read } = diskWith();
      const first = await read();
      await first.rememberIntent(key, unhurried, hashQuery(before));
      await first.remember(key, 'asset-1', unhurried, isConfirmed ? null : { requestId: null });
      const text = disk.textAt(filePath);
      const second = await read();
      expect(second.recall(key, hashQuery(now))).toEqual(unclear);
      expect(await second.awaitNeighbour(key, unhurried, hashQuery(now))).toEqual(unclear);
      expect(await second.rememberIntent(key, unhurried, hashQuery(now))).toEqual(unclear);
      expect(disk.textAt(filePath)).toBe(text);
    }
  });

  test.each([{ asset_id: 'asset-1' }, { asset_id: 'asset-1', outcome: 'unknown' }])(
    'that a person wrote by hand is recalled only for a URL without a query, or for a file: %j',
    async (entry) => {
      const recalled = { kind: 'outcome' in entry ? 'unconfirmed' : 'submitted', assetId: 'asset-1' };
      const state = await diskWith(entry).read();
      expect(state.recall(key, hashQuery(url))).toMatchObject(recalled);
      expect(state.recall(key)).toMatchObject(recalled);
      expect(state.recall(key, hashQuery(`${url}?id=1`))).toEqual(unclear);
      expect(state.recall(key, hashQuery(signed('1')))).toEqual(unclear);
    },
  );
});

describe('what is remembered about a query', () => {
  test('is two hashes, but not the query', async () => {
    const { disk, read, entryNow } = diskWith();
    const state = await read();
    await state.rememberIntent(key, unhurried, hashQuery(signed('geheim')));
    expect(entryNow()).toMatchObject({ asset_id: null, query: hash, image: hash });
    expect(disk.textAt(filePath)).not.toContain('geheim');
  });

  test('is written with the intent, and stays with every later outcome', async () => {
    const { read, entryNow } = diskWith();
    const state = await read();
    const query = hashQuery(signed('1', 'id=1&'));
    await state.rememberIntent(key, unhurried, query);
    expect(entryNow()).toMatchObject(query);
    await state.rememberDoubt(key, unhurried);
    expect(entryNow()).toMatchObject({ outcome: 'unknown', ...query });
    await state.remember(key, 'asset-1', unhurried, { requestId: null });
    expect(entryNow()).toMatchObject({ asset_id: 'asset-1', outcome: 'unknown', ...query });
    await state.remember(key, 'asset-1', unhurried);
    expect(entryNow()).toMatchObject({ asset_id: 'asset-1', ...query });
    expect(entryNow()).not.toHaveProperty('outcome');
  });

  test('is that of the latest submission, or of the previous one if the latest was not accepted', async () => {
    const { read, entryNow } = diskWith();
    const state = await read();
    const [before, latest] = [hashQuery(signed('1')), hashQuery(signed('2'))];
    await state.rememberIntent(key, unhurried, before);
    await state.remember(key, 'asset-1', unhurried);
    await state.rememberIntent(key, unhurried, latest);
    expect(entryNow()).toMatchObject({ asset_id: null, ...latest });
    await state.forgetIntent(key, unhurried);
    expect(entryNow()).toMatchObject({ asset_id: 'asset-1', ...before });
  });
});

describe('a submission of another image under the same key', () => {
  const [ada, bob] = [hashQuery(`${url}?id=ada`), hashQuery(`${url}?id=bob`)];

  test('by another step in the meantime stops this one', async () => {
    const { read } = diskWith();
    const [first, second] = [await read(), await read()];
    await first.rememberIntent(key, unhurried, ada);
    await first.remember(key, 'asset-ada', unhurried);
    expect(await second.rememberIntent(key, unhurried, bob)).toEqual(unclear);
  });

  test('that was made because the intent of this one was deleted leaves each asset its own query', async () => {
    const { disk, read, entryNow } = diskWith();
    const clock = new VirtualClock();
    const limits = { ...unhurried, clock, deadline: 600_000 };
    const [first, second] = [await read(), await read()];
    await clock.run(first.rememberIntent(key, limits, ada));
    disk.remove(filePath);
    await clock.run(second.rememberIntent(key, limits, bob));
    await clock.run(second.remember(key, 'asset-bob', limits));
    expect(entryNow()).toMatchObject({ asset_id: 'asset-bob', ...bob });
    // The first step finds the second one's entry when it renews its intent.
    await clock.run(clock.sleep(30_000, unhurried.signal));
    await clock.run(first.remember(key, 'asset-ada', limits));
    expect(entryNow()).toMatchObject({ asset_id: 'asset-ada', ...ada });
  });

  test('of unknown outcome stops this one, as unknown', async () => {
    const { read } = diskWith();
    const [first, second] = [await read(), await read()];
    await first.rememberIntent(key, unhurried, ada);
    await first.rememberDoubt(key, unhurried);
    expect(await second.rememberIntent(key, unhurried, bob)).toEqual({ kind: 'in-doubt', recordedAt: expect.any(Number), requestId: null });
    expect((await read()).recall(key, bob)).toEqual({ kind: 'in-doubt', recordedAt: expect.any(Number), requestId: null });
  });
});
