/** What happened, and what the reader can do about it. Raw text: escape it where it is printed. */
export interface Advice<Word extends string> {
  /** Why the step failed, as a stable word for scripts: the output `failure`, and the section of the troubleshooting page. */
  readonly word: Word;
  /** The title of an annotation: a few words, without `:` and `,`, which some runners show escaped. */
  readonly title: string;
  /** A clause, without a full stop. */
  readonly what: string;
  /** Complete sentences; empty if there is nothing to do. */
  readonly next: string;
}

/** Capitalizes `clause` to start a sentence. */
export function capitalize(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** Lowercases the first letter of `title`, for use within a sentence. */
export function decapitalize(title: string): string {
  // Brand names keep their capitals.
  return /^[A-Z][a-z]+[A-Z]/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

/** Formats a number of attempts: `1 attempt`, `3 attempts`. */
export function inAttempts(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}

/** Returns what happened and what to do, as sentences. */
export function explain({ what, next }: Pick<Advice<string>, 'what' | 'next'>): string {
  return `${capitalize(what)}. ${next}`;
}
