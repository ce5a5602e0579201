import { styleText } from 'node:util';
import { wrap } from '../../src/site/demo/tour/wrap.ts';

/** How far the cells that do not fit are indented, in the lines below. */
const INDENT = '    ';

/**
 * Rows in columns, as wide as what is in them. Columns that do not fit go into lines below their row.
 *
 * @param head the columns' names; bold on a terminal.
 * @param width columns of the terminal; without one, for a program that reads it, each row is a line.
 */
export function formatColumns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY,
): string {
  // Not `Math.max` over them all: so many arguments as there can be rows are too many.
  const widths = head.map((name, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), name.length),
  );
  let end = 0;
  const fitting = widths.filter((each) => (end += each + 2) <= width + 2).length;
  const align = (row: readonly string[]): string[] => {
    const line = row.slice(0, fitting).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    const below = row.slice(fitting).filter((cell) => cell !== '');
    return [
      line.join('  ').trimEnd(),
      ...(below.length === 0 ? [] : wrap(below.join('  '), width - INDENT.length)).map(
        (part) => INDENT + part,
      ),
    ];
  };
  const [names = [], ...cells] = [head, ...rows].map(align);
  return [...names.map((name) => styleText('bold', name)), ...cells.flat()].join('\n');
}
