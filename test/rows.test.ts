import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readRows, reportRows } from './support/rows.ts';
import type { RunTest } from './support/rows.ts';

const rows = [
  { number: 1, threat: 'one', isFault: false },
  { number: 2, threat: 'another', isFault: true },
];

function report(tests: RunTest[], isFaults = false): { lines: string[]; problems: string[] } {
  const { lines, problems } = reportRows(rows, tests, isFaults);
  return { lines: lines.map(stripVTControlCharacters), problems };
}

describe('the rows of docs/security.md', () => {
  it('each have a number and a threat of their own, and some of them are faults', () => {
    const path = fileURLToPath(new URL('../docs/security.md', import.meta.url));
    const read = readRows(readFileSync(path, 'utf8'));
    const numbers = read.map(({ number }) => number);
    expect(numbers.slice(0, 47)).toEqual(Array.from({ length: 47 }, (_, at) => at + 1));
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
    expect(new Set(read.map(({ threat }) => threat)).size).toBe(numbers.length);
    expect(read.filter(({ isFault }) => isFault).map(({ number }) => number)).toContain(39);
  });

  it('are listed with the tests that carry their number', () => {
    const tests = [
      { title: '1: is good', hasPassed: true },
      { title: '1, 2: are bad', hasPassed: false },
      { title: '12 angry men: is none', hasPassed: true },
    ];
    expect(report(tests)).toEqual({
      lines: ['   1  one        1 passed  1 failed', '   2  another    0 passed  1 failed'],
      problems: [],
    });
  });

  it('need a test each, where their tests are run', () => {
    expect(report([])).toEqual({
      lines: ['   1  one      no test', '   2  another  npm run test:faults'],
      problems: ['Row 1 has no test.'],
    });
    expect(report([], true)).toEqual({
      lines: ['   2  another  no test'],
      problems: ['Row 2 has no test.'],
    });
  });

  it('are all that a test may name', () => {
    const tests = [1, 2, 3].map((number) => ({ title: `${number}: x`, hasPassed: true }));
    expect(report(tests).problems).toEqual(['There is no row 3 for the test "3: x".']);
  });
});
