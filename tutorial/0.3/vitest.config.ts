import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Tests start processes and hash passwords; a slow machine is no failure.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    setupFiles: 'test/fresh-database.ts',
    env: {
      // As cheap as bcrypt allows; tests guess nobody's password.
      BCRYPT_COST: '4',
      SECRET_KEY: 'for tests alone',
    },
  },
});
