/** What happened, and what the person who reads it can do. Raw text: it is escaped where it is printed. */
export interface Advice<Word extends string> {
  /** Why the step fails, in a stable word for scripts: the output `failure`, and the section in the troubleshooting page. */
  readonly failure: Word;
  /** A few words for the title of an annotation, without `:` and `,`, which some runners show escaped. */
  readonly title: string;
  /** A clause, without a full stop. */
  readonly what: string;
  /** Whole sentences; empty if there is nothing to do. */
  readonly next: string;
}

/** What to say of a job that was cancelled by `signal`. */
export function adviceOnCancellation(signal: string): Advice<'cancelled'> {
  return {
    failure: 'cancelled',
    title: 'Cancelled',
    what: `the job was cancelled (${signal})`,
    next: 'Run the job again when you want to continue.',
  };
}

/** `clause` as the beginning of a sentence. */
export function capitalize(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** A title within a sentence. */
export function decapitalize(title: string): string {
  return title.startsWith('JimmyAI') ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

/** How often something was tried, in words. */
export function inAttempts(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}
