import { describe, expect, test } from 'vitest';
import { field, isRecord } from '../../../src/step/json.ts';

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
