import { defineConfig } from 'vitest/config';
import { BUILD, POSTGRES, RARELY_OVER_POSTGRES, REPOSITORY } from '../support/projects.ts';

/** What checks the repository and not the server: that schemes can go, that its programs measure. */
export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'repository', include: REPOSITORY, globalSetup: BUILD } },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['test/repository/importdjango-volume.test.ts', ...RARELY_OVER_POSTGRES],
          globalSetup: [BUILD, POSTGRES],
        },
      },
    ],
    // As for `npm test`: most wait for a process of their own, and none changes a module.
    maxWorkers: '100%',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
