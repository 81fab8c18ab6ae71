import { withoutCommands } from './commands.ts';
import { DecodedText } from './redaction/decoded-text.ts';
import { SecretIndex } from './redaction/secret-index.ts';
import { removeQueries } from './redaction/url-queries.ts';

// Control characters, line ends, invisible characters, bidirectional controls, lone surrogates.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;
// Emoji and some scripts need joiners and variation selectors.
const visible = String.raw`[[\p{L}\p{M}\p{N}\p{S}]--\p{Default_Ignorable_Code_Point}]`;
const selector = String.raw`[\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`;
const needed = new RegExp(`(?<=${visible})${selector}|(?<=${visible}${selector}?)[\\u200c\\u200d](?=${visible})`, 'gv');
const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const maxExcerptLength = 300;

/** Makes untrusted text safe to show: removes every known secret and the query of every URL. */
export class Redactor {
  readonly #secrets = new SecretIndex();

  /** Redacts `token` from now on, however it is encoded. */
  addToken(token: string): void {
    this.#secrets.addToken(token);
  }

  /** Redacts the query and fragment of `url` from now on, even without the rest of the URL. */
  addQueryOf(url: string): void {
    const [, query = '', fragment = ''] = /^[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
    for (const part of [query, fragment]) this.#secrets.addQuery(part);
  }

  /** Redacts the queries of all URLs in `text` from now on. */
  addQueriesIn(text: string): void {
    for (const [url] of new DecodedText(text).toString().matchAll(/\/\/[^\s"<>]+/g)) this.addQueryOf(url);
  }

  /** Keeps `id` readable from now on, even if a URL's query contains it. It must not contain the token. */
  keepId(id: string): void {
    this.#secrets.keepId(id);
  }

  /** Whether `text` contains the token. */
  containsSecret(text: string): boolean {
    return this.#secrets.containsToken(text);
  }

  /**
   * Returns `text` on one line, without secrets, URL queries and workflow commands. Line ends, control characters and invisible
   * characters become escapes. Never throws: a placeholder replaces text that can't be sanitized, so that the rest of the message is shown.
   */
  sanitize(text: string): string {
    try {
      return withoutCommands(escapeUnprintable(removeQueries(this.#secrets.maskIn(text))));
    } catch {
      return '(a text that could not be shown)';
    }
  }

  /** Like `sanitize`, but cut to 300 characters to leave room for the rest of a message. Never throws. */
  excerpt(text: string): string {
    return cut(this.sanitize(text), maxExcerptLength);
  }
}

function escapeUnprintable(text: string): string {
  // Nearly every text is plain, and compiling the expression of what is kept takes milliseconds.
  if (text.search(unprintable) === -1) return text;
  const kept = new Set([...text.matchAll(needed)].map(({ index }) => index));
  return text.replace(unprintable, (character: string, index: number) =>
    kept.has(index) ? character : (shortEscapes[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`),
  );
}

/** Cuts `text` to `maxLength` characters and adds `…` if any are missing. Redact first: half a secret is not recognized. */
export function cut(text: string, maxLength: number): string {
  const characters = [...text.slice(0, 2 * maxLength + 2)];
  return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : text;
}
