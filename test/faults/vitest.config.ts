import { defineConfig } from 'vitest/config';
import { BUILD } from '../support/projects.ts';
import { RowsReporter } from '../support/rows-reporter.ts';

/** Load and faults, for real. They take a while, and mind what else the machine does. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.fault.ts', 'test/auth/**/*.fault.ts'],
    globalSetup: BUILD,
    reporters: ['default', new RowsReporter({ isFaults: true })],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
