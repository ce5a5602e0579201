import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { projects } from './test/support/projects.ts';
import { RowsReporter } from './test/support/rows-reporter.ts';

export default defineConfig({
  test: {
    projects,
    reporters: ['default', new RowsReporter()],
    // Many tests wait for a process of their own, and would leave a core idle meanwhile.
    maxWorkers: availableParallelism() + 1,
    // Loading the server anew for each file took a third of the time. No test changes a module.
    isolate: false,
    // Tests start servers and hash passwords; a slow machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
