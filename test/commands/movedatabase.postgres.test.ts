import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import type { Database, SqlValue } from '../../src/database/database.ts';
import { migrate, statementsOf } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { PasswordHasher } from '../../src/users/password.ts';
import { UserStore } from '../../src/users/store.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { testBuild } from '../support/build.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { startProcess } from '../support/process.ts';
import { SECRET_KEY } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Ending {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command; `kill` ends it as a power cut does. */
function move(from: string, to: string): { ended: Promise<Ending>; kill: () => void } {
  const manage = join(testBuild(), 'scripts/manage.js');
  const child = spawn(process.execPath, [manage, 'movedatabase', 'SOURCE', 'TARGET'], {
    cwd: temporaryFolder(),
    env: { PATH: process.env.PATH, SOURCE: from, TARGET: to },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ending>((resolve) => {
    child.on('close', (exitCode) => {
      resolve({ exitCode, stdout, stderr });
    });
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}

async function open(url: string): Promise<Database> {
  const database = openDatabase(url);
  onTestFinished(() => database.close());
  await migrate(database, migrations);
  return database;
}

function sqliteUrl(): string {
  return `sqlite:${join(temporaryFolder(), 'db.sqlite3')}`;
}

async function serve(url: string): Promise<{ origin: string; stop: () => Promise<void> }> {
  const settings = { NODE_ENV: 'test', DATABASE_URL: url, SECRET_KEY };
  const { listening, child, ended } = startProcess(settings, temporaryFolder());
  return {
    origin: await listening,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Everything in every table but when migrations ran, in an order of its own. */
async function contentOf(database: Database): Promise<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  const statements = migrations
    .flatMap((migration) => statementsOf(migration, database.dialect))
    .join('\n');
  const dropped = [...statements.matchAll(/DROP TABLE (\w+)/g)].map(([, table]) => table);
  for (const [, table = ''] of statements.matchAll(/CREATE TABLE (\w+)/g)) {
    if (dropped.includes(table)) continue;
    const rows = await database.all<Record<string, SqlValue>>(`SELECT * FROM ${table}`);
    content[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return content;
}

const MANY = 20_000;

/** Many users, of whom the last was deleted. */
async function fill(database: Database): Promise<void> {
  await database.run(
    `WITH RECURSIVE numbers (number) AS (
       SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?
     )
     INSERT INTO users (username, email, password, is_active, is_superuser, created_at)
     SELECT 'user' || number, '', 'ü ''?', 1, 0, ? FROM numbers`,
    MANY,
    Date.now(),
  );
  await database.run('DELETE FROM users WHERE id = ?', MANY);
}

async function addUserTo(database: Database, username: string): Promise<void> {
  const encodedPassword = await new PasswordHasher(4).encode('toor');
  await new UserStore(database, Date.now).create(
    { username, email: '', encodedPassword },
    OPERATOR,
  );
}

async function countUsers(database: Database): Promise<number> {
  const row = await database.get<{ count: number }>('SELECT COUNT(*) AS count FROM users');
  return row?.count ?? -1;
}

describe('movedatabase', { timeout: 120_000 }, () => {
  it('carries everything over: all that was issued before works after, there and back', async () => {
    const places = [sqliteUrl(), await freshDatabase(), sqliteUrl()] as const;
    const source = await open(places[0]);
    let { origin, stop } = await serve(places[0]);
    await addUserTo(source, 'root');
    await addUserTo(source, 'left');
    await source.run('DELETE FROM users WHERE username = ?', 'left');
    const credentials = await Promise.all(
      schemeSites.map((site) => site.obtain(origin, 'root', 'toor')),
    );
    await stop();

    let database = source;
    for (const [index, to] of places.slice(1).entries()) {
      const content = await contentOf(database);
      const { exitCode, stdout, stderr } = await move(places[index] ?? '', to).ended;
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(/^table +rows +copied now\n/);
      expect(stdout).toMatch(/^users +1 +1 {2}the same in both$/m);
      database = await open(to);
      expect(await contentOf(database)).toEqual(content);
      ({ origin, stop } = await serve(to));
      for (const headers of credentials) {
        expect((await fetch(`${origin}/home/`, { headers })).status).toBe(200);
      }
      await stop();
    }

    // An id is never given out twice, not even that of somebody who was gone before the move.
    for (const place of places.slice(1)) {
      const moved = await open(place);
      await addUserTo(moved, 'new');
      const row = await moved.get('SELECT id FROM users WHERE username = ?', 'new');
      expect(row).toEqual({ id: 3 });
    }
  });

  it('goes on where it was when it is killed and run again', async () => {
    const [from, to] = [sqliteUrl(), await freshDatabase()];
    const [source, target] = [await open(from), await open(to)];
    await fill(source);
    const { kill, ended } = move(from, to);
    await expect
      .poll(() => countUsers(target), { interval: 5, timeout: 20_000 })
      .toBeGreaterThan(0);
    kill();
    await ended;
    const before = await countUsers(target);
    expect(before).toBeLessThan(MANY - 1);

    const { exitCode, stdout } = await move(from, to).ended;

    expect(exitCode).toBe(0);
    const copied = (MANY - 1 - before).toLocaleString('en-US');
    expect(stdout).toMatch(new RegExp(`^users +19,999 +${copied} {2}the same in both$`, 'm'));
    expect(await contentOf(target)).toEqual(await contentOf(source));
    await addUserTo(target, 'new');
    const row = await target.get('SELECT id FROM users WHERE username = ?', 'new');
    expect(row).toEqual({ id: MANY + 1 });
    // Now the copy lives on its own.
    expect(await move(from, to).ended).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^TO: its table users holds other data;[^\n]*\n$/) as unknown,
    });
  });

  it('refuses what it cannot do in one line, and changes nothing', async () => {
    const [from, to] = [sqliteUrl(), await freshDatabase()];
    const [source, target] = [await open(from), await open(to)];
    await addUserTo(source, 'root');
    await addUserTo(target, 'somebody');
    const content = await contentOf(target);
    const other = sqliteUrl();
    await openDatabase(other).close();
    const unreachable = new URL(inject('postgres') ?? '');
    unreachable.port = '1';

    for (const [one, another, line] of [
      [from, to, /^TO: its table users holds other data;/],
      [from, from, /^FROM, TO: are the same database/],
      ['sqlite:/no/such/file', to, /^FROM: there is no such file/],
      [other, to, /^FROM: has other migrations/],
      ['mysql://x', to, /^FROM: not an address/],
      [from, 'mysql://x', /^TO: not an address/],
      [from, unreachable.href, /^TO: PostgreSQL at [^ ]* does not answer/],
      [unreachable.href, sqliteUrl(), /PostgreSQL at [^ ]* does not answer/],
    ] as const) {
      const { exitCode, stdout, stderr } = await move(one, another).ended;
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(line);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stderr).not.toContain(unreachable.password);
    }
    expect(await contentOf(target)).toEqual(content);
  });
});
