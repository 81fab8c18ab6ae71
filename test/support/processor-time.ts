import { expect } from 'vitest';

const rounds = 3;
// Background work, such as garbage collection, must not make a short `work` seem to grow.
const noiseMs = 5;

/**
 * Expects the CPU time of `work` to grow with its size alone: fourfold from half of `size` to twice as much, where a quadratic one would
 * grow sixteenfold.
 */
export async function expectLinear(work: (size: number) => unknown, size: number): Promise<void> {
  const [less, more] = [await leastMs(work, size / 2), await leastMs(work, 2 * size)];
  expect((more + noiseMs) / (less + noiseMs)).toBeLessThan(8);
}

async function leastMs(work: (size: number) => unknown, size: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    await work(size);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
