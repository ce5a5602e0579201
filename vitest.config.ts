import { defineConfig } from 'vitest/config';
import { projects } from './test/projects.ts'; // main
import { RowsReporter } from './test/rows-reporter.ts'; // main

export default defineConfig({
  test: {
    projects, // main
    reporters: ['default', new RowsReporter()], // main
    // Many tests wait for a process of their own; Vitest would leave a core idle.
    maxWorkers: '100%',
    // Tests start servers and hash passwords; a slow machine is no failure.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
