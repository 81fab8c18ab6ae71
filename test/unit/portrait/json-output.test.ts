import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serializeEntries } from '../../../src/portrait/json-output.ts';

interface Entry {
  readonly name: string;
  readonly id: string;
  readonly text: string;
}

const maxBytes = 120_000;
const serialize = (entries: readonly Entry[]) => serializeEntries(entries, (entry, shorten) => ({ ...entry, text: shorten(entry.text) }));
const parse = (json: string): readonly Entry[] => JSON.parse(json);
const entries = (count: number, name: string, text: string) =>
  Array.from({ length: count }, (_, index) => ({ name, id: `id-${index}`, text }));

describe('entries as JSON', () => {
  test('are whole where they fit to the byte, and cut where they are one byte longer', () => {
    const room = maxBytes - Buffer.byteLength(JSON.stringify(entries(1, 'front', '')));
    const fitting = entries(1, 'front', 'x'.repeat(room));
    expect(serialize(fitting)).toBe(JSON.stringify(fitting));
    const [cut] = parse(serialize(entries(1, 'front', 'x'.repeat(room + 1))));
    expect(cut).toEqual({ name: 'front', id: 'id-0', text: `${'x'.repeat(room - 3)}…` });
  });

  test('have their texts cut before any name is', () => {
    const json = serialize(entries(500, '李雷', '原因'.repeat(500)));
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(maxBytes);
    // Evenly, and by no more than must be.
    expect(Buffer.byteLength(json)).toBeGreaterThan(maxBytes - 500 * 6);
    expect(new Set(parse(json).map(({ name, text }) => `${name} ${text.length}`)).size).toBe(1);
    expect(parse(json).map(({ name }) => name)).toEqual(entries(500, '李雷', '').map(({ name }) => name));
  });

  test('have their names cut where no text is left to cut, and all else stays', () => {
    const json = serialize([...entries(499, '名'.repeat(5000), 'why'), { name: 'short', id: 'id-499', text: '' }]);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(maxBytes);
    const parsed = parse(json);
    expect(parsed.map(({ id }) => id)).toEqual(entries(500, '', '').map(({ id }) => id));
    expect(parsed[0]).toMatchObject({ name: expect.stringMatching(/^名{20,}…$/), text: '…' });
    expect(parsed.at(-1)).toEqual({ name: 'short', id: 'id-499', text: '' });
  });

  test('are never longer than one variable of a later step may be, and no character is cut in two', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).chain((unit) => fc.nat(40_000).map((length) => unit.repeat(length / 30)));
    const list = fc.array(fc.record({ name: text, id: fc.stringMatching(/^[a-z0-9-]{1,36}$/), text }), { maxLength: 40 });
    fc.assert(
      fc.property(list, (some) => {
        const json = serialize(some);
        expect(Buffer.byteLength(json)).toBeLessThanOrEqual(maxBytes);
        const parsed = parse(json);
        expect(parsed.map(({ id }) => id)).toEqual(some.map(({ id }) => id));
        for (const [index, { name, text }] of parsed.entries()) {
          expect((name + text).isWellFormed()).toBe(true);
          expect(some[index]?.text.startsWith(text.replace(/…$/, ''))).toBe(true);
        }
      }),
      { numRuns: 100, seed: 20_260_101 },
    );
  });
});
