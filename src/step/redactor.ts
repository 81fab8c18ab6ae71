import { withoutCommands } from './commands.ts';
import { DecodedText } from './redaction/decoded-text.ts';
import { SecretIndex } from './redaction/secret-index.ts';
import { removeQueries } from './redaction/url-queries.ts';

// Control characters, line ends, marks that can't be seen or that turn the direction of text, halves of characters.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;
// Emoji and some scripts need joiners, and marks that choose between two shapes of a character.
const visible = String.raw`[[\p{L}\p{M}\p{N}\p{S}]--\p{Default_Ignorable_Code_Point}]`;
const selector = String.raw`[\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`;
const needed = new RegExp(`(?<=${visible})${selector}|(?<=${visible}${selector}?)[\\u200c\\u200d](?=${visible})`, 'gv');
const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const maxExcerptLength = 300;

/** Makes text from outside fit to be shown: removes every known secret and every query of a URL. */
export class Redactor {
  readonly #secrets = new SecretIndex();

  /** From now on `token` is replaced, in whatever form it stands. */
  addToken(token: string): void {
    this.#secrets.addToken(token);
  }

  /** From now on the query and the fragment of `url` are replaced, also where the rest of it is missing. */
  addQueryOf(url: string): void {
    const [, query = '', fragment = ''] = /^[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
    for (const part of [query, fragment]) this.#secrets.addQuery(part);
  }

  /** From now on the queries of all URLs in `text` are replaced. */
  addQueriesIn(text: string): void {
    for (const [url] of new DecodedText(text).toString().matchAll(/\/\/[^\s"<>]+/g)) this.addQueryOf(url);
  }

  /** From now on `id`, which has no token in it, stays readable, though the query of a URL has it too. */
  keepId(id: string): void {
    this.#secrets.keepId(id);
  }

  /** Whether `text` contains the token. */
  containsSecret(text: string): boolean {
    return this.#secrets.containsToken(text);
  }

  /**
   * `text` on one line, without secrets, without the query of any URL, and without commands. Line ends, control characters and marks
   * that can't be seen are shown as escapes. Never throws: a text that can't be made fit to be shown is left out, and what else there
   * is to say is said.
   */
  sanitize(text: string): string {
    try {
      return withoutCommands(escapeUnprintable(removeQueries(this.#secrets.maskIn(text))));
    } catch {
      return '(a text that could not be shown)';
    }
  }

  /** The same, cut to 300 characters, which leave room for what else is to be said. Never throws. */
  excerpt(text: string): string {
    return cut(this.sanitize(text), maxExcerptLength);
  }
}

function escapeUnprintable(text: string): string {
  const kept = new Set([...text.matchAll(needed)].map(({ index }) => index));
  return text.replace(unprintable, (character: string, index: number) =>
    kept.has(index) ? character : (shortEscapes[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`),
  );
}

/** `text`, or its first `maxLength` characters and a mark that there are more. Redact first: half a secret is not recognized. */
export function cut(text: string, maxLength: number): string {
  const characters = [...text.slice(0, 2 * maxLength + 2)];
  return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : text;
}
