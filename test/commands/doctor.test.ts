import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openSqlite } from '../../src/database/sqlite/sqlite-database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { test } from '../support/command.ts';
import { damageTable } from '../support/damaged-database.ts';
import { PRODUCTION } from '../support/settings.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test.concurrent('16: doctor names each finding with its remedy, and fails', async ({
  commandLine,
}) => {
  const { manage, hasDatabase } = commandLine;
  const wellKnown = 'k'.repeat(40);
  const environment = {
    SECRET_KEY: wellKnown,
    SECRET_KEY_FALLBACKS: wellKnown,
    BCRYPT_COST: '12',
    PORT: 'x',
  };

  const { exitCode, stdout, stderr } = await manage(['doctor'], { environment });

  expect(exitCode).toBe(1);
  expect(stdout).toContain('✗ PORT\n    problem  is not a whole number');
  expect(stderr).toContain('Production would not start: 5 findings.');
  expect(hasDatabase()).toBe(false);

  const other = await manage(['doctor'], { environment: { ...environment, PORT: '' } });
  expect(other.exitCode).toBe(1);
  expect(other.stdout).toMatch(/✗ SECRET_KEY\n {4}problem {2}an example.*\n {4}remedy {3}`openssl/);
  expect(other.stdout).toMatch(
    /✗ SECRET_KEY_FALLBACKS\n.*an example[^✗]*\n {4}remedy {3}remove it/,
  );
  expect(other.stdout).toMatch(/✗ TLS_CERT, TLS_KEY, TRUST_PROXY\n {4}problem {2}none is set/);
  expect(other.stderr).toContain('Production would not start: 4 findings.');
});

test.concurrent.for([
  ['DATABASE_URL', 'sqlite:missing/db.sqlite3', 'the folder [^✗]*', 'create it'],
  ['DATABASE_URL', 'sqlite:var/missing/db.sqlite3', 'the folder [^✗]*', 'create it'],
  ['DATABASE_URL', 'sqlite:/etc/passwd/db.sqlite3', 'the folder [^✗]*', 'create it'],
  ['DATABASE_URL', 'sqlite:/', 'cannot open / [^✗]*', 'name a file'],
  ['DATABASE_URL', 'mysql://localhost/db', 'not an address [^✗]*', 'write sqlite'],
  ['STATE_FOLDER', '/etc/passwd/var', '/etc/passwd/var cannot [^✗]*', 'move what'],
] as const)(
  '45: doctor says that there is no place for the database: %s=%s',
  async ([name, value, problem, remedy], { commandLine }) => {
    const environment = {
      // The one that the tests use would stand before it.
      DATABASE_URL: '',
      [name]: value,
      ...PRODUCTION,
    };
    const { exitCode, stdout } = await commandLine.manage(['doctor'], { environment });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      new RegExp(`✗ ${name}\\n {4}problem {2}${problem}\\n {4}remedy {3}${remedy}`),
    );
  },
);

/** Makes a database that is up to date, and then does something to it. */
async function sqliteWith(...statements: readonly string[]): Promise<string> {
  const file = join(temporaryFolder(), 'db.sqlite3');
  const database = openSqlite(file);
  await migrate(database, migrations);
  for (const statement of statements) await database.run(statement);
  await database.close();
  return file;
}

const USER =
  'INSERT INTO users (username, email, password, is_active, is_superuser, created_at) VALUES';
const NEWER = "INSERT INTO migrations (name, applied_at) VALUES ('users/9999-later', 0)";

test.concurrent.for<[what: string, settings: () => unknown, finding: RegExp]>([
  ['no certificate', () => ({ TLS_CERT: 'a.pem', TLS_KEY: 'b.pem' }), /^✗ TLS_CERT problem cannot/],
  [
    'no database in its file',
    () => {
      const file = join(temporaryFolder(), 'text');
      writeFileSync(file, 'x'.repeat(5000));
      return { DATABASE_URL: `sqlite:${file}` };
    },
    /file is not a database/,
  ],
  [
    'a newer database',
    async () => ({ DATABASE_URL: `sqlite:${await sqliteWith(NEWER)}` }),
    /newer version of this server \(users\/9999-later\)/,
  ],
  [
    'a damaged one',
    async () => {
      const file = await sqliteWith();
      await damageTable(file, 'events');
      return { DATABASE_URL: `sqlite:${file}` };
    },
    /database is damaged .* remedy stop everything .* restore FILE/,
  ],
  [
    'an e-mail address of two users',
    async () => {
      const users = await sqliteWith(
        `${USER} ('a', 'a@x.org', '', 1, 0, 0), ('b', 'A@x.org', '', 1, 0, 0)`,
      );
      return { DATABASE_URL: `sqlite:${users}`, LOGIN_FIELDS: 'email' };
    },
    /^✗ LOGIN_FIELDS problem has email, and 1 e-mail address belongs to several/,
  ],
])(
  '45: doctor says that production would not start with %s',
  async ([, settings, finding], { commandLine }) => {
    const own = (await settings()) as Record<string, string>;
    const ending = await commandLine.manage(['doctor'], { environment: { ...PRODUCTION, ...own } });
    expect(ending.stdout.replaceAll(/\s+/g, ' ')).toMatch(finding);
    expect(ending.stderr).toBe('Production would not start: one finding.\n');
    expect(ending.exitCode).toBe(1);
  },
);

test.concurrent('45: doctor says that it did not look into an older database', async ({
  commandLine,
}) => {
  const file = await sqliteWith("DELETE FROM migrations WHERE name = 'imports/0001-create'");
  const environment = { ...PRODUCTION, DATABASE_URL: `sqlite:${file}` };
  const { exitCode, stdout } = await commandLine.manage(['doctor'], { environment });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/! DATABASE_URL\n {4}problem {2}the database is of an older version/);
});

test.concurrent('72: doctor says that JWTs’ key was sealed by another SECRET_KEY, and changes nothing', async ({
  commandLine,
}) => {
  const file = await sqliteWith();
  const environment = { ...PRODUCTION, JWT_ALGORITHM: 'ES256', DATABASE_URL: `sqlite:${file}` };
  const before = statSync(file).mtimeMs;
  expect((await commandLine.manage(['doctor'], { environment })).exitCode).toBe(0);
  expect(statSync(file).mtimeMs).toBe(before);
  expect((await commandLine.manage(['createjwtkey'], { environment })).exitCode).toBe(0);
  expect((await commandLine.manage(['doctor'], { environment })).exitCode).toBe(0);

  const other = { ...environment, SECRET_KEY: 'Zk3vQx8LwT0aYb5nRc7dUe9fGh1iJo2m' };
  const { exitCode, stdout } = await commandLine.manage(['doctor'], { environment: other });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('✗ SECRET_KEY\n    problem  is not the one that sealed the key');
});

test.concurrent('16: doctor finds nothing where production would start', async ({
  commandLine,
}) => {
  const ending = await commandLine.manage(['doctor'], { environment: PRODUCTION });

  expect(ending).toEqual({
    exitCode: 0,
    stdout: '✓ Production would start with these settings.\n',
    stderr: '',
  });
});
