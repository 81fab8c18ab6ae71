// A URL of any scheme, or of none, in the midst of text; its slashes may be escaped as in JSON, its characters left as they are.
// It ends with the word, with the quotation, or with a Chinese punctuation mark.
const anyUrl = /(?:\\?\/){2}(?:[^\s"'<>\u3000-\u303f\uff00-\uffef]|'(?!\s|$))*/g;
// A query with a value, of a URL of which no more is there: `/login?ticket=…`, `?a=b`.
const bareQuery = /\?(?=[^\s"'<>=]{0,100}=)(?:[^\s"'<>\u3000-\u303f\uff00-\uffef]|'(?!\s|$))*/g;
// A user name and password before the host.
const urlCredentials = /((?:\\?\/){2})[^\s/\\?#@"'<>]+@/g;

// Control characters, line ends, marks that turn the direction of text, invisible ones, halves of characters.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const maxExcerptLength = 300;
const minSecretValueLength = 20;
const mask = '***';

/**
 * Secrets in each of the forms they take in a URL and in JSON. Found by their beginnings and compared as texts: however many
 * they are, a text is read once, and V8 refuses a pattern that is longer than 32,766 characters.
 */
class Secrets {
  readonly #byStart = new Map<string, readonly string[]>();
  readonly #startLengths = new Set<number>();
  /** The first two characters of each: most places of a text are passed over without a look at more. */
  readonly #firstTwo = new Set<number>();

  add(secret: string): void {
    // A half of a character can't be encoded.
    const text = secret.toWellFormed();
    const inJson = JSON.stringify(text).slice(1, -1);
    for (const form of new Set([secret, encodeURIComponent(text), inJson, inJson.replaceAll('/', '\\/')].map(lowerCase))) {
      if (form === '') continue;
      const start = form.slice(0, 6);
      const others = this.#byStart.get(start) ?? [];
      if (others.includes(form)) continue;
      // A longer one first, so that none is left in part.
      this.#byStart.set(
        start,
        [...others, form].sort((a, b) => b.length - a.length),
      );
      this.#startLengths.add(start.length);
      this.#firstTwo.add(twoAt(form, 0));
    }
  }

  isIn(text: string): boolean {
    const lower = lowerCase(text);
    for (let index = 0; index < lower.length; index++) if (this.#lengthAt(lower, index) > 0) return true;
    return false;
  }

  maskIn(text: string): string {
    if (this.#byStart.size === 0) return text;
    const lower = lowerCase(text);
    let masked = '';
    let done = 0;
    for (let index = 0; index < lower.length; ) {
      const length = this.#lengthAt(lower, index);
      if (length > 0) {
        masked += text.slice(done, index) + mask;
        done = index + length;
      }
      index += Math.max(1, length);
    }
    return masked + text.slice(done);
  }

  /** The length of the longest secret at `index`, 0 where none begins there. */
  #lengthAt(lower: string, index: number): number {
    // A secret of one character is one whatever follows it.
    if (!this.#firstTwo.has(twoAt(lower, index)) && !this.#startLengths.has(1)) return 0;
    let longest = 0;
    for (const startLength of this.#startLengths) {
      const found = this.#byStart.get(lower.slice(index, index + startLength))?.find((form) => lower.startsWith(form, index));
      longest = Math.max(longest, found?.length ?? 0);
    }
    return longest;
  }
}

/** Two characters as one number, which takes no memory. */
function twoAt(text: string, index: number): number {
  return (text.charCodeAt(index) << 16) | text.charCodeAt(index + 1);
}

/** In lower case where that keeps every character's place: secrets are ASCII in all that differs by case. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Makes text from outside fit to be shown: removes every registered secret and every query of a URL. */
export class Redactor {
  readonly #tokens = new Secrets();
  readonly #queries = new Secrets();

  /** From now on `token` is replaced, also in the forms it takes in a URL and in JSON. */
  addToken(token: string): void {
    this.#tokens.add(token);
  }

  /** From now on the query and the fragment of `url` are replaced, also where the rest of it is missing. */
  addQueryOf(url: string): void {
    const { search, hash, searchParams } = new URL(url);
    for (const part of [search.slice(1), hash.slice(1)]) {
      // Without a key and a value it is no signature, and would blot out words and ids.
      if (/^.+=.{4}/.test(part)) this.#queries.add(part);
    }
    // A signature or token is one also where the rest of the query is missing.
    for (const value of searchParams.values()) if (value.length >= minSecretValueLength) this.#queries.add(value);
  }

  /** Whether `text` contains the token. */
  containsSecret(text: string): boolean {
    return this.#tokens.isIn(text);
  }

  /**
   * `text` on one line, without secrets and without the query of any URL. The runner takes a `##[command]` anywhere in a
   * line, so that is broken up. Line ends and control characters are shown as escapes. Never throws: a text that can't be made
   * fit to be shown is left out, and what else there is to say is said.
   */
  sanitize(text: string): string {
    try {
      return escapeControls(withoutQueries(this.#queries.maskIn(this.#tokens.maskIn(text))));
    } catch {
      return '(a text that could not be shown)';
    }
  }

  /** The same, cut to 300 characters, which leave room for what else is to be said. Never throws. */
  excerpt(text: string): string {
    return cut(this.sanitize(text), maxExcerptLength);
  }
}

function withoutQueries(text: string): string {
  return text
    .replace(urlCredentials, '$1')
    .replace(anyUrl, (url) => url.replace(/[?#].*$/s, ''))
    .replace(bareQuery, '');
}

function escapeControls(text: string): string {
  return text
    .replace(unprintable, (character) => shortEscapes[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replace(/##(?=\[)/g, '## ');
}

/** `text`, or its first `maxLength` characters and a mark that there are more. */
export function cut(text: string, maxLength: number): string {
  const characters = [...text];
  return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : text;
}
