import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { Redactor } from '../../../src/step/redactor.ts';
import { StepLog } from '../../../src/step/step-log.ts';
import { quotings } from '../../support/secret-forms.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

// PROPERTY_RUNS=100000 for a long look.
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 5000);

afterEach(() => vi.restoreAllMocks());

const letters = (characters: string, minLength: number, maxLength = minLength) =>
  fc.array(fc.constantFrom(...characters), { minLength, maxLength }).map((array) => array.join(''));
const digits = '0123456789';
const alphanumerics = `${digits}abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** Signatures, tokens and passwords as clouds and people make them. */
const credential = fc.oneof(
  letters('0123456789abcdef', 64),
  fc.uint8Array({ minLength: 20, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.uint8Array({ minLength: 20, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.tuple(letters(alphanumerics, 20, 30), letters(alphanumerics, 43)).map(([claims, signature]) => `eyJhbGciOiJI.${claims}.${signature}`),
  fc.tuple(letters(digits, 10), letters('0123456789abcdef', 32)).map(([time, hash]) => `${time}-0-0-${hash}`),
  letters(`${alphanumerics}'"!$*()~&=%+/?#:;, <>[]{}|\\^\`张三（）`, 16, 24).map((password) => `${password}A1b`),
);
const credentialName = fc.constantFrom('Signature', 'X-Amz-Signature', 'sig', 'token', 'auth_key', 'x-oss-security-token', 'access_token');
const harmlessPair = fc.constantFrom(
  ...['n=张三（正）', 'n=张三，李四', "name='x'", 'q="y"', 'x[]=1', 't=a+b', 'Expires=1770000000', 'v', 'w=李雷；', 'e=é', 'n=%E5%BC%A0'],
  ...['X-Amz-Date=20260101T000000Z', 'f=1.jpg', `${'n'.repeat(150)}=1`],
);
const encodings = [encodeURIComponent, (text: string) => new URLSearchParams({ v: text }).toString().slice(2)];

/** A query with a credential in it, and that credential as it is and as it is written. */
const query = fc
  .record({
    before: fc.array(harmlessPair, { maxLength: 2 }),
    name: credentialName,
    credential,
    encode: fc.constantFrom(...encodings),
    after: fc.array(harmlessPair, { maxLength: 2 }),
  })
  .map(({ before, name, credential: value, encode, after }) => ({
    query: [...before, `${name}=${encode(value)}`, ...after].join('&'),
    pair: `${name}=${encode(value)}`,
    value,
    written: encode(value),
  }));

const place = fc.constantFrom(
  ...[
    'https://cdn.example.com/a/李雷.jpg?',
    'http://h/?',
    '//cdn.example.com/a.jpg?',
    '/login?',
    './a.jpg?',
    '?',
    'ftp://h/a?',
    'https://h/a#',
  ],
);
const quoting = fc.constantFrom(...Object.values(quotings));
const around = fc.constantFrom(
  ...([
    ['', ''],
    ['can’t open ', ', sorry'],
    ['无法打开“', '”，请重试'],
    ['（', '）'],
    ['「', '」'],
    ['`', '`'],
  ] as const),
  ...([
    ['{"url":"', '"}'],
    ["'", "'"],
    ['<a href="', '">x</a>'],
    ['[x](', ')'],
    ['<', '>'],
    ['\\"', '\\",'],
    ['100%', ''],
    ['x\u200b', '\u200b'],
  ] as const),
);

/** The first six characters in a row of `value` that `text` shows. A backslash is none: it is an escape in every quotation. */
function sixShownOf(value: string, text: string): string | undefined {
  // What the redactor itself shows as an escape is none of the value's characters.
  const plain = (quoted: string) =>
    quoted
      .replace(/\\u\{[0-9a-f]+\}/g, '\n')
      .replaceAll('\\', '')
      .toLowerCase();
  const [shown, characters] = [plain(text), plain(value)];
  for (let start = 0; start + 6 <= characters.length; start++) {
    const six = characters.slice(start, start + 6);
    if (shown.includes(six)) return six;
  }
  return undefined;
}

test('no six characters of a known secret value show, however the text quotes and cuts it', { timeout: 300_000 }, () => {
  const scenario = fc.record({
    query,
    place,
    quotings: fc.array(quoting, { maxLength: 2 }),
    around,
    cut: fc.tuple(fc.nat(), fc.nat()),
    part: fc.nat(3),
  });
  fc.assert(
    fc.property(scenario, ({ query: made, place: before, quotings: used, around: [left, right], cut, part }) => {
      const url = `https://cdn.example.com/a.jpg?${made.query}`;
      const redactor = new Redactor();
      redactor.addQueryOf(url);
      const whole = [before + made.query, made.query, made.pair, made.written][part] ?? '';
      const quoted = used.reduce((text, quote) => quote(text), whole);
      const [start, end] = [cut[0] % quoted.length, cut[1] % (quoted.length + 1)].sort((a, b) => a - b);
      for (const text of [left + quoted + right, left + quoted.slice(start, end) + right]) {
        const shown = redactor.sanitize(text);
        expect({ text, shown, six: sixShownOf(made.value, shown) ?? sixShownOf(made.written, shown) }).toMatchObject({ six: undefined });
      }
    }),
    { numRuns },
  );
});

const shapeQuotings = Object.entries(quotings).flatMap(([name, quote]) => (/decoded|shell/.test(name) ? [] : [quote]));
const plainValue = fc.oneof(letters(alphanumerics, 12, 40), letters('0123456789abcdef', 64), letters(`${alphanumerics}+/=_-.~'!*`, 20, 40));

test('no six characters of an unknown URL’s query show, however the text quotes it and cuts its end', { timeout: 300_000 }, () => {
  const scenario = fc.record({
    value: plainValue,
    name: credentialName,
    before: fc.array(harmlessPair, { maxLength: 2 }),
    place,
    quote: fc.constantFrom(...shapeQuotings),
    around,
    cut: fc.nat(),
  });
  fc.assert(
    fc.property(scenario, ({ value, name, before, place: from, quote, around: [left, right], cut }) => {
      const quoted = quote(from + [...before, `${name}=${value}`].join('&'));
      for (const text of [left + quoted + right, left + quoted.slice(0, cut % (quoted.length + 1))]) {
        const shown = new Redactor().sanitize(text);
        expect({ text, shown, six: sixShownOf(value, shown) }).toMatchObject({ six: undefined });
      }
    }),
    { numRuns },
  );
});

const invisible = [
  '\u200b',
  '\u200c',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u3164',
  '\u206a',
  '\ufe0f',
  '\u{e0020}',
  '\u{e0100}',
  '\u034f',
  '\u180e',
];
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '::',
        ':',
        '##[',
        '##',
        '[',
        '#',
        ' ',
        '\t',
        '\n',
        '\r',
        '\u00a0',
        '\u3000',
        '\u2028',
        '\u0085',
        '\v',
        '\0',
        '\u001b',
        '%',
        '&#58;',
        '%3A',
        '\\u003a',
      ),
      fc.constantFrom(...invisible),
      fc.constantFrom('error', 'stop-commands', 'add-mask', 'error title=x', '::x.mp4', ']', '“', '?a=b', '//h?x', '❤', '李', '***'),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** The lines that a runner would take for commands: it trims them, and ICU’s comparison passes over what can’t be seen. */
function commandsIn(printed: string): readonly string[] {
  const lines = printed.split(/[\r\n\u0085\u2028\u2029]/).map((line) => line.replace(/\p{Default_Ignorable_Code_Point}/gu, ''));
  return lines.filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

test('no text becomes a command at the beginning of a line', { timeout: 300_000 }, () => {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  fc.assert(
    fc.property(hostile, hostile, (text, title) => {
      printed = '';
      const log = new StepLog(new Redactor(), new VirtualClock());
      log.info(text);
      log.infoOnce(`${text} `);
      expect(commandsIn(printed)).toEqual([]);
      log.error(title, 'internal', [text]);
      log.warnOnce(text, title);
      log.debug(text);
      // What the action means is a command, and nothing else is.
      expect(commandsIn(printed).map((line) => /^::(error|warning|debug)(?: |::)/.exec(line)?.[1])).toEqual(['error', 'warning', 'debug']);
    }),
    { numRuns },
  );
});
