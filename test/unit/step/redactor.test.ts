import { describe, expect, test } from 'vitest';
import { escapeMarkdown } from '../../../src/step/markdown.ts';
import { Redactor } from '../../../src/step/redactor.ts';

describe('Redactor.sanitize', () => {
  test.each([
    ['plain text', 'Alice, 李雷, Ünal & 🙂 (100 %)', 'Alice, 李雷, Ünal & 🙂 (100 %)'],
    ['nothing', '', ''],
    ['a line feed', 'a\nb', 'a\\nb'],
    ['a carriage return', 'a\rb', 'a\\rb'],
    ['both', 'a\r\nb', 'a\\r\\nb'],
    ['a tabulator', 'a\tb', 'a\\tb'],
    ['NUL', 'a\0b', 'a\\u{0}b'],
    ['escape sequences of a terminal', '\x1b[31mred\x1b[0m', '\\u{1b}[31mred\\u{1b}[0m'],
    ['delete', 'a\x7fb', 'a\\u{7f}b'],
    ['a C1 control character', 'a\x9bb', 'a\\u{9b}b'],
    ['next line', 'a\x85b', 'a\\u{85}b'],
    ['vertical tabulator and form feed', 'a\vb\fc', 'a\\u{b}b\\u{c}c'],
    ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
    ['a paragraph separator', 'a\u2029b', 'a\\u{2029}b'],
    ['a right-to-left override', 'a\u202eb', 'a\\u{202e}b'],
    ['an isolate', 'a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
    ['direction marks', '\u200ea\u200fb\u061c', '\\u{200e}a\\u{200f}b\\u{61c}'],
    ['invisible characters', 'a\u200bb\u2060c\ufeffd', 'a\\u{200b}b\\u{2060}c\\u{feff}d'],
    ['half a character', 'a\ud83d', 'a\\u{d83d}'],
  ])('shows %s on one line', (_, text, shown) => {
    expect(new Redactor().sanitize(text)).toBe(shown);
  });

  test.each([
    ['##[error]x', '## [error]x'],
    ['before ##[group]after', 'before ## [group]after'],
    ['###[error]x', '### [error]x'],
    ['##[##[error]', '## [## [error]'],
    ['## [error]', '## [error]'],
    ['# heading ## and [link]', '# heading ## and [link]'],
  ])('breaks up the command in %j', (text, shown) => {
    expect(new Redactor().sanitize(text)).toBe(shown);
  });

  test.each(['##\u200b[error]x', '##\0[error]x', '##\n[error]x', '#\u202e#[error]x', '##\ud800[error]x'])(
    'makes no command out of %j',
    (text) => {
      expect(new Redactor().sanitize(text)).not.toContain('##[');
    },
  );

  test.each(['a\n::error::b', 'a\r::error::b', 'a\u2028::error::b', 'a\x85::add-mask::b'])('lets no command begin a line of %j', (text) => {
    expect(new Redactor().sanitize(text)).toMatch(/^a\\[^\r\n\u0085\u2028\u2029]*$/);
  });

  test.each([
    ['https://example.com/a.jpg?signature=abc', 'https://example.com/a.jpg'],
    ['https://example.com/a.jpg#part', 'https://example.com/a.jpg'],
    ['https://example.com?signature=abc', 'https://example.com'],
    ['HTTPS://EXAMPLE.COM/a?b', 'HTTPS://EXAMPLE.COM/a'],
    ['http://example.com/a?b#c?d', 'http://example.com/a'],
    ['can’t open https://a.example/x?k=1 and http://b.example/y?k=2, sorry', 'can’t open https://a.example/x and http://b.example/y sorry'],
    ['{"url":"https://a.example/x?k=1&m=2","n":1}', '{"url":"https://a.example/x","n":1}'],
    ['{"url":"https:\\/\\/a.example\\/x?k=1\\u0026m=2","n":1}', '{"url":"https:\\/\\/a.example\\/x","n":1}'],
    ['<a href="https://a.example/x?k=1">x</a>', '<a href="https://a.example/x">x</a>'],
    ["fetch 'https://a.example/x?k=1' failed", "fetch 'https://a.example/x' failed"],
    ['https://alice:hunter2@example.com/a', 'https://example.com/a'],
    ['https://alice@example.com/a?b', 'https://example.com/a'],
    ['https:\\/\\/alice:hunter2@example.com\\/a', 'https:\\/\\/example.com\\/a'],
    ['https://example.com/a@b', 'https://example.com/a@b'],
    ['what? #1 a/b?c', 'what? #1 a/b?c'],
  ])('prints the URL in %j without query, fragment and credentials', (text, shown) => {
    expect(new Redactor().sanitize(text)).toBe(shown);
  });

  test.each([
    'https://example.com/a.jpg?name=李雷&signature=geheim',
    'https://example.com/a.jpg?name=é&signature=geheim',
    "https://example.com/a.jpg?name='x'&signature=geheim",
    'https://example.com/人.jpg?signature=geheim',
    "https://example.com/o'brien.jpg?signature=geheim",
    '“https://example.com/a.jpg?signature=geheim”',
    'https://example.com/a.jpg?x[]=1&y={2}|3`4^5\\6&signature=geheim',
    'https://example.com/a.jpg#!/x?signature=geheim',
    'https://example.com/a?u=https://example.org/b?signature=geheim',
  ])('prints no part of the query in %j', (text) => {
    expect(new Redactor().sanitize(text)).not.toContain('geheim');
  });

  test('keeps the words of another script that follow a query', () => {
    expect(new Redactor().sanitize('无法打开 https://example.com/a.jpg?k=1，请重试')).toBe('无法打开 https://example.com/a.jpg，请重试');
  });
});

describe('Redactor.addToken', () => {
  test.each([
    ['as it is', 'key sk_a/b+c=="d refused', 'key *** refused'],
    ['twice', 'sk_a/b+c=="dsk_a/b+c=="d', '******'],
    ['URL-encoded', 'Bearer%20sk_a%2Fb%2Bc%3D%3D%22d', 'Bearer%20***'],
    ['in JSON', '{"token":"sk_a/b+c==\\"d"}', '{"token":"***"}'],
    ['in the path of a URL', 'https://example.com/sk_a%2Fb%2Bc%3D%3D%22d/x', 'https://example.com/***/x'],
  ])('replaces a secret %s', (_, text, shown) => {
    const redactor = new Redactor();
    redactor.addToken('sk_a/b+c=="d');
    expect(redactor.sanitize(text)).toBe(shown);
    expect(redactor.excerpt(text)).toBe(shown);
  });

  test('replaces the longer of two secrets first, whichever was told first', () => {
    for (const secrets of [
      ['sk_abc', 'Bearer sk_abc'],
      ['Bearer sk_abc', 'sk_abc'],
    ]) {
      const redactor = new Redactor();
      for (const secret of secrets) redactor.addToken(secret);
      expect(redactor.sanitize('x Bearer sk_abc y sk_abc')).toBe('x *** y ***');
    }
  });

  test('takes an empty secret for none', () => {
    const redactor = new Redactor();
    redactor.addToken('');
    expect(redactor.sanitize('abc')).toBe('abc');
  });

  test('takes no character of a secret for a pattern', () => {
    const redactor = new Redactor();
    redactor.addToken('a.c$&');
    expect(redactor.sanitize('abc$& a.c$&')).toBe('abc$& ***');
  });

  test.each([
    ['of one character', '§', 'a§b §', 'a***b ***'],
    ['of two characters', 'q7', 'q7 aq7 q', '*** a*** q'],
    ['of five characters', 'q7w8e', 'xq7w8ex q7w8', 'x***x q7w8'],
    ['of six characters', 'q7w8e9', 'q7w8e9', '***'],
    ['in other letters', 'sk_AbC', 'SK_aBc sk_abc', '*** ***'],
    ['beside a letter that is longer in lower case', 'sk_AbC', 'İ SK_ABC İ', 'İ *** İ'],
    ['beside a letter that is longer in upper case', 'sk_AbC', 'ß SK_ABC ß', 'ß *** ß'],
    ['in JSON with escaped slashes', 'sk_a/b', '"sk_a\\/b"', '"***"'],
    ['with half a character', 'sk_\ud800x', 'a sk_\ud800x b', 'a *** b'],
  ])('replaces a secret %s', (_, secret, text, shown) => {
    const redactor = new Redactor();
    redactor.addToken(secret);
    expect(redactor.sanitize(text)).toBe(shown);
    expect(redactor.containsSecret(text)).toBe(true);
  });

  test('replaces each of many secrets, whatever their lengths and however alike their beginnings', () => {
    const redactor = new Redactor();
    for (const secret of ['sk_abcdef', 'sk_abcxyz', 'sk_abc', 'qq', 'z', 'sk_abcdef']) redactor.addToken(secret);
    expect(redactor.sanitize('sk_abcxyz sk_abcdef sk_abcd qq q z')).toBe('*** *** ***d *** q ***');
  });

  test('replaces the longer of two secrets that begin alike, whichever was told first', () => {
    for (const secrets of [
      ['sk_abcdef', 'sk_abcdefgh', 'sk_abcdefg'],
      ['sk_abcdefgh', 'sk_abcdefg', 'sk_abcdef'],
    ]) {
      const redactor = new Redactor();
      for (const secret of secrets) redactor.addToken(secret);
      expect(redactor.sanitize('sk_abcdefgh sk_abcdefg sk_abcdef')).toBe('*** *** ***');
    }
  });

  test('finds a secret wherever it stands, and none where only its beginning does', () => {
    const redactor = new Redactor();
    redactor.addToken('sk_abcdef');
    for (const text of ['sk_abcdef', 'x sk_abcdef', 'sk_abcdef x']) expect(redactor.containsSecret(text)).toBe(true);
    for (const text of ['', 'sk_abcde', 'sk_abcdeg', 'sk', 'k_abcdef']) {
      expect(redactor.containsSecret(text)).toBe(false);
      expect(redactor.sanitize(text)).toBe(text);
    }
  });
});

describe('Redactor.addQueryOf', () => {
  test('conceals a query and a fragment also where they stand alone', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg?signature=geheim#key=abschnitt');
    expect(redactor.sanitize('bad query signature=geheim at key=abschnitt')).toBe('bad query *** at ***');
    expect(redactor.sanitize('bad query signature%3Dgeheim')).toBe('bad query ***');
  });

  test('leaves words alone that are no secret, though a query or fragment has them', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg?20260224#portrait');
    expect(redactor.sanitize('asset-20260224-1 is a portrait')).toBe('asset-20260224-1 is a portrait');
    expect(redactor.containsSecret('asset-20260224-1')).toBe(false);
  });

  test('conceals a signature also where the rest of its query is missing', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg?X-Amz-Date=20260101T000000Z&X-Amz-Signature=deadbeefcafe0123456789%2B&v=2');
    expect(redactor.sanitize('bad X-Amz-Signature: deadbeefcafe0123456789+ of v=2, 20260101T000000Z')).toBe(
      'bad X-Amz-Signature: *** of v=2, 20260101T000000Z',
    );
  });

  test('takes a value of twenty characters for a signature, and no shorter one', () => {
    const redactor = new Redactor();
    redactor.addQueryOf(`https://example.com/a.jpg?a=${'a'.repeat(20)}&b=${'b'.repeat(19)}`);
    expect(redactor.sanitize(`${'a'.repeat(20)} ${'b'.repeat(19)}`)).toBe(`*** ${'b'.repeat(19)}`);
  });

  test('does not take it for the token', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg?signature=geheim');
    expect(redactor.containsSecret('signature=geheim')).toBe(false);
  });

  test('leaves text alone where there is none', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg');
    expect(redactor.sanitize('https://example.com/a.jpg')).toBe('https://example.com/a.jpg');
  });

  test('does not blot out words for the sake of a short one', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg?v=1#e');
    expect(redactor.sanitize('version v=1 refused')).toBe('version v=1 refused');
  });
});

describe('Redactor.excerpt', () => {
  test('leaves 300 characters whole, and cuts 301', () => {
    expect(new Redactor().excerpt('x'.repeat(300))).toBe('x'.repeat(300));
    expect(new Redactor().excerpt('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
  });

  test('cuts no character in half', () => {
    expect(new Redactor().excerpt('🙂'.repeat(301))).toBe(`${'🙂'.repeat(300)}…`);
  });

  test('conceals a secret that the cut would have gone through', () => {
    const redactor = new Redactor();
    redactor.addToken('sk_0123456789');
    expect(redactor.excerpt(`${'x'.repeat(295)}sk_0123456789${'y'.repeat(100)}`)).toBe(`${'x'.repeat(295)}***yy…`);
  });
});

describe('escapeMarkdown', () => {
  test.each([
    ['plain text 李雷 🙂', 'plain text 李雷 🙂'],
    ['a|b', 'a\\|b'],
    ['a\\|b', 'a\\\\\\|b'],
    ['<script>', '\\<script\\>'],
    ['&lt;', '\\&lt;'],
    ['[x](y)', '\\[x\\]\\(y\\)'],
    ['![x](y)', '\\!\\[x\\]\\(y\\)'],
    ['*a* _b_ ~c~ `d`', '\\*a\\* \\_b\\_ \\~c\\~ \\`d\\`'],
    ['# a', '\\# a'],
    ['- a', '\\- a'],
    ['1. a', '1\\. a'],
    ['> a', '\\> a'],
    ['@octocat', '\\@octocat'],
    ['::error::x', '\\:\\:error\\:\\:x'],
    ['https://example.com', 'https\\:\\/\\/example\\.com'],
    ['$x$', '\\$x\\$'],
    ['a"b\'c', 'a\\"b\\\'c'],
  ])('escapes %j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});
