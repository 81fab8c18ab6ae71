import { DecodedText } from './decoded-text.ts';
import { replaceStretches, type Stretch } from './stretches.ts';

// Where a query, a fragment or another pair of a query may start.
const delimiter = /[?#&]|%(?:25)*(?:3f|23)/gi;
// A backslash may start an escape that stands for a delimiter.
const mayHaveDelimiter = /[?#&@\\]|%(?:25)*(?:3f|23|40)/i;
// The end of a word, for certain. Whether anything else ends a query depends on what follows.
const wordEnd = /[\s"<>“”](?=[^\s"<>“”]*$)/;
const opening = String.raw`[('‘（【《[{\x60:：=,，]*`;
const onlyOpening = new RegExp(`^${opening}$`);
const pathStart = new RegExp(String.raw`^${opening}\.{0,2}/`);
const encodedSlash = /%(?:25)*2f/i;

// Sticky patterns: each matches from one position and stops at the next delimiter, so no position is scanned twice.
const wordAhead = /[\p{L}\p{N}%_~.-]/uy;
const sixAhead = /[^\s"<>]{6}/y;
const equalsAhead = /[^\s"'<>?#=]+=/y;
const encodedEqualsAhead = /(?:(?!%(?:25)*(?:3f|23|3d))[^\s"<>?#])*%(?:25)*3d/iy;
const pairAhead = /[^\s"'<>?#&=]+=/y;

const plain = /[^\s"'<>“”\u3000-\u303f\uff00-\uffef]*/y;
const furtherPair = /(?:(?!\/\/|["'][,:}\]])[^\s?#&])*&[^\s"'<>?#&=]+=/y;
const quotedAhead = /"[\p{L}\p{N}%&=_-]|'[^\s"<>,;:)\]}]/uy;

// User name and password before a host.
const credentials = /(?<=\/\/)[^\s/?#"<>]*@/g;
const encodedCredentials = /(?<=%(?:25)*2f%(?:25)*2f)(?:(?!%(?:25)*2f)[^\s"<>/?#])*%(?:25)*40/gi;

/** What decides, in the word being read, whether a query starts. */
interface Word {
  readonly isEmpty: boolean;
  /** Contains the `//` before a host. */
  readonly isUrl: boolean;
  /** Starts with a slash, possibly after dots. */
  readonly isPath: boolean;
  readonly hasSlash: boolean;
  readonly hasEncodedSlash: boolean;
  readonly hasEquals: boolean;
  readonly start: number;
}

/**
 * Removes the query, the fragment and the credentials of every URL in `text`: absolute, without a scheme, relative, cut, escaped as in
 * JSON or HTML, or percent-encoded as a whole. Goes by shape, and errs on the side of removing too much.
 */
export function removeQueries(text: string): string {
  if (!mayHaveDelimiter.test(text)) return text;
  const decoded = new DecodedText(text);
  const shape = decoded.toString();
  const found = [...credentialsIn(shape), ...queriesIn(shape)].filter(({ start, end }) => end > start);
  const inSource = found.map(({ start, end }) => ({ start: decoded.startOf(start), end: decoded.startOf(end) }));
  return replaceStretches(text, inSource, '');
}

function* credentialsIn(shape: string): Generator<Stretch> {
  for (const pattern of [credentials, encodedCredentials]) {
    for (const { index, 0: match } of shape.matchAll(pattern)) yield { start: index, end: index + match.length };
  }
}

function* queriesIn(shape: string): Generator<Stretch> {
  let word = wordBehind('', 0);
  let read = 0;
  for (const { index, 0: mark } of shape.matchAll(delimiter)) {
    if (index < read) continue;
    word = extended(word, shape.slice(read, index), read);
    const behind = index + mark.length;
    if (beginsQuery(shape, mark, behind, word)) {
      // If the start of the query is cut off, remove its first pair too.
      const end = queryEnd(shape, behind);
      yield { start: mark === '&' && word.hasEquals && !word.isUrl ? word.start : index, end };
      read = end;
      word = wordBehind('', end);
    } else {
      word = extended(word, mark, index);
      read = behind;
    }
  }
}

function wordBehind(text: string, start: number): Word {
  return {
    isEmpty: onlyOpening.test(text),
    isUrl: text.includes('//'),
    isPath: pathStart.test(text),
    hasSlash: text.includes('/'),
    hasEncodedSlash: encodedSlash.test(text),
    hasEquals: text.includes('='),
    start,
  };
}

/** Returns the word after reading `more`, which is at `start`: the same word extended, or a new one that starts in `more`. */
function extended(word: Word, more: string, start: number): Word {
  const boundary = more.search(wordEnd);
  if (boundary >= 0) return wordBehind(more.slice(boundary + 1), start + boundary + 1);
  const added = wordBehind(more, start);
  return {
    isEmpty: word.isEmpty && added.isEmpty,
    isUrl: word.isUrl || added.isUrl,
    isPath: word.isPath || (word.isEmpty && added.isPath),
    hasSlash: word.hasSlash || added.hasSlash,
    hasEncodedSlash: word.hasEncodedSlash || added.hasEncodedSlash,
    hasEquals: word.hasEquals || added.hasEquals,
    start: word.start,
  };
}

/** Whether the delimiter `mark` starts a query or a fragment. `behind` is the index after it. */
function beginsQuery(shape: string, mark: string, behind: number, word: Word): boolean {
  const follows = (pattern: RegExp) => matchAt(pattern, shape, behind) !== null;
  switch (mark) {
    case '?':
      if (word.isUrl || word.isPath || (word.isEmpty && follows(wordAhead)) || (word.hasSlash && follows(sixAhead))) return true;
      return follows(equalsAhead);
    case '#':
      return word.isUrl || word.isPath || follows(equalsAhead);
    case '&':
      return follows(pairAhead);
    default:
      return word.hasEncodedSlash || follows(encodedEqualsAhead);
  }
}

/** Returns where the query that starts at `start` ends. Quotes and Chinese punctuation end it, unless it continues after them. */
function queryEnd(shape: string, start: number): number {
  for (let at = start; ; ) {
    at = matchAt(plain, shape, at) ?? at;
    const isQuoted = matchAt(quotedAhead, shape, at) !== null;
    const pair = isQuoted || at === shape.length ? null : matchAt(furtherPair, shape, at);
    if (!isQuoted && pair === null) return at;
    at = pair ?? at + 1;
  }
}

/** Returns where the match of a sticky pattern at `index` ends; `null` if it doesn't match. */
function matchAt(pattern: RegExp, text: string, index: number): number | null {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex : null;
}
