import { defineConfig } from 'vitest/config';

/** What holds under load and when things break: slow, and with the machine to itself. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.fault.ts', 'test/auth/**/*.fault.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
