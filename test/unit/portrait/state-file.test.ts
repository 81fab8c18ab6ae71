import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { StateFile } from '../../../src/portrait/state-file.ts';
import { StateFileProblem } from '../../../src/portrait/state-file-content.ts';
import { systemFiles } from '../../../src/step/files/file-operations.ts';
import { MemoryDisk, StoppableProcess } from '../../support/memory-files.ts';
import { unhurried } from '../../support/unhurried.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const never = new AbortController().signal;
const submitted = (assetId: string) => expect.objectContaining({ kind: 'submitted', assetId, ageMs: expect.any(Number) });

const key = 'a'.repeat(64);
const otherKey = '0123456789abcdef'.repeat(4);

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'state-file-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** What a file holds, with times and steps taken out. */
async function contentOf(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'), (name, value: unknown) =>
    name === 'since' ? 'a time' : name === 'step' ? 'a step' : value,
  );
}

describe('reading a state file', () => {
  test.each([
    ['a missing file', null],
    ['an empty file', ''],
    ['a file of white space', ' \n'],
    ['a list of nothing', '{"version":1,"assets":[]}'],
  ])('treats %s as a new one, and does not touch it', async (_, content) => {
    const folder = await newFolder();
    const file = path.join(folder, 'state.json');
    if (content !== null) await writeFile(file, content);
    const state = await StateFile.read(file);
    expect(state.recall(key)).toBeNull();
    expect(await readdir(folder)).toEqual(content === null ? [] : ['state.json']);
    if (content !== null) expect(await readFile(file, 'utf8')).toBe(content);
  });

  test('treats a file in a missing folder as a new one, and creates no folder yet', async () => {
    const folder = await newFolder();
    const state = await StateFile.read(path.join(folder, 'a', 'b', 'state.json'));
    expect(state.recall(key)).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  test('recalls IDs, submissions whose outcome is unknown, and nothing else', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const entries = [
      { key, asset_id: 'asset-1', since: '2025-01-15T12:00:00.000Z', note: 'more than needed' },
      { key: otherKey, asset_id: null },
    ];
    await writeFile(file, JSON.stringify({ version: 1, assets: entries, comment: 'x' }));
    const state = await StateFile.read(file);
    expect(state.recall(key)).toEqual(submitted('asset-1'));
    expect(state.recall(otherKey)).toEqual({ kind: 'interrupted', recordedAt: null, requestId: null });
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
  ])('rejects %s, and leaves it byte for byte', async (_, content) => {
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

  test('rejects a folder, and a file below a file', async () => {
    const folder = await newFolder();
    await writeFile(path.join(folder, 'file'), '');
    await expect(StateFile.read(folder)).rejects.toBeInstanceOf(StateFileProblem);
    await expect(StateFile.read(path.join(folder, 'file', 'state.json'))).rejects.toBeInstanceOf(StateFileProblem);
  });

  test.each([
    ['UTF-16', Buffer.from('\ufeff{"version":1,"assets":[]}', 'utf16le'), /is UTF-16, not UTF-8: save the file as UTF-8.*Keep every entry/],
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
  ])('rejects %s by name, and leaves it unchanged', async (_, content, message) => {
    const file = path.join(await newFolder(), 'state.json');
    await writeFile(file, content);
    const reading = StateFile.read(file);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toBeInstanceOf(StateFileProblem);
    expect((await readFile(file)).equals(content)).toBe(true);
  });

  test('rejects a pipe instead of waiting for its writer', { timeout: 3000 }, async () => {
    const pipe = path.join(await newFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Whoever waits for a writer gets one when the test is over.
    onTestFinished(() => closeSync(openSync(pipe, constants.O_RDWR)));
    await expect(StateFile.read(pipe)).rejects.toBeInstanceOf(StateFileProblem);
  });
});

describe('writing a state file', () => {
  test('creates its folder, and leaves nothing else in it', async () => {
    const folder = await newFolder();
    const file = path.join(folder, 'a', 'b', 'state.json');
    const state = await StateFile.read(file);
    await state.remember(key, 'asset-1', unhurried);
    expect(await contentOf(file)).toMatchObject({ version: 1, assets: [{ key, asset_id: 'asset-1' }] });
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  });

  test('writes nothing but version, key, ID, a time, the step, and that a submission is pending', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.remember(key, 'asset-1', unhurried);
    await state.rememberIntent(otherKey, unhurried);
    expect(await contentOf(file)).toEqual({
      version: 1,
      assets: [
        { key, asset_id: 'asset-1', since: 'a time', step: 'a step' },
        { key: otherKey, asset_id: null, since: 'a time', step: 'a step', outcome: 'pending' },
      ],
    });
  });

  test('takes an ID that somebody added to a pending or unknown entry as unconfirmed: it may have a typo', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.rememberIntent(key, unhurried);
    await state.rememberIntent(otherKey, unhurried);
    await state.rememberDoubt(otherKey, unhurried);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('"asset_id": null', '"asset_id": "asset-1"'));
    for (const each of [key, otherKey]) {
      expect((await StateFile.read(file)).recall(each)).toMatchObject({ kind: 'unconfirmed', assetId: 'asset-1' });
    }
  });

  test('restores the previous asset if the next submission was not accepted, or could not be recorded', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.remember(key, 'asset-1', unhurried);
    await state.rememberIntent(key, unhurried);
    await state.forgetIntent(key, unhurried);
    expect((await StateFile.read(file)).recall(key)).toEqual(submitted('asset-1'));
    await rm(file);
    await mkdir(path.join(file, 'in the way'), { recursive: true });
    await expect(state.rememberIntent(key, unhurried)).rejects.toThrow();
    expect(state.recall(key)).toEqual(submitted('asset-1'));
  });

  test('can be read again', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.rememberIntent(key, unhurried);
    expect((await StateFile.read(file)).recall(key)).toEqual({ kind: 'in-progress' });
    await state.remember(key, 'asset-1', unhurried);
    expect((await StateFile.read(file)).recall(key)).toEqual(submitted('asset-1'));
    await state.remember(key, 'asset-2', unhurried);
    expect((await StateFile.read(file)).recall(key)).toEqual(submitted('asset-2'));
    await state.forgetIntent(key, unhurried);
    expect((await StateFile.read(file)).recall(key)).toBeNull();
    expect(state.recall(key)).toBeNull();
  });

  test('keeps what was in it', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const since = '2025-01-15T12:00:00.000Z';
    await writeFile(file, JSON.stringify({ version: 1, assets: [{ key: otherKey, asset_id: 'asset-0', since }] }));
    const state = await StateFile.read(file);
    await state.remember(key, 'asset-1', unhurried);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ assets: [{ key: otherKey, asset_id: 'asset-0', since }, { key }] });
  });

  test('is done when remember resolves: each of many concurrent calls finds its own entry in the file', async () => {
    const file = path.join(await newFolder(), 'deep', 'state.json');
    const state = await StateFile.read(file);
    const keys = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(64, '0'));
    await Promise.all(
      keys.map(async (each, index) => {
        await state.rememberIntent(each, unhurried);
        expect((await StateFile.read(file)).recall(each)).toEqual({ kind: 'in-progress' });
        await state.remember(each, `asset-${index}`, unhurried);
        expect((await StateFile.read(file)).recall(each)).toEqual(submitted(`asset-${index}`));
      }),
    );
    const read = await StateFile.read(file);
    expect(keys.map((each) => read.recall(each))).toEqual(keys.map((_, index) => submitted(`asset-${index}`)));
    expect(await readdir(path.dirname(file))).toEqual(['state.json']);
  });

  test('replaces the file instead of writing into it, so that a reader finds the old or the new one', async () => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.remember(key, 'asset-1', unhurried);
    const before = await lstat(file);
    await state.remember(otherKey, 'asset-2', unhurried);
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
    await state.remember(key, 'asset-1', unhurried);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await contentOf(target)).toMatchObject({ assets: [{ key }] });
  });

  test('fails if the folder can’t be created, and can be retried', async () => {
    const folder = await newFolder();
    const state = await StateFile.read(path.join(folder, 'later', 'state.json'));
    await writeFile(path.join(folder, 'later'), 'in the way');
    await expect(state.remember(key, 'asset-1', unhurried)).rejects.toThrow();
    expect(await readFile(path.join(folder, 'later'), 'utf8')).toBe('in the way');
    await rm(path.join(folder, 'later'));
    await state.remember(otherKey, 'asset-2', unhurried);
    expect((await StateFile.read(path.join(folder, 'later', 'state.json'))).recall(otherKey)).toEqual(submitted('asset-2'));
  });

  test('fails for every waiting caller if the file can’t be replaced, and leaves no temporary file', async () => {
    const folder = await newFolder();
    const file = path.join(folder, 'state.json');
    const state = await StateFile.read(file);
    await mkdir(path.join(file, 'in the way'), { recursive: true });
    const results = await Promise.allSettled([state.rememberIntent(key, unhurried), state.rememberIntent(otherKey, unhurried)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await readdir(folder)).toEqual(['state.json']);
  });
});

describe('the ID of a request whose outcome is unknown', () => {
  const readAgain = async (file: string) => (await StateFile.read(file)).recall(key);

  test.each(['without an asset ID', 'with one'])('is in the entry, and stays as long as the doubt does: %s', async (which) => {
    const file = path.join(await newFolder(), 'state.json');
    const state = await StateFile.read(file);
    await state.rememberIntent(key, unhurried);
    if (which === 'with one') await state.remember(key, 'asset-1', unhurried, { requestId: 'req-7' });
    else await state.rememberDoubt(key, unhurried, 'req-7');
    expect(await readAgain(file)).toMatchObject({ requestId: 'req-7' });
    const later = await StateFile.read(file);
    await later.rememberUnknown(key, 'asset-1', unhurried);
    expect(await readAgain(file)).toMatchObject({ kind: 'unconfirmed', requestId: 'req-7' });
    await later.remember(key, 'asset-1', unhurried);
    expect(await readAgain(file)).toMatchObject({ kind: 'submitted', requestId: null });
    expect(await contentOf(file)).toEqual({ version: 1, assets: [{ key, asset_id: 'asset-1', since: 'a time', step: 'a step' }] });
  });

  test.each([7, '', 'a b', 'x'.repeat(129), null])('is ignored if nobody can have written it: %j', async (requestId) => {
    const file = path.join(await newFolder(), 'state.json');
    const entry = { key, asset_id: null, outcome: 'unknown', request_id: requestId };
    await writeFile(file, JSON.stringify({ version: 1, assets: [entry] }));
    expect(await readAgain(file)).toEqual({ kind: 'in-doubt', recordedAt: null, requestId: null });
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
    await one.remember(key, 'asset-1', unhurried);
    await other.remember(otherKey, 'asset-2', unhurried);
    expect(await contentOf(file)).toMatchObject({ assets: [{ key }, { key: otherKey }] });
    expect(await other.rememberIntent(key, unhurried)).toEqual(submitted('asset-1'));
  });

  test('about the same portrait wins over an intent: its submission must not be made', async () => {
    const { file, one, other } = await twoSteps();
    await one.remember(key, 'asset-1', unhurried);
    expect(await other.rememberIntent(key, unhurried)).toEqual(submitted('asset-1'));
    expect(other.recall(key)).toEqual(submitted('asset-1'));
    expect(await contentOf(file)).toMatchObject({ assets: [{ key, asset_id: 'asset-1' }] });
  });

  test('about the same portrait wins over an intent even if its outcome is unknown', async () => {
    const { one, other } = await twoSteps();
    expect(await one.rememberIntent(key, unhurried)).toBeNull();
    await one.rememberDoubt(key, unhurried);
    expect(await other.rememberIntent(key, unhurried)).toEqual({ kind: 'in-doubt', recordedAt: expect.any(Number), requestId: null });
  });

  test('about the same portrait wins even if this step has written something about another one since', async () => {
    const { one, other } = await twoSteps();
    await one.remember(key, 'asset-1', unhurried);
    await other.remember(otherKey, 'asset-2', unhurried);
    expect(await other.rememberIntent(key, unhurried)).toEqual(submitted('asset-1'));
  });

  test('about the same portrait wins over an intent that would replace something else', async () => {
    const { one, other } = await twoSteps(stateOf({ key, asset_id: 'asset-0', since: '2025-01-15T12:00:00.000Z' }));
    await one.remember(key, 'asset-1', unhurried);
    expect(await other.rememberIntent(key, unhurried)).toEqual(submitted('asset-1'));
  });

  test('is distinguished from what was there by its time, if the ID is the same', async () => {
    const { one, other } = await twoSteps(stateOf({ key, asset_id: 'asset-0', since: '2025-01-15T12:00:00.000Z' }));
    await one.remember(key, 'asset-0', unhurried);
    expect(await other.rememberIntent(key, unhurried)).toEqual(submitted('asset-0'));
  });

  test('is distinguished from what was there by its ID, if the time is the same', async () => {
    const since = '2025-01-15T12:00:00.000Z';
    const { file, one } = await twoSteps(stateOf({ key, asset_id: 'asset-0', since }));
    await writeFile(file, stateOf({ key, asset_id: 'asset-1', since }));
    expect(await one.rememberIntent(key, unhurried)).toEqual(submitted('asset-1'));
  });

  test('does not win if it is gone, or is what was there before', async () => {
    const { file, one, other } = await twoSteps(stateOf({ key, asset_id: 'asset-0' }));
    expect(await one.rememberIntent(key, unhurried)).toBeNull();
    await writeFile(file, '');
    expect(await other.rememberIntent(key, unhurried)).toBeNull();
    expect((await StateFile.read(file)).recall(key)).toEqual({ kind: 'in-progress' });
  });

  test('does not win over an ID', async () => {
    const { file, one, other } = await twoSteps();
    await one.remember(key, 'asset-1', unhurried);
    await other.remember(key, 'asset-2', unhurried);
    expect((await StateFile.read(file)).recall(key)).toEqual(submitted('asset-2'));
  });

  test('is not overwritten with what was written long ago', async () => {
    const { file, one, other } = await twoSteps();
    await one.remember(key, 'asset-1', unhurried);
    await other.remember(key, 'asset-2', unhurried);
    await one.remember(otherKey, 'asset-3', unhurried);
    expect((await StateFile.read(file)).recall(key)).toEqual(submitted('asset-2'));
  });

  test('is not lost if the file is no longer valid: nothing is written', async () => {
    const { file, one } = await twoSteps();
    await writeFile(file, 'another program’s');
    await expect(one.remember(key, 'asset-1', unhurried)).rejects.toBeInstanceOf(StateFileProblem);
    expect(await readFile(file, 'utf8')).toBe('another program’s');
  });
});

describe('an intent that could not be written', () => {
  test('is not written with what comes next', async () => {
    const folder = await newFolder();
    const file = path.join(folder, 'later', 'state.json');
    const state = await StateFile.read(file);
    await writeFile(path.join(folder, 'later'), 'in the way');
    await expect(state.rememberIntent(key, unhurried)).rejects.toThrow();
    await rm(path.join(folder, 'later'));
    await state.remember(otherKey, 'asset-2', unhurried);
    expect((await StateFile.read(file)).recall(key)).toBeNull();
  });
});

test('unknown fields stay in the file and in each entry', async () => {
  const file = path.join(await newFolder(), 'state.json');
  const entries = [
    { key, asset_id: 'asset-0', since: '2025-01-15T12:00:00.000Z', note: 'a' },
    { key: otherKey, asset_id: null, since: '2025-01-15T12:00:00.000Z', note: 'b' },
  ];
  const comment = 'a\ufeffb';
  await writeFile(file, JSON.stringify({ comment, version: 1, assets: entries }));
  const state = await StateFile.read(file);
  await state.rememberIntent(key, unhurried);
  await state.remember(key, 'asset-1', unhurried);
  expect(await contentOf(file)).toEqual({
    comment,
    version: 1,
    assets: [
      { key, asset_id: 'asset-1', since: 'a time', step: 'a step', note: 'a' },
      { key: otherKey, asset_id: null, since: 'a time', note: 'b' },
    ],
  });
});

test('the file may start with a byte order mark, and has lines that a person can compare', async () => {
  const file = path.join(await newFolder(), 'state.json');
  await writeFile(file, `\ufeff${JSON.stringify({ version: 1, assets: [{ key: otherKey, asset_id: null }] })}`);
  const read = await StateFile.read(file);
  expect(read.recall(otherKey)).toEqual({ kind: 'interrupted', recordedAt: null, requestId: null });
  await read.remember(otherKey, 'asset-0', unhurried);
  await read.forgetIntent(otherKey, unhurried);
  await read.remember(key, 'asset-1', unhurried);
  const [, entry] = JSON.parse(await readFile(file, 'utf8')).assets;
  expect(new Date(entry.since).toISOString()).toBe(entry.since);
  const state = {
    version: 1,
    assets: [
      { key: otherKey, asset_id: null },
      { key, asset_id: 'asset-1', since: entry.since, step: entry.step },
    ],
  };
  expect(await readFile(file, 'utf8')).toBe(`${JSON.stringify(state, null, 2)}\n`);
});

describe('a state file about to be written', () => {
  test('has its folder created, with nothing left in it', async () => {
    const folder = await newFolder();
    const file = path.join(folder, 'a', 'b', 'state.json');
    await (await StateFile.read(file)).assertWritable(unhurried);
    expect(await readdir(path.dirname(file))).toEqual([]);
  });

  test('is not writable if its folder can’t be created', async () => {
    const folder = await newFolder();
    const state = await StateFile.read(path.join(folder, 'later', 'state.json'));
    await writeFile(path.join(folder, 'later'), 'in the way');
    await expect(state.assertWritable(unhurried)).rejects.toBeInstanceOf(StateFileProblem);
  });
});

test('of many concurrent changes, the first is written at once, and all others together', async () => {
  const file = path.join(await newFolder(), 'state.json');
  const state = await StateFile.read(file);
  const keys = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(64, '0'));
  const writes = new Set<number>();
  await Promise.all(
    keys.map(async (each, index) => {
      if (index > 0) await new Promise((resolve) => setImmediate(resolve));
      await state.remember(each, `asset-${index}`, unhurried);
      writes.add((await lstat(file)).ino);
    }),
  );
  expect(writes.size).toBeLessThanOrEqual(3);
  expect(keys.map((each) => state.recall(each))).toEqual(keys.map((_, index) => submitted(`asset-${index}`)));
});

test('an entry that changes while it is being written is written once more', async () => {
  const file = path.join(await newFolder(), 'state.json');
  let second: Promise<void> | undefined;
  const state = await StateFile.read(file, {
    ...systemFiles,
    rename: (...paths) => {
      second ??= state.remember(key, 'asset-2', unhurried);
      return systemFiles.rename(...paths);
    },
  });
  await state.remember(key, 'asset-1', unhurried);
  await second;
  expect((await StateFile.read(file)).recall(key)).toEqual(submitted('asset-2'));
});

describe('a neighbour that is submitting', () => {
  const filePath = '/workspace/state.json';
  const now = Date.parse('2025-01-15T12:00:00.000Z');
  const ago = (ms: number) => new Date(now - ms).toISOString();
  const intent = (since: string | undefined) => JSON.stringify({ version: 1, assets: [{ key, asset_id: null, since }] });

  /** Several steps with one file, in virtual time. The wall clock stands still unless `clock` moves it. */
  async function steps(count: number, content = '') {
    vi.useFakeTimers({ toFake: ['Date'], now });
    onTestFinished(() => void vi.useRealTimers());
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    if (content !== '') disk.put(filePath, content);
    const files = Array.from({ length: count }, () => StateFile.read(filePath, new StoppableProcess(disk, clock).files));
    const states = await clock.run(Promise.all(files));
    const [one, other = one] = states;
    if (one === undefined || other === undefined) throw new Error('no step');
    const until = (deadline: number, signal = never) => ({ clock, deadline, signal });
    return { disk, clock, one, other, until };
  }

  test('is waited for, and its asset is reused', async () => {
    const { clock, one, other, until } = await steps(2);
    expect(await clock.run(one.rememberIntent(key, until(600_000)))).toBeNull();
    const recalled = other.rememberIntent(key, until(600_000));
    const work = clock.sleep(45_000, never).then(() => one.remember(key, 'asset-1', until(600_000)));
    expect(await clock.run(Promise.all([recalled, work]))).toEqual([submitted('asset-1'), undefined]);
    expect(clock.now()).toBeLessThan(46_000);
  });

  test('whose submission was definitely not accepted is followed by the next step, and by one only', async () => {
    const { clock, one, other, until } = await steps(2);
    expect(await clock.run(one.rememberIntent(key, until(600_000)))).toBeNull();
    const recalled = other.rememberIntent(key, until(600_000));
    const work = clock.sleep(5000, never).then(() => one.forgetIntent(key, until(600_000)));
    expect(await clock.run(Promise.all([recalled, work]))).toEqual([null, undefined]);
  });

  test('whose submission ended in doubt is reported as in doubt', async () => {
    const { clock, one, other, until } = await steps(2);
    await clock.run(one.rememberIntent(key, until(600_000)));
    const recalled = other.rememberIntent(key, until(600_000));
    const work = clock.sleep(5000, never).then(() => one.rememberDoubt(key, until(600_000)));
    expect(await clock.run(Promise.all([recalled, work]))).toEqual([
      { kind: 'in-doubt', recordedAt: expect.any(Number), requestId: null },
      undefined,
    ]);
  });

  test('is reported as in progress if the deadline or the end of the step comes first', async () => {
    const { clock, one, other, until } = await steps(2);
    await clock.run(one.rememberIntent(key, until(600_000)));
    expect(await clock.run(other.rememberIntent(key, until(clock.now() + 20_000)))).toEqual({ kind: 'in-progress' });
    const stop = new AbortController();
    const stoppedAt = clock.now() + 3000;
    clock.at(stoppedAt, () => stop.abort());
    expect(await clock.run(other.rememberIntent(key, until(600_000, stop.signal)))).toEqual({ kind: 'in-progress' });
    expect(clock.now()).toBe(stoppedAt);
  });

  test('counts as in progress for as long as its submission takes', async () => {
    const { clock, one, other, until } = await steps(2);
    await clock.run(one.rememberIntent(key, until(600_000)));
    // The wall clock goes on with the virtual one.
    for (let second = 0; second < 300; second++) clock.at(second * 1000, () => void vi.setSystemTime(now + clock.now()));
    const recalled = other.rememberIntent(key, until(600_000));
    const work = clock.sleep(200_000, never).then(() => one.remember(key, 'asset-1', until(600_000)));
    expect(await clock.run(Promise.all([recalled, work]))).toEqual([submitted('asset-1'), undefined]);
  });

  test.each([
    ['a minute ago', ago(60_000), now - 60_000],
    ['at an invalid time', 'yesterday', null],
    ['at no time', undefined, null],
  ])('counts as interrupted if the intent was written %s', async (_, since, recordedAt) => {
    const { clock, one, until } = await steps(1, intent(since));
    expect(one.recall(key)).toEqual({ kind: 'interrupted', recordedAt, requestId: null });
    expect(await clock.run(one.awaitNeighbour(key, until(600_000)))).toEqual({ kind: 'interrupted', recordedAt, requestId: null });
    expect(clock.now()).toBeLessThan(100);
  });

  test.each([
    ['a moment ago', ago(1)],
    ['in the future, by a fast clock', ago(-3_600_000)],
  ])('counts as interrupted if the intent was written %s and has not changed for a minute', async (_, since) => {
    const { clock, one, until } = await steps(1, intent(since));
    expect(one.recall(key)).toEqual({ kind: 'in-progress' });
    const recordedAt = expect.any(Number);
    expect(await clock.run(one.awaitNeighbour(key, until(600_000)))).toEqual({ kind: 'interrupted', recordedAt, requestId: null });
    expect(clock.now()).toBeGreaterThanOrEqual(60_000);
    expect(clock.now()).toBeLessThan(61_000);
  });

  test('is not overtaken by a step that has read the file since', async () => {
    const { clock, one, other, until } = await steps(2);
    await clock.run(one.rememberIntent(key, until(600_000)));
    // This write reads the neighbour's intent, and says nothing of it to those who submit the portrait.
    await clock.run(other.remember(otherKey, 'asset-2', until(600_000)));
    expect(await clock.run(other.rememberIntent(key, until(clock.now() + 2000)))).toEqual({ kind: 'in-progress' });
  });
});

describe('what this run has written', () => {
  const filePath = '/workspace/state.json';
  const forTenMinutes = (clock: VirtualClock) => ({ clock, deadline: clock.now() + 600_000, signal: never });

  async function oneStep() {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const state = await clock.run(StateFile.read(filePath, disk.files()));
    const idsIn = () =>
      JSON.parse(disk.textAt(filePath) ?? '{"assets":[]}').assets.map((entry: { asset_id: string | null }) => entry.asset_id);
    return { disk, clock, state, idsIn };
  }

  test('is rewritten with the next change if the file was deleted', async () => {
    const { disk, clock, state, idsIn } = await oneStep();
    await clock.run(state.remember(key, 'asset-1', forTenMinutes(clock)));
    disk.remove(filePath);
    await clock.run(state.remember(otherKey, 'asset-2', forTenMinutes(clock)));
    expect(idsIn()).toEqual(['asset-1', 'asset-2']);
  });

  test.each([
    ['deleted', null],
    ['overwritten with an older one', '{"version":1,"assets":[]}'],
  ])('is rewritten at the end if the file was %s', async (_, content) => {
    const { disk, clock, state, idsIn } = await oneStep();
    await clock.run(state.rememberIntent(key, forTenMinutes(clock)));
    await clock.run(state.remember(key, 'asset-1', forTenMinutes(clock)));
    await clock.run(state.rememberIntent(otherKey, forTenMinutes(clock)));
    await clock.run(state.rememberDoubt(otherKey, forTenMinutes(clock)));
    if (content === null) disk.remove(filePath);
    else disk.put(filePath, content);
    await clock.run(state.restore(forTenMinutes(clock)));
    expect(idsIn()).toEqual(['asset-1', null]);
    expect((await StateFile.read(filePath, disk.files())).recall(otherKey)).toEqual({
      kind: 'in-doubt',
      recordedAt: expect.any(Number),
      requestId: null,
    });
  });

  test('is rewritten if only its intent is there', async () => {
    const { disk, clock, state, idsIn } = await oneStep();
    await clock.run(state.rememberIntent(key, forTenMinutes(clock)));
    const older = disk.textAt(filePath) ?? '';
    await clock.run(state.remember(key, 'asset-1', forTenMinutes(clock)));
    disk.put(filePath, older);
    await clock.run(state.restore(forTenMinutes(clock)));
    expect(idsIn()).toEqual(['asset-1']);
  });

  test('gives way to what another step has written since', async () => {
    const { disk, clock, state, idsIn } = await oneStep();
    await clock.run(state.remember(key, 'asset-1', forTenMinutes(clock)));
    const text = JSON.stringify({ version: 1, assets: [{ key, asset_id: 'asset-9', since: '2025-01-15T12:00:00.000Z' }] });
    disk.put(filePath, text);
    await clock.run(state.restore(forTenMinutes(clock)));
    await clock.run(state.remember(otherKey, 'asset-2', forTenMinutes(clock)));
    expect(idsIn()).toEqual(['asset-9', 'asset-2']);
  });

  test('is not rewritten if it is still there, and nothing is written if there was nothing to write', async () => {
    const { disk, clock, state } = await oneStep();
    await clock.run(state.restore(forTenMinutes(clock)));
    expect(disk.paths).toEqual([]);
    await clock.run(state.remember(key, 'asset-1', forTenMinutes(clock)));
    let writes = 0;
    const files = disk.files(async (name, _paths, work) => {
      if (name === 'create') writes += 1;
      return work();
    });
    const other = await clock.run(StateFile.read(filePath, files));
    await clock.run(other.restore(forTenMinutes(clock)));
    expect(writes).toBe(0);
  });

  test('stays forgotten if its submission was not accepted', async () => {
    const { disk, clock, state, idsIn } = await oneStep();
    await clock.run(state.rememberIntent(key, forTenMinutes(clock)));
    await clock.run(state.forgetIntent(key, forTenMinutes(clock)));
    disk.remove(filePath);
    await clock.run(state.remember(otherKey, 'asset-2', forTenMinutes(clock)));
    expect(idsIn()).toEqual(['asset-2']);
  });
});

describe('a disk that holds a write', () => {
  const filePath = '/workspace/state.json';
  const holds = (name: string, isHeld: () => boolean) => {
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const files = disk.files(async (operation, _paths, work) => {
      if (operation === name && isHeld()) await new Promise(() => {});
      return work();
    });
    return { disk, clock, files };
  };

  test.each(['read', 'create', 'write', 'link', 'flush', 'rename', 'remove', 'list', 'makeFolder', 'flushFolder', 'close', 'modeOf'])(
    'at %s delays no caller past the deadline, or after the step is stopped',
    async (name) => {
      let isHeld = false;
      const { clock, files } = holds(name, () => isHeld);
      const state = await clock.run(StateFile.read(filePath, files));
      isHeld = true;
      const intent = state.rememberIntent(key, { clock, deadline: 3000, signal: never });
      await expect(clock.run(intent)).rejects.toThrow(/timeout came first.*state\.json\.lock/);
      expect(clock.now()).toBe(3000);
      const stop = new AbortController();
      clock.at(5000, () => stop.abort());
      await expect(clock.run(state.remember(otherKey, 'asset-1', { clock, deadline: 9000, signal: stop.signal }))).rejects.toThrow(
        /stopped/,
      );
      expect(clock.now()).toBe(5000);
    },
  );

  test('until after the deadline leaves no trace of a submission that was not made', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const [disk, clock] = [new MemoryDisk(), new VirtualClock()];
    const files = disk.files(async (operation, paths, work) => {
      if (operation === 'rename' && paths[1] === filePath) await held;
      return work();
    });
    const state = await clock.run(StateFile.read(filePath, files));
    await expect(clock.run(state.rememberIntent(key, { clock, deadline: 3000, signal: never }))).rejects.toThrow();
    letGo();
    await clock.run(state.restore({ clock, deadline: 9000, signal: never }));
    expect((await StateFile.read(filePath, disk.files())).recall(key)).toBeNull();
  });
});
