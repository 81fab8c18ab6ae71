// Linux refuses to start a step that gets more than 128 KiB in one environment variable.
const maxBytes = 120_000;

/** Cuts a text. */
type Shorten = (text: string) => string;

/**
 * The entries as JSON of at most 120 000 bytes: what `shortenText` cuts is cut first, then names, all to the same length. All else stays,
 * whatever its length.
 */
export function serializeEntries<T extends { readonly name: string }>(
  entries: readonly T[],
  shortenText: (entry: T, shorten: Shorten) => T,
): string {
  const withTexts = (maxLength: number) => entries.map((entry) => shortenText(entry, shortenTo(maxLength)));
  const withNames = (maxLength: number) => withTexts(0).map((entry) => ({ ...entry, name: shortenTo(maxLength)(entry.name) }));
  if (fits(entries)) return JSON.stringify(entries);
  return JSON.stringify(fits(withTexts(0)) ? longestFitting(withTexts) : longestFitting(withNames));
}

/** The entries with texts as long as fit; with none if not even those fit. */
function longestFitting<T>(entriesWith: (maxLength: number) => readonly T[]): readonly T[] {
  let [fitting, tooLong] = [0, maxBytes];
  while (tooLong - fitting > 1) {
    const middle = Math.floor((fitting + tooLong) / 2);
    if (fits(entriesWith(middle))) fitting = middle;
    else tooLong = middle;
  }
  return entriesWith(fitting);
}

function fits(entries: readonly unknown[]): boolean {
  return Buffer.byteLength(JSON.stringify(entries)) <= maxBytes;
}

/** Cuts a text to its first `maxLength` UTF-16 code units and a mark that there are more. */
function shortenTo(maxLength: number): Shorten {
  // No half of a character.
  return (text) => (text.length <= maxLength ? text : `${text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')}…`);
}
