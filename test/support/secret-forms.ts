/** A way to quote a text within another text. */
export type Quoting = (text: string) => string;

const upperHex: Quoting = (text) => encodeURIComponent(text.toWellFormed());
const lowerHex: Quoting = (text) => upperHex(text).replace(/%[0-9A-F]{2}/g, (encoded) => encoded.toLowerCase());
const json: Quoting = (text) => JSON.stringify(text).slice(1, -1);
const html: Quoting = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

/** How JSON, URLs, HTML, Markdown and shells quote text, by name. */
export const quotings: Readonly<Record<string, Quoting>> = {
  'as it is': (text) => text,
  'percent-encoded': upperHex,
  'percent-encoded in small letters': lowerHex,
  'percent-encoded as a form does': (text) => new URLSearchParams({ v: text }).toString().slice(2),
  'percent-encoded twice': (text) => upperHex(upperHex(text)),
  decoded: (text) => percentDecoded(text),
  'decoded, with a raw plus as a space': (text) => percentDecoded(text.replaceAll('+', ' ')),
  'in JSON': json,
  'in JSON with escaped slashes': (text) => json(text).replaceAll('/', '\\/'),
  'in JSON in JSON': (text) => json(json(text)),
  'in JSON for a page': (text) => json(text).replace(/[&<>'=+/?]/g, unicodeEscape),
  'in ASCII JSON': (text) => json(text).replace(/[^ -~]/g, unicodeEscape),
  'in HTML': html,
  'in HTML by numbers': (text) => text.replace(/[&<>"'=/?#:+]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`),
  'in Markdown': (text) => text.replace(/[\\`*_{}[\]()#+\-.!|<>&~]/g, '\\$&'),
  'in a shell': (text) => text.replaceAll("'", "'\\''"),
  'in capitals': (text) => text.toUpperCase(),
};

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Returns every form that `secret` can take in a text that quotes it. */
export function formsOf(secret: string): readonly string[] {
  return [...new Set(Object.values(quotings).map((quote) => quote(secret)))].filter((form) => form !== '');
}
