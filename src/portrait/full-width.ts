/** YAML and JSON punctuation, by the full-width character that a Chinese or Japanese keyboard types instead. */
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

/** A sentence to append to a problem with `text`, naming its first full-width character; empty if there is none. */
export function hintAtFullWidth(text: string): string {
  for (const character of text) {
    const ascii = asciiOf.get(character);
    if (ascii === ' ') return '. The text has a full-width space: write a plain space instead';
    if (ascii !== undefined) return `. The character ${character} is full-width: write ${ascii} instead`;
  }
  return '';
}
