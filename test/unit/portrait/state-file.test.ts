import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { hashQuery } from '../../../src/portrait/signed-url.ts';
import { StateFile, StateFileProblem } from '../../../src/portrait/state-file.ts';
import { replaceFile } from '../../../src/step/files/atomic-file.ts';

vi.mock('../../../src/step/files/atomic-file.ts', { spy: true });

const key = 'a'.repeat(64);
const otherKey = '0123456789abcdef'.repeat(4);

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'state-file-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** What a file holds, with the times taken out. */
async function contentOf(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'), (name, value: unknown) => (name === 'since' ? 'a time' : value));
}

describe('reading a state file', () => {
  test.each([
    ['a missing file', null],
    ['an empty file', ''],
    ['a file of white space', ' \n'],
    ['a list of nothing', '{"version":1,"assets":[]}'],
  ])('takes %s for a new one, and does not touch it', async (_, content) => {
    const folder = await newFolder();
    const file = path.join(folder, 'state.json');
    if (content !== null) await writeFile(file, content);
    const state = await StateFile.read(file);
    expect(state.recall(key)).toBeNull();
    expect(await readdir(folder)).toEqual(content === null ? [] : ['state.json']);
    if (content !== null) expect(await readFile(file, 'utf8')).toBe(content);
  });

  test('takes a file in a missing folder for a new one, and makes no folder yet', async () => {
    const folder = await newFolder();
    const state = await StateFile.read(path.join(folder, 'a', 'b', 'state.json'));
    expect(state.recall(key)).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  test('recalls ids, submissions whose end is unknown, and nothing else', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const entries = [
      { key, asset_id: 'asset-1', since: '2025-01-15T12:00:00.000Z', note: 'more than needed' },
      { key: otherKey, asset_id: null },
    ];
    await writeFile(file, JSON.stringify({ version: 1, assets: entries, comment: 'x' }));
    const state = await StateFile.read(file);
    expect(state.recall(key)).toEqual({ assetId: 'asset-1' });
    expect(state.recall(otherKey)).toBe('unknown');
    expect(state.recall('b'.repeat(64))).toBeNull();
    expect(state.recall('__proto__')).toBeNull();
  });

  const entry = (changes: object) => JSON.stringify({ version: 1, assets: [{ key, asset_id: 'asset-1', ...changes }] });

  test.each([
    ['text', 'no state'],
    ['half of a state', '{"version":1,"assets":[{"key":"'],
    ['something after a state', '{"version":1,"assets":[]}x'],
    ['YAML', 'version: 1\nassets: []\n'],
    ['NUL', '\0'],
    ['null', 'null'],
    ['a number', '1'],
    ['a string', '""'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['no version', '{"assets":[]}'],
    ['another version', '{"version":2,"assets":[]}'],
    ['a version that is a string', '{"version":"1","assets":[]}'],
    ['no assets', '{"version":1}'],
    ['assets that are null', '{"version":1,"assets":null}'],
    ['assets that are an object', '{"version":1,"assets":{}}'],
    ['an entry that is null', '{"version":1,"assets":[null]}'],
    ['an entry that is a string', '{"version":1,"assets":["a"]}'],
    ['an entry that is a list', '{"version":1,"assets":[[]]}'],
    ['an entry without anything', '{"version":1,"assets":[{}]}'],
    ['an entry without a key', entry({ key: undefined })],
    ['a key that is a number', entry({ key: 1 })],
    ['a key that is a list', entry({ key: [key] })],
    ['a key that is too short', entry({ key: 'a'.repeat(63) })],
    ['a key that is too long', entry({ key: 'a'.repeat(65) })],
    ['a key with a line end', entry({ key: `${'a'.repeat(63)}\n` })],
    ['a key that is not hexadecimal', entry({ key: 'g'.repeat(64) })],
    ['an entry without an id', entry({ asset_id: undefined })],
    ['an id that is a number', entry({ asset_id: 1 })],
    ['an empty id', entry({ asset_id: '' })],
    ['an id outside its alphabet', entry({ asset_id: '$(id)' })],
    ['an id with a line end', entry({ asset_id: 'asset-1\n' })],
    ['an id that is too long', entry({ asset_id: 'x'.repeat(257) })],
    [
      'a key twice',
      JSON.stringify({
        version: 1,
        assets: [
          { key, asset_id: 'a' },
          { key, asset_id: 'b' },
        ],
      }),
    ],
    ['a bad entry after a good one', JSON.stringify({ version: 1, assets: [{ key, asset_id: 'a' }, { key: otherKey }] })],
  ])('refuses %s, and leaves it byte for byte', async (_, content) => {
    const folder = await newFolder();
    const file = path.join(folder, 'state.json');
    await writeFile(file, content);
    const before = await lstat(file);
    await expect(StateFile.read(file)).rejects.toBeInstanceOf(StateFileProblem);
    const after = await lstat(file);
    expect(await readFile(file, 'utf8')).toBe(content);
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  test.each([
    ['no state', /not JSON/],
    ['{"version":2,"assets":[]}', /version/],
    ['{"version":1,"assets":[{}]}', /assets\[0\]/],
  ])('says what is wrong with %s, and not that it can’t be read', async (content, says) => {
    const file = path.join(await newFolder(), 'state.json');
    await writeFile(file, content);
    await expect(StateFile.read(file)).rejects.toThrow(says);
    await expect(StateFile.read(file)).rejects.not.toThrow(/can.t be read/);
  });

  test('says which entry is wrong', async () => {
    const file = path.join(await newFolder(), 'state.json');
    await writeFile(file, JSON.stringify({ version: 1, assets: [{ key, asset_id: 'a' }, {}] }));
    await expect(StateFile.read(file)).rejects.toThrow(/assets\[1\]/);
  });

  test('refuses a folder, and a file below a file', async () => {
    const folder = await newFolder();
    await writeFile(path.join(folder, 'file'), '');
    await expect(StateFile.read(folder)).rejects.toBeInstanceOf(StateFileProblem);
    await expect(StateFile.read(path.join(folder, 'file', 'state.json'))).rejects.toBeInstanceOf(StateFileProblem);
  });

  test('refuses a pipe instead of waiting for its writer', { timeout: 3000 }, async () => {
    const pipe = path.join(await newFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Whoever waits for a writer gets one when the test is over.
    onTestFinished(() => closeSync(openSync(pipe, constants.O_RDWR)));
    await expect(StateFile.read(pipe)).rejects.toBeInstanceOf(StateFileProblem);
  });
});

describe('writing a state file', () => {
  test('makes its folder, and leaves nothing else in it', async () => {
    const folder = await newFolder();
    const file = path.join(folder, 'a', 'b', 'state.json');
    const state = await StateFile.read(file);
    await state.remember(key, 'asset-1');
    expect(await contentOf(file)).toMatchObject({ version: 1, assets: [{ key, asset_id: 'asset-1' }] });
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  });

  test('writes nothing but version, key, id and a time', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.remember(key, 'asset-1');
    await state.rememberIntent(otherKey);
    expect(await contentOf(file)).toEqual({
      version: 1,
      assets: [
        { key, asset_id: 'asset-1', since: 'a time' },
        { key: otherKey, asset_id: null, since: 'a time' },
      ],
    });
  });

  test('has the asset of before again where the next submission was not taken, or could not be written down', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.remember(key, 'asset-1');
    await state.rememberIntent(key);
    await state.forgetIntent(key);
    expect((await StateFile.read(file)).recall(key)).toEqual({ assetId: 'asset-1' });
    await rm(file);
    await mkdir(path.join(file, 'in the way'), { recursive: true });
    await expect(state.rememberIntent(key)).rejects.toThrow();
    expect(state.recall(key)).toEqual({ assetId: 'asset-1' });
  });

  test('can be read again', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.rememberIntent(key);
    expect((await StateFile.read(file)).recall(key)).toBe('unknown');
    await state.remember(key, 'asset-1');
    expect((await StateFile.read(file)).recall(key)).toEqual({ assetId: 'asset-1' });
    await state.remember(key, 'asset-2');
    expect((await StateFile.read(file)).recall(key)).toEqual({ assetId: 'asset-2' });
    await state.forgetIntent(key);
    expect((await StateFile.read(file)).recall(key)).toBeNull();
    expect(state.recall(key)).toBeNull();
  });

  test('keeps what was in it', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const since = '2025-01-15T12:00:00.000Z';
    await writeFile(file, JSON.stringify({ version: 1, assets: [{ key: otherKey, asset_id: 'asset-0', since }] }));
    const state = await StateFile.read(file);
    await state.remember(key, 'asset-1');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ assets: [{ key: otherKey, asset_id: 'asset-0', since }, { key }] });
  });

  test('is done when remember is: each of many at the same time finds its own entry in the file', async () => {
    const file = path.join(await newFolder(), 'deep', 'state.json');
    const state = await StateFile.read(file);
    const keys = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(64, '0'));
    await Promise.all(
      keys.map(async (each, index) => {
        await state.rememberIntent(each);
        expect((await StateFile.read(file)).recall(each)).toBe('unknown');
        await state.remember(each, `asset-${index}`);
        expect((await StateFile.read(file)).recall(each)).toEqual({ assetId: `asset-${index}` });
      }),
    );
    const read = await StateFile.read(file);
    expect(keys.map((each) => read.recall(each))).toEqual(keys.map((_, index) => ({ assetId: `asset-${index}` })));
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  });

  test('replaces the file instead of writing into it, so that a reader finds the old or the new one', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.remember(key, 'asset-1');
    const before = await lstat(file);
    await state.remember(otherKey, 'asset-2');
    expect((await lstat(file)).ino).not.toBe(before.ino);
  });

  test('writes where a link points to, and leaves the link', async () => {
    const folder = await newFolder();
    const target = path.join(folder, 'cache', 'state.json');
    const link = path.join(folder, 'link.json');
    await mkdir(path.dirname(target));
    await writeFile(target, '');
    await symlink(target, link);
    const state = await StateFile.read(link);
    await state.remember(key, 'asset-1');
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await contentOf(target)).toMatchObject({ assets: [{ key }] });
  });

  test('fails where the folder can’t be made, and can be tried again', async () => {
    const folder = await newFolder();
    const state = await StateFile.read(path.join(folder, 'later', 'state.json'));
    await writeFile(path.join(folder, 'later'), 'in the way');
    await expect(state.remember(key, 'asset-1')).rejects.toThrow();
    expect(await readFile(path.join(folder, 'later'), 'utf8')).toBe('in the way');
    await rm(path.join(folder, 'later'));
    await state.remember(otherKey, 'asset-2');
    expect((await StateFile.read(path.join(folder, 'later', 'state.json'))).recall(otherKey)).toEqual({ assetId: 'asset-2' });
  });

  test('fails for all who wait where the file can’t be replaced, and leaves no temporary file', async () => {
    const folder = await newFolder();
    const file = path.join(folder, 'state.json');
    const state = await StateFile.read(file);
    await mkdir(path.join(file, 'in the way'), { recursive: true });
    const results = await Promise.allSettled([state.rememberIntent(key), state.rememberIntent(otherKey)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await readdir(folder)).toEqual(['state.json']);
  });
});

describe('what other steps write into the file meanwhile', () => {
  /** Two steps that have read the same file. */
  async function twoSteps(content = ''): Promise<{ file: string; one: StateFile; other: StateFile }> {
    const file = path.join(await newFolder(), 'state.json');
    await writeFile(file, content);
    return { file, one: await StateFile.read(file), other: await StateFile.read(file) };
  }

  const stateOf = (...assets: readonly object[]) => JSON.stringify({ version: 1, assets });

  test('stays in it', async () => {
    const { file, one, other } = await twoSteps();
    await one.remember(key, 'asset-1');
    await other.remember(otherKey, 'asset-2');
    expect(await contentOf(file)).toMatchObject({ assets: [{ key }, { key: otherKey }] });
    expect(other.recall(key)).toEqual({ assetId: 'asset-1' });
  });

  test('about the same portrait wins over an intent: its submission must not be made', async () => {
    const { file, one, other } = await twoSteps();
    await one.remember(key, 'asset-1');
    expect(await other.rememberIntent(key)).toEqual({ assetId: 'asset-1' });
    expect(other.recall(key)).toEqual({ assetId: 'asset-1' });
    expect(await contentOf(file)).toMatchObject({ assets: [{ key, asset_id: 'asset-1' }] });
  });

  test('about the same portrait wins over an intent where its end is unknown, too', async () => {
    const { one, other } = await twoSteps();
    expect(await one.rememberIntent(key)).toBeNull();
    expect(await other.rememberIntent(key)).toBe('unknown');
  });

  test('about the same portrait wins over an intent that is to replace something else', async () => {
    const { one, other } = await twoSteps(stateOf({ key, asset_id: 'asset-0', since: '2025-01-15T12:00:00.000Z' }));
    await one.remember(key, 'asset-1');
    expect(await other.rememberIntent(key)).toEqual({ assetId: 'asset-1' });
  });

  test('is told from what was there by its time, where the id is the same', async () => {
    const { one, other } = await twoSteps(stateOf({ key, asset_id: 'asset-0', since: '2025-01-15T12:00:00.000Z' }));
    await one.remember(key, 'asset-0');
    expect(await other.rememberIntent(key)).toEqual({ assetId: 'asset-0' });
  });

  test('is told from what was there by its id, where the time is the same', async () => {
    const since = '2025-01-15T12:00:00.000Z';
    const { file, one } = await twoSteps(stateOf({ key, asset_id: 'asset-0', since }));
    await writeFile(file, stateOf({ key, asset_id: 'asset-1', since }));
    expect(await one.rememberIntent(key)).toEqual({ assetId: 'asset-1' });
  });

  test('does not win where it is gone, or is what was there before', async () => {
    const { file, one, other } = await twoSteps(stateOf({ key, asset_id: 'asset-0' }));
    expect(await one.rememberIntent(key)).toBeNull();
    await writeFile(file, '');
    expect(await other.rememberIntent(key)).toBeNull();
    expect((await StateFile.read(file)).recall(key)).toBe('unknown');
  });

  test('does not win over an id', async () => {
    const { file, one, other } = await twoSteps();
    await one.remember(key, 'asset-1');
    await other.remember(key, 'asset-2');
    expect((await StateFile.read(file)).recall(key)).toEqual({ assetId: 'asset-2' });
  });

  test('is not written over with what was written long ago', async () => {
    const { file, one, other } = await twoSteps();
    await one.remember(key, 'asset-1');
    await other.remember(key, 'asset-2');
    await one.remember(otherKey, 'asset-3');
    expect((await StateFile.read(file)).recall(key)).toEqual({ assetId: 'asset-2' });
  });

  test('is not lost where the file can’t be understood any more: nothing is written', async () => {
    const { file, one } = await twoSteps();
    await writeFile(file, 'another program’s');
    await expect(one.remember(key, 'asset-1')).rejects.toBeInstanceOf(StateFileProblem);
    expect(await readFile(file, 'utf8')).toBe('another program’s');
  });
});

describe('an intent that could not be written', () => {
  test('is not written with what comes next', async () => {
    const folder = await newFolder();
    const file = path.join(folder, 'later', 'state.json');
    const state = await StateFile.read(file);
    await writeFile(path.join(folder, 'later'), 'in the way');
    await expect(state.rememberIntent(key)).rejects.toThrow();
    await rm(path.join(folder, 'later'));
    await state.remember(otherKey, 'asset-2');
    expect((await StateFile.read(file)).recall(key)).toBeNull();
  });
});

test('what this version does not know stays in the file, of the whole and of each entry', async () => {
  const file = path.join(await newFolder(), 'state.json');
  const entries = [
    { key, asset_id: 'asset-0', since: '2025-01-15T12:00:00.000Z', note: 'a' },
    { key: otherKey, asset_id: null, since: '2025-01-15T12:00:00.000Z', note: 'b' },
  ];
  const comment = 'a\ufeffb';
  await writeFile(file, JSON.stringify({ comment, version: 1, assets: entries }));
  const state = await StateFile.read(file);
  await state.rememberIntent(key);
  await state.remember(key, 'asset-1');
  expect(await contentOf(file)).toEqual({
    comment,
    version: 1,
    assets: [
      { key, asset_id: 'asset-1', since: 'a time', note: 'a' },
      { key: otherKey, asset_id: null, since: 'a time', note: 'b' },
    ],
  });
});

test('the file may begin with a byte order mark, and has lines that a person can compare', async () => {
  const file = path.join(await newFolder(), 'state.json');
  await writeFile(file, `\ufeff${JSON.stringify({ version: 1, assets: [{ key: otherKey, asset_id: null }] })}`);
  const read = await StateFile.read(file);
  expect(read.recall(otherKey)).toBe('unknown');
  await read.forgetIntent(otherKey);
  await read.remember(key, 'asset-1');
  const [entry] = JSON.parse(await readFile(file, 'utf8')).assets;
  expect(new Date(entry.since).toISOString()).toBe(entry.since);
  const state = { version: 1, assets: [{ key, asset_id: 'asset-1', since: entry.since }] };
  expect(await readFile(file, 'utf8')).toBe(`${JSON.stringify(state, null, 2)}\n`);
});

describe('a state file that is to be written', () => {
  test('has its folder made, and nothing left in it', async () => {
    const folder = await newFolder();
    const file = path.join(folder, 'a', 'b', 'state.json');
    await (await StateFile.read(file)).assertWritable();
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  test('can’t be where no folder can be made', async () => {
    const folder = await newFolder();
    const state = await StateFile.read(path.join(folder, 'later', 'state.json'));
    await writeFile(path.join(folder, 'later'), 'in the way');
    await expect(state.assertWritable()).rejects.toBeInstanceOf(StateFileProblem);
  });
});

test('of many changes at the same time the first is written at once, and all others together', async () => {
  const file = path.join(await newFolder(), 'state.json');
  const state = await StateFile.read(file);
  const keys = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(64, '0'));
  const writes = new Set<number>();
  await Promise.all(
    keys.map(async (each, index) => {
      if (index > 0) await new Promise((resolve) => setImmediate(resolve));
      await state.remember(each, `asset-${index}`);
      writes.add((await lstat(file)).ino);
    }),
  );
  expect(writes.size).toBeLessThanOrEqual(3);
  expect(keys.map((each) => state.recall(each))).toEqual(keys.map((_, index) => ({ assetId: `asset-${index}` })));
});

test('an entry that changes while it is being written is written once more', async () => {
  const file = path.join(await newFolder(), 'state.json');
  const state = await StateFile.read(file);
  const { replaceFile: really } = await vi.importActual<typeof import('../../../src/step/files/atomic-file.ts')>(
    '../../../src/step/files/atomic-file.ts',
  );
  let second: Promise<void> | undefined;
  vi.mocked(replaceFile).mockImplementationOnce((...replacement) => {
    second = state.remember(key, 'asset-2');
    return really(...replacement);
  });
  await state.remember(key, 'asset-1');
  await second;
  expect((await StateFile.read(file)).recall(key)).toEqual({ assetId: 'asset-2' });
});

describe('what is remembered of a URL', () => {
  const url = 'https://example.com/a.jpg';
  const signed = (nonce: string, image = '') => `${url}?${image}Expires=${nonce}&Signature=${nonce}&AWSAccessKeyId=a`;

  test.each([
    ['the same query', `${url}?e=43&token=ada`, `${url}?e=43&token=ada`],
    ['another signature', signed('1'), signed('2')],
    ['another signature of a parameter that may be the image', signed('1', 'id=1&'), signed('2', 'id=1&')],
    ['a signature that was none', url, signed('2')],
    ['no signature any more', signed('1'), url],
    ['no query', url, url],
  ])('is recalled with %s', async (_, before, now) => {
    const file = path.join(await newFolder(), 'state.json');
    const first = await StateFile.read(file);
    await first.rememberIntent(key, hashQuery(before));
    await first.remember(key, 'asset-1', hashQuery(before));
    expect(first.recall(key, hashQuery(now))).toEqual({ assetId: 'asset-1' });
    expect((await StateFile.read(file)).recall(key, hashQuery(now))).toEqual({ assetId: 'asset-1' });
  });

  test.each([
    ['a query of a scheme that is not known', `${url}?e=43&token=ada`, `${url}?e=43&token=bob`],
    ['another image in a signed query', signed('1', 'id=1&'), signed('1', 'id=2&')],
    ['a query that was none', url, `${url}?id=1`],
    ['no query any more', `${url}?id=1`, url],
  ])('is neither recalled nor forgotten with %s', async (_, before, now) => {
    const file = path.join(await newFolder(), 'state.json');
    await (await StateFile.read(file)).remember(key, 'asset-1', hashQuery(before));
    expect((await StateFile.read(file)).recall(key, hashQuery(now))).toBe('unclear-image');
  });

  test('that somebody wrote by hand is recalled without a query, or from a file, and else not', async () => {
    const file = path.join(await newFolder(), 'state.json');
    await writeFile(file, JSON.stringify({ version: 1, assets: [{ key, asset_id: 'asset-1' }] }));
    const state = await StateFile.read(file);
    expect(state.recall(key, hashQuery(url))).toEqual({ assetId: 'asset-1' });
    expect(state.recall(key)).toEqual({ assetId: 'asset-1' });
    expect(state.recall(key, hashQuery(`${url}?id=1`))).toBe('unclear-image');
    expect(state.recall(key, hashQuery(signed('1')))).toBe('unclear-image');
  });

  test('is two hashes, and no query', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.rememberIntent(key, hashQuery(signed('geheim')));
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(await contentOf(file)).toMatchObject({ assets: [{ key, asset_id: null, query: hash, image: hash }] });
    await state.remember(key, 'asset-1', hashQuery(signed('geheim')));
    expect(await contentOf(file)).toMatchObject({ assets: [{ key, asset_id: 'asset-1', query: hash, image: hash }] });
    expect(await readFile(file, 'utf8')).not.toContain('geheim');
  });

  test('by another step in the meantime stops the submission of another image', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const [ada, bob] = [await StateFile.read(file), await StateFile.read(file)];
    await ada.rememberIntent(key, hashQuery(`${url}?id=ada`));
    await ada.remember(key, 'asset-ada', hashQuery(`${url}?id=ada`));
    expect(await bob.rememberIntent(key, hashQuery(`${url}?id=bob`))).toBe('unclear-image');
  });
});

test.each([
  ['UTF-16', Buffer.from('\ufeff{"version":1,"assets":[]}', 'utf16le'), /is UTF-16, not UTF-8: save the file as UTF-8/],
  ['GBK', Buffer.from('{"version":1,"assets":[],"note":"\xc0\xee"}', 'latin1'), /is not UTF-8: save the file as UTF-8/],
  [
    'a pointer of Git LFS',
    Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'),
    /Git LFS pointer.*lfs: true/,
  ],
  [
    'a merge conflict',
    Buffer.from('{\n  "version": 1,\n<<<<<<< HEAD\n  "assets": []\n=======\n  "assets": []\n>>>>>>> b\n}'),
    /conflict marker of Git in line 3.*Keep every entry/,
  ],
])('a state file that is %s is refused by name, untouched', async (_, content, message) => {
  const file = path.join(await newFolder(), 'state.json');
  await writeFile(file, content);
  await expect(StateFile.read(file)).rejects.toThrow(message);
  await expect(StateFile.read(file)).rejects.toBeInstanceOf(StateFileProblem);
  expect((await readFile(file)).equals(content)).toBe(true);
});
