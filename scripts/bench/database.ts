import { loadConfig } from '../../src/config.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/database/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { PasswordHasher } from '../../src/users/password.ts';
import { UserStore } from '../../src/users/store.ts';

/**
 * Makes the database that a server with these settings will open: `user1`, `user2` and so on, all
 * with one password.
 */
export async function prepareDatabase(
  settings: Readonly<Record<string, string>>,
  { users, password }: { readonly users: number; readonly password: string },
): Promise<void> {
  const config = loadConfig({ environment: settings, developmentKey: () => '' });
  const encodedPassword = await new PasswordHasher(config.BCRYPT_COST).encode(password);
  const database = openDatabase(config.DATABASE_URL);
  await migrate(database, migrations);
  await database.transaction('users', async (queries) => {
    const store = new UserStore(queries, Date.now);
    for (let number = 1; number <= users; number++) {
      await store.create({ username: `user${number}`, email: '', encodedPassword });
    }
  });
  await database.close();
}
