import { styleText } from 'node:util';

/** A row of docs/security.md. */
export interface Row {
  readonly number: number;
  readonly threat: string;
  /** Its tests run with the faults, and may run elsewhere as well. */
  readonly isFault: boolean;
}

/** A test that has run, and was not skipped. */
export interface RunTest {
  readonly title: string;
  readonly hasPassed: boolean;
}

/** The rows of the table in a Markdown text. */
export function readRows(markdown: string): Row[] {
  return [...markdown.matchAll(/^\| (\d+)( \[F\])? \| (.+?) \|/gm)].map(
    ([, number, mark, threat = '']) => ({
      number: Number(number),
      threat,
      isFault: mark !== undefined,
    }),
  );
}

/**
 * What became of each row: its number, threat, and how many of its tests passed and failed.
 *
 * @param isFaults whether this was the run of the faults, which shows their rows alone.
 * @returns the table's lines, and a sentence for each row whose tests are missing and for each test
 *   whose row is.
 */
export function reportRows(
  rows: readonly Row[],
  tests: readonly RunTest[],
  isFaults: boolean,
): { lines: string[]; problems: string[] } {
  const width = Math.max(...rows.map(({ threat }) => threat.length));
  const numbers = new Set(rows.map(({ number }) => number));
  const lines: string[] = [];
  const problems = tests.flatMap(({ title }) =>
    rowsOf(title)
      .filter((number) => !numbers.has(number))
      .map((number) => `There is no row ${number} for the test "${title}".`),
  );
  for (const { number, threat, isFault } of rows) {
    const own = tests.filter(({ title }) => rowsOf(title).includes(number));
    const isExpected = isFault === isFaults;
    if (isFaults && !isExpected && own.length === 0) continue;
    if (isExpected && own.length === 0) problems.push(`Row ${number} has no test.`);
    const outcome = own.length === 0 && !isExpected ? 'npm run test:faults' : outcomeOf(own);
    lines.push(`${String(number).padStart(4)}  ${threat.padEnd(width)}  ${outcome}`);
  }
  return { lines, problems };
}

/** The numbers that a title begins with: `17: …`, `36, 37: …`. */
export function rowsOf(title: string): number[] {
  return (/^(\d+(?:, \d+)*): /.exec(title)?.[1] ?? '').split(', ').filter(Boolean).map(Number);
}

function outcomeOf(tests: readonly RunTest[]): string {
  if (tests.length === 0) return styleText('red', 'no test');
  const failed = tests.filter(({ hasPassed }) => !hasPassed).length;
  const passed = styleText('green', `${String(tests.length - failed).padStart(3)} passed`);
  return failed === 0 ? passed : `${passed}  ${styleText('red', `${failed} failed`)}`;
}
