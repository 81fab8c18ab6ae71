/** What is wrong with an input, in words for the workflow's author. */
export interface Problem {
  /** The input's name, with the place in it: `portraits[2].url`. */
  readonly input: string;
  readonly text: string;
}

/** Everything that keeps inputs from becoming a plan. */
export interface InvalidPlan {
  readonly problems: readonly Problem[];
}

/** A value, or what is wrong with the text that should be one. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

/** Collects all that is wrong, so that it is reported at once. */
export class ProblemList {
  readonly #problems: Problem[] = [];

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Adds a problem, once. */
  add(input: string, text: string): void {
    if (!this.#problems.some((problem) => problem.input === input && problem.text === text)) this.#problems.push({ input, text });
  }

  addAll(problems: readonly Problem[]): void {
    for (const { input, text } of problems) this.add(input, text);
  }

  /** The value of `input`, or `null` if it has a problem, which is added. */
  take<T>(input: string, parsed: Parsed<T>): T | null {
    if ('value' in parsed) return parsed.value;
    this.add(input, parsed.problem);
    return null;
  }
}
