import { describe, expect, test } from 'vitest';
import { field, isRecord, nonEmptyString, parseJson } from '../../../src/step/json.ts';

describe('field and isRecord', () => {
  test.each([null, undefined, 'text', 7, true, [], ['a']])('take %j for no object', (value) => {
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
  ])('gives the value of %j', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  test.each(['', ' ', '{', '{a:1}', "'text'", '{"a":1}x', '<html>', 'undefined', '\ufeff{}'])(
    'gives nothing for %j, which is no JSON',
    (text) => {
      expect(parseJson(text)).toBeUndefined();
    },
  );
});

describe('nonEmptyString', () => {
  test.each([' text\n', 'text'])('gives %j without the white space around it', (value) => {
    expect(nonEmptyString(value)).toBe('text');
  });

  test.each(['', ' \n', 0, null, undefined, ['text'], {}])('takes %j for none', (value) => {
    expect(nonEmptyString(value)).toBeNull();
  });
});
