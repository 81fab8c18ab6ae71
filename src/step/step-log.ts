import { closeSync, constants, fstatSync, openSync, writeFileSync } from 'node:fs';
import { cutLine, fitAnnotation } from './annotations.ts';
import type { Clock, Deadline } from './clock.ts';
import { annotateError, annotateWarning, type Color, printDebug, printDetails, printLine } from './commands.ts';
import { formatDuration } from './duration.ts';
import { messageOf } from './errors.ts';
import { helpPagesOf } from './help-page.ts';
import type { Redactor } from './redactor.ts';

const signOfLifeMs = 30_000;

/** What a step says in its log, its annotations and its job summary. Everything passes the redactor; nothing here throws. */
export class StepLog {
  readonly #redactor: Redactor;
  readonly #clock: Clock;
  readonly #said = new Set<string>();

  constructor(redactor: Redactor, clock: Clock) {
    this.#redactor = redactor;
    this.#clock = clock;
  }

  /** A line, in `color` where the runner shows colors. */
  info(text: string, color: Color | null = null): void {
    printLine(this.#redactor.sanitize(text), color);
  }

  /** A line that is there under debug logging only. */
  debug(text: string): void {
    printDebug(this.#redactor.sanitize(text));
  }

  /** Says `text` unless it has been said before. */
  infoOnce(text: string): void {
    this.#once(text, () => this.info(text));
  }

  warnOnce(text: string, title: string): void {
    this.#once(text, () => annotateWarning(this.#redactor.sanitize(title), this.#redactor.sanitize(text)));
  }

  /**
   * One annotation about `failure`, with links to its section in the documentation. `last` is in it however many lines there are.
   * Every line is in the log before: some runners show an annotation of several lines as one, and GitHub's cuts a long one.
   */
  error(title: string, failure: string, lines: readonly string[], last: readonly string[] = []): void {
    const show = (line: string) => cutLine(this.#redactor.sanitize(line));
    const shown = lines.map(show);
    const end = [...last.map(show), ...helpPagesOf(failure).map(({ label, url }) => `${label}: ${url}`)];
    printDetails([...shown, ...end]);
    annotateError(this.#redactor.sanitize(title), fitAnnotation(shown, end));
  }

  /** Writes the job summary, where the runner takes one, before it returns. `summary` is Markdown that is fit to be shown. */
  writeSummary(summary: string): void {
    const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
    if (file === '') return;
    try {
      appendToFile(file, summary);
    } catch (error) {
      this.warnOnce(`The job summary could not be written: ${messageOf(error)}`, 'Job summary not written');
    }
  }

  /** Says every 30 s that the step is alive, and how far it is, until `work` is done. */
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
 * Appends `text` to a regular file that is there.
 * @throws if there is none: a pipe could block for ever.
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
