import { styleText } from 'node:util';
import { migrate } from '../../../src/database/migrate.ts';
import { migrations } from '../../../src/server/migrations.ts';
import { runWithDatabase } from '../run.ts';

/** Brings the schema up to date and shows how it got there. */
export function bringUpToDate(): Promise<void> {
  return runWithDatabase(async ({ database }) => {
    const ran = await migrate(database, migrations);
    const width = Math.max(...migrations.map(({ name }) => name.length));
    for (const { name } of migrations) {
      console.log(`${name.padEnd(width)}  ${status(ran.includes(name))}`);
    }
  });
}

/** In colour where standard output is a terminal and NO_COLOR is not set: styleText looks. */
function status(isNew: boolean): string {
  return isNew ? styleText('green', 'applied now') : styleText('dim', 'already there');
}
