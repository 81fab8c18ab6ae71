import type { Clock } from '../../src/step/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** What `setTimeout` takes at most; more of it, and it fires at once. */
const longestSleep = 2 ** 31 - 1;
const mostSleeps = 200_000;

/** Time that passes only where everyone sleeps: a run of hours takes milliseconds, and takes the same course every time. */
export class VirtualClock implements Clock {
  #now = 0;
  #held = 0;
  #slept = 0;
  /** In the order in which they fell asleep. */
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!(ms <= longestSleep)) return Promise.reject(new Error(`no timer sleeps for ${ms} ms`));
    if (this.#slept++ === mostSleeps) return Promise.reject(new Error(`no end after ${mostSleeps} sleeps, at ${this.#now} ms`));
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

  /** Calls `action` at `time`, if it comes to that. */
  at(time: number, action: () => void): void {
    const forget = this.#add(Math.max(time, this.#now), () => {
      forget();
      action();
    });
  }

  /** Lets time stand still until `work` is done, which takes real time: a file is written, say. */
  async hold<T>(work: Promise<T>): Promise<T> {
    this.#held++;
    try {
      return await work;
    } finally {
      this.#held--;
    }
  }

  /** Lets time pass until `work` is done. Throws where it never would be. */
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

  /** Who wakes next; of several the one who fell asleep first. */
  #next(): Sleeper | null {
    let next: Sleeper | null = null;
    for (const sleeper of this.#sleepers) if (next === null || sleeper.at < next.at) next = sleeper;
    return next;
  }
}

/** Resolves when no promise has anything left to do: they are all done before the event loop turns. */
function everythingRunnable(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Reading and writing files takes real time, and none of the virtual one. */
function filesAreAtWork(): boolean {
  return process.getActiveResourcesInfo().some((resource) => /^(?:FSReq|CloseReq)/.test(resource));
}
