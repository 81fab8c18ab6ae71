import { DecodedText } from './decoded-text.ts';
import { forEachRun, RunTable, runKinds, runLength } from './run-table.ts';
import { mergeStretches, replaceStretches, type Stretch } from './stretches.ts';

const mask = '***';

// Names of parameters that carry a credential. Only the end of a name counts, so `X-Amz-SignedHeaders` doesn't match.
const credentialName =
  /(?:signature|sign|sig|token|secret|password|passwd|pwd|ticket|hmac|policy|jwt|session|(?:api|access|auth|secret)[-_]?key)$/i;
const minMixedLength = 6;
const minWordyLength = 10;
const minNumericLength = 16;
const minUnnamedLength = 20;
const minTokenLength = 16;
const minShareOfChanges = 0.25;

// Shorter pieces of a query are words and numbers that also occur elsewhere, unless they contain a name and a value.
const minQueryPieceLength = 20;
const minPairValueLength = 4;
const percentSign = 0x25;
// Up to this far after a percent sign, a character may belong to a nested escape.
const maxEscapeLength = 16;
const maxIdLength = 256;
const idCharacter = /[A-Za-z0-9._:-]/;

/**
 * Finds all known secrets in a text, however they are encoded. Text and secrets are decoded until no escape is left, then compared in runs
 * of six bytes. The time is linear in the text, regardless of the number of secrets and of their common prefixes. Wherever a text cuts a
 * secret value, at most five bytes of it, not counting backslashes, stay visible.
 */
export class SecretIndex {
  readonly #runs = new RunTable();
  /** Each token decoded and as written. There are few, so each is searched for separately. */
  readonly #tokens: Buffer[] = [];
  readonly #ids = new Set<string>();

  /** Adds `token`: it is found whole and, where it looks random, in pieces. */
  addToken(token: string): void {
    for (const bytes of [decodedBytesOf(token), new DecodedText(token).toBytes()]) {
      const isKnown = this.#tokens.some((known) => known.equals(bytes));
      if (bytes.length > 0 && !isKnown) this.#tokens.push(Buffer.from(bytes));
    }
    // Vendors' keys share a prefix, often a word: `sk_live_`.
    const random = (token.trim().split(/\s+/).at(-1) ?? '').replace(/^(?:[a-z]+[-_.:])+/i, '');
    if (random.length >= minTokenLength && isMixed(random)) this.#addValue(random);
  }

  /** Adds a query or a fragment: pieces of it are found if they are more than a word, and pieces of its credentials always. */
  addQuery(query: string): void {
    this.#runs.add(decodedBytesOf(query), runKinds.query);
    for (const pair of query.split('&')) {
      const equals = pair.indexOf('=');
      const value = pair.slice(equals + 1);
      if (isSecretValue(pair.slice(0, Math.max(0, equals)), percentDecoded(value))) this.#addValue(value);
    }
  }

  /** Keeps `id` readable, even if a query contains it. It must not contain a token. */
  keepId(id: string): void {
    this.#ids.add(id);
  }

  /** Whether `text` contains a token. */
  containsToken(text: string): boolean {
    if (this.#tokens.length === 0) return false;
    const decoded = new DecodedText(text);
    return this.#tokensIn(decoded.toBytes()).length > 0 || (decoded.decodePercent() && this.#tokensIn(decoded.toBytes()).length > 0);
  }

  /** Returns `text` with `***` in place of all secrets. */
  maskIn(text: string): string {
    if (this.#tokens.length === 0 && this.#runs.isEmpty) return text;
    const decoded = new DecodedText(text);
    // A value cut within an escape shows more characters than its decoded bytes, so compare it as written too.
    const written = decoded.toString().includes('%') ? this.#findWritten(decoded) : [];
    decoded.decodePercent();
    const found = [...written, ...this.#findDecoded(decoded)];
    return replaceStretches(
      text,
      found.filter((stretch) => !this.#isId(text, stretch)),
      mask,
    );
  }

  /** Whether a stretch of `text` belongs to a kept ID, which people need to continue. */
  #isId(text: string, { start, end }: Stretch): boolean {
    if (this.#ids.size === 0) return false;
    let from = start;
    while (from > Math.max(0, start - maxIdLength) && idCharacter.test(text.charAt(from - 1))) from -= 1;
    let to = end;
    while (to < end + maxIdLength && idCharacter.test(text.charAt(to))) to += 1;
    const word = text.slice(from, to);
    return this.#ids.has(word) || this.#ids.has(word.replace(/[.:]$/, ''));
  }

  /** Adds a value decoded, and in the forms in which it may contain a percent sign. */
  #addValue(value: string): void {
    this.#runs.add(decodedBytesOf(value), runKinds.secret);
    const decoded = percentDecoded(value);
    for (const written of [value, decoded, encodeURIComponent(decoded.toWellFormed())])
      this.#runs.add(new DecodedText(written).toBytes(), runKinds.secret);
  }

  /** Finds tokens, and secret values near a percent sign; everything else is the same once decoded. */
  #findWritten(text: DecodedText): readonly Stretch[] {
    const bytes = text.toBytes();
    const secrets = new Chain();
    let percent = bytes.lastIndexOf(percentSign, runLength - 2);
    forEachRun(bytes, (firstHalf, secondHalf, end) => {
      if (bytes[end - 1] === percentSign) percent = end - 1;
      const mayDiffer = percent >= 0 && percent >= end - runLength - maxEscapeLength;
      secrets.add(mayDiffer && (this.#runs.kindOf(firstHalf, secondHalf) & runKinds.secret) !== 0, end);
    });
    return inSource([...this.#tokensIn(bytes), ...secrets.end(bytes.length)], text);
  }

  /** Finds tokens, secret values and pieces of queries. */
  #findDecoded(text: DecodedText): readonly Stretch[] {
    const bytes = text.toBytes();
    const secrets = new Chain();
    const pieces = new Chain();
    forEachRun(bytes, (firstHalf, secondHalf, end) => {
      const kind = this.#runs.kindOf(firstHalf, secondHalf);
      secrets.add((kind & runKinds.secret) !== 0, end);
      pieces.add(kind !== runKinds.none, end);
    });
    const ofQueries = pieces.end(bytes.length).filter(({ start, end }) => isQueryPiece(bytes.subarray(start, end)));
    return inSource([...this.#tokensIn(bytes), ...secrets.end(bytes.length), ...ofQueries], text);
  }

  /** Finds tokens in the bytes of a text. */
  #tokensIn(bytes: Uint8Array): readonly Stretch[] {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const found: Stretch[] = [];
    for (const token of this.#tokens) {
      for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + token.length)) {
        found.push({ start: at, end: at + token.length });
      }
    }
    return found;
  }
}

/** Joins consecutive known runs into stretches. */
class Chain {
  readonly #found: Stretch[] = [];
  #start = -1;

  /** Adds the next run, one byte after the last, which ends before `end`. */
  add(isKnown: boolean, end: number): void {
    if (!isKnown) this.#close(end - 1);
    else if (this.#start < 0) this.#start = end - runLength;
  }

  end(length: number): readonly Stretch[] {
    this.#close(length);
    return this.#found;
  }

  #close(end: number): void {
    if (this.#start >= 0) this.#found.push({ start: this.#start, end });
    this.#start = -1;
  }
}

/** Maps stretches of the bytes of `text` to stretches of its source. */
function inSource(stretches: readonly Stretch[], text: DecodedText): readonly Stretch[] {
  const [locateStart, locateEnd] = [text.createLocator(), text.createLocator()];
  return mergeStretches(stretches).map(({ start, end }) => ({ start: locateStart(start), end: locateEnd(end) }));
}

function decodedBytesOf(text: string): Uint8Array {
  const decoded = new DecodedText(text);
  decoded.decodePercent();
  return decoded.toBytes();
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a value is a credential. Words and numbers must stay readable, because they also occur elsewhere. */
function isSecretValue(name: string, value: string): boolean {
  if (!credentialName.test(name)) return value.length >= minUnnamedLength && looksRandom(value);
  if (isMixed(value)) return value.length >= minMixedLength;
  return value.length >= (/^\d*$/.test(value) ? minNumericLength : minWordyLength);
}

/** Whether `value` is neither a plain word nor a plain number. */
function isMixed(value: string): boolean {
  return /[a-z]/i.test(value) && (/\d/.test(value) || /[a-z].*[A-Z]/.test(value));
}

/** Whether lower case, upper case and digits alternate as often as in Base64 and hexadecimal, and unlike in words and dates. */
function looksRandom(value: string): boolean {
  const neighbours = value.match(/[a-z0-9](?=[a-z0-9])/gi)?.length ?? 0;
  // A capital followed by the rest of its word is no change.
  const changes = value.match(/[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])|(?<=[A-Z\d])[A-Z](?=[a-z])/g)?.length ?? 0;
  return changes / Math.max(1, neighbours) >= minShareOfChanges;
}

/** Whether a piece of a query is more than a word or a number. */
function isQueryPiece(piece: Uint8Array): boolean {
  const equals = piece.indexOf(0x3d, 1);
  if (equals > 0 && piece.length - equals - 1 >= minPairValueLength) return true;
  return characterCount(piece) >= minQueryPieceLength;
}

function characterCount(utf8: Uint8Array): number {
  let count = 0;
  for (const byte of utf8) if ((byte & 0xc0) !== 0x80) count += 1;
  return count;
}
