import { expect, inject, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { freshPostgres } from '../support/fresh-postgres.ts';
import { startPgBouncer } from '../support/pgbouncer.ts';
import { describeWith } from '../support/program.ts';
import { startServer } from '../support/server.ts';

describeWith('pgbouncer', 'through PgBouncer in transaction mode', () => {
  it('every scheme lets in, also many clients over few connections', async () => {
    const url = await startPgBouncer(await freshPostgres(inject('postgres') ?? ''));
    const server = await startServer({ DATABASE_URL: `${url}?pgbouncer=true` });
    for (const { name, obtain } of schemeSites) {
      const headers = await obtain(server.origin, 'root', 'toor');
      const answers = await Promise.all(
        Array.from({ length: 30 }, () => fetch(`${server.origin}/home/`, { headers })),
      );
      expect(new Set(answers.map(({ status }) => status)), name).toEqual(new Set([200]));
    }
    // Within a transaction the server itself still gives a statement up.
    const { database } = server.dependencies;
    const shown = await database.transaction('limits', (queries) =>
      queries.get('SHOW statement_timeout'),
    );
    expect(shown).toEqual({ statement_timeout: '5s' });
  });

  it.each([
    ['as Debian sets it up', {}],
    [
      'that ignores settings of connections',
      { ignore_startup_parameters: 'statement_timeout,idle_in_transaction_session_timeout' },
    ],
  ])('and %s, the remedy is named where the address does not', async (_how, settings) => {
    const url = await startPgBouncer(await freshPostgres(inject('postgres') ?? ''), settings);
    const database = openDatabase(url);
    const work = async (): Promise<void> => {
      await migrate(database, migrations);
      for (let count = 0; count < 20; count++) {
        await Promise.all(
          [1, 2, 3].map(() => database.get('SELECT count(*) FROM users WHERE id > ?', 0)),
        );
      }
    };
    const told = await work().then(
      () => '',
      (error: unknown) => {
        const causes = [];
        for (let cause = error; cause instanceof Error; cause = cause.cause)
          causes.push(cause.message);
        return causes.join('\n');
      },
    );
    await database.close();
    expect(told).toContain('behind PgBouncer the address needs ?pgbouncer=true');
    expect(told).not.toContain('restore');
  });
});
