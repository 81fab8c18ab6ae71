const rounds = 3;
// What the process does beside the work, such as collecting garbage, must not make a short work look as if it grew.
const noiseMs = 5;

/** By how much the processor time of `work` grows when its size doubles: 2 where it is linear, 4 where it is quadratic. */
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
