import { styleText } from 'node:util';

/**
 * Rows in columns, as wide as what is in them.
 *
 * @param head the columns' names; bold on a terminal.
 */
export function formatColumns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  // Not `Math.max` over them all: so many arguments as there can be rows are too many.
  const widths = head.map((name, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), name.length),
  );
  const align = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [styleText('bold', align(head)), ...rows.map(align)].join('\n');
}
