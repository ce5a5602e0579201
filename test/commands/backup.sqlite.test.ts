import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { openSqlite } from '../../src/database/sqlite/sqlite-database.ts';
import { runManage } from '../support/manage.ts';
import { startProcess } from '../support/process.ts';
import type { ServerProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SETTINGS = { DATABASE_URL: 'sqlite:db.sqlite3', SECRET_KEY: 'k'.repeat(32) };

/** A folder with a database of so many users, who are named user0, user1 and so on. */
async function folderWithUsers(count: number): Promise<string> {
  const folder = temporaryFolder();
  const database = openSqlite(join(folder, 'db.sqlite3'));
  await migrate(database, migrations);
  await database.close();
  await addUsers(folder, 0, count);
  return folder;
}

async function addUsers(folder: string, from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, index) => {
    return `('user${from + index}', '', hex(randomblob(100)), 1, 0, 0, 0)`;
  });
  await execute(
    join(folder, 'db.sqlite3'),
    `INSERT INTO users
      (username, email, password, is_active, is_superuser, credentials_epoch, created_at)
    VALUES ${rows.join(', ')}`,
  );
}

async function execute(file: string, ...statements: string[]): Promise<void> {
  const database = openSqlite(file);
  for (const statement of statements) await database.run(statement);
  await database.close();
}

async function usersIn(file: string): Promise<number> {
  const database = openSqlite(file);
  const row = await database.get<{ users: number }>('SELECT count(*) AS users FROM users');
  await database.close();
  return row?.users ?? 0;
}

function manage(folder: string, ...parameters: string[]): ReturnType<typeof runManage> {
  return runManage(parameters, folder, SETTINGS);
}

async function kill({ child, ended }: ServerProcess): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

describe('59: backup and restore', { timeout: 120_000 }, () => {
  it('copy the database while the server runs, and put it back while it does not', async () => {
    const folder = await folderWithUsers(3);
    const server = startProcess(SETTINGS, folder);
    await server.listening;
    const backup = join(folder, 'backup.sqlite3');
    expect(await manage(folder, 'backup', backup)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    expect(await usersIn(backup)).toBe(3);
    expect(await manage(folder, 'backup', backup)).toMatchObject({
      exitCode: 1,
      stderr: `FILE: ${backup} exists already; name another one.\n`,
    });

    await addUsers(folder, 3, 5);
    const before = readdirSync(folder).sort();
    expect(await manage(folder, 'restore', backup)).toMatchObject({
      exitCode: 1,
      stderr: 'DATABASE_URL: another program has db.sqlite3 open; stop the server first.\n',
    });
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(await usersIn(join(folder, 'db.sqlite3'))).toBe(5);

    // A log is left behind.
    await kill(server);
    expect(await manage(folder, 'restore', backup)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await usersIn(join(folder, 'db.sqlite3'))).toBe(3);
    expect(statSync(join(folder, 'db.sqlite3')).mode & 0o777).toBe(0o600);
    const aside = readdirSync(folder).find((name) => /\.replaced-[-\dT]+$/.test(name)) ?? '';
    expect(await usersIn(join(folder, aside))).toBe(5);
    const again = startProcess(SETTINGS, folder);
    expect((await fetch(`${await again.listening}/readyz`)).status).toBe(200);
  });

  it('take only whole databases of this server', async () => {
    const folder = await folderWithUsers(2);
    const refusal = async (file: string): Promise<string> => {
      const { exitCode, stderr } = await manage(folder, 'restore', file);
      expect(exitCode).toBe(1);
      expect(readdirSync(folder).filter((name) => /restoring|replaced/.test(name))).toEqual([]);
      expect(await usersIn(join(folder, 'db.sqlite3'))).toBe(2);
      return stderr;
    };
    expect(await refusal('missing')).toBe(
      'FILE: missing cannot be copied (ENOENT); name another one.\n',
    );

    writeFileSync(join(folder, 'text'), 'no database\n'.repeat(100));
    expect(await refusal('text')).toBe(
      'FILE: text is no SQLite database (file is not a database); name another one.\n',
    );

    await execute(join(folder, 'foreign'), 'CREATE TABLE a (b)');
    expect(await refusal('foreign')).toMatch(/^FILE: is no database of this server .*\n$/);

    // It can be opened and read; but its last page is gone.
    const content = readFileSync(join(await folderWithUsers(300), 'db.sqlite3'));
    writeFileSync(join(folder, 'damaged'), content.fill(0xff, content.length - 4096));
    expect(await refusal('damaged')).toMatch(/^FILE: is damaged \(.*\)\.\n$/);

    const newer = join(folder, 'newer');
    copyFileSync(join(folder, 'db.sqlite3'), newer);
    await execute(newer, `INSERT INTO migrations VALUES ('users/9999-later', 0)`);
    expect(await refusal('newer')).toMatch(/^FILE: .*newer version .*users\/9999-later.*\n$/);
    copyFileSync(newer, join(folder, 'db.sqlite3'));
    const server = startProcess(SETTINGS, folder);
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(/^DATABASE_URL: .*newer version .*users\/9999-later.*\n$/);
  });

  it('say which of the two files is at fault', async () => {
    const folder = await folderWithUsers(1);
    const settings = { ...SETTINGS, DATABASE_URL: 'sqlite:missing/db.sqlite3' };
    expect(await runManage(['restore', 'db.sqlite3'], folder, settings)).toMatchObject({
      exitCode: 1,
      stderr: `DATABASE_URL: the folder ${join(folder, 'missing')} does not exist; create it or name another file.\n`,
    });
  });

  it('know that another process has nothing of a database in memory', async () => {
    const folder = temporaryFolder();
    const settings = { ...SETTINGS, DATABASE_URL: 'sqlite::memory:' };
    expect(await runManage(['backup', 'copy'], folder, settings)).toMatchObject({
      exitCode: 1,
      stderr: 'DATABASE_URL: is in memory, where another process has nothing to copy.\n',
    });
    expect(existsSync(join(folder, 'copy'))).toBe(false);
  });

  it('take the log that belongs to a copy, and none that was left by another file', async () => {
    const folder = await folderWithUsers(2);
    const server = startProcess(SETTINGS, folder);
    await server.listening;
    await addUsers(folder, 2, 5);
    const file = join(folder, 'db.sqlite3');
    // As any program copies files: the latest users are in the log alone.
    for (const end of ['', '-wal']) copyFileSync(file + end, join(folder, `copy${end}`));
    await kill(server);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    // Nobody can take that log up any more; beside a database that is put there, somebody would.
    writeFileSync(file, 'no database\n'.repeat(1000));
    expect(await manage(folder, 'restore', 'copy')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(readdirSync(folder).filter((name) => /\.replaced-[-\dT]+-wal$/.test(name))).toHaveLength(
      1,
    );
    expect(await usersIn(file)).toBe(5);
  });

  it('a copy beside the log of another file is not served', async () => {
    const folder = await folderWithUsers(2000);
    const old = join(folder, 'old.sqlite3');
    expect((await manage(folder, 'backup', old)).exitCode).toBe(0);
    const server = startProcess(SETTINGS, folder);
    await server.listening;
    const file = join(folder, 'db.sqlite3');
    await execute(
      file,
      'DELETE FROM users WHERE id % 3 = 0',
      'UPDATE users SET email = hex(randomblob(40))',
    );
    await kill(server);
    // What somebody does who has not heard of `manage restore`, before the log is taken up.
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    copyFileSync(old, file);

    const started = startProcess(SETTINGS, folder);
    expect(await started.ended).toBe(1);
    expect(started.output()).toMatch(
      /^DATABASE_URL: .*(?:damaged|malformed).*manage -- restore FILE.*\n$/,
    );
  });

  it('nor is one that only a look at all of it shows to be damaged', async () => {
    const folder = await folderWithUsers(3);
    const old = join(folder, 'old.sqlite3');
    expect((await manage(folder, 'backup', old)).exitCode).toBe(0);
    const server = startProcess(SETTINGS, folder);
    await server.listening;
    const file = join(folder, 'db.sqlite3');
    await addUsers(folder, 3, 4);
    const database = openSqlite(file);
    await database.get('PRAGMA wal_checkpoint(TRUNCATE)');
    // Into the log comes the page of the table; that of its index stays as the copy has it, without the user.
    await database.run("UPDATE users SET password = 'x' WHERE username = 'user3'");
    await kill(server);
    for (const end of ['', '-wal']) copyFileSync(file + end, join(folder, `killed${end}`));
    await database.close();
    copyFileSync(old, file);
    copyFileSync(join(folder, 'killed-wal'), `${file}-wal`);

    const started = startProcess(SETTINGS, folder);
    expect(await started.ended).toBe(1);
    expect(started.output()).toMatch(
      /^DATABASE_URL: the database is damaged \(.*restore FILE.*\n$/,
    );
  });

  it('a server whose database was replaced says that it is not ready', async () => {
    const folder = await folderWithUsers(1);
    const server = startProcess(SETTINGS, folder);
    const origin = await server.listening;
    const backup = join(folder, 'backup.sqlite3');
    await manage(folder, 'backup', backup);
    const other = await folderWithUsers(1);
    renameSync(join(other, 'db.sqlite3'), join(folder, 'db.sqlite3'));
    const answer = await fetch(`${origin}/readyz`);
    expect(answer.status).toBe(503);
    server.child.kill('SIGTERM');
    await once(server.child, 'close');
  });
});
