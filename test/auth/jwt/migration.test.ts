import { expect, it, onTestFinished } from 'vitest';
import { jwtMigrations } from '../../../src/auth/jwt/migrations.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { migrations } from '../../../src/server/migrations.ts';
import { openDatabase } from '../../../src/database/open.ts';
import { userMigrations } from '../../../src/users/migrations.ts';
import { freshDatabase } from '../../support/fresh-database.ts';

const CREATED = 1_000;
const REFRESHED = 2_000;
const EXPIRES = 90_000_000;

it('tokens of before families were one row stay what they are: good, spent or revoked', async () => {
  const database = openDatabase(await freshDatabase());
  onTestFinished(() => database.close());
  await migrate(database, [...userMigrations, ...jwtMigrations.slice(0, 2)]);
  await database.run(
    `INSERT INTO users (id, username, email, password, is_active, is_superuser, created_at)
    VALUES (1, 'root', '', '!', 1, 1, 0)`,
  );
  const addToken = (
    jti: string,
    family: string,
    more: Record<string, string | number> = {},
  ): Promise<unknown> => {
    const row: Record<string, string | number> = {
      jti,
      family,
      user_id: 1,
      issued_at: CREATED,
      expires_at: EXPIRES,
      ...more,
    };
    const names = Object.keys(row);
    const places = names.map(() => '?').join(', ');
    return database.run(
      `INSERT INTO refresh_tokens (${names.join(', ')}) VALUES (${places})`,
      ...Object.values(row),
    );
  };
  const addFamily = (family: string): Promise<unknown> =>
    database.run(
      `INSERT INTO refresh_families
        (family, user_id, credentials_epoch, created_at, last_seen_at, address, user_agent)
      VALUES (?, 1, 0, ?, ?, '192.0.2.1', 'app/1')`,
      family,
      CREATED,
      REFRESHED,
    );
  await addToken('spent', 'spent', { successor: 'newest', rotated_at: REFRESHED });
  await addToken('newest', 'spent', { issued_at: REFRESHED, expires_at: EXPIRES + REFRESHED });
  await addFamily('spent');
  await addToken('revoked', 'revoked', { revoked_at: REFRESHED });
  await addFamily('revoked');
  // From before it was noted where families are used from.
  await addToken('old', 'old');
  await addFamily('none of whose tokens is known');

  await migrate(database, migrations);

  const rows = await database.all('SELECT * FROM refresh_token_families ORDER BY id');
  const common = { user_id: 1, generation: 0, spent_at: '[]', reported_generation: -1 };
  const seen = {
    credentials_epoch: 0,
    created_at: CREATED,
    last_seen_at: REFRESHED,
    address: '192.0.2.1',
    user_agent: 'app/1',
  };
  const times = { issued_at: CREATED, expires_at: EXPIRES, forget_at: EXPIRES + 600_000 };
  expect(rows).toEqual([
    {
      ...common,
      ...seen,
      id: 'newest',
      issued_at: REFRESHED,
      expires_at: EXPIRES + REFRESHED,
      forget_at: EXPIRES + REFRESHED + 600_000,
      revoked_at: null,
    },
    {
      ...common,
      ...times,
      id: 'old',
      credentials_epoch: -1,
      created_at: CREATED,
      last_seen_at: CREATED,
      address: null,
      user_agent: null,
      revoked_at: null,
    },
    { ...common, ...seen, ...times, id: 'revoked', revoked_at: REFRESHED },
    { ...common, ...seen, ...times, id: 'spent', revoked_at: REFRESHED },
  ]);
});
