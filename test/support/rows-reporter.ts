import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type {
  Reporter,
  TestCase,
  TestModule,
  TestSpecification,
  TestSuite,
  Vitest,
} from 'vitest/node';
import { readRows, reportRows, rowsOf } from './rows.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/security.md', import.meta.url));

/**
 * Ends a run of the whole suite with the rows of docs/security.md and what became of their tests. A
 * row without any fails the run; a run of some files, tests or projects says nothing.
 */
export class RowsReporter implements Reporter {
  readonly #isFaults: boolean;
  #vitest: Vitest | undefined;
  #isWhole = false;

  /** @param isFaults whether this is the suite of the faults. */
  constructor({ isFaults = false } = {}) {
    this.#isFaults = isFaults;
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const all = await this.#vitest?.globTestSpecifications();
    const config = this.#vitest?.config;
    const isFiltered = config?.testNamePattern !== undefined || config?.project.length !== 0;
    this.#isWhole = specifications.length === all?.length && !isFiltered;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (!this.#isWhole || !existsSync(DOCUMENT)) return;
    const tests = modules
      .flatMap(({ children }) => [...children.allTests()])
      .map((test) => ({ title: numberedTitle(test), state: test.result().state }))
      .filter(({ state }) => state === 'passed' || state === 'failed')
      .map(({ title, state }) => ({ title, hasPassed: state === 'passed' }));
    const rows = readRows(readFileSync(DOCUMENT, 'utf8'));
    const { lines, problems } = reportRows(rows, tests, this.#isFaults);
    console.log(['', 'The rows of docs/security.md and their tests', ...lines, ''].join('\n'));
    if (problems.length === 0) return;
    console.error(`${problems.join('\n')}\n`);
    process.exitCode = 1;
  }
}

/** The title that names rows: the test's own, or that of a group that it is in. */
function numberedTitle(test: TestCase): string {
  let item: TestCase | TestSuite | TestModule = test;
  while (item.type !== 'module') {
    if (rowsOf(item.name).length > 0) return item.name;
    item = item.parent;
  }
  return test.name;
}
