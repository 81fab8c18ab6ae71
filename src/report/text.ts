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
  #secrets: string[] = [];

  /** From now on `secret` is replaced, also in the forms it takes in a URL and in JSON. */
  conceal(secret: string): void {
    const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
    this.#secrets = [...new Set([...this.#secrets, ...forms])].filter(Boolean).sort((a, b) => b.length - a.length);
  }

  /** From now on the query and the fragment of `url` are replaced, also where the rest of it is missing. */
  concealQueryOf(url: string): void {
    const { search, hash } = new URL(url);
    for (const part of [search.slice(1), hash.slice(1)]) {
      // A shorter one is no secret, and would blot out parts of words.
      if (part.length >= 6) this.conceal(part);
    }
  }

  /** Whether `text` contains anything that is to be concealed. */
  reveals(text: string): boolean {
    return this.#secrets.some((secret) => text.includes(secret));
  }

  /**
   * `text` on one line, without secrets and without the query of any URL. The runner takes a `##[command]` anywhere in a
   * line, so that is broken up. Line ends and control characters are shown as escapes.
   */
  line(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, '***');
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

/** `text`, which is on one line, so that neither Markdown nor HTML means anything in it. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~@:$^="'/]/g, '\\$&');
}
