import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openConnection } from '../../src/database/sqlite/driver.ts';
import { schemeSites } from '../../src/site/schemes.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { damageTable } from '../support/damaged-database.ts';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('npm start', () => {
  it('migrates, makes its key once, says how to make a user, and stops when asked', async () => {
    const folder = temporaryFolder();
    const first = startProcess({}, folder);
    const origin = await first.listening;
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    expect((await fetch(`${origin}/home/`)).status).toBe(401);
    await first.printed(/npm run createsuperuser/);
    const key = join(folder, 'var', 'secret.key');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    // Hashes and addresses are nobody else's business either.
    for (const name of ['', '-wal', '-shm']) {
      expect(statSync(join(folder, `var/db.sqlite3${name}`)).mode & 0o777).toBe(0o600);
    }
    const made = statSync(key).mtimeMs;
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);

    const second = startProcess({}, folder);
    await second.listening;
    expect(statSync(key).mtimeMs).toBe(made);
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
  });

  it('43: lets a running request end when it is asked to stop', async () => {
    const server = startProcess({}, temporaryFolder());
    const { port } = new URL(await server.listening);
    const answer = new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => {
        // The body is on its way when the signal comes.
        socket.write(
          'POST /home/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: x\r\nContent-Length: 2\r\n\r\n{',
        );
        setTimeout(() => server.child.kill('SIGTERM'), 200);
        setTimeout(() => socket.write('}'), 600);
      });
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('error', reject);
      socket.on('close', () => {
        resolve(text);
      });
    });
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(await server.ended).toBe(0);
  });
});

it('60: says that it is not ready before it stops answering, and ends connections with an answer', async () => {
  const server = startProcess({ SHUTDOWN_DELAY: '3s' }, temporaryFolder());
  const origin = await server.listening;
  const [ready, home] = await Promise.all([fetch(`${origin}/readyz`), fetch(`${origin}/home/`)]);
  expect([ready.status, home.headers.get('connection')]).toEqual([200, 'keep-alive']);
  server.child.kill('SIGTERM');
  await vi.waitFor(async () => {
    expect((await fetch(`${origin}/readyz`)).status).toBe(503);
  });
  const last = await fetch(`${origin}/home/`);
  expect([last.status, last.headers.get('connection')]).toEqual([401, 'close']);
  expect(await server.ended).toBe(0);
});

describe('a server', () => {
  it('45: needs no folder of its own where the settings name all it keeps', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'var'), '');
    writeFileSync(join(folder, 'empty'), '');
    const server = startProcess(
      { DATABASE_URL: 'sqlite:empty', SECRET_KEY: 'k'.repeat(32) },
      folder,
    );
    expect((await fetch(`${await server.listening}/readyz`)).status).toBe(200);
  });
});

it('45: a server that finds other programs’ names in .env says so once, and starts', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.env'), '\ufeffSTRIPE_KEY=sk_live_x\r\nLOG_LEVEL="warn"\r\n');
  const server = startProcess({ WEB_CONCURRENCY: '2' }, folder);
  await server.listening;
  await server.printed(/STRIPE_KEY/);
  expect(server.output().match(/STRIPE_KEY: there is no such setting/g)).toHaveLength(1);
  expect(server.output()).not.toContain('sk_live_x');
});

it.each(['1', '2'])(
  'says nothing in production but lines of JSON, in %s process(es)',
  async (count) => {
    const settings = {
      NODE_ENV: 'production',
      BCRYPT_COST: '10',
      SECRET_KEY: 'Zk3vQx8LwT0aYb5nRc7dUe9fGh1iJo2m',
      ALLOW_INSECURE_HTTP: 'true',
      ALLOWED_HOSTS: '127.0.0.1',
      METRICS: 'on',
      METRICS_PORT: '0',
      WEB_CONCURRENCY: count,
    };
    const server = startProcess(settings, temporaryFolder());
    const origin = await server.listening;
    expect((await fetch(`${origin}/home/`)).status).toBe(401);
    await server.printed(/"status":401/);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    const lines = server.output().trimEnd().split('\n');
    const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages).toEqual(
      expect.arrayContaining([
        `listening on ${origin}`,
        'There is no user yet; make one with: npm run createsuperuser',
        expect.stringMatching(/^metrics on http:/) as unknown,
      ]),
    );
  },
);

it('goes on where nobody reads its output any more', async () => {
  const server = startProcess({}, temporaryFolder());
  const origin = await server.listening;
  server.child.stdout?.destroy();
  server.child.stderr?.destroy();
  // Refusals are lines in the log.
  for (let count = 0; count < 5; count++) {
    expect((await fetch(`${origin}/home/`)).status).toBe(401);
  }
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  expect(server.child.exitCode).toBe(null);
});

describe('a server that cannot start', () => {
  const taken = async (): Promise<string> => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      other.close();
    });
    return String((other.address() as AddressInfo).port);
  };

  it.each([
    ['the port is taken', async () => ({ PORT: await taken() }), /^PORT: \d+ is taken on .*\.$/],
    ['the host is not ours', () => ({ HOST: '192.0.2.1' }), /^HOST: 192\.0\.2\.1 is no address/],
    [
      'the folder is missing',
      () => ({ DATABASE_URL: 'sqlite:no/db' }),
      /^DATABASE_URL: the folder/,
    ],
    [
      'a file is in the place of the folder',
      () => ({ DATABASE_URL: 'sqlite:corrupt/db' }),
      /^DATABASE_URL: the folder .*corrupt does not exist; create it or name another file\.$/,
    ],
    [
      'the file is corrupt',
      () => ({ DATABASE_URL: 'sqlite:corrupt' }),
      /^DATABASE_URL: cannot open .*restore FILE, or name another file\.$/,
    ],
    [
      'the file is a folder',
      () => ({ DATABASE_URL: 'sqlite:.' }),
      /^DATABASE_URL: cannot open \. .*is a folder, a pipe or a device.*; name a file\.$/,
    ],
    [
      'the file is a pipe',
      () => ({ DATABASE_URL: 'sqlite:pipe' }),
      /^DATABASE_URL: cannot open pipe .*is a folder, a pipe or a device.*; name a file\.$/,
    ],
    ['the file is damaged', () => ({ DATABASE_URL: 'sqlite:damaged' }), /^DATABASE_URL: cannot /],
    [
      'the file is cut off',
      () => ({ DATABASE_URL: 'sqlite:cut' }),
      /^DATABASE_URL: cannot open .*malformed/,
    ],
    [
      'the file is another program’s',
      () => ({ DATABASE_URL: 'sqlite:foreign' }),
      /^DATABASE_URL: cannot bring .*table users already exists/,
    ],
    ['the file has no name', () => ({ DATABASE_URL: 'sqlite:' }), /^DATABASE_URL: not an address/],
    ['the host is nonsense', () => ({ HOST: 'fe80::1%nope' }), /^HOST, PORT: cannot listen/],
    ['a setting is wrong', () => ({ PORT: 'x' }), /^PORT: is not a whole number/],
    ['a setting is unknown', () => ({ DATABASE_URI: 'x' }), /^DATABASE_URI: there is no such/],
    ['a TLS file is missing', () => ({ TLS_CERT: 'a', TLS_KEY: 'b' }), /^TLS_CERT: cannot read a;/],
    [
      'a TLS file is none',
      () => ({ TLS_CERT: 'corrupt', TLS_KEY: 'corrupt' }),
      /^TLS_CERT, TLS_KEY: /,
    ],
  ])('45: because %s says so in one line and exits with 1', async (_why, settings, line) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'corrupt'), 'x'.repeat(5000));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    // A header that is fine, and nothing behind it.
    const header = Buffer.alloc(8192);
    header.write('SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20', 'latin1');
    writeFileSync(join(folder, 'damaged'), header.fill(0xff, 100));
    openConnection(join(folder, 'foreign')).exec('CREATE TABLE users (x)').close();
    const cut = join(folder, 'cut');
    openConnection(cut).exec(`CREATE TABLE a AS SELECT zeroblob(50000) AS x`).close();
    truncateSync(cut, statSync(cut).size / 2);
    const server = startProcess(await settings(), folder);
    expect(await server.ended).toBe(1);
    expect(server.output().trimEnd()).toMatch(line);
    expect(server.output().trimEnd().split('\n')).toHaveLength(1);
  });

  it.each(['events', 'users'])('45: because its table %s is damaged says so', async (name) => {
    const folder = temporaryFolder();
    const file = join(folder, 'db.sqlite3');
    const database = openDatabase(`sqlite:${file}`);
    await migrate(database, migrations);
    await database.close();
    await damageTable(file, name);
    const server = startProcess({ DATABASE_URL: `sqlite:${file}` }, folder);
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(
      /^DATABASE_URL: the database is damaged \(.*malformed\); .*restore FILE with a copy of it\.\n$/,
    );
  });

  it('45: because var is no folder, or holds no key, says so', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'var'), '');
    const first = startProcess({}, folder);
    expect(await first.ended).toBe(1);
    expect(first.output()).toBe(
      'STATE_FOLDER: var cannot be made a folder; move what is in its place, let this process write there, or name another one.\n',
    );
    // Nor does it need one for a key where that is set.
    const other = startProcess({ SECRET_KEY: 'k'.repeat(32) }, folder);
    expect(await other.ended).toBe(1);
    expect(other.output()).toBe(first.output());
    rmSync(join(folder, 'var'));
    mkdirSync(join(folder, 'var'));
    writeFileSync(join(folder, 'var/secret.key'), '');
    const second = startProcess({}, folder);
    expect(await second.ended).toBe(1);
    expect(second.output()).toBe(
      'SECRET_KEY: var/secret.key does not hold a key; delete it and start again.\n',
    );
    rmSync(join(folder, 'var/secret.key'));
    mkdirSync(join(folder, 'var/secret.key'));
    const third = startProcess({}, folder);
    expect(await third.ended).toBe(1);
    expect(third.output()).toBe(
      'SECRET_KEY: var/secret.key cannot be read or made (EISDIR); let this process do so, or set a key.\n',
    );
  });

  it('keeps its state where STATE_FOLDER says, and nothing elsewhere', async () => {
    const folder = temporaryFolder();
    const state = join(temporaryFolder(), 'state');
    const server = startProcess({ STATE_FOLDER: state }, folder);
    expect((await fetch(`${await server.listening}/readyz`)).status).toBe(200);
    expect(readdirSync(state)).toEqual(expect.arrayContaining(['db.sqlite3', 'secret.key']));
    expect(statSync(state).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('45: because .env is a folder says so', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.env'));
    const server = startProcess({}, folder);
    expect(await server.ended).toBe(1);
    expect(server.output()).toBe('.env: cannot be read; make it a readable file, or remove it.\n');
  });

  it('45: because of .env says so, too', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'PROT=80\nBCRYPT_COST=4\n');
    const server = startProcess({}, folder);
    expect(await server.ended).toBe(1);
    expect(server.output()).toBe('PROT: there is no such setting (in .env); did you mean PORT?\n');
  });
});

it('44: after a restart the clock is not behind what happened before', async () => {
  const folder = temporaryFolder();
  const database = openDatabase(`sqlite:${join(folder, 'db.sqlite3')}`);
  await migrate(database, migrations);
  const later = Date.now() + 1_800_000;
  await database.run("INSERT INTO events (at, type) VALUES (?, 'logout')", later);
  const server = startProcess({ DATABASE_URL: `sqlite:${join(folder, 'db.sqlite3')}` }, folder);
  const origin = await server.listening;
  for (const { obtain } of schemeSites) {
    const headers = await obtain(origin, 'nobody', 'wrong');
    await fetch(`${origin}/home/`, { headers, redirect: 'manual' });
  }
  const events = await database.all<{ at: number }>("SELECT at FROM events WHERE type <> 'logout'");
  await database.close();
  expect(events.length).toBeGreaterThan(0);
  for (const { at } of events) expect(at).toBeGreaterThanOrEqual(later);
});
