import { expect, test } from 'vitest';
import { type EntryPlace, readYaml } from '../../../src/portrait/yaml-list.ts';

/** Where the values of the first entry stand, by their keys. */
function valuesIn(text: string): EntryPlace['values'] | undefined {
  const document = readYaml(text);
  if ('problem' in document) throw new Error(document.problem);
  return document.value.entries[0]?.values;
}

test('an omitted value has the line of its key and no text, even if its type is written', () => {
  for (const value of ['', ' !!str', ' &a']) {
    expect(valuesIn(`- name:${value}\n  url: u\n`)?.get('name')).toEqual({ line: 1, plainText: null });
  }
});

test('only a value that is one word without quotes has a text', () => {
  const values = valuesIn('- a: 7\n  b: "7"\n  c: [7]\n  d: { e: 7 }\n  f: |\n    7\n  g: &n 8\n  h: *n\n');
  expect([...(values ?? [])].map(([key, { plainText }]) => [key, plainText])).toEqual([
    ['a', '7'],
    ['b', null],
    ['c', null],
    ['d', null],
    ['f', null],
    ['g', '8'],
    ['h', null],
  ]);
});

test('a text of several lines that starts with blank lines starts at the first of them', () => {
  const values = valuesIn('- name: |\n\n\n    text\n  url: u\n');
  expect(values?.get('name')?.line).toBe(2);
  expect(values?.get('url')?.line).toBe(5);
});

test('a key that is an alias has no position of its own', () => {
  expect([...(valuesIn('- name: &key url\n  *key : 7\n') ?? new Map()).keys()]).toEqual(['name']);
});

test.each([
  ['- a\n- "b\n', /line \d/],
  ['- a\n- *b\n', /line 2: .*alias/],
  ['- a: 1\n  a: 2\n', /line 2: .*duplicate/],
  ['', /one YAML or JSON document, not 0/],
  ['- a\n---\n- b\n', /one YAML or JSON document, not 2/],
])('%j is rejected, with its line if it has one', (text, problem) => {
  expect(readYaml(text)).toEqual({ problem: expect.stringMatching(problem) });
});
