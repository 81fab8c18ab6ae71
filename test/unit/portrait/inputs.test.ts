import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Plan, resolvePlan } from '../../../src/portrait/plan.ts';
import { tokenIn } from '../../../src/step/mask-token.ts';
import type { Problem } from '../../../src/step/problem.ts';
import { inputsWith } from '../../support/portrait-builders.ts';
import { surroundingsIn } from '../../support/step-context.ts';

type Inputs = Readonly<Record<string, string>>;

const good: Inputs = { token: 'sk_test', name: 'Alice', url: 'https://example.com/a.jpg' };
const noSource: Inputs = { token: 'sk_test' };
const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');

/** A workspace with images `a.png`, `copy-of-a.png` and `b.png`, and what must not be taken. */
async function newWorkspace(): Promise<string> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'inputs-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const workspace = path.join(root, 'workspace');
  const outside = path.join(root, 'outside');
  await mkdir(workspace);
  await mkdir(outside);
  await mkdir(path.join(workspace, 'folder'));
  for (const file of ['a.png', 'copy-of-a.png', '../outside/me.png']) await writeFile(path.join(workspace, file), png);
  await writeFile(path.join(workspace, 'b.png'), Buffer.concat([png, Buffer.from('b')]));
  await writeFile(path.join(workspace, 'empty.png'), '');
  await writeFile(path.join(workspace, 'text.png'), 'no image');
  await writeFile(path.join(workspace, 'large.png'), png);
  await truncate(path.join(workspace, 'large.png'), 100_000_001);
  await symlink('../outside/me.png', path.join(workspace, 'link.png'));
  await symlink(outside, path.join(workspace, 'linked-folder'));
  if (process.platform !== 'win32') execFileSync('mkfifo', [path.join(workspace, 'pipe.png')]);
  return workspace;
}

async function read(inputs: Inputs, workspace?: string): Promise<Plan | { readonly problems: readonly Problem[] }> {
  return resolvePlan(inputsWith(inputs), surroundingsIn(workspace ?? (await newWorkspace())));
}

async function planOf(inputs: Inputs, workspace?: string): Promise<Plan> {
  const plan = await read(inputs, workspace);
  if ('problems' in plan) throw new Error(JSON.stringify(plan.problems));
  return plan;
}

async function problemsOf(inputs: Inputs, workspace?: string): Promise<readonly Problem[]> {
  const plan = await read(inputs, workspace);
  return 'problems' in plan ? plan.problems : [];
}

/** The inputs that problems name, in alphabetical order. */
async function placesOf(inputs: Inputs, workspace?: string): Promise<readonly string[]> {
  return (await problemsOf(inputs, workspace)).map(({ input }) => input).sort();
}

async function keysOf(inputs: Inputs, workspace: string): Promise<readonly (string | null)[]> {
  return (await planOf({ 'state-file': 'state.json', ...inputs }, workspace)).portraits.map(({ key }) => key);
}

describe('the plan', () => {
  test('of a URL takes the defaults for the rest', async () => {
    expect(await planOf(good)).toEqual({
      mode: { kind: 'run', token: 'sk_test' },
      portraits: [{ name: 'Alice', source: { kind: 'url', url: 'https://example.com/a.jpg' }, key: null }],
      timeoutMs: 900_000,
      pollIntervalMs: 5000,
      wait: true,
      stateFile: null,
      baseUrl: 'https://www.jimmyai.cn',
    });
  });

  test('treats white space as no input, and trims it from others', async () => {
    const blank = { file: ' ', 'asset-id': '\n', portraits: '\t', 'portraits-file': ' ', 'state-file': ' ', 'base-url': ' ' };
    const padded = { name: ' Alice\n', url: '\thttps://example.com/a.jpg\n', timeout: ' ', 'poll-interval': ' 5s ', wait: ' false\n' };
    expect(await planOf({ ...good, ...blank, ...padded })).toMatchObject({
      portraits: [{ name: 'Alice', source: { kind: 'url', url: 'https://example.com/a.jpg' } }],
      timeoutMs: 900_000,
      pollIntervalMs: 5000,
      wait: false,
      stateFile: null,
      baseUrl: 'https://www.jimmyai.cn',
    });
  });

  test('of a file describes what was found in the workspace', async () => {
    const workspace = await newWorkspace();
    expect((await planOf({ ...noSource, name: '李雷', file: 'a.png' }, workspace)).portraits).toEqual([
      {
        name: '李雷',
        source: { kind: 'file', file: { path: 'a.png', workspace, size: 16, type: { extension: 'png', mime: 'image/png' }, sha256: null } },
        key: null,
      },
    ]);
  });

  test('of an asset ID needs no name, and uses one as a label', async () => {
    expect((await planOf({ ...noSource, 'asset-id': 'asset-1' })).portraits).toEqual([
      { name: 'asset-1', source: { kind: 'asset-id', assetId: 'asset-1' }, key: null },
    ]);
    expect((await planOf({ ...noSource, 'asset-id': 'asset-1', name: 'Alice' })).portraits).toEqual([
      { name: 'Alice', source: { kind: 'asset-id', assetId: 'asset-1' }, key: null },
    ]);
  });

  test('of a list keeps its order', async () => {
    const workspace = await newWorkspace();
    const list = '- { name: Alice, url: https://example.com/a.jpg }\n- { name: Bob, file: b.png }\n- { asset-id: asset-3 }\n';
    await writeFile(path.join(workspace, 'people.yml'), list);
    for (const inputs of [{ portraits: list }, { 'portraits-file': 'people.yml' }]) {
      const { portraits } = await planOf({ ...noSource, ...inputs }, workspace);
      expect(portraits.map(({ name, source }) => [name, source.kind])).toEqual([
        ['Alice', 'url'],
        ['Bob', 'file'],
        ['asset-3', 'asset-id'],
      ]);
    }
  });

  test.each(['Zoë', '王小明', 'مريم', 'नेहा', '👩‍🎤', 'O\'Neil "x" <y> `z`', 'a'.repeat(1000)])('accepts the name %s', async (name) => {
    expect((await planOf({ ...good, name })).portraits[0]?.name).toBe(name);
  });
});

describe('the token', () => {
  test.each([
    ['sk_test', 'sk_test'],
    [' sk_test\n', 'sk_test'],
    ['Bearer sk_test', 'sk_test'],
    ['bearer   sk_test ', 'sk_test'],
    ['BEARER\tsk_test', 'sk_test'],
    ['\nBearer sk_test\n', 'sk_test'],
    ['Bearersk_test', 'Bearersk_test'],
    ['sk_Bearer', 'sk_Bearer'],
    ['sk_a/b+c==', 'sk_a/b+c=='],
  ])('%j is read as %j', async (input, token) => {
    expect(tokenIn(input)).toBe(token);
    expect(await planOf({ ...good, token: input })).toMatchObject({ mode: { token } });
  });

  test.each([
    '',
    ' ',
    '\n',
    'Bearer',
    'Bearer ',
    ' bearer\n',
    'sk_a b',
    'sk_a\nsk_b',
    'sk_a\tb',
    'sk_a\u00a0b',
    'Bearer Bearer sk_a',
    'Bearer sk_a b',
  ])('%j is rejected and not repeated', async (token) => {
    const problems = await problemsOf({ ...good, token });
    expect(problems.map(({ input }) => input)).toEqual(['token']);
    expect(JSON.stringify(problems)).not.toContain('sk_');
  });
});

describe('in a dry run', () => {
  test.each(['', ' \n', 'Bearer', 'Bearer '])(
    'no token is needed, as where a pull request from a fork gets no secret (%j)',
    async (token) => {
      expect(await planOf({ ...good, token, 'dry-run': 'true' })).toMatchObject({ mode: { kind: 'dry-run' } });
      expect((await problemsOf({ ...good, token, 'dry-run': 'false' })).map(({ input }) => input)).toEqual(['token']);
    },
  );

  test('a token that is given is checked all the same, and nothing may contain it', async () => {
    expect((await problemsOf({ ...good, token: 'sk_a b', 'dry-run': 'true' })).map(({ input }) => input)).toEqual(['token']);
    expect((await problemsOf({ ...good, name: 'x sk_test', 'dry-run': 'true' })).map(({ input }) => input)).toEqual(['name']);
  });

  test('whatever else is wrong is a problem as always', async () => {
    const wrong = { token: '', name: '', file: 'missing.png', timeout: 'soon', wait: 'maybe', 'base-url': 'x', 'state-file': 'folder' };
    const expected = ['base-url', 'file', 'name', 'state-file', 'timeout', 'wait'];
    expect((await problemsOf({ ...wrong, 'dry-run': 'true' })).map(({ input }) => input).toSorted()).toEqual(expected);
    expect((await problemsOf(wrong)).map(({ input }) => input).toSorted()).toEqual([...expected, 'token'].toSorted());
  });
});

test.each(['yes', '1', 'dry'])('%j says neither that it is a dry run nor that it is none', async (text) => {
  expect((await problemsOf({ ...good, 'dry-run': text })).map(({ input }) => input)).toEqual(['dry-run']);
  expect((await problemsOf({ ...good, token: '', 'dry-run': text })).map(({ input }) => input).toSorted()).toEqual(['dry-run', 'token']);
});

describe('durations', () => {
  test.each([
    ['timeout', '1s', { timeoutMs: 1000 }],
    ['timeout', '1000ms', { timeoutMs: 1000 }],
    ['timeout', '1', { timeoutMs: 1000 }],
    ['timeout', '90s', { timeoutMs: 90_000 }],
    ['timeout', '15m', { timeoutMs: 900_000 }],
    ['timeout', '15 min', { timeoutMs: 900_000 }],
    ['timeout', '1 h 30 min', { timeoutMs: 5_400_000 }],
    ['timeout', '1h30m', { timeoutMs: 5_400_000 }],
    ['timeout', '6 h', { timeoutMs: 21_600_000 }],
    ['timeout', '6h', { timeoutMs: 21_600_000 }],
    ['timeout', '360m', { timeoutMs: 21_600_000 }],
    ['timeout', '21600', { timeoutMs: 21_600_000 }],
    ['poll-interval', '100ms', { pollIntervalMs: 100 }],
    ['poll-interval', '500ms', { pollIntervalMs: 500 }],
    ['poll-interval', '30', { pollIntervalMs: 30_000 }],
    ['poll-interval', '1h', { pollIntervalMs: 3_600_000 }],
    ['poll-interval', '3600', { pollIntervalMs: 3_600_000 }],
  ])('%s accepts %s', async (input, text, plan) => {
    expect(await planOf({ ...good, [input]: text })).toMatchObject(plan);
  });

  test.each([
    ...['0', '0s', '999ms', '0.9s', '21601', '361m', '7h', '-1s', 'soon', '1d', '30m1h', '1h 30', '9'.repeat(400)].map((text) => [
      'timeout',
      text,
    ]),
    ...['0', '99ms', '0.09', '3601', '61m', '2h', '-1', 'never', '10sec'].map((text) => ['poll-interval', text]),
  ])('%s does not accept %s', async (input, text) => {
    const problems = await problemsOf({ ...good, [input]: text });
    expect(problems.map((problem) => problem.input)).toEqual([input]);
    expect(problems[0]?.text).toMatch(input === 'timeout' ? /1s to 6h/ : /100ms to 1h/);
  });
});

describe('wait', () => {
  test.each(['true', 'True', 'TRUE'])('accepts %s', async (wait) => {
    expect(await planOf({ ...good, wait })).toMatchObject({ wait: true });
  });

  test.each(['false', 'False', 'FALSE'])('accepts %s', async (wait) => {
    expect(await planOf({ ...good, wait })).toMatchObject({ wait: false });
  });

  test.each(['yes', 'no', 'on', 'off', '1', '0', 'y', 'n', 'tRUE', 'fALSE', 'truefalse', 'null', '"true"'])(
    'does not accept %s',
    async (wait) => {
      const problems = await problemsOf({ ...good, wait });
      expect(problems.map(({ input }) => input)).toEqual(['wait']);
      expect(problems[0]?.text).toMatch(/true.*false/);
    },
  );
});

describe('base-url', () => {
  test.each([
    ['https://www.jimmyai.cn', 'https://www.jimmyai.cn'],
    ['https://api.viraltok.ai/', 'https://api.viraltok.ai'],
    ['HTTPS://API.Example.COM', 'https://api.example.com'],
    ['https://api.example.com:443', 'https://api.example.com'],
    ['https://api.example.com:8443', 'https://api.example.com:8443'],
    ['https://10.0.0.1', 'https://10.0.0.1'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.8.9.10', 'http://127.8.9.10'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('accepts %s', async (text, baseUrl) => {
    expect(await planOf({ ...good, 'base-url': text })).toMatchObject({ baseUrl });
  });

  test.each([
    'www.jimmyai.cn',
    '//www.jimmyai.cn',
    '/',
    'https://',
    'https://exa mple.com',
    'https://www.jimmyai.cn/api',
    'https://www.jimmyai.cn//',
    'https://www.jimmyai.cn/?x=1',
    'https://www.jimmyai.cn?x=1',
    'https://www.jimmyai.cn?',
    'https://www.jimmyai.cn#x',
    'https://www.jimmyai.cn/#',
    'https://alice:hunter2@www.jimmyai.cn',
    'https://alice@www.jimmyai.cn',
    'http://www.jimmyai.cn',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://192.168.0.1:8080',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://example.com/localhost',
    'ftp://www.jimmyai.cn',
    'ws://localhost',
    'file:///',
    'javascript:alert(1)',
  ])('does not accept %s', async (text) => {
    const problems = await problemsOf({ ...good, 'base-url': text });
    expect(problems.map(({ input }) => input)).toEqual(['base-url']);
    expect(problems[0]?.text).not.toContain('hunter2');
  });

  test.each(['no proxy', 'http://no proxy', 'https://', 'http://proxy.example:port'])(
    'can’t be reached through the proxy %j, which is no URL',
    async (proxy) => {
      onTestFinished(() => void vi.unstubAllEnvs());
      for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, '');
      vi.stubEnv('https_proxy', proxy);
      expect(await placesOf(good)).toEqual(['base-url']);
    },
  );

  test.each(['http://proxy.example:3128', 'http://user:password@proxy.example:3128', 'proxy.example:3128'])(
    'can be reached through the proxy %j',
    async (proxy) => {
      onTestFinished(() => void vi.unstubAllEnvs());
      for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, '');
      vi.stubEnv('https_proxy', proxy);
      expect(await placesOf(good)).toEqual([]);
    },
  );
});

describe('the source', () => {
  test('is missing', async () => {
    const problems = await problemsOf({ token: 'sk_test', name: 'Alice' });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.text).toMatch(/url.*file.*asset-id.*portraits.*portraits-file/);
  });

  test('is missing if all inputs are empty: one problem names all of them, and the expression that may be empty', async () => {
    for (const empty of [{}, { url: '', file: ' ', 'asset-id': '\n', portraits: '', 'portraits-file': '' }]) {
      for (const name of ['', 'Alice']) {
        const problems = await problemsOf({ token: 'sk_test', name, ...empty });
        expect(problems.map(({ input }) => input)).toEqual(['url, file, asset-id, portraits, portraits-file']);
        expect(problems[0]?.text).toMatch(/^all are empty\. Set exactly one of .*\$\{\{ steps\.ID\.outputs\.NAME \}\} is empty if/);
      }
    }
  });

  const each: Inputs = {
    url: 'https://example.com/a.jpg',
    file: 'a.png',
    'asset-id': 'asset-1',
    portraits: '- asset-id: a',
    'portraits-file': 'people.yml',
  };
  const pairs = Object.keys(each).flatMap((one, index, all) => all.slice(index + 1).map((other) => [one, other] as const));

  test.each(pairs)('can’t be %s and %s', async (one, other) => {
    const problems = await problemsOf({ ...noSource, [one]: each[one] ?? '', [other]: each[other] ?? '' });
    expect(problems.filter(({ text }) => text.includes('Set exactly one of'))).toEqual([problems[0]]);
    expect(problems[0]?.input).toBe(one);
    expect(problems[0]?.text).toContain(`can’t be combined with ${other}.`);
  });

  test('can’t be set several times, and the problem with each is reported too', async () => {
    const places = await placesOf({ ...noSource, url: 'ftp://example.com/a.jpg', file: 'missing.png', portraits: '- { name: a }' });
    expect([...places].toSorted()).toEqual(['file', 'name', 'portraits[0]', 'url', 'url']);
  });

  test.each([
    [{ url: 'https://example.com/a.jpg' }, 'name'],
    [{ file: 'a.png' }, 'name'],
    [{ portraits: '- url: https://example.com/a.jpg' }, 'portraits[0].name'],
    [{ portraits: '- { asset-id: a }\n- { name: " ", file: a.png }' }, 'portraits[1].name (line 2)'],
  ])('%j needs a name', async (inputs, place) => {
    expect(await placesOf({ ...noSource, ...inputs })).toEqual([place]);
  });

  test('can’t have a name with half a character', async () => {
    expect(await placesOf({ ...noSource, portraits: '[{"name": "\\ud800", "asset-id": "a"}]' })).toEqual(['portraits[0].name']);
  });

  test.each(['portraits', 'portraits-file'])('%s can’t be combined with a name', async (input) => {
    const workspace = await newWorkspace();
    await writeFile(path.join(workspace, 'people.yml'), '- asset-id: a');
    expect(await placesOf({ ...noSource, name: 'Alice', [input]: each[input] ?? '' }, workspace)).toEqual(['name']);
  });

  test.each(['a\nb', 'a\rb', 'a\r\nb', 'a\tb', 'a\0b', 'a\x1b[0mb', 'a\x7fb', 'a\x85b', 'a\u2028b', 'a\u2029b'])(
    'goes with no control character in the name %j',
    async (name) => {
      expect(await placesOf({ ...good, name })).toEqual(['name']);
      expect(await placesOf({ ...noSource, 'asset-id': 'asset-1', name })).toEqual(['name']);
      const portraits = JSON.stringify([{ 'asset-id': 'asset-1' }, { name, url: 'https://example.com/a.jpg' }]);
      expect(await placesOf({ ...noSource, portraits })).toEqual(['portraits[1].name']);
    },
  );

  test('can’t have a name that contains the token', async () => {
    const problems = await problemsOf({ ...good, name: 'Alice sk_test' });
    expect(problems.map(({ input }) => input)).toEqual(['name']);
    expect(JSON.stringify(problems)).not.toContain('sk_test');
  });

  const badSources = [
    ['url', 'example.com/a.jpg', /http/],
    ['url', 'ftp://example.com/a.jpg', /http/],
    ['url', 'https://alice:hunter2@example.com/a.jpg', /password/],
    ['url', 'http://localhost/a.jpg', /public/],
    ['url', 'http://[::ffff:10.0.0.1]/a.jpg', /public/],
    ['url', 'http://2130706433/a.jpg', /public/],
    ['url', 'https://github.com/octo/cat/blob/main/a.jpg', /https:\/\/raw\.githubusercontent\.com\/octo\/cat\/main\/a\.jpg/],
    ['file', 'missing.png', /“missing\.png” does not exist.*checkout/],
    ['file', '../outside/me.png', /outside/],
    ['file', 'link.png', /outside/],
    ['file', 'linked-folder/me.png', /outside/],
    ['file', 'folder', /not a file/],
    ['file', 'pipe.png', /not a file/],
    ['file', 'empty.png', /empty/],
    ['file', 'text.png', /JPEG, PNG, WebP, BMP or GIF/],
    ['file', 'large.png', /up to 100 MB/],
    ['asset-id', 'a b', /asset_id/],
    ['asset-id', 'asset://a', /asset_id/],
    ['asset-id', '$(id)', /asset_id/],
    ['asset-id', 'a\nb', /asset_id/],
    ['asset-id', 'é', /asset_id/],
    ['asset-id', 'x'.repeat(257), /asset_id/],
    ['asset-id', 'sk_test', /asset_id/],
  ] as const;

  test.each(badSources)('%s can’t be %j, alone or in a list', async (kind, text, says) => {
    const workspace = await newWorkspace();
    const alone = await problemsOf({ ...noSource, name: 'Alice', [kind]: text }, workspace);
    expect(alone.map(({ input }) => input)).toEqual([kind]);
    expect(alone[0]?.text).toMatch(says);

    const list = JSON.stringify([{ 'asset-id': 'a' }, { name: 'Bob', file: 'b.png' }, { name: 'Alice', [kind]: text }]);
    await writeFile(path.join(workspace, 'people.json'), list);
    const inList = await problemsOf({ ...noSource, portraits: list }, workspace);
    expect(inList.map(({ input }) => input)).toEqual([`portraits[2].${kind}`]);
    expect(inList[0]?.text).toMatch(says);
    expect(await placesOf({ ...noSource, 'portraits-file': 'people.json' }, workspace)).toEqual([`portraits-file[2].${kind}`]);
  });
});

describe('a list', () => {
  test.each([
    ['[]', ['portraits']],
    ['nobody', ['portraits']],
    ['- { name: Alice, url: https://example.com/a.jpg, age: "7" }', ['portraits[0].age']],
    ['- { name: 7, url: https://example.com/a.jpg }', ['portraits[0].name']],
    [JSON.stringify(Array.from({ length: 501 }, (_, index) => ({ 'asset-id': `a${index}` }))), ['portraits']],
  ])('is rejected: %.60s', async (portraits, places) => {
    expect(await placesOf({ ...noSource, portraits })).toEqual(places);
  });

  test('of 500 is accepted', async () => {
    const portraits = JSON.stringify(Array.from({ length: 500 }, (_, index) => ({ 'asset-id': `a${index}` })));
    expect((await planOf({ ...noSource, portraits })).portraits).toHaveLength(500);
  });

  test.each([
    [
      'the same URL',
      [
        { name: 'A', url: 'https://example.com/a.jpg' },
        { name: 'A', url: 'https://example.com/a.jpg' },
      ],
      'portraits[1].url',
    ],
    [
      'the same URL written differently',
      [
        { name: 'A', url: 'https://example.com' },
        { name: ' A', url: 'HTTPS://EXAMPLE.com:443/' },
      ],
      'portraits[1].url',
    ],
    [
      'the same file',
      [
        { name: 'A', file: 'a.png' },
        { name: 'A', file: './a.png' },
      ],
      'portraits[1].file',
    ],
    [
      'the same content',
      [
        { name: 'A', file: 'a.png' },
        { name: 'A', file: 'copy-of-a.png' },
      ],
      'portraits[1].file',
    ],
    [
      'the same asset ID',
      [
        { name: 'A', 'asset-id': 'a' },
        { name: 'A', 'asset-id': 'a' },
      ],
      'portraits[1].asset-id',
    ],
    ['the same asset ID without a name', [{ 'asset-id': 'a' }, { 'asset-id': 'a' }], 'portraits[1].asset-id'],
    ['the same again further down', [{ 'asset-id': 'a' }, { name: 'B', file: 'b.png' }, { 'asset-id': 'a' }], 'portraits[2].asset-id'],
  ])('with %s under the same name is rejected', async (_, entries, place) => {
    const problems = await problemsOf({ ...noSource, portraits: JSON.stringify(entries) });
    expect(problems.map(({ input }) => input)).toEqual([place]);
    expect(problems[0]?.text).toContain('portraits[0]');
  });

  test.each([
    [
      'the same URL under two names',
      [
        { name: 'A', url: 'https://example.com/a.jpg' },
        { name: 'B', url: 'https://example.com/a.jpg' },
      ],
    ],
    [
      'two URLs under the same name',
      [
        { name: 'A', url: 'https://example.com/a.jpg' },
        { name: 'A', url: 'https://example.com/b.jpg' },
      ],
    ],
    [
      'two URLs with different case in the path',
      [
        { name: 'A', url: 'https://example.com/a' },
        { name: 'A', url: 'https://example.com/A' },
      ],
    ],
    [
      'the same content under two names',
      [
        { name: 'A', file: 'a.png' },
        { name: 'B', file: 'copy-of-a.png' },
      ],
    ],
    [
      'different content under the same name',
      [
        { name: 'A', file: 'a.png' },
        { name: 'A', file: 'b.png' },
      ],
    ],
    [
      'a file and an asset ID under the same name',
      [
        { name: 'A', file: 'a.png' },
        { name: 'A', 'asset-id': 'a.png' },
      ],
    ],
    [
      'names that join to the same text',
      [
        { name: 'A', 'asset-id': 'B' },
        { name: 'AB', 'asset-id': 'B' },
      ],
    ],
  ])('with %s is accepted', async (_, entries) => {
    expect((await planOf({ ...noSource, portraits: JSON.stringify(entries) })).portraits).toHaveLength(2);
  });
});

describe('every problem', () => {
  test('is reported at once, each under its input', async () => {
    const workspace = await newWorkspace();
    await writeFile(path.join(workspace, 'state.json'), 'no state');
    const inputs = {
      token: '',
      name: 'Alice',
      portraits: JSON.stringify([
        'Alice',
        { name: 'a\nb', url: 'http://localhost/' },
        { file: 'missing.png' },
        { name: 'A', 'asset-id': 'a' },
        { name: 'A', 'asset-id': 'a' },
        { name: 7, 'asset-id': 'b' },
      ]),
      timeout: '7h',
      'poll-interval': '1ms',
      wait: 'maybe',
      'state-file': 'state.json',
      'base-url': 'http://example.com',
    };
    expect(await placesOf(inputs, workspace)).toEqual([
      'base-url',
      'name',
      'poll-interval',
      'portraits[0]',
      'portraits[1].name',
      'portraits[1].url',
      'portraits[2].file',
      'portraits[2].name',
      'portraits[4].asset-id',
      'portraits[5].name',
      'state-file',
      'timeout',
      'token',
      'wait',
    ]);
    expect((await problemsOf(inputs, workspace)).every(({ text }) => text.length > 10)).toBe(true);
    expect(await readFile(path.join(workspace, 'state.json'), 'utf8')).toBe('no state');
  });

  test('names the line in a list of several lines, even if only the workspace shows the problem', async () => {
    const workspace = await newWorkspace();
    const list =
      '- name: A\n  url: http://localhost/\n\n- name: B\n  file: missing.png\n- name: C\n  asset-id: c\n- asset-id: c\n  name: C\n';
    await writeFile(path.join(workspace, 'people.yml'), list.replaceAll('\n', '\r\n'));
    const expected = ['[0].url (line 2)', '[1].file (line 5)', '[3].asset-id (line 8)'];
    expect(await placesOf({ ...noSource, portraits: list }, workspace)).toEqual(expected.map((place) => `portraits${place}`));
    const problems = await problemsOf({ ...noSource, 'portraits-file': 'people.yml' }, workspace);
    expect(problems.map(({ input }) => input)).toEqual(expected.map((place) => `portraits-file${place}`));
    expect(problems[2]?.text).toContain('repeats portraits-file[2].asset-id (line 7)');
  });

  test('counts the lines of a list from the first one, even if that is blank', async () => {
    expect(await placesOf({ ...noSource, portraits: '\n\n- asset-id: a\n- age: 7\n  asset-id: b\n\n' })).toEqual([
      'portraits[1].age (line 4)',
    ]);
  });

  test('with one entry is reported at once: an unknown key does not hide a bad URL', async () => {
    const portraits = JSON.stringify([{ name: 'Alice', url: 'http://localhost/', age: '7' }]);
    expect(await placesOf({ ...noSource, portraits })).toEqual(['portraits[0].age', 'portraits[0].url']);
  });

  test('with one entry is reported at once: a name that is no string does not hide a missing file', async () => {
    const portraits = JSON.stringify([{ name: 7, file: 'missing.png' }]);
    expect(await placesOf({ ...noSource, portraits })).toEqual(['portraits[0].file', 'portraits[0].name']);
  });

  test('with one entry is reported at once: an unknown key does not hide a missing name', async () => {
    const portraits = JSON.stringify([{ url: 'https://example.com/a.jpg', nmae: 'Alice' }]);
    expect(await placesOf({ ...noSource, portraits })).toEqual(['portraits[0].name', 'portraits[0].nmae']);
  });

  test('is reported at once: a missing source does not hide a bad name', async () => {
    const problems = await problemsOf({ ...noSource, name: 'a\nb' });
    expect(problems).toHaveLength(2);
    expect(problems.map(({ input }) => input)).toContain('name');
  });

  test('is reported without the token, wherever the workflow wrote it', async () => {
    const inputs = { token: 'sk_secret', timeout: 'soon', wait: 'maybe', url: 'sk_secret', name: 'x sk_secret', 'base-url': 'sk_secret' };
    expect(JSON.stringify(await problemsOf(inputs))).not.toContain('sk_secret');
  });
});

describe('the state file', () => {
  test('may be missing: its folder is created, but not the file yet', async () => {
    const workspace = await newWorkspace();
    const plan = await planOf({ ...good, 'state-file': 'new/state.json' }, workspace);
    expect(plan.stateFile?.path).toBe(path.join(workspace, 'new', 'state.json'));
    expect(await readdir(path.join(workspace, 'new'))).toEqual([]);
  });

  test('may lie outside the workspace', async () => {
    const workspace = await newWorkspace();
    const elsewhere = path.join(workspace, '..', 'outside', 'state.json');
    expect((await planOf({ ...good, 'state-file': '../outside/state.json' }, workspace)).stateFile?.path).toBe(elsewhere);
    expect((await planOf({ ...good, 'state-file': elsewhere }, workspace)).stateFile?.path).toBe(elsewhere);
  });

  test.each(['no state', '{}', '[]', '{"version":2,"assets":[]}'])('is rejected if it holds %j, and stays unchanged', async (content) => {
    const workspace = await newWorkspace();
    const file = path.join(workspace, 'state.json');
    await writeFile(file, content);
    expect(await placesOf({ ...good, 'state-file': 'state.json' }, workspace)).toEqual(['state-file']);
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  test('can’t be a folder', async () => {
    expect(await placesOf({ ...good, 'state-file': 'folder' })).toEqual(['state-file']);
  });

  test('has keys that no release may change, or portraits would be resubmitted', async () => {
    const workspace = await newWorkspace();
    expect(await keysOf(good, workspace)).toEqual(['b2a7caeaf8b9b333a0bf75acf5557f8c4223c7f47c85b6f0de9335034c9cdfbb']);
    expect(await keysOf({ ...noSource, name: '李雷', file: 'a.png' }, workspace)).toEqual([
      '971f0c5a2bd97bbda2a1960e2a637a71d4caf60b15a7d7fa7d4f6bfc5eb73bd6',
    ]);
  });

  test('has no key for an asset ID', async () => {
    const workspace = await newWorkspace();
    expect(await keysOf({ ...noSource, 'asset-id': 'asset-1' }, workspace)).toEqual([null]);
  });

  test('has the same key for the same portrait', async () => {
    const workspace = await newWorkspace();
    const [key] = await keysOf(good, workspace);
    for (const same of [
      { token: 'sk_other' },
      { timeout: '1h', 'poll-interval': '1s', wait: 'false' },
      { 'base-url': 'https://WWW.jimmyai.cn:443/' },
      { name: ' Alice ' },
      { url: 'HTTPS://example.com:443/a.jpg' },
      { 'state-file': 'other/state.json' },
    ]) {
      expect(await keysOf({ ...good, ...same }, workspace)).toEqual([key]);
    }
    const list = JSON.stringify([
      { name: 'Bob', file: 'b.png' },
      { name: 'Alice', url: 'https://example.com/a.jpg' },
    ]);
    expect((await keysOf({ ...noSource, portraits: list }, workspace))[1]).toBe(key);

    const [fileKey] = await keysOf({ ...noSource, name: 'Alice', file: 'a.png' }, workspace);
    expect(await keysOf({ ...noSource, name: 'Alice', file: './folder/../copy-of-a.png' }, workspace)).toEqual([fileKey]);
  });

  test('has a different key for each service, name, URL and content', async () => {
    const workspace = await newWorkspace();
    const keys = await Promise.all(
      [
        good,
        { ...good, 'base-url': 'https://jimmyai.example.com' },
        { ...good, name: 'Alicia' },
        { ...good, url: 'https://example.com/b.jpg' },
        { ...noSource, name: 'Alice', file: 'a.png' },
        { ...noSource, name: 'Alice', file: 'b.png' },
      ].map((inputs) => keysOf(inputs, workspace)),
    );
    expect(new Set(keys.flat()).size).toBe(6);
    for (const key of keys.flat()) expect(key).toMatch(/^[0-9a-f]{64}$/);
  });
});
