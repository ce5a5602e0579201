import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests start servers and hash passwords; a slow machine is no failure.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
