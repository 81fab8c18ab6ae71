/** What happened, and what the person who reads it can do. Raw text: it is escaped where it is printed. */
export interface Advice<Word extends string> {
  /** Why the step fails, in a stable word for scripts: the output `failure`, and the section in the troubleshooting page. */
  readonly word: Word;
  /** A few words for the title of an annotation, without `:` and `,`, which some runners show escaped. */
  readonly title: string;
  /** A clause, without a full stop. */
  readonly what: string;
  /** Whole sentences; empty if there is nothing to do. */
  readonly next: string;
}

/** `clause` as the beginning of a sentence. */
export function capitalize(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** A title within a sentence. */
export function decapitalize(title: string): string {
  // A brand keeps its capitals.
  return /^[A-Z][a-z]+[A-Z]/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

/** How often something was tried, in words. */
export function inAttempts(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}

/** What happened, and what to do, as sentences. */
export function explain({ what, next }: Pick<Advice<string>, 'what' | 'next'>): string {
  return `${capitalize(what)}. ${next}`;
}
