import os from 'node:os';
import { defineConfig } from 'vitest/config';

// Process tests wait more than they compute, and start their processes in turn.
const cpus = os.availableParallelism();

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // What takes so long hangs. Nothing that only an idle machine does in time is a failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxConcurrency: 64,
    maxWorkers: 2 * cpus,
  },
});
