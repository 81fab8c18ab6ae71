import { describe, expect, test } from 'vitest';
import { StateFileChanges } from '../../../src/portrait/state-file-changes.ts';
import { type Entry, newEntry } from '../../../src/portrait/state-file-content.ts';

const [key, otherKey] = ['a'.repeat(64), 'b'.repeat(64)];
const entryOf = (assetId: string, step: string, of = key): Entry => newEntry(of, { assetId, isConfirmed: true }, step, null);
const intentOf = (step: string): Entry => newEntry(key, null, step, null);
const own = entryOf('asset-own', 'one');
const foreign = entryOf('asset-other', 'two');

/** Applies all pending changes to a file that holds `entries`. */
function apply(changes: StateFileChanges, entries: readonly Entry[]) {
  const file = new Map(entries.map((entry) => [String(entry.fields['key']), entry]));
  const pending = changes.pending;
  const isChanged = changes.apply(pending, file);
  changes.settle(pending);
  return { isChanged, ids: [...file.values()].map(({ fields }) => fields['asset_id']), pending };
}

/** The changes of a step that has written `own` where the file held `before`. */
function written(before: Entry | null): StateFileChanges {
  const changes = new StateFileChanges('one');
  changes.replace(key, own, before, true);
  apply(changes, before === null ? [] : [before]);
  return changes;
}

test('there is nothing to do until something is to be written, and something to lose from then on', () => {
  const changes = new StateFileChanges('one');
  expect(changes.isEmpty).toBe(true);
  expect(apply(changes, [foreign])).toMatchObject({ isChanged: false, ids: ['asset-other'] });
  changes.replace(key, own, null, false);
  expect(changes.isEmpty).toBe(false);
  apply(changes, []);
  expect(changes.isEmpty).toBe(false);
  changes.leave(key);
  expect(changes.isEmpty).toBe(true);
});

describe('a change', () => {
  test.each<readonly [string, Entry | null, Entry | null, boolean]>([
    ['nothing, where there was nothing', null, null, false],
    ['nothing, where there was something', foreign, null, false],
    ['what was there', foreign, foreign, false],
    ['what another step has written since', null, foreign, true],
    ['what this step has written', null, entryOf('asset-0', 'one'), false],
  ])('replaces %s, unless that is of another step', (_, before, current, givesWay) => {
    for (const add of ['claim', 'replace'] as const) {
      const changes = new StateFileChanges('one');
      if (add === 'claim') changes.claim(key, own, before);
      else changes.replace(key, own, before, false);
      const { ids, isChanged, pending } = apply(changes, current === null ? [] : [current]);
      expect({ ids, isChanged }).toEqual({ ids: [givesWay ? 'asset-other' : 'asset-own'], isChanged: !givesWay });
      expect(pending.map(({ gaveWay }) => gaveWay)).toEqual([givesWay]);
    }
  });

  test('has not given way before it was tried, and replaces anything with force', () => {
    const changes = new StateFileChanges('one');
    expect(changes.claim(key, own, null).gaveWay).toBe(false);
    changes.replace(key, own, null, true);
    expect(apply(changes, [foreign]).ids).toEqual(['asset-own']);
  });
});

describe('what this step has written', () => {
  test.each<readonly [string, Entry | null, Entry | null, boolean]>([
    ['deleted', null, null, true],
    ['replaced by what was there before', foreign, foreign, true],
    ['replaced by an earlier entry of this step', null, intentOf('one'), true],
    ['replaced by another step', null, foreign, false],
    ['still there', null, own, false],
  ])('is lost and restored where it was not replaced by another step: %s', (_, before, current, isLost) => {
    const changes = written(before);
    const entries = current === null ? [] : [current];
    expect(changes.isAnyLost(new Map(entries.map((entry) => [key, entry])))).toBe(isLost);
    const { ids, isChanged } = apply(changes, entries);
    expect(isChanged).toBe(isLost);
    expect(ids).toEqual([current === foreign && !isLost ? 'asset-other' : 'asset-own']);
  });

  test('is lost if any of it is', () => {
    const changes = written(null);
    changes.replace(otherKey, entryOf('asset-9', 'one', otherKey), null, false);
    apply(changes, [own]);
    expect(changes.isAnyLost(new Map([[key, own]]))).toBe(true);
  });

  test('is neither lost nor restored while a newer change is pending, or once another step has it', () => {
    const changes = written(null);
    changes.replace(key, entryOf('asset-new', 'one'), null, false);
    expect(changes.isAnyLost(new Map())).toBe(false);
    const left = written(null);
    left.leave(key);
    expect(left.isAnyLost(new Map())).toBe(false);
    expect(apply(left, []).ids).toEqual([]);
  });

  test('is taken back only where it is still there, and is not restored then', () => {
    const takenBack = (before: Entry | null, current: readonly Entry[]) => {
      const changes = new StateFileChanges('one');
      changes.claim(key, own, before);
      apply(changes, before === null ? [] : [before]);
      changes.takeBack(key);
      const { ids } = apply(changes, current);
      expect(changes.isAnyLost(new Map())).toBe(false);
      return ids;
    };
    expect(takenBack(null, [own])).toEqual([]);
    expect(takenBack(entryOf('asset-0', 'three'), [own])).toEqual(['asset-0']);
    expect(takenBack(null, [foreign])).toEqual(['asset-other']);
    expect(takenBack(entryOf('asset-0', 'three'), [])).toEqual([]);
  });

  test('is remembered as its latest entry, and something that only gave way is not', () => {
    expect(written(null).latest(key)).toBe(own);
    const changes = new StateFileChanges('one');
    changes.claim(key, own, null);
    apply(changes, [foreign]);
    expect(changes.latest(key)).toBeNull();
    expect(changes.latest(otherKey)).toBeNull();
  });
});
