import { describe, expect, test } from 'vitest';
import { field, isRecord, nonEmptyString, parseJson, quoteLongIntegers } from '../../../src/step/json.ts';

describe('field and isRecord', () => {
  test.each([null, undefined, 'text', 7, true, [], ['a']])('don’t treat %j as an object', (value) => {
    expect(isRecord(value)).toBe(false);
    expect(field(value, 'length')).toBeUndefined();
  });

  test('see own properties only', () => {
    expect(field({ a: 1 }, 'a')).toBe(1);
    expect(field({ a: 1 }, 'toString')).toBeUndefined();
    expect(field(JSON.parse('{"__proto__":{"a":1}}'), 'a')).toBeUndefined();
  });
});

describe('parseJson', () => {
  test.each<[string, unknown]>([
    ['{"a":[1,null]}', { a: [1, null] }],
    [' "text"\n', 'text'],
    ['0', 0],
    ['null', null],
    ['false', false],
  ])('returns the value of %j', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  test.each(['', ' ', '{', '{a:1}', "'text'", '{"a":1}x', '<html>', 'undefined', '\ufeff{}'])(
    'returns undefined for %j, which is not JSON',
    (text) => {
      expect(parseJson(text)).toBeUndefined();
    },
  );
});

describe('quoteLongIntegers', () => {
  test.each([
    ['{"id":1234567890123456789}', { id: '1234567890123456789' }],
    ['{"id":1234567890123456789,"n":12}', { id: '1234567890123456789', n: 12 }],
    ['[1234567890123456, 123456789012345]', ['1234567890123456', 123456789012345]],
    [`{"id":${'9'.repeat(300)}}`, { id: '9'.repeat(300) }],
    ['1234567890123456789', '1234567890123456789'],
    // What is no such integer stays a number.
    ['[-1234567890123456789]', [-Number('1234567890123456789')]],
    ['[1234567890123456789.5]', [Number('1234567890123456789.5')]],
    ['[1.1234567890123456789]', [Number('1.1234567890123456789')]],
    ['[1234567890123456789e2, 1e-1234567890123456789]', [Number('1234567890123456789e2'), 0]],
    // What stands in a text stays as it is, whatever quotes and escapes are around it.
    ['{"a":"1234567890123456789"}', { a: '1234567890123456789' }],
    ['{"1234567890123456789":1}', { '1234567890123456789': 1 }],
    ['{"a":"x\\":1234567890123456789,\\"","b":1234567890123456789}', { a: 'x":1234567890123456789,"', b: '1234567890123456789' }],
    ['{"a":"x\\\\","b":1234567890123456789}', { a: 'x\\', b: '1234567890123456789' }],
    ['{"a":"\\u0031234567890123456789"}', { a: '\u0031234567890123456789' }],
  ])('keeps the digits of %s', (text, value) => {
    expect(parseJson(quoteLongIntegers(text))).toEqual(value);
  });

  test.each(['{"a":1234567890123456789', '"1234567890123456789', '1234567890123456789\\', '<html>1234567890123456789'])(
    'makes no valid JSON of %j',
    (text) => {
      expect(parseJson(quoteLongIntegers(text))).toBeUndefined();
    },
  );

  test.each([
    ['escaped quotes', '\\"'],
    ['quotes', '"'],
    ['backslashes', '\\'],
    ['long integers', '1234567890123456789,'],
    ['minus signs', '-'],
    ['fractions without an end', '1.'],
  ])('handles 1 MiB of %s quickly', (_, unit) => {
    const text = `"${unit.repeat(2 ** 20 / unit.length)}1234567890123456789`;
    expect(quoteLongIntegers(text).length).toBeGreaterThanOrEqual(text.length);
    expect(quoteLongIntegers(text.slice(1)).length).toBeGreaterThanOrEqual(text.length - 1);
  });
});

describe('nonEmptyString', () => {
  test.each([' text\n', 'text'])('returns %j without surrounding white space', (value) => {
    expect(nonEmptyString(value)).toBe('text');
  });

  test.each(['', ' \n', 0, null, undefined, ['text'], {}])('returns null for %j', (value) => {
    expect(nonEmptyString(value)).toBeNull();
  });
});
