import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Process tests start many processes; each waits more than it computes.
    testTimeout: 60_000,
    maxConcurrency: 16,
    maxWorkers: 4,
  },
});
