// Invisible characters. Inserted into a secret, they must not hide it from the search.
const ignorable = /\p{Default_Ignorable_Code_Point}/u;
const escapeStart = /[\\&]/;

// Text quoted several times over still has few layers.
const maxLayers = 6;
const maxEntityLength = 10;

const entities: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', sol: '/', quest: '?', equals: '=' },
    ...{ num: '#', colon: ':', percnt: '%', plus: '+', commat: '@', period: '.' },
  }).map(([name, character]) => [name, character.charCodeAt(0)]),
);

/** UTF-16 code units (bytes of percent-escapes as negative numbers), and where each starts in the source. */
interface Units {
  readonly codes: Int32Array;
  readonly starts: Int32Array;
}

/** The code that an escape stands for, and the index after it. `null` for a lone backslash, which belongs to the character that follows. */
interface Escape {
  readonly code: number | null;
  readonly next: number;
}

/** A text with its escapes decoded layer by layer, which maps each UTF-16 code unit back to where it starts in the source. */
export class DecodedText {
  readonly #source: string;
  /** `null` while the text equals its source: most texts have no escapes, so they need no extra memory. */
  #units: Units | null = null;
  #length: number;

  /** Decodes the escapes of JSON, HTML, Markdown and shells, up to six layers deep. Percent-escapes stay. */
  constructor(source: string) {
    this.#source = source;
    this.#length = source.length;
    if (ignorable.test(source)) this.#leaveOutIgnorables();
    if (escapeStart.test(source)) this.#decode(false);
  }

  /** Also decodes percent-escapes, and any escapes in their results. Returns whether anything changed. */
  decodePercent(): boolean {
    return this.#decode(true);
  }

  /** Returns where the unit at `index` starts in the source, which is where the previous one ends. */
  startOf(index: number): number {
    if (index >= this.#length) return this.#source.length;
    return this.#units === null ? index : (this.#units.starts[index] ?? 0);
  }

  /** Returns the decoded text, one UTF-16 code unit per unit. */
  toString(): string {
    if (this.#units === null) return this.#source;
    const parts: string[] = [];
    for (let start = 0; start < this.#length; start += 8192) {
      parts.push(String.fromCharCode(...this.#units.codes.subarray(start, Math.min(start + 8192, this.#length))));
    }
    return parts.join('');
  }

  /** Returns the text in UTF-8, with ASCII letters in lower case and `+` as a space, as in a query. */
  toBytes(): Uint8Array {
    const bytes = this.#units === null ? Buffer.from(this.#source) : this.#encode();
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] ?? 0;
      if (byte === 0x2b) bytes[index] = 0x20;
      else if (byte >= 0x41 && byte <= 0x5a) bytes[index] = byte + 0x20;
    }
    return bytes;
  }

  /** Returns a function that maps bytes of `toBytes` to their place in the source. Call it in ascending order: it only moves forward. */
  createLocator(): (byteIndex: number) => number {
    let index = 0;
    let bytesBefore = 0;
    return (byteIndex) => {
      while (index < this.#length) {
        const size = utf8Size(this.#codePointAt(index));
        if (bytesBefore + size > byteIndex) break;
        bytesBefore += size;
        index += size === 4 ? 2 : 1;
      }
      return this.startOf(index);
    };
  }

  #codeAt(index: number): number {
    return this.#units === null ? this.#source.charCodeAt(index) : (this.#units.codes[index] ?? 0);
  }

  /** Returns the code point at `index`: U+FFFD for a lone surrogate, as encoders write it; a percent-encoded byte as a negative number. */
  #codePointAt(index: number): number {
    const code = this.#codeAt(index);
    if (code < 0xd800 || code > 0xdfff) return code;
    const next = index + 1 < this.#length ? this.#codeAt(index + 1) : 0;
    return code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff ? ((code - 0xd7c0) << 10) + (next & 0x3ff) : 0xfffd;
  }

  #encode(): Uint8Array {
    const bytes = new Uint8Array(3 * this.#length);
    let length = 0;
    for (let index = 0; index < this.#length; index++) {
      const code = this.#codePointAt(index);
      if (code < 0x80) bytes[length++] = Math.abs(code);
      else {
        const size = utf8Size(code);
        if (size === 4) index += 1;
        bytes[length++] = (size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0) | (code >> (6 * (size - 1)));
        for (let rest = size - 2; rest >= 0; rest--) bytes[length++] = 0x80 | ((code >> (6 * rest)) & 0x3f);
      }
    }
    return bytes.subarray(0, length);
  }

  #leaveOutIgnorables(): void {
    const codes = new Int32Array(this.#length);
    const starts = new Int32Array(this.#length);
    let length = 0;
    for (const { index: from, 0: stretch } of this.#source.matchAll(/\P{Default_Ignorable_Code_Point}+/gu)) {
      for (let offset = 0; offset < stretch.length; offset++) {
        codes[length] = stretch.charCodeAt(offset);
        starts[length++] = from + offset;
      }
    }
    this.#units = { codes, starts };
    this.#length = length;
  }

  /** Decodes all layers of escapes. Returns whether there were any. */
  #decode(percent: boolean): boolean {
    let layers = 0;
    while (layers < maxLayers && this.#decodeLayer(percent)) layers++;
    return layers > 0;
  }

  /** Decodes one layer of escapes. Returns whether there were any. */
  #decodeLayer(percent: boolean): boolean {
    const end = this.#length;
    let units = this.#units;
    let length = 0;
    let pendingStart = -1;
    for (let index = 0; index < end; ) {
      const code = units === null ? this.#source.charCodeAt(index) : (units.codes[index] ?? 0);
      const isEscapeStart = code === 0x5c || code === 0x26 || (percent && code === 0x25);
      const found = isEscapeStart ? this.#escapeAt(index, end) : null;
      // Before the first escape, no unit moves.
      if (found !== null) units ??= this.#materialize();
      const next = found === null ? index + 1 : found.next;
      const start = pendingStart >= 0 ? pendingStart : this.startOf(index);
      if (found?.code === null) pendingStart = start;
      else {
        if (units !== null && (length < index || found !== null)) {
          units.codes[length] = found?.code ?? code;
          units.starts[length] = start;
        }
        length += 1;
        pendingStart = -1;
      }
      index = next;
    }
    this.#length = length;
    return length < end;
  }

  #materialize(): Units {
    const codes = new Int32Array(this.#length);
    const starts = new Int32Array(this.#length);
    for (let index = 0; index < this.#length; index++) {
      codes[index] = this.#source.charCodeAt(index);
      starts[index] = index;
    }
    this.#units = { codes, starts };
    return this.#units;
  }

  #escapeAt(index: number, end: number): Escape | null {
    switch (this.#codeAt(index)) {
      case 0x5c: {
        const kind = index + 1 < end ? this.#codeAt(index + 1) | 0x20 : 0;
        const digits = kind === 0x75 ? 4 : kind === 0x78 ? 2 : 0;
        const code = digits === 0 ? null : this.#hexAt(index + 2, digits, end);
        return code === null ? { code: null, next: index + 1 } : { code, next: index + 2 + digits };
      }
      case 0x25: {
        const isLegacy = index + 1 < end && (this.#codeAt(index + 1) | 0x20) === 0x75;
        const code = isLegacy ? this.#hexAt(index + 2, 4, end) : this.#hexAt(index + 1, 2, end);
        if (code === null) return null;
        return isLegacy ? { code, next: index + 6 } : { code: code < 0x80 ? code : -code, next: index + 3 };
      }
      default:
        return this.#entityAt(index, end);
    }
  }

  #hexAt(index: number, digits: number, end: number): number | null {
    let value = 0;
    for (let at = index; at < index + digits; at++) {
      const digit = at < end ? hexDigit(this.#codeAt(at)) : -1;
      if (digit < 0) return null;
      value = value * 16 + digit;
    }
    return value;
  }

  #entityAt(index: number, end: number): Escape | null {
    const name: number[] = [];
    for (let at = index + 1; at < Math.min(end, index + maxEntityLength); at++) {
      const code = this.#codeAt(at);
      if (code === 0x3b) {
        const value = valueOfEntity(String.fromCharCode(...name));
        return value === undefined || value > 0xffff ? null : { code: value, next: at + 1 };
      }
      if (!isWordOrHash(code)) return null;
      name.push(code);
    }
    return null;
  }
}

function valueOfEntity(name: string): number | undefined {
  const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? [];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return decimal === undefined ? entities.get(name.toLowerCase()) : Number(decimal);
}

function isWordOrHash(code: number): boolean {
  const lower = code | 0x20;
  return code === 0x23 || (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function utf8Size(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
