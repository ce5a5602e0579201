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
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const align = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [styleText('bold', align(head)), ...rows.map(align)].join('\n');
}
