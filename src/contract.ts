import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import pino from 'pino';
import type { SchemeDefinition } from './auth/scheme.ts';
import type { Queries } from './database/database.ts';
import { openDatabase } from './database/open.ts';
import { openAuthentication, schemes } from './index.ts';
import type { OpenAuthentication } from './index.ts';
import { OPERATOR } from './users/authority.ts';
import { UserDirectory } from './users/user-directory.ts';

export type { Queries };

/** A scheme that is to keep the contract. */
export interface ContractSubject {
  readonly definition: SchemeDefinition;
  /**
   * Does what a client does to get in, or what an operator does to let it in.
   *
   * @param origin where the routes are, such as `http://127.0.0.1:8000`.
   * @param database the server's, for what no endpoint issues.
   * @returns the headers that make a request the user's.
   */
  readonly obtain: (
    origin: string,
    username: string,
    password: string,
    database: Queries,
  ) => Promise<Record<string, string>>;
}

/** One promise of the contract, for any test runner: `test(name, run)`. */
export interface ContractCheck {
  readonly name: string;
  /** @throws {AssertionError} where the scheme does not keep it. */
  readonly run: () => Promise<void>;
}

/** A server of a check's own, with the user `root`/`toor`. */
interface Stage {
  readonly auth: OpenAuthentication;
  readonly log: readonly string[];
  readonly directory: UserDirectory;
  readonly obtain: (username?: string, password?: string) => Promise<Record<string, string>>;
  readonly ask: (headers: Record<string, string>, method?: string) => Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What every scheme has to do, seen from outside, as checks over a SQLite database each. */
export function schemeContract({ definition, obtain }: ContractSubject): ContractCheck[] {
  const { name, migrations } = definition;
  const all = [...schemes.filter((scheme) => scheme.name !== name), definition];
  const others = all.filter((scheme) => scheme.name !== name).map((scheme) => scheme.name);

  /** @param open which schemes are. */
  const check = (
    title: string,
    run: (stage: Stage) => Promise<void>,
    open: readonly string[] = [name, ...others],
  ): ContractCheck => ({
    name: title,
    async run() {
      const folder = await mkdtemp(join(tmpdir(), 'contract-'));
      const databaseUrl = `sqlite:${join(folder, 'db.sqlite3')}`;
      const log: string[] = [];
      const auth = await openAuthentication({
        ...{ NODE_ENV: 'test', DATABASE_URL: databaseUrl, BCRYPT_COST: 4, schemes: all },
        ...{ SECRET_KEY: 'k'.repeat(32), AUTH_SCHEMES: open.join(',') },
        log: pino({ level: 'trace' }, { write: (line) => log.push(line) }),
      });
      const database = openDatabase(databaseUrl);
      const app = express().all('/contract', auth.required, (request, response) => {
        response.json({ user: request.user?.username, scheme: request.scheme });
      });
      const server = app.use(auth.routes).use(auth.errors).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        await auth.users.create({ username: 'root', password: 'toor' });
        await run({
          ...{ auth, log, directory: new UserDirectory(database, Date.now) },
          obtain: (username = 'root', password = 'toor') =>
            obtain(origin, username, password, database),
          async ask(headers, method = 'GET') {
            const init = { method, headers, redirect: 'manual' } as const;
            const answer = await fetch(`${origin}/contract`, init);
            const body = (await answer.json()) as Answer['body'];
            return { status: answer.status, headers: answer.headers, body };
          },
        });
      } finally {
        server.closeAllConnections();
        server.close();
        await auth.close().catch(() => undefined);
        await database.close();
        await rm(folder, { recursive: true });
      }
    },
  });

  return [
    check('lets its user in, by any method', async ({ ask, obtain }) => {
      const headers = await obtain();
      for (const method of ['GET', 'POST']) {
        const { status, body } = await ask(headers, method);
        assert.deepEqual([status, body], [200, { user: 'root', scheme: name }]);
      }
    }),

    check('takes nobody for somebody else', async ({ auth, ask, obtain }) => {
      await auth.users.create({ username: 'alice', password: 'wonderland' });
      const [root, alice] = [await obtain(), await obtain('alice', 'wonderland')];
      assert.equal((await ask(root)).body.user, 'root');
      assert.equal((await ask(alice)).body.user, 'alice');
    }),

    check('refuses a user who is shut out, and later one who is deleted', async (stage) => {
      const { ask, obtain, directory, auth } = stage;
      const { id = 0 } = (await auth.users.find('root')) ?? {};
      const before = await obtain();
      await directory.change(id, { isActive: false }, OPERATOR, true);
      assertRefused(await ask(before));
      await directory.change(id, { isActive: true }, OPERATOR, true);
      if (migrations.length > 0) assertRefused(await ask(before));
      const since = await obtain();
      assert.equal((await ask(since)).status, 200);
      await directory.delete(id, OPERATOR, true);
      assertRefused(await ask(since));
      await auth.users.create({ username: 'mallory', password: 'another one' });
      assertRefused(await ask(since));
    }),

    check('refuses what was issued before a password change', async ({ auth, ask, obtain }) => {
      const before = await obtain();
      await auth.users.setPassword('root', 'a new one');
      assertRefused(await ask(before));
      assert.equal((await ask(await obtain('root', 'a new one'))).status, 200);
    }),

    check(
      'challenges who has no credentials, if it has a challenge',
      async ({ ask }) => {
        const { status, body, headers } = await ask({});
        assert.equal(body.detail, 'Authentication credentials were not provided.');
        assert.equal(status, headers.has('www-authenticate') ? 401 : 403);
      },
      [name],
    ),

    check('refuses credentials that are malformed or made up', async ({ ask, obtain }) => {
      const { Authorization, ...others } = await obtain();
      const [word = ''] = Authorization?.split(' ') ?? [];
      const bad: Record<string, string>[] =
        Authorization === undefined
          ? [madeUp(others)]
          : [word, `${word} x`, `${word} a b`, `${word} %00`, `${word} ${'x'.repeat(4000)}`].map(
              (value) => ({ Authorization: value }),
            );
      for (const headers of bad) {
        const answer = await ask(headers);
        assertRefused(answer);
        assert.equal(typeof answer.body.detail, 'string');
      }
    }),

    check('knows its word in any case', async ({ ask, obtain }) => {
      const { Authorization, ...others } = await obtain();
      if (Authorization === undefined) return;
      const [word = '', ...rest] = Authorization.split(' ');
      for (const spelling of [word.toLowerCase(), word.toUpperCase()]) {
        const written = [spelling, ...rest].join(' ');
        assert.equal((await ask({ ...others, Authorization: written })).status, 200);
      }
    }),

    check('leaves no credential in the log when the server fails', async ({ auth, ...stage }) => {
      const headers = await stage.obtain();
      await auth.close();
      assert.equal((await stage.ask(headers)).status, 500);
      const log = stage.log.join('\n');
      const secrets = Object.values(headers).flatMap((value) => value.split(/[\s;=]+/));
      for (const secret of secrets.filter((word) => word.length > 8)) {
        assert.ok(!log.includes(secret), `the log holds ${secret}`);
      }
    }),

    {
      name: 'puts its migrations under its own name',
      run: async () => {
        for (const { name: migration } of migrations) {
          assert.ok(migration.startsWith(`${name}/`), migration);
        }
      },
    },
  ];
}

/** Headers with other credentials in the same places. */
function madeUp(headers: Readonly<Record<string, string>>): Record<string, string> {
  const replace = (name: string, value: string): string =>
    name === 'Cookie' ? value.replaceAll(/=[^;]*/g, '=x') : 'x';
  const entries = Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, replace(name, value)]));
}

function assertRefused({ status, body }: Answer): void {
  assert.ok([401, 403].includes(status), `${status} ${JSON.stringify(body)}`);
}
