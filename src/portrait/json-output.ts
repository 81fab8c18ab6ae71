// Linux can't start a step with more than 128 KiB in one environment variable.
const maxBytes = 120_000;

type Shorten = (text: string) => string;

/**
 * Serializes the entries as JSON of at most 120 000 bytes. Shortens what `shortenText` cuts first, then names, all to the same length.
 * Keeps everything else, whatever its length.
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

/** The entries with the longest texts that fit; with empty texts if nothing fits. */
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

/** Cuts a text after `maxLength` UTF-16 code units and marks the cut with `…`. */
function shortenTo(maxLength: number): Shorten {
  // Don't split a surrogate pair.
  return (text) => (text.length <= maxLength ? text : `${text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '')}…`);
}
