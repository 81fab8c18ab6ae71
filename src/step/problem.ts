/** What is wrong with an input, in words for the workflow's author. */
export interface Problem {
  /** The input's name, with the place in it: `portraits[2].url`. */
  readonly input: string;
  readonly text: string;
}

/** What is wrong: the first problems, and how many more there are. */
export interface Problems {
  readonly problems: readonly Problem[];
  readonly omitted: number;
}

/** A value, or what is wrong with the text that should be one. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

const maxProblems = 100;

/** Collects all that is wrong, so that it is reported at once. Keeps the first 100 problems, and counts the rest. */
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

  /** Adds a problem, once. */
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

  /** The value of `input`, or `null` if it has a problem, which is added. */
  take<T>(input: string, parsed: Parsed<T>): T | null {
    if ('value' in parsed) return parsed.value;
    this.add(input, parsed.problem);
    return null;
  }
}
