// A URL in the midst of text; its slashes may be escaped as in JSON, its characters left as they are. It ends with the
// word, with the quotation, or with a Chinese punctuation mark.
const anyUrl = /https?:(?:\\?\/){2}(?:[^\s"'<>\u3000-\u303f\uff00-\uffef]|'(?!\s|$))*/gi;
// A user name and password before the host.
const urlCredentials = /(https?:(?:\\?\/){2})[^\s/?#@"'<>]+@/gi;

// Control characters, line ends, marks that turn the direction of text, invisible ones, halves of characters.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const longestQuote = 300;

/** Makes text from outside fit to be shown. What it has once been told is secret does not get out. */
export class Printer {
  #tokens: readonly RegExp[] = [];
  #queries: readonly RegExp[] = [];

  /** From now on `token` is replaced, also in the forms it takes in a URL and in JSON. */
  conceal(token: string): void {
    this.#tokens = withFormsOf(token, this.#tokens);
  }

  /** From now on the query and the fragment of `url` are replaced, also where the rest of it is missing. */
  concealQueryOf(url: string): void {
    const { search, hash } = new URL(url);
    for (const part of [search.slice(1), hash.slice(1)]) {
      // Without a key and a value it is no signature, and would blot out words and ids.
      if (/^.+=.{4}/.test(part)) this.#queries = withFormsOf(part, this.#queries);
    }
  }

  /** Whether `text` contains the token. */
  reveals(text: string): boolean {
    return this.#tokens.some((token) => text.search(token) >= 0);
  }

  /**
   * `text` on one line, without secrets and without the query of any URL. The runner takes a `##[command]` anywhere in a
   * line, so that is broken up. Line ends and control characters are shown as escapes.
   */
  line(text: string): string {
    let clean = text;
    for (const secret of [...this.#tokens, ...this.#queries]) clean = clean.replaceAll(secret, '***');
    return clean
      .replace(urlCredentials, '$1')
      .replace(anyUrl, (url) => url.replace(/[?#].*$/, ''))
      .replace(unprintable, (character) => shortEscapes[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`)
      .replace(/##(?=\[)/g, '## ');
  }

  /** The same, cut to a length that leaves room for what else is to be said. */
  quote(text: string): string {
    const characters = [...this.line(text)];
    return characters.length > longestQuote ? `${characters.slice(0, longestQuote).join('')}…` : characters.join('');
  }
}

/** Patterns for `secret` in each of its forms, beside those there are; longer ones first, so that none is left in part. */
function withFormsOf(secret: string, patterns: readonly RegExp[]): readonly RegExp[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const forms = new Set([secret, encodeURIComponent(secret), inJson, inJson.replaceAll('/', '\\/')]);
  const added = [...forms].filter(Boolean).map((form) => new RegExp(form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi'));
  return [...patterns, ...added].toSorted((a, b) => b.source.length - a.source.length);
}

/** `text`, which is on one line, so that neither Markdown nor HTML means anything in it. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~@:$^="'/]/g, '\\$&');
}
