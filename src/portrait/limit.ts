/** Runs a task as soon as a slot is free. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/** Runs tasks in order with limited concurrency. */
export function createLimit(concurrency: number): Limit {
  const waiting: (() => void)[] = [];
  let free = concurrency;
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((start) => waiting.push(start));
    try {
      return await task();
    } finally {
      const start = waiting.shift();
      if (start === undefined) free += 1;
      else start();
    }
  };
}
