/** What is wrong with an input, in the terms of the workflow's author. */
export interface Problem {
  /** The input's name and the position within it: `portraits[2].url`. */
  readonly input: string;
  readonly text: string;
}

/** The first problems, and the number of the others. */
export interface Problems {
  readonly problems: readonly Problem[];
  readonly omitted: number;
}

/** A parsed value, or what is wrong with its text. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

const maxProblems = 100;

/** Collects all problems, to report them together. Keeps the first 100 and counts the rest. */
export class ProblemList implements Problems {
  readonly #problems = new Map<string, Problem>();
  #omitted = 0;

  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  get omitted(): number {
    return this.#omitted;
  }

  get isEmpty(): boolean {
    return this.#problems.size === 0;
  }

  /** Adds a problem unless it is already listed. */
  add(input: string, text: string): void {
    const key = JSON.stringify([input, text]);
    if (this.#problems.has(key)) return;
    if (this.#problems.size < maxProblems) this.#problems.set(key, { input, text });
    else this.#omitted += 1;
  }

  addAll({ problems, omitted }: Problems): void {
    for (const { input, text } of problems) this.add(input, text);
    this.#omitted += omitted;
  }

  /** Returns the parsed value of `input`. If there is a problem instead, adds it and returns `null`. */
  take<T>(input: string, parsed: Parsed<T>): T | null {
    if ('value' in parsed) return parsed.value;
    this.add(input, parsed.problem);
    return null;
  }
}
