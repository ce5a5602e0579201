/** Opens the files that it is told of, as a server does when it starts. Answers with what went wrong, or with nothing. */
import { migrate } from '../../src/database/migrate.ts';
import { refuseDamage } from '../../src/database/sqlite/integrity.ts';
import { openSqlite } from '../../src/database/sqlite/sqlite-database.ts';
import { migrations } from '../../src/server/migrations.ts';

async function open(file: string): Promise<string> {
  try {
    const database = openSqlite(file);
    await refuseDamage(database);
    await migrate(database, migrations);
    await refuseDamage(database);
    await database.close();
    return '';
  } catch (error) {
    return String(error);
  }
}

process.on('message', (file: string) => {
  void open(file).then((failure) => process.send?.(failure));
});
process.send?.('');
