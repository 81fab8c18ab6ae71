import * as core from '@actions/core';
import { messageOf } from './errors.ts';

/** Writes outputs, each only when its value changes. */
export class OutputFile {
  readonly #written = new Map<string, string>();
  #problem: string | null = null;

  /** Why the last failed write of an output failed; `null` if none did. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Never throws: the log must still report what is known. */
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
