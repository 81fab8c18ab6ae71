// Both must be met: while a gateway restarts, five responses in a row take only seconds.
const maxInARow = 5;
const patienceMs = 60_000;

/** Consecutive responses of one kind. Times are in milliseconds of the clock. */
export class Streak {
  #length = 0;
  #since = 0;

  get length(): number {
    return this.#length;
  }

  /** Counts the response that arrived at `now`. `isOne`: whether it is of the kind; any other ends the streak. */
  count(isOne: boolean, now: number): void {
    if (this.#length === 0) this.#since = now;
    this.#length = isOne ? this.#length + 1 : 0;
  }

  /** Whether there were five in a row and, unless `isCertain` what they mean, for a minute. */
  isTooLong(now: number, isCertain = false): boolean {
    return this.#length >= maxInARow && (isCertain || isPatienceOver(this.#since, now));
  }
}

/** Whether a minute has passed since `since`, in milliseconds of the clock. */
export function isPatienceOver(since: number, now: number): boolean {
  return now - since >= patienceMs;
}
