/** The characters of YAML and JSON that a Chinese or Japanese keyboard gives in another width. */
const asciiOf = new Map([
  ['：', ':'],
  ['，', ','],
  ['“', '"'],
  ['”', '"'],
  ['＂', '"'],
  ['＇', "'"],
  ['｛', '{'],
  ['｝', '}'],
  ['［', '['],
  ['］', ']'],
  ['【', '['],
  ['】', ']'],
  ['－', '-'],
  ['＃', '#'],
  ['\u3000', ' '],
]);

/** Names the first full-width character in a text that is not what it should be, as a sentence to append; empty if it has none. */
export function hintAtFullWidth(text: string): string {
  for (const character of text) {
    const ascii = asciiOf.get(character);
    if (ascii === ' ') return '. The text has a full-width space: write a plain space instead';
    if (ascii !== undefined) return `. The character ${character} is full-width: write ${ascii} instead`;
  }
  return '';
}
