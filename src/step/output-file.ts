import * as core from '@actions/core';
import { messageOf } from './errors.ts';

/** Writes outputs, each when its value is new. */
export class OutputFile {
  readonly #written = new Map<string, string>();
  #problem: string | null = null;

  /** Why an output could not be written, if one could not. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Never throws: what is known must still be told in the log. */
  write(outputs: ReadonlyMap<string, string>): void {
    for (const [name, value] of outputs) {
      if ((this.#written.get(name) ?? '') === value) continue;
      try {
        core.setOutput(name, value);
        this.#written.set(name, value);
      } catch (error) {
        this.#problem = messageOf(error);
      }
    }
  }
}
