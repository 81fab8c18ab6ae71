const rounds = 3;
// Background work, such as garbage collection, must not make a short `work` seem to grow.
const noiseMs = 5;

/** Resolves to the factor by which the CPU time of `work` grows when its size doubles: 2 if linear, 4 if quadratic. */
export async function growthOf(work: (size: number) => unknown, size: number): Promise<number> {
  const [once, twice] = [await leastMs(work, size), await leastMs(work, 2 * size)];
  return (twice + noiseMs) / (once + noiseMs);
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
