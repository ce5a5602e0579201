import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Tests start processes and hash passwords; a slow machine is no failure.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
