import { describe, expect, test } from 'vitest';
import { escapeMarkdown } from '../../../src/step/markdown.ts';
import { Redactor } from '../../../src/step/redactor.ts';
import { formsOf } from '../../support/secret-forms.ts';

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
    ['a soft hyphen and a filler', 'a\u00adb\u3164c', 'a\\u{ad}b\\u{3164}c'],
    ['old formatting marks', 'a\u206ab\u206fc', 'a\\u{206a}b\\u{206f}c'],
    ['tags', 'a\u{e0041}\u{e007f}b', 'a\\u{e0041}\\u{e007f}b'],
    ['joiners that join nothing', '\u200da \u200d b\u200c', '\\u{200d}a \\u{200d} b\\u{200c}'],
    ['variation selectors in a row', '❤\ufe0f\ufe0e\ufe0f', '❤\ufe0f\\u{fe0e}\\u{fe0f}'],
    ['emoji of several parts', '👩‍👩‍👧‍👦 ❤️ 👁️‍🗨️ 🏳️‍🌈', '👩‍👩‍👧‍👦 ❤️ 👁️‍🗨️ 🏳️‍🌈'],
    ['scripts that need joiners', 'می‌خواهم क्‍ष 葛\u{e0100}', 'می‌خواهم क्‍ष 葛\u{e0100}'],
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
    'creates no command from %j',
    (text) => {
      expect(new Redactor().sanitize(text)).not.toContain('##[');
    },
  );

  test.each([
    ['::stop-commands::x.mp4', ': :stop-commands::x.mp4'],
    [' \u3000::error::x', ' \u3000: :error::x'],
    [':::error::', ': ::error::'],
    ['a ::error::x', 'a ::error::x'],
    [':a', ':a'],
  ])('lets the line %j begin with no command', (text, shown) => {
    expect(new Redactor().sanitize(text)).toBe(shown);
  });

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

  test.each([
    ['/login?TICKET', '/login'],
    ['see (/login?TICKET) or ../a?TICKET', 'see (/login or ../a'],
    ['?TICKET', ''],
    ['login/step?TICKET', 'login/step'],
    ['/login#TICKET', '/login'],
    ['back to #access_token=abc', 'back to '],
    [`/a?${'n'.repeat(500)}=TICKET`, '/a'],
    [`?${'n'.repeat(500)}=TICKET`, ''],
    ['https://a.example/x?n=张三（正）&Signature=TICKET，请重试', 'https://a.example/x，请重试'],
    ['https://a.example/x?q="y"&Signature=TICKET', 'https://a.example/x'],
    ['https://a.example/x?q="TICKET"', 'https://a.example/x"'],
    ['{"u":"https://a.example/x?q=\\"y\\"&s=TICKET","id":"asset-1"}', '{"u":"https://a.example/x","id":"asset-1"}'],
    ['https%3A%2F%2Fa.example%2Fx%3Fk%3DTICKET%26m%3D2 failed', 'https%3A%2F%2Fa.example%2Fx failed'],
    ['https%253a%252f%252fa.example%252fx%253fTICKET', 'https%253a%252f%252fa.example%252fx'],
    ['%3Fk%3DTICKET', ''],
    ['https:\\u002f\\u002fa.example\\u002fx\\u003fk=TICKET', 'https:\\u002f\\u002fa.example\\u002fx'],
    ['https://a.example/x&#63;k=TICKET', 'https://a.example/x'],
    ['nature=TICKET&Expires=1 expired', ' expired'],
    ["https://alice:pa'ss@a.example/x", 'https://a.example/x'],
    ['https%3A%2F%2Falice%3Apass%40a.example', 'https%3A%2F%2Fa.example'],
  ])('prints neither query nor password of %j', (text, shown) => {
    expect(new Redactor().sanitize(text)).toBe(shown);
  });

  test.each([
    '“/home/runner/a b.jpg” is empty',
    'https://example.com/a%3Fb/c.jpg',
    'octo/cat#12 is #1 of 2, R&D, a&b',
    '{"items":[{"asset_id":"a","url":"https://a.example/x"},{"asset_id":"b"}]}',
    'Is it a portrait? (JPEG/PNG)',
    '它是真人吗？请看：第 1 张',
  ])('leaves %j as it is', (text) => {
    expect(new Redactor().sanitize(text)).toBe(text);
  });

  test('keeps the IDs beside signed URLs', () => {
    const text = '{"items":[{"url":"https://x/a?k=1&s=2","asset_id":"asset-1"},{"url":"https://x/b?k=1&s=2","asset_id":"asset-2"}]}';
    expect(new Redactor().sanitize(text)).toBe(
      '{"items":[{"url":"https://x/a","asset_id":"asset-1"},{"url":"https://x/b","asset_id":"asset-2"}]}',
    );
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

  test('replaces the longer of two secrets first, whichever was added first', () => {
    for (const secrets of [
      ['sk_abc', 'Bearer sk_abc'],
      ['Bearer sk_abc', 'sk_abc'],
    ]) {
      const redactor = new Redactor();
      for (const secret of secrets) redactor.addToken(secret);
      expect(redactor.sanitize('x Bearer sk_abc y sk_abc')).toBe('x *** y ***');
    }
  });

  test('ignores an empty secret', () => {
    const redactor = new Redactor();
    redactor.addToken('');
    expect(redactor.sanitize('abc')).toBe('abc');
  });

  test('treats no character of a secret as a pattern', () => {
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

  test('replaces each of many secrets, whatever their lengths and common prefixes', () => {
    const redactor = new Redactor();
    for (const secret of ['sk_abcdef', 'sk_abcxyz', 'sk_abc', 'qq', 'z', 'sk_abcdef']) redactor.addToken(secret);
    expect(redactor.sanitize('sk_abcxyz sk_abcdef sk_abcd qq q z')).toBe('*** *** ***d *** q ***');
  });

  test('replaces the longer of two secrets with a common prefix, whichever was added first', () => {
    for (const secrets of [
      ['sk_abcdef', 'sk_abcdefgh', 'sk_abcdefg'],
      ['sk_abcdefgh', 'sk_abcdefg', 'sk_abcdef'],
    ]) {
      const redactor = new Redactor();
      for (const secret of secrets) redactor.addToken(secret);
      expect(redactor.sanitize('sk_abcdefgh sk_abcdefg sk_abcdef')).toBe('*** *** ***');
    }
  });

  test('finds a secret anywhere, and none if only its beginning occurs', () => {
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
  test('redacts a query and a fragment even on their own', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg?signature=geheim#key=abschnitt');
    expect(redactor.sanitize('bad query signature=geheim at key=abschnitt')).toBe('bad query *** at ***');
    expect(redactor.sanitize('bad query signature%3Dgeheim')).toBe('bad query ***');
  });

  test('leaves ordinary words alone, even if a query or fragment contains them', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg?20260224#portrait');
    expect(redactor.sanitize('asset-20260224-1 is a portrait')).toBe('asset-20260224-1 is a portrait');
    expect(redactor.containsSecret('asset-20260224-1')).toBe(false);
  });

  test('redacts a signature even without the rest of its query', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg?X-Amz-Date=20260101T000000Z&X-Amz-Signature=deadbeefcafe0123456789%2B&v=2');
    expect(redactor.sanitize('bad X-Amz-Signature: deadbeefcafe0123456789+ of v=2, 20260101T000000Z')).toBe(
      'bad X-Amz-Signature: *** of v=2, 20260101T000000Z',
    );
  });

  test('treats a value of twenty characters as a signature, but no shorter one', () => {
    const redactor = new Redactor();
    redactor.addQueryOf(`https://example.com/a.jpg?a=${'a'.repeat(20)}&b=${'b'.repeat(19)}`);
    expect(redactor.sanitize(`${'a'.repeat(20)} ${'b'.repeat(19)}`)).toBe(`*** ${'b'.repeat(19)}`);
  });

  test('does not treat it as the token', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg?signature=geheim');
    expect(redactor.containsSecret('signature=geheim')).toBe(false);
  });

  test('leaves text alone if there is none', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg');
    expect(redactor.sanitize('https://example.com/a.jpg')).toBe('https://example.com/a.jpg');
  });

  test('does not redact words because of a short query', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://example.com/a.jpg?v=1#e');
    expect(redactor.sanitize('version v=1 refused')).toBe('version v=1 refused');
  });
});

const signature = 'Xq7/f3R+Zk9w2vLp0sTyBn4=';
const signedUrl = `https://bucket.example/张三（正）.jpg?n=张三（正）&Signature=${encodeURIComponent(signature)}&Expires=1770000000#v=2026`;

describe('A registered URL', () => {
  test.each(formsOf(signature))('has its signature replaced in the form %j', (form) => {
    const redactor = new Redactor();
    redactor.addQueryOf(signedUrl);
    expect(redactor.sanitize(`bad signature ${form}, sorry`)).toBe('bad signature ***, sorry');
  });

  test.each(formsOf(signature))('has each piece of its signature longer than five characters replaced in the form %j', (form) => {
    const redactor = new Redactor();
    redactor.addQueryOf(signedUrl);
    for (let length = 6; length < signature.length; length++) {
      for (const piece of [form.slice(0, length), form.slice(-length)]) {
        const shown = redactor.sanitize(`(${piece})`);
        for (let start = 0; start + 6 <= signature.length; start++) expect(shown).not.toContain(signature.slice(start, start + 6));
      }
    }
  });

  test('has its query replaced even with Chinese punctuation in it, and its path left alone', () => {
    const redactor = new Redactor();
    redactor.addQueryOf(new URL(signedUrl).href);
    expect(redactor.sanitize(`无法打开 n=张三（正）&Signature=${signature}，请重试`)).toBe('无法打开 ***，请重试');
    expect(redactor.sanitize('张三（正） Signature Expires')).toBe('张三（正） Signature Expires');
  });

  test('does not redact words and names that also occur in its query', () => {
    const redactor = new Redactor();
    redactor.addQueryOf(
      'https://b.example/a?response-content-type=image/jpeg&token=portrait&name=front&X-Amz-SignedHeaders=host&v=1770000000',
    );
    const text = 'Portrait “front” is a token of image/jpeg, at the host since 1770000000';
    expect(redactor.sanitize(text)).toBe(text);
  });

  test('is recognized in the middle of an input, escaped as in JSON', () => {
    const redactor = new Redactor();
    redactor.addQueriesIn('{"first_image":"https:\\/\\/b.example\\/a?k=1\\u0026sig=Xq7f3RZk9w2vLp0sTyBn4"}');
    expect(redactor.sanitize('sig is f3RZk9w2vLp0')).toBe('sig is ***');
  });

  test('leaves an ID readable that also occurs in its query', () => {
    const redactor = new Redactor();
    redactor.addQueryOf('https://b.example/a?asset=asset-20260224-x7k2p9q4');
    expect(redactor.sanitize('asset ID asset-20260224-x7k2p9q4.')).toBe('asset ID ***.');
    redactor.keepId('asset-20260224-x7k2p9q4');
    expect(redactor.sanitize('asset ID asset-20260224-x7k2p9q4.')).toBe('asset ID asset-20260224-x7k2p9q4.');
    expect(redactor.sanitize('xasset-20260224-x7k2p9q4')).toBe('x***');
  });
});

describe('A token', () => {
  test.each(formsOf('sk_live_Q7f/3R+Zk9w2vLp0=='))('is found as %j', (form) => {
    const redactor = new Redactor();
    redactor.addToken('sk_live_Q7f/3R+Zk9w2vLp0==');
    expect(redactor.sanitize(`key “${form}” refused`)).toBe('key “***” refused');
    expect(redactor.containsSecret(form)).toBe(true);
  });

  test('is found in pieces, except for a prefix that is a word', () => {
    const redactor = new Redactor();
    redactor.addToken('jimmyai_sk_Q7f3RZk9w2vLp0sTyBn4');
    expect(redactor.sanitize('key jimmyai_sk_Q7f3RZ… of www.jimmyai.cn')).toBe('key jimmyai_sk_***… of www.jimmyai.cn');
  });

  test('is found with invisible characters in between', () => {
    const redactor = new Redactor();
    redactor.addToken('sk_Q7f3RZk9');
    expect(redactor.sanitize([...'sk_Q7f3RZk9'].join('\u200b'))).toBe('***');
    expect(redactor.sanitize([...'sk_Q7f3RZk9'].join('\ufe01'))).toBe('***');
  });
});

describe('The time to redact a text', () => {
  const redactorWith = (urls: number) => {
    const redactor = new Redactor();
    redactor.addToken('sk_live_Q7f3RZk9w2vLp0');
    for (let index = 0; index < urls; index++) redactor.addQueryOf(`${signedUrl}&n=${index}&sig=${index}Zk9w2vLp0sTyBn4${index}`);
    return redactor;
  };
  const redactor = redactorWith(500);
  const processorMs = (text: string, by = redactor) => {
    const before = process.cpuUsage();
    by.sanitize(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };

  test('does not grow with the number of secrets with a common prefix', () => {
    const text = new URL(signedUrl).search.slice(1, 30).repeat(10_000);
    expect(processorMs(text)).toBeLessThan(10 * processorMs(text, redactorWith(5)) + 300);
  });

  test.each([
    ...[
      '?',
      '#',
      '&',
      '/',
      '//',
      '%',
      '%25',
      '%2f%2fa',
      '%3F%3D',
      '"',
      "'",
      '（',
      '\\',
      '&amp;',
      '&#',
      '=',
      '&a=',
      '?a=',
      '//a@',
      '//a:',
      ' ',
      'a',
      ':',
      '##[',
    ],
    ...[
      '?a="',
      'Signature=',
      'n=张三（正）&',
      'Zk9w2v',
      'sk_live_',
      '\u200d',
      '\ufe0f',
      'a\u200b',
      '\\u003f',
      '%u5f20',
      '（&',
      '?"',
      '\ud800',
      'a?b/',
    ],
  ])('is linear in a text that repeats %j', (piece) => {
    const text = (length: number) => piece.repeat(Math.ceil(length / piece.length));
    // What grows with the square takes sixteen times as long.
    const [short, long] = [processorMs(text(100_000)), processorMs(text(400_000))];
    expect(long).toBeLessThan(10 * short + 300);
  });
});

describe('Redactor.excerpt', () => {
  test('leaves 300 characters alone, and cuts 301', () => {
    expect(new Redactor().excerpt('x'.repeat(300))).toBe('x'.repeat(300));
    expect(new Redactor().excerpt('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
  });

  test('cuts no character in half', () => {
    expect(new Redactor().excerpt('🙂'.repeat(301))).toBe(`${'🙂'.repeat(300)}…`);
  });

  test('redacts a secret that the cut would have split', () => {
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
