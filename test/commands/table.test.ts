import { expect, it } from 'vitest';
import { formatColumns } from '../../scripts/commands/table.ts';

it('as many rows as can be asked for fit into a table', () => {
  const rows = Array.from({ length: 999_999 }, () => ['one', 'two']);
  expect(formatColumns(['a', 'b'], rows)).toMatch(/(?:\none {2}two){3}$/);
});

it('columns that a terminal has no room for go into lines below their row', () => {
  const head = ['time', 'event', 'path'];
  const rows = [['2026-01-01', 'login failed', `/${'x'.repeat(30)} ${'y'.repeat(30)}`]];
  const lines = formatColumns(head, rows, 40).split('\n');
  expect(lines.slice(2)).toEqual([
    '2026-01-01  login failed',
    `    /${'x'.repeat(30)}`,
    `    ${'y'.repeat(30)}`,
  ]);
  expect(formatColumns(head, rows, 200).split('\n')).toHaveLength(2);
});
