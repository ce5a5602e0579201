import { expect, it, onTestFinished } from 'vitest';
import { SessionLogins } from '../../../src/auth/session/logins.ts';
import { sessionMigrations } from '../../../src/auth/session/migrations.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { migrations } from '../../../src/server/migrations.ts';
import { openDatabase } from '../../../src/database/open.ts';
import { eventMigrations, EventStore } from '../../../src/events/store.ts';
import { userMigrations } from '../../../src/users/migrations.ts';
import { UserStore } from '../../../src/users/store.ts';
import { freshDatabase } from '../../support/fresh-database.ts';
import { START } from '../../support/server.ts';

const DAY = 86_400_000;
/** A session that began before it was noted when sessions were seen. */
const SESSION = `
  INSERT INTO sessions (digest, user_id, credentials_epoch, data, created_at, expires_at, ends_at)
  VALUES (?, 1, 0, '{}', ?, ?, ?)`;

it('sessions and events of a database of the first version are listed as what they are', async () => {
  const database = openDatabase(await freshDatabase());
  onTestFinished(() => database.close());
  const first = [
    ...userMigrations,
    ...sessionMigrations.slice(0, 1),
    ...eventMigrations.slice(0, 1),
  ];
  await migrate(database, first);
  await database.run(
    `INSERT INTO users (id, username, email, password, is_active, is_superuser, created_at)
    VALUES (1, 'root', '', '!', 1, 1, 0)`,
  );
  await database.run(SESSION, 'd'.repeat(64), START - DAY, START + DAY, START + 2 * DAY);
  await database.run(
    "INSERT INTO events (at, type, user_id, username) VALUES (?, 'logout', 1, 'root')",
    START - DAY,
  );

  await migrate(database, migrations);

  const clock = (): number => START;
  const root = (await new UserStore(database, clock).findById(1)) ?? expect.fail();
  const cookie = { read: () => undefined } as unknown as ConstructorParameters<
    typeof SessionLogins
  >[2];
  const request = {} as Parameters<SessionLogins['list']>[1];
  expect(await new SessionLogins(database, clock, cookie).list(root, request)).toMatchObject([
    { createdAt: START - DAY, lastSeenAt: START - DAY, address: null, userAgent: null },
  ]);
  expect(await new EventStore(database, clock).listOf(root, 10)).toMatchObject([
    { at: START - DAY, type: 'logout', actor: null },
  ]);
});
