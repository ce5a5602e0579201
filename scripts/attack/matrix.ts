import { formatColumns } from '../commands/table.ts';
import type { Attack, Outcome } from './attack.ts';

/** How one server has fared. */
export interface Column {
  readonly name: string;
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

const SIGNS: Readonly<Record<Outcome, string>> = {
  holds: 'holds',
  falls: 'FALLS',
  'not there yet': '–',
};

const LEGEND = '–: what is attacked is not there. row: of docs/security.md.';

/** Attacks by servers, and what each attack is. */
export function formatMatrix(attacks: readonly Attack[], columns: readonly Column[]): string {
  const rows = attacks.map(({ name, story, row }) => [
    name,
    ...columns.map(({ outcomes }) => SIGNS[outcomes[name] ?? 'not there yet']),
    row === undefined ? '' : String(row),
    story,
  ]);
  const head = ['attack', ...columns.map(({ name }) => name), 'row', 'an attacker …'];
  return `${formatColumns(head, rows)}\n\n${LEGEND}`;
}
