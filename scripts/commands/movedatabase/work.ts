import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { styleText } from 'node:util';
import type { Database } from '../../../src/database/database.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { migrations } from '../../../src/server/migrations.ts';
import { openDatabase } from '../../../src/database/open.ts';
import { StartupError } from '../../../src/startup-error.ts';
import { addressOf } from './address.ts';
import { CannotMove, moveDatabase } from './move.ts';
import type { MovedTable } from './move.ts';
import { formatCount, showProgress } from '../progress.ts';

/** Copies all that one database holds into another. */
export async function copyDatabase(
  program: Command,
  source: string,
  target: string,
): Promise<void> {
  const [from, to] = [addressOf(source), addressOf(target)];
  if (from === undefined || to === undefined) {
    const [name, variable] = from === undefined ? ['FROM', source] : ['TO', target];
    program.error(
      `${name}: ${variable} is no address, and no variable in the environment or in .env; write sqlite:<path>, or the name of a variable with the address.`,
    );
  }
  if (from === to) program.error('FROM, TO: are the same database.');
  if (from.startsWith('sqlite:') && !existsSync(from.slice('sqlite:'.length))) {
    program.error('FROM: there is no such file.');
  }
  const left = open('FROM', from);
  const right = open('TO', to);
  try {
    await migrate(right, migrations).catch(renamed('TO'));
    const moved = await moveDatabase(
      { url: from, database: left },
      { url: to, database: right },
      showProgress,
    );
    showProgress();
    printTable(moved);
  } catch (error) {
    showProgress();
    if (!(error instanceof CannotMove)) throw error;
    program.error(error.message);
  } finally {
    await Promise.all([left.close(), right.close()]);
  }
}

function open(name: 'FROM' | 'TO', url: string): Database {
  try {
    return openDatabase(url);
  } catch (error) {
    return renamed(name)(error);
  }
}

/** The complaint under the name that the address has here. */
function renamed(name: 'FROM' | 'TO'): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof StartupError)) throw error;
    throw new StartupError(error.message.replace(/^DATABASE_URL/, name));
  };
}

function printTable(moved: readonly MovedTable[]): void {
  const lines = [
    ['table', 'rows', 'copied now'],
    ...moved.map(({ name, rows, copied }) => [name, formatCount(rows), formatCount(copied)]),
  ];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  lines.forEach(([name = '', ...numbers], index) => {
    const cells = [
      name.padEnd(widths[0] ?? 0),
      ...numbers.map((number, column) => number.padStart(widths[column + 1] ?? 0)),
    ];
    const verdict = index === 0 ? '' : `  ${styleText('green', 'the same in both')}`;
    console.log(`${cells.join('  ')}${verdict}`);
  });
}
