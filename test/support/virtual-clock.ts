import type { Clock } from '../../src/step/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** The maximum of `setTimeout`, which fires immediately above it. */
const maxSleepMs = 2 ** 31 - 1;
const maxSleeps = 200_000;

/** Virtual time, which advances only while all tasks sleep: hours pass in milliseconds, and every run is identical. */
export class VirtualClock implements Clock {
  #now = 0;
  #held = 0;
  #slept = 0;
  /** In the order in which they started to sleep. */
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!(ms <= maxSleepMs)) return Promise.reject(new Error(`no timer sleeps for ${ms} ms`));
    if (this.#slept++ === maxSleeps) return Promise.reject(new Error(`no end after ${maxSleeps} sleeps, at ${this.#now} ms`));
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        forget();
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const forget = this.#add(this.#now + Math.max(0, ms), wake);
      signal.addEventListener('abort', wake);
    });
  }

  /** Calls `action` at `time`, if the run lasts that long. */
  at(time: number, action: () => void): void {
    const forget = this.#add(Math.max(time, this.#now), () => {
      forget();
      action();
    });
  }

  /** Stops time until `work` settles, for work that takes real time, such as writing a file. */
  async hold<T>(work: Promise<T>): Promise<T> {
    this.#held++;
    try {
      return await work;
    } finally {
      this.#held--;
    }
  }

  /**
   * Advances time until `work` settles.
   * @throws Error if `work` hangs.
   */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    for (;;) {
      do await everythingRunnable();
      while (this.#held > 0 || filesAreAtWork());
      if (isDone) return done;
      const next = this.#next();
      if (next === null) throw new Error(`a hang: at ${this.#now} ms nobody sleeps, and it is not done`);
      this.#now = next.at;
      next.wake();
    }
  }

  #add(at: number, wake: () => void): () => void {
    const sleeper = { at, wake };
    this.#sleepers.add(sleeper);
    return () => this.#sleepers.delete(sleeper);
  }

  /** Returns the next sleeper to wake; on a tie, the one that started to sleep first. */
  #next(): Sleeper | null {
    let next: Sleeper | null = null;
    for (const sleeper of this.#sleepers) if (next === null || sleeper.at < next.at) next = sleeper;
    return next;
  }
}

/** Resolves when no promise callback is left to run: all of them run before the event loop's next phase. */
function everythingRunnable(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Whether file operations are pending: they take real time, but no virtual time. */
function filesAreAtWork(): boolean {
  return process.getActiveResourcesInfo().some((resource) => /^(?:FSReq|CloseReq)/.test(resource));
}
