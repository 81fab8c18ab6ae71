import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type PortraitList, parseList, readListFile } from '../../../src/portrait/portrait-list.ts';
import { expectLinear } from '../../support/processor-time.ts';

/** The places that problems name, in their order. */
function places({ problems }: PortraitList): readonly string[] {
  return problems.map(({ input }) => input);
}

/** Two portraits; `lines` are those of the first name and source, then of the second, where the text has several lines. */
function twoAt(lines: readonly [number, number, number, number] | null) {
  const [firstName, firstSource, secondName, secondSource] = lines?.map((line) => ` (line ${line})`) ?? ['', '', '', ''];
  return [
    {
      input: { name: `portraits[0].name${firstName}`, source: `portraits[0].url${firstSource}` },
      name: 'Alice',
      source: { kind: 'url', text: 'https://example.com/a.jpg' },
    },
    {
      input: { name: `portraits[1].name${secondName}`, source: `portraits[1].file${secondSource}` },
      name: '李雷',
      source: { kind: 'file', text: 'faces/li.png' },
    },
  ];
}

describe('parseList', () => {
  test.each<[string, string, readonly [number, number, number, number] | null]>([
    ['YAML in blocks', '- name: Alice\n  url: https://example.com/a.jpg\n- name: 李雷\n  file: faces/li.png\n', [1, 2, 3, 4]],
    ['YAML in one line', '[{ name: Alice, url: "https://example.com/a.jpg" }, { name: 李雷, file: faces/li.png }]', null],
    ['JSON', '[{"name":"Alice","url":"https://example.com/a.jpg"},{"name":"\\u674e\\u96f7","file":"faces\\/li.png"}]', null],
    [
      'JSON on many lines with tabulators',
      '[\n\t{"name": "Alice", "url": "https://example.com/a.jpg"},\n\t{"name": "李雷", "file": "faces/li.png"}\n]',
      [2, 2, 3, 3],
    ],
    [
      'YAML with Windows line ends',
      '- name: Alice\r\n  url: https://example.com/a.jpg\r\n- name: 李雷\r\n  file: faces/li.png\r\n',
      [1, 2, 3, 4],
    ],
    [
      'YAML with a byte order mark',
      '\ufeff- name: Alice\n  url: https://example.com/a.jpg\n- name: 李雷\n  file: faces/li.png\n',
      [1, 2, 3, 4],
    ],
    [
      'YAML with comments and a document start',
      '---\n# people\n- { name: Alice, url: https://example.com/a.jpg } # one\n- { name: 李雷, file: faces/li.png }\n',
      [3, 3, 4, 4],
    ],
    [
      'values with white space around them',
      '- { name: " Alice ", url: " https://example.com/a.jpg" }\n- { name: "李雷\\n", file: "faces/li.png " }',
      [1, 1, 2, 2],
    ],
    [
      'empty strings, which are absent',
      '- { name: Alice, url: https://example.com/a.jpg, file: "", asset-id: " " }\n- { name: 李雷, url: "", file: faces/li.png }',
      [1, 1, 2, 2],
    ],
  ])('reads %s', async (_, text, lines) => {
    expect(await parseList('portraits', text)).toEqual({ portraits: twoAt(lines), problems: [], omitted: 0 });
  });

  test('reads an asset ID without a name', async () => {
    expect(await parseList('portraits', '- asset-id: asset-1')).toEqual({
      portraits: [
        { input: { name: 'portraits[0].name', source: 'portraits[0].asset-id' }, name: '', source: { kind: 'asset-id', text: 'asset-1' } },
      ],
      problems: [],
      omitted: 0,
    });
  });

  test('accepts 500 entries, and rejects 501', async () => {
    const entries = Array.from({ length: 501 }, (_, index) => ({ name: `p${index}`, url: 'https://example.com/a.jpg' }));
    const most = await parseList('portraits', JSON.stringify(entries.slice(1)));
    expect(most.portraits).toHaveLength(500);
    expect(most.problems).toEqual([]);
    const more = await parseList('portraits', JSON.stringify(entries));
    expect(more.portraits).toEqual([]);
    expect(places(more)).toEqual(['portraits']);
    expect(more.problems[0]?.text).toMatch(/501.*500/);
  });

  test.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['a comment', '# nobody'],
    ['an empty list', '[]'],
    ['null', 'null'],
    ['one entry that is no list', 'name: Alice\nurl: https://example.com/a.jpg'],
    ['a string', 'https://example.com/a.jpg'],
    ['a number', '7'],
    ['half of a JSON list', '[{"name":"Alice"'],
    ['bad indentation', '- name: Alice\n url: x\n   file: y'],
    ['a key twice', '- name: Alice\n  name: Bob\n  url: https://example.com/a.jpg'],
    ['two documents', '- { name: Alice, asset-id: a }\n---\n- { name: Bob, asset-id: b }'],
    ['an unknown alias', '- *alice'],
    ['an unknown tag', '- !!js/function "function () {}"'],
    ['a tabulator as indentation', '-\tname: Alice\n\turl: x'],
  ])('rejects %s, and says what to write', async (_, text) => {
    const list = await parseList('portraits', text);
    expect(list.portraits).toEqual([]);
    expect(places(list)).toEqual(['portraits']);
    expect(list.problems[0]?.text).not.toBe('');
  });

  test('says in which line the YAML breaks off', async () => {
    const { problems } = await parseList('portraits', '- name: Alice\n  url: x\n- name: "Bob\n');
    expect(problems[0]?.text).toMatch(/line [34]/);
  });

  test.each([
    ['text', 'Alice', '[0]'],
    ['null', '~', '[0]'],
    ['a number', '7', '[0]'],
    ['a list', '[name, url]', '[0]'],
    ['no source', '{ name: Alice }', '[0]'],
    ['nothing in it', '{}', '[0]'],
    ['only empty strings', '{ name: "", url: "", file: "", asset-id: "" }', '[0]'],
    ['two sources', '{ name: Alice, url: https://example.com/a.jpg, file: a.jpg }', '[0]'],
    ['three sources', '{ name: Alice, url: x, file: a.jpg, asset-id: a }', '[0]'],
    ['an unknown key', '{ name: Alice, url: https://example.com/a.jpg, age: "30" }', '[0].age'],
    ['a key in capitals', '{ Name: Alice, asset-id: a }', '[0].Name'],
    ['an underscore for a hyphen', '{ asset-id: a, asset_id: a }', '[0].asset_id'],
    ['the key __proto__', '{ "__proto__": "x", asset-id: a }', '[0].__proto__'],
    ['the key constructor', '{ constructor: "x", asset-id: a }', '[0].constructor'],
    ['an unknown key with an empty string', '{ asset-id: a, age: "" }', '[0].age'],
    ['a name that is a number', '{ name: 7, asset-id: a }', '[0].name'],
    ['a name that is true', '{ name: true, asset-id: a }', '[0].name'],
    ['a name that is null', '{ name: ~, asset-id: a }', '[0].name'],
    ['a name without a value', '{ name: , asset-id: a }', '[0].name'],
    ['a url that is a list', '{ name: Alice, url: [https://example.com/a.jpg] }', '[0].url'],
    ['a url that is null', '{ name: Alice, url: null }', '[0].url'],
    ['a file that is a number', '{ name: Alice, file: 1 }', '[0].file'],
    ['an asset id that is a number', '{ asset-id: 20250115 }', '[0].asset-id'],
    ['an asset id that is an object', '{ asset-id: { id: a } }', '[0].asset-id'],
    ['a source of null beside another', '{ name: Alice, url: https://example.com/a.jpg, file: null }', '[0].file'],
  ])('rejects an entry with %s', async (_, entry, place) => {
    for (const input of ['portraits', 'portraits-file']) {
      const list = await parseList(input, `- ${entry}`);
      expect(places(list)).toEqual([`${input}${place}`]);
      expect(list.problems[0]?.text).not.toBe('');
    }
  });

  test('counts from 0, keeps the good entries, and names every problem at once', async () => {
    const list = await parseList(
      'portraits',
      [
        '{ name: Alice, asset-id: a }',
        'Bob',
        '{ name: 7, url: 8, size: 9 }',
        '{ name: Carol, asset-id: c }',
        '{ name: Dave, url: x, file: y }',
      ]
        .map((entry) => `- ${entry}\n`)
        .join(''),
    );
    expect(places(list)).toEqual([
      'portraits[1] (line 2)',
      'portraits[2].name (line 3)',
      'portraits[2].url (line 3)',
      'portraits[2].size (line 3)',
      'portraits[4] (line 5)',
    ]);
    const good = list.portraits.filter(({ name, source }) => name !== null && source !== null);
    expect(good.map(({ input: { source }, name }) => [source, name])).toEqual([
      ['portraits[0].asset-id (line 1)', 'Alice'],
      ['portraits[3].asset-id (line 4)', 'Carol'],
    ]);
  });

  test('names a missing source besides a name that is not a string', async () => {
    expect(places(await parseList('portraits', '- { name: 7 }'))).toEqual(['portraits[0].name', 'portraits[0]']);
  });

  test('names too many sources besides an unknown key', async () => {
    expect(places(await parseList('portraits', '- { name: Alice, url: x, file: y, age: "30" }'))).toEqual([
      'portraits[0].age',
      'portraits[0]',
    ]);
  });
});

describe('a problem with a list of several lines', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'YAML in blocks',
      '# people\n\n- name: 7\n  url: https://example.com/a.jpg # the face\n\n- name: Bob\n  file: b.png\n  age: "30"\n',
      ['portraits[0].name (line 3)', 'portraits[1].age (line 8)'],
    ],
    [
      'YAML with Windows line ends',
      '- name: Alice\r\n  url: a\r\n  age: "1"\r\n- name: Bob\r\n- 7\r\n',
      ['portraits[0].age (line 3)', 'portraits[1] (line 4)', 'portraits[2] (line 5)'],
    ],
    [
      'JSON',
      '[\n  {\n    "name": 7,\n    "url": "https://example.com/a.jpg"\n  },\n  {\n    "name": "Bob"\n  }\n]',
      ['portraits[0].name (line 3)', 'portraits[1] (line 6)'],
    ],
    [
      'JSON with a byte order mark',
      '\ufeff[\n{\n"name": 7,\n"url": "u" },\n"Bob"\n]',
      ['portraits[0].name (line 3)', 'portraits[1] (line 5)'],
    ],
    [
      'an entry that is no mapping',
      '- { name: A, url: u }\n- Bob\n- [x,\n   y]\n- 7\n',
      ['portraits[1] (line 2)', 'portraits[2] (line 3)', 'portraits[3] (line 5)'],
    ],
    [
      'an entry that is an alias',
      '- &a\n  name: 7\n  asset-id: x\n- name: B\n  asset-id: y\n- *a\n- Bob\n',
      ['portraits[0].name (line 2)', 'portraits[2] (line 6)', 'portraits[3] (line 7)'],
    ],
    ['no source', '- name: Alice\n  url: u\n\n- name: Bob\n- name: Carol\n', ['portraits[1] (line 4)', 'portraits[2] (line 5)']],
    ['two sources', '- name: Alice\n  url: u\n- name: Bob\n  url: u\n  file: f\n', ['portraits[1] (line 3)']],
    ['values on lines of their own', '- name:\n    7\n  url:\n    8\n', ['portraits[0].name (line 2)', 'portraits[0].url (line 4)']],
    [
      'text of several lines before it',
      '- name: |\n    long\n    name\n  url: >-\n    https://example.com\n  age: "1"\n',
      ['portraits[0].age (line 6)'],
    ],
    ['a nested value', '- name: { a: 1, b: [2,\n    3] }\n  url: u\n- Bob\n', ['portraits[0].name (line 1)', 'portraits[1] (line 4)']],
    ['a value left out', '- name: A\n  url:\n  file: f\n- Bob\n', ['portraits[0].url (line 2)', 'portraits[1] (line 4)']],
  ])('names the line in %s', async (_, text, named) => {
    expect(places(await parseList('portraits', text))).toEqual(named);
  });

  test('names no line for an empty entry, and the right one for the next', async () => {
    const list = await parseList('portraits', '- name: A\n  url: u\n-\n-\n- Bob\n');
    expect(places(list)).toEqual(['portraits[1]', 'portraits[2]', 'portraits[3] (line 5)']);
  });

  test('names no line for an entry that consists of its type only', async () => {
    expect(places(await parseList('portraits', '- !!map\n- name: A\n'))).toEqual(['portraits[0]', 'portraits[1] (line 2)']);
  });

  test('names the lines of name and source for problems found later', async () => {
    const { portraits } = await parseList('portraits', '- url: u\n  name: A\n- asset-id: x\n- name: B\n');
    expect(portraits.map(({ input }) => input)).toEqual([
      { name: 'portraits[0].name (line 2)', source: 'portraits[0].url (line 1)' },
      { name: 'portraits[1].name (line 3)', source: 'portraits[1].asset-id (line 3)' },
      { name: 'portraits[2].name (line 4)', source: 'portraits[2].url (line 4)' },
    ]);
  });

  test('names no line if there is only one', async () => {
    for (const text of ['[{"name":7,"asset-id":"a"},"Bob"]', '- { name: 7, asset-id: a }\n']) {
      for (const place of places(await parseList('portraits', text))) expect(place).toMatch(/^portraits\[\d\](?:\.name)?$/);
    }
  });
});

describe('a value that is not text', () => {
  test.each([
    ['007', 'must be text: write "007"'],
    ['true', 'must be text: write "true"'],
    ['0x1F', 'must be text: write "0x1F"'],
    ['1e3', 'must be text: write "1e3"'],
    ['null', 'must be text'],
    ['~', 'must be text'],
    ['', 'must be text'],
    ['[a, b]', 'must be text'],
    ['{ a: b }', 'must be text'],
    ['!!int "7"', 'must be text'],
  ])('name: %s', async (value, text) => {
    for (const list of [`- name: ${value}\n  asset-id: a\n`, `- { asset-id: a, name: ${value} }`]) {
      expect((await parseList('portraits', list)).problems.map((problem) => problem.text)).toEqual([text]);
    }
  });

  test('in JSON: 7', async () => {
    expect((await parseList('portraits', '[{"name":7,"asset-id":"a"}]')).problems).toEqual([
      { input: 'portraits[0].name', text: 'must be text: write "7"' },
    ]);
  });

  test('an alias of a number', async () => {
    const { problems } = await parseList('portraits', '- name: &n 7\n  asset-id: *n\n');
    expect(problems).toEqual([
      { input: 'portraits[0].name (line 1)', text: 'must be text: write "7"' },
      { input: 'portraits[0].asset-id (line 2)', text: 'must be text' },
    ]);
  });
});

describe('full-width punctuation in place of syntax is named', () => {
  test.each([
    ['- name：Ada\n  url: https://x', '：'],
    ['- name: Ada\n  url：https://x', '：'],
    ['- name：Ada\n  url：https://x', '：'],
    ['- {name：Ada，url：https://x}', '：'],
    ['- {name: Ada，url: https://x}', '，'],
    ['［{name: a}]', '［'],
    ['[{“name”: “Ada”, “url”: “https://x”}]', '“'],
    ['- name: Ada\n  url: https://x\n－ name: Bob\n  url: https://y', '－'],
    ['[{"name": "a"，"url": "b"}]', '，'],
    ['name：Ada', '：'],
    ['- “name: x\n', '“'],
  ])('%j', async (text, character) => {
    const { problems } = await parseList('portraits', text);
    expect(problems[0]?.text).toContain(`The character ${character} is full-width: write `);
  });

  test('a full-width space too', async () => {
    const { problems } = await parseList('portraits', '- name: Ada\n\u3000url: https://x');
    expect(problems[0]?.text).toMatch(/full-width space/);
  });

  test('but not in a value', async () => {
    const { portraits, problems } = await parseList('portraits', '- name: 李雷：“正面”，一\n  url: https://x\n');
    expect(portraits.map(({ name }) => name)).toEqual(['李雷：“正面”，一']);
    expect(problems).toEqual([]);
  });
});

describe('a list takes time that grows with its text alone', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, index) => `k${index}: v`).join(', ');

  test.each([
    ['wrong keys', 8000, (size: number) => `- {${keys(size)}}`],
    ['wrong keys that an alias repeats', 4000, (size: number) => `- &a {${keys(size)}}\n${'- *a\n'.repeat(size / 20)}`],
    ['entries that are none', 400, (size: number) => '- x\n'.repeat(size)],
    ['deep nesting', 100_000, (size: number) => '- '.repeat(size)],
    ['aliases of aliases', 20, (size: number) => Array.from({ length: size }, (_, n) => `- &a${n} [*a${n - 1}, *a${n - 1}]`).join('\n')],
  ])('%s', async (_, size, textOf) => {
    await expectLinear((length) => parseList('portraits', textOf(length)), size);
  });

  test('and reports 100 problems, and how many more there are', async () => {
    const { problems, omitted } = await parseList('portraits', `- {name: A, url: u, ${keys(8000)}}`);
    expect({ problems: problems.length, omitted }).toEqual({ problems: 100, omitted: 7900 });
  });

  test('and an entry that an alias repeats is reported as such, whatever is wrong with it', async () => {
    const { portraits, problems } = await parseList('portraits', '- &a { name: A, url: u }\n- *a\n');
    expect(portraits).toHaveLength(1);
    expect(problems).toEqual([{ input: 'portraits[1] (line 2)', text: expect.stringContaining('repeats portraits[0] (line 1)') }]);
  });

  test('and rejects values that aliases multiply', async () => {
    const text = `- { name: &n ${'x'.repeat(10_000)}, url: u }\n${'- { name: *n, url: u }\n'.repeat(400)}`;
    const { portraits, problems } = await parseList('portraits', text);
    expect(portraits).toEqual([]);
    expect(problems).toEqual([{ input: 'portraits', text: expect.stringMatching(/over 2000000 characters/) }]);
  });
});

describe('readListFile', () => {
  async function workspace(): Promise<{ inside: string; outside: string }> {
    const root = await mkdtemp(path.join(os.tmpdir(), 'portrait-list-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const inside = path.join(root, 'workspace');
    await mkdir(path.join(inside, 'lists'), { recursive: true });
    return { inside, outside: root };
  }

  test.each(['people.yml', 'people.json', 'lists/people', './lists/../people.yml'])('reads %s', async (name) => {
    const { inside } = await workspace();
    await writeFile(path.join(inside, name), '[{"name":"Alice","asset-id":"a"},{"name":"Bob"}]');
    const list = await readListFile(inside, name);
    expect(list.portraits.map(({ source }) => source)).toEqual([{ kind: 'asset-id', text: 'a' }, null]);
    expect(list.portraits[0]?.input).toEqual({ name: 'portraits-file[0].name', source: 'portraits-file[0].asset-id' });
    expect(places(list)).toEqual(['portraits-file[1]']);
  });

  test.each([
    ['GBK', Buffer.from([0x2d, 0x20, 0xc0, 0xee, 0xc0, 0xd7]), /is not UTF-8: save the file as UTF-8/],
    ['UTF-16', Buffer.from('\ufeff- name: 李雷', 'utf16le'), /is UTF-16, not UTF-8: save the file as UTF-8/],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n', /Git LFS pointer/],
    ['a merge conflict', '- name: A\n<<<<<<< HEAD\n  url: u\n=======\n  url: v\n>>>>>>> b\n', /conflict marker of Git in line 2/],
    ['over 1 MiB', `#${'x'.repeat(1_048_576)}`, /1 MiB/],
  ])('rejects %s by name, and submits no garbled name', async (_, content, message) => {
    const { inside } = await workspace();
    await writeFile(path.join(inside, 'people.yml'), content);
    const { portraits, problems } = await readListFile(inside, 'people.yml');
    expect(portraits).toEqual([]);
    expect(problems).toEqual([{ input: 'portraits-file', text: expect.stringMatching(message) }]);
  });

  test.each([
    ['a missing file', 'missing.yml'],
    ['a file in a missing folder', 'missing/people.yml'],
    ['a folder', 'lists'],
    ['the workspace', '.'],
    ['a file outside the workspace', '../secret.yml'],
    ['a link out of the workspace', 'link.yml'],
    ['a file in a linked folder out of the workspace', 'folder/secret.yml'],
    ['a pipe', 'pipe'],
    ['a link to nowhere', 'dangling.yml'],
    ['a path with NUL in it', 'people\0.yml'],
    ['an empty file', 'empty.yml'],
  ])('rejects %s', async (_, name) => {
    const { inside, outside } = await workspace();
    await writeFile(path.join(outside, 'secret.yml'), '- { name: geheim, asset-id: a }');
    await writeFile(path.join(inside, 'empty.yml'), '');
    await symlink(path.join(outside, 'secret.yml'), path.join(inside, 'link.yml'));
    await symlink(outside, path.join(inside, 'folder'));
    await symlink('nowhere.yml', path.join(inside, 'dangling.yml'));
    execFileSync('mkfifo', [path.join(inside, 'pipe')]);
    const list = await readListFile(inside, name);
    expect(list.portraits).toEqual([]);
    expect(places(list)).toEqual(['portraits-file']);
    expect(list.problems[0]?.text).not.toContain('geheim');
  });
});
