// A URL in the midst of text; its slashes may be escaped as in JSON, its characters left as they are. It ends with the
// word, with the quotation, or with a Chinese punctuation mark.
const anyUrl = /https?:(?:\\?\/){2}(?:[^\s"'<>\u3000-\u303f\uff00-\uffef]|'(?!\s|$))*/gi;
// A user name and password before the host.
const urlCredentials = /(https?:(?:\\?\/){2})[^\s/?#@"'<>]+@/gi;

// Control characters, line ends, marks that turn the direction of text, invisible ones, halves of characters.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const longestQuote = 300;

/** Secrets in each of the forms they take in a URL and in JSON, found with one pattern however many they are. */
class Secrets {
  readonly #forms = new Set<string>();
  #pattern: RegExp | null = null;

  add(secret: string): void {
    const inJson = JSON.stringify(secret).slice(1, -1);
    for (const form of [secret, encodeURIComponent(secret), inJson, inJson.replaceAll('/', '\\/')]) this.#forms.add(form);
    this.#pattern = null;
  }

  /** Matches any of them, a longer one first, so that none is left in part; where there are none, nothing. */
  get pattern(): RegExp {
    const longestFirst = () => [...this.#forms].sort((a, b) => b.length - a.length);
    this.#pattern ??= new RegExp(longestFirst().map(escapePattern).join('|') || '(?!)', 'gi');
    return this.#pattern;
  }
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Makes text from outside fit to be shown. What it has once been told is secret does not get out. */
export class Printer {
  readonly #tokens = new Secrets();
  readonly #queries = new Secrets();

  /** From now on `token` is replaced, also in the forms it takes in a URL and in JSON. */
  conceal(token: string): void {
    this.#tokens.add(token);
  }

  /** From now on the query and the fragment of `url` are replaced, also where the rest of it is missing. */
  concealQueryOf(url: string): void {
    const { search, hash } = new URL(url);
    for (const part of [search.slice(1), hash.slice(1)]) {
      // Without a key and a value it is no signature, and would blot out words and ids.
      if (/^.+=.{4}/.test(part)) this.#queries.add(part);
    }
  }

  /** Whether `text` contains the token. */
  reveals(text: string): boolean {
    return text.search(this.#tokens.pattern) >= 0;
  }

  /**
   * `text` on one line, without secrets and without the query of any URL. The runner takes a `##[command]` anywhere in a
   * line, so that is broken up. Line ends and control characters are shown as escapes.
   */
  line(text: string): string {
    return text
      .replaceAll(this.#tokens.pattern, '***')
      .replaceAll(this.#queries.pattern, '***')
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
