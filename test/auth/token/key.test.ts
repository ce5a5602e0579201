import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateKey, isIntact } from '../../../src/auth/token/key.ts';
import { personalAccessTokenMigrations } from '../../../src/auth/token/personal-access-token-store.ts';
import { digestOf } from '../../../src/auth/token/digest.ts';
import { tokenMigrations } from '../../../src/auth/token/store.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { openDatabase } from '../../../src/database/open.ts';
import { migrations } from '../../../src/server/migrations.ts';
import { userMigrations } from '../../../src/users/migrations.ts';
import { freshDatabase } from '../../support/fresh-database.ts';
import { startServer } from '../../support/server.ts';

/** Python's `zlib.crc32` of the 30 characters before it, in base 62, is the end. */
const KNOWN = 'ea101_0123456789ABCDEFGHIJabcdefghij4Us3aw';

async function statusOf(origin: string, key: string): Promise<number> {
  const headers = { Authorization: `Token ${key}` };
  return (await fetch(`${origin}/home/`, { headers })).status;
}

describe('the key of a personal access token', () => {
  it('is found by the expression that the README gives to secret scanners', () => {
    const readme = readFileSync(
      new URL('../../../src/auth/token/README.md', import.meta.url),
      'utf8',
    );
    const [, expression = ''] = /^(\\b.*\\b)$/m.exec(readme) ?? [];
    for (let time = 0; time < 100; time += 1) {
      const key = generateKey();
      expect(new RegExp(expression).exec(`token = "${key}";`)?.[0]).toBe(key);
      expect(isIntact(key)).toBe(true);
    }
  });

  it('carries the CRC-32 of its random part, which others can compute', () => {
    expect(isIntact(KNOWN)).toBe(true);
  });

  it('80: whose checksum is wrong, is refused without asking the database', async () => {
    const server = await startServer();
    const { database } = server.dependencies;
    let statements = 0;
    const find = database.find.bind(database);
    database.find = (...parameters) => {
      statements += 1;
      return find(...parameters);
    };
    const key = generateKey();
    const last = key.endsWith('0') ? '1' : '0';
    const wrong = [key.slice(0, -1) + last, key.slice(0, -1), `${key}0`, 'ea101_'];
    for (const each of wrong) expect(await statusOf(server.origin, each)).toBe(401);
    expect(statements).toBe(0);
    // One that is whole may exist, and is looked for once.
    expect(await statusOf(server.origin, key)).toBe(401);
    expect(statements).toBe(1);
  });

  it('of before there were prefixes goes on working, without limits', async () => {
    const databaseUrl = await freshDatabase();
    const database = openDatabase(databaseUrl);
    const before = [
      ...userMigrations,
      ...tokenMigrations,
      ...personalAccessTokenMigrations.slice(0, 1),
    ];
    await migrate(database, before);
    const key = '0123456789abcdef0123456789abcdef01234567';
    await database.run(
      `INSERT INTO users (id, username, email, password, is_active, is_superuser, created_at)
      VALUES (7, 'old', '', '!', 1, 0, 0)`,
    );
    await database.run(
      `INSERT INTO named_tokens (user_id, credentials_epoch, name, digest, prefix, created_at)
      VALUES (7, 0, 'laptop', ?, '01234567', 0)`,
      digestOf(key),
    );
    await migrate(database, migrations);
    await database.close();
    const { origin } = await startServer({ DATABASE_URL: databaseUrl });
    expect(await statusOf(origin, key)).toBe(200);
    const headers = { Authorization: `Token ${key}` };
    const listed: unknown = await (await fetch(`${origin}/api/tokens/`, { headers })).json();
    expect(listed).toMatchObject([{ name: 'laptop', prefix: '01234567', scope: null }]);
  });
});
