import { closeSync, constants, fstatSync, openSync, writeFileSync } from 'node:fs';
import { cutLine, fitAnnotation } from './annotations.ts';
import type { Clock, Deadline } from './clock.ts';
import { annotateError, annotateWarning, type Color, printDebug, printDetails, printLine } from './commands.ts';
import { formatDuration } from './duration.ts';
import { messageOf } from './errors.ts';
import { helpPagesOf } from './help-page.ts';
import type { Redactor } from './redactor.ts';

const signOfLifeMs = 30_000;

/** Writes the log, the annotations and the job summary of a step. Redacts all text except the summary's; never throws. */
export class StepLog {
  readonly #redactor: Redactor;
  readonly #clock: Clock;
  readonly #said = new Set<string>();

  constructor(redactor: Redactor, clock: Clock) {
    this.#redactor = redactor;
    this.#clock = clock;
  }

  /** Logs a line, in `color` where the runner shows colors. */
  info(text: string, color: Color | null = null): void {
    printLine(this.#redactor.sanitize(text), color);
  }

  /** Logs a line that appears under debug logging only. */
  debug(text: string): void {
    printDebug(this.#redactor.sanitize(text));
  }

  /** Logs `text` unless it was logged before. */
  infoOnce(text: string): void {
    this.#once(text, () => this.info(text));
  }

  warnOnce(text: string, title: string): void {
    this.#once(text, () => annotateWarning(this.#redactor.sanitize(title), this.#redactor.sanitize(text)));
  }

  /**
   * Adds one annotation about `failure`, with links to its section in the documentation. However many lines there are, it contains `last`.
   * Logs every line first: some runners join the lines of an annotation, and GitHub's cuts long annotations.
   */
  error(title: string, failure: string, lines: readonly string[], last: readonly string[] = []): void {
    const show = (line: string) => cutLine(this.#redactor.sanitize(line));
    const shown = lines.map(show);
    const end = [...last.map(show), ...helpPagesOf(failure).map(({ label, url }) => `${label}: ${url}`)];
    printDetails([...shown, ...end]);
    annotateError(this.#redactor.sanitize(title), fitAnnotation(shown, end));
  }

  /** Writes the job summary synchronously, if the runner supports one. `summary` is sanitized Markdown. */
  writeSummary(summary: string): void {
    const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
    if (file === '') return;
    try {
      appendToFile(file, summary);
    } catch (error) {
      this.warnOnce(`The job summary could not be written: ${messageOf(error)}`, 'Job summary not written');
    }
  }

  /** Logs `progress` every 30 s until `work` settles. */
  async showSignsOfLifeDuring(work: Promise<void>, { start, end }: Deadline, progress: () => string): Promise<void> {
    const done = new AbortController();
    const signs = async () => {
      for (;;) {
        await this.#clock.sleep(signOfLifeMs, done.signal);
        if (done.signal.aborted) return;
        const now = this.#clock.now();
        this.info(`${progress()} (${formatDuration(now - start)} elapsed, ${formatDuration(end - now)} left)`);
      }
    };
    void signs();
    await work.finally(() => done.abort());
  }

  #once(text: string, say: () => void): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    say();
  }
}

/**
 * Appends `text` to an existing regular file.
 * @throws Error if there is none: a pipe could block forever.
 */
function appendToFile(file: string, text: string): void {
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_APPEND | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error(`“${file}” is not a regular file`);
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}
