import { expect, it } from 'vitest';
import { formatColumns } from '../../scripts/commands/table.ts';

it('as many rows as can be asked for fit into a table', () => {
  const rows = Array.from({ length: 999_999 }, () => ['one', 'two']);
  expect(formatColumns(['a', 'b'], rows)).toMatch(/(?:\none {2}two){3}$/);
});
