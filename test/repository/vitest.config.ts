import { defineConfig } from 'vitest/config';
import { REPOSITORY } from '../support/projects.ts';

/** What checks the repository and not the server: that schemes can go, that its programs measure. */
export default defineConfig({
  test: {
    include: REPOSITORY,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
