import jsonwebtoken from 'jsonwebtoken';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from '../../src/database/sqlite/driver.ts';
import type { Connection } from '../../src/database/sqlite/driver.ts';
import { checkPassword } from '../support/check-password.ts';
import { runManage } from '../support/manage.ts';
import { SECRET_KEY, startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** `toor`, as Django 3.2 keeps it. */
const TOOR = 'bcrypt_sha256$$2b$04$lf760YE/gfIJm50x69SMreYzXS/CFGcgpKuT1HjELDA4hXoS/oSui';

const USERS = `
  CREATE TABLE auth_user (id integer PRIMARY KEY AUTOINCREMENT, password varchar(128) NOT NULL,
    last_login datetime NULL, is_superuser bool NOT NULL, username varchar(150) NOT NULL UNIQUE,
    last_name varchar(150) NOT NULL, email varchar(254) NOT NULL, is_staff bool NOT NULL,
    is_active bool NOT NULL, date_joined datetime NOT NULL, first_name varchar(150) NOT NULL);`;

let folder: string;
let file: string;

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'django.sqlite3');
});

/** Makes a SQLite file as Django's migrations do. */
function makeDjango(
  statements: string,
  users: readonly (readonly [number, string])[] = [],
): Connection {
  const connection = openConnection(file);
  connection.exec(statements);
  const insert =
    users.length === 0
      ? undefined
      : connection.prepare(`INSERT INTO auth_user VALUES
          (?, ?, NULL, 0, ?, '', '', 0, 1, '2024-02-29 12:00:00.123456', '')`);
  for (const [id, username] of users) insert?.run(id, TOOR, username);
  return connection;
}

function importDjango(
  ...parameters: string[]
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const target = `sqlite:${join(folder, 'db.sqlite3')}`;
  const settings = { NODE_ENV: 'test', DATABASE_URL: target, SECRET_KEY };
  return runManage(['importdjango', ...parameters], folder, settings);
}

async function serve(): Promise<Awaited<ReturnType<typeof startServer>>> {
  return startServer({ DATABASE_URL: `sqlite:${join(folder, 'db.sqlite3')}` });
}

describe('importdjango', { timeout: 180_000 }, () => {
  it('75: keeps ids, dates and the last id that was given out', async () => {
    const django = makeDjango(USERS, [
      [7, 'django'],
      [9, 'deleted'],
    ]);
    django.exec('DELETE FROM auth_user WHERE id = 9');
    django.close();
    expect(await importDjango(file)).toMatchObject({ exitCode: 0, stderr: '' });
    const { dependencies } = await serve();
    const { database } = dependencies;
    expect(await checkPassword(dependencies, 'django', 'toor')).toMatchObject({ id: 7 });
    expect(await database.get('SELECT created_at FROM users WHERE id = 7')).toEqual({
      created_at: Date.UTC(2024, 1, 29, 12) + 123,
    });
    expect(await dependencies.users.findByUsername('root')).toMatchObject({ id: 10 });
  });

  it('76: names what is lost, by whom, and changes nothing until that is accepted', async () => {
    const django = makeDjango(USERS, [
      [1, 'walter\ufb01t'],
      [2, '\ufb01x'],
      [3, 'fix'],
      [4, ' blank '],
      [-5, 'negative'],
      [6, 'nul\0'],
      [7, 'x'.repeat(2001)],
    ]);
    django.close();
    const refused = await importDjango(file);
    expect(refused.exitCode).toBe(1);
    for (const line of [
      /^1 +users are left out: their id is no positive integer +-5 negative$/m,
      /^1 +users are left out: there are characters .* +6 nul\\u0000$/m,
      /^1 +users are left out: their name is too long +7 x{10,70}…$/m,
      /^1 +cannot log in by password: they have a name that is another one’s .* +\ufb01x$/m,
      /^1 +cannot log in by password: they have white space around their name.* +blank$/m,
      /^bcrypt_sha256 +4 +2 +0 +0$/m,
    ]) {
      expect(refused.stdout).toMatch(line);
    }
    expect(await importDjango(file, '--accept-loss')).toMatchObject({ exitCode: 0, stderr: '' });
    const { dependencies } = await serve();
    for (const [name, id] of [
      ['walterfit', 1],
      ['walter\ufb01t', 1],
      ['fix', 3],
      ['\ufb01x', 3],
    ] as const) {
      expect(await checkPassword(dependencies, name, 'toor')).toMatchObject({ id });
    }
    expect(await dependencies.users.findById(2)).toMatchObject({ username: '\ufb01x' });
  });

  it('76: says that refresh tokens are signed with another key, and reads what they tell of settings', async () => {
    const now = Math.floor(Date.now() / 1000);
    const django = makeDjango(
      `${USERS}
      CREATE TABLE token_blacklist_outstandingtoken (id integer PRIMARY KEY, token text NOT NULL,
        created_at datetime NULL, expires_at datetime NOT NULL, user_id integer NULL,
        jti varchar(255) NOT NULL UNIQUE);
      CREATE TABLE token_blacklist_blacklistedtoken (id integer PRIMARY KEY,
        blacklisted_at datetime NOT NULL, token_id bigint NOT NULL UNIQUE);`,
      [[1, 'django']],
    );
    const claims = { token_type: 'refresh', jti: 'a', user_id: 1, iat: now, exp: now + 604_800 };
    const token = jsonwebtoken.sign(
      { ...claims, iss: "it's" },
      'a key that is not this server’s own',
    );
    const expires = new Date(claims.exp * 1000).toISOString().replace('T', ' ').slice(0, 19);
    django
      .prepare('INSERT INTO token_blacklist_outstandingtoken VALUES (1, ?, ?, ?, 1, ?)')
      .run(token, expires, expires, 'a');
    django.close();
    const dryRun = await importDjango(file, '--dry-run', '--accept-loss');
    expect(dryRun).toMatchObject({ exitCode: 0, stderr: '' });
    expect(dryRun.stdout).toMatch(/^1 +refresh tokens are left out: .* another key/m);
    expect(dryRun.stdout).toContain('  JWT_REFRESH_LIFETIME=604800s\n  JWT_ISSUER="it\'s"\n');
    expect(dryRun.stdout).toMatch(/\nNothing was changed\.\n$/);
    expect(existsSync(join(folder, 'db.sqlite3'))).toBe(false);
    expect(await importDjango(file, '--dry-run')).toMatchObject({ exitCode: 1 });
  });

  it('76: refuses what is no Django database in one line', async () => {
    const cases: [name: string, content: string | Buffer, line: RegExp][] = [
      ['empty', '', /^FROM: .* is neither a SQLite database nor/],
      ['text', 'hello', /^FROM: .* is neither a SQLite database nor/],
      ['broken.json', '[{"model":', /^FROM: .* is no JSON/],
      ['other.json', '[1, 2]', /^FROM: .* is JSON, and no fixture/],
      ['nothing.json', '[]', /^FROM: is no Django database with users/],
      [
        'damaged',
        Buffer.from('SQLite format 3\0'.padEnd(4096, 'x')),
        /^FROM: .* cannot be read \(/,
      ],
      [
        'natural.json',
        '[{"model":"auth.user","fields":{"username":"a","password":"!"}}]',
        /^FROM: has no ids; make it without --natural-foreign and --natural-primary\.\n$/,
      ],
      [
        'twins.json',
        JSON.stringify(
          [1, 2].map((pk) => ({
            model: 'auth.user',
            pk,
            fields: { username: 'a', password: '!' },
          })),
        ),
        /^FROM: the users 1 and 2 have the same name/,
      ],
    ];
    for (const [name, content, line] of cases) {
      writeFileSync(join(folder, name), content);
      const { exitCode, stdout, stderr } = await importDjango(join(folder, name));
      expect({ name, exitCode, stdout }).toEqual({ name, exitCode: 1, stdout: '' });
      expect(stderr).toMatch(line);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
    expect((await importDjango('NO_SUCH_THING')).stderr).toMatch(/^FROM: NO_SUCH_THING is no file/);
    writeFileSync(join(folder, '.env'), 'DJANGO=mysql://user:secret@localhost/django\n');
    const other = await importDjango('DJANGO');
    expect(other.exitCode).toBe(1);
    expect(other.stderr).toMatch(/^FROM: is the address of a database that .* dumpdata, and name/);
    expect(other.stderr).not.toContain('secret');
    rmSync(join(folder, '.env'));
    const secret = await importDjango('postgres://user:secret@localhost/django');
    expect(secret.exitCode).toBe(1);
    expect(secret.stderr).toMatch(/^FROM: has a password in it/);
  });

  it('76: refuses a database that is locked, or lacks a column, in one line', async () => {
    const django = makeDjango(
      `${USERS} CREATE TABLE authtoken_token (key varchar(40) PRIMARY KEY);`,
    );
    const lacking = await importDjango(file);
    expect(lacking).toMatchObject({ exitCode: 1, stdout: '' });
    expect(lacking.stderr).toMatch(/^FROM: authtoken\.token has no user, [^\n]*\n$/);
    django.exec('BEGIN EXCLUSIVE');
    const locked = await importDjango(file);
    django.close();
    expect(locked).toMatchObject({ exitCode: 1, stdout: '' });
    expect(locked.stderr).toMatch(/^FROM: .* cannot be read \(database is locked\); [^\n]*\n$/);
  });

  it('79: takes over no e-mail address of several users where users log in with it', async () => {
    const django = makeDjango(USERS, [
      [2, 'alice'],
      [3, 'bob'],
      [4, 'carol'],
    ]);
    const target = `sqlite:${join(folder, 'db.sqlite3')}`;
    const settings = { NODE_ENV: 'test', DATABASE_URL: target, SECRET_KEY };
    const byEmail = { ...settings, LOGIN_FIELDS: 'username,email' };
    const importTo = (
      environment: Record<string, string>,
    ): Promise<{ exitCode: number; stderr: string }> =>
      runManage(['importdjango', file, '--accept-loss'], folder, environment);
    const refused = (email: string): object => ({
      exitCode: 1,
      stderr: expect.stringContaining(
        `LOGIN_FIELDS: has email, and an e-mail address would be several users' (${email});`,
      ) as string,
    });
    django.exec("UPDATE auth_user SET email = 'Both@example.com' WHERE id = 2");
    django.exec("UPDATE auth_user SET email = 'both@example.com' WHERE id = 3");
    expect(await importTo(byEmail)).toMatchObject(refused('both@example.com'));
    const server = await startServer({ ...byEmail });
    expect(await server.dependencies.users.findByUsername('alice')).toBeUndefined();
    await server.addUser('made here', 'secret', { email: 'hers@example.com' });
    django.exec("UPDATE auth_user SET email = 'Hers@example.com' WHERE id = 3");
    const create = ['createuser', 'zoe', '--email', 'HERS@example.com', '--password-stdin'];
    expect(await runManage(create, folder, byEmail)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('That email address is already taken.') as string,
    });
    django.exec('UPDATE auth_user SET id = id + 10');
    expect(await importTo(byEmail)).toMatchObject(refused('hers@example.com'));
    django.exec("UPDATE auth_user SET email = 'bob@example.com' WHERE username = 'bob'");
    django.close();
    expect(await importTo(byEmail)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await checkPassword(server.dependencies, 'BOTH@example.com', 'toor')).toMatchObject({
      username: 'alice',
    });
  });
});
