import { expect, test } from 'vitest';
import { parseBoolean, parseDurationWithin } from '../../../src/step/fields.ts';

const aProblem = { problem: expect.stringMatching(/\S/) };

test.each([
  ['', 5000],
  ['1s', 1000],
  ['1m', 60_000],
  ['999ms', null],
  ['61s', null],
  ['soon', null],
])('of the durations from 1s to 1m, %j is %j', (text, ms) => {
  expect(parseDurationWithin(text, '5s', ['1s', '1m'])).toEqual(ms === null ? aProblem : { value: ms });
});

test.each([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])('%s is %s', (text, value) => {
  expect(parseBoolean(text, !value)).toEqual({ value });
});

test.each(['yes', 'xtrue', 'truex', 'xfalse', 'falsex', 'tRUE', ' true'])('%j is no boolean', (text) => {
  expect(parseBoolean(text, true)).toEqual(aProblem);
});

test('without a text, a boolean has its default', () => {
  expect([parseBoolean('', true), parseBoolean('', false)]).toEqual([{ value: true }, { value: false }]);
});
