import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { StartupError } from '../../src/startup-error.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { UserDirectory } from '../../src/users/user-directory.ts';
import { EmailTaken, keepEmailsUnique } from '../../src/users/login-fields.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

const BOTH = { LOGIN_FIELDS: 'username,email' };

/** Who each scheme lets in. */
async function enter(
  { origin }: TestServer,
  name: string,
  password: string,
): Promise<(string | undefined)[]> {
  const users: (string | undefined)[] = [];
  for (const { obtain } of schemeSites) {
    const headers = await obtain(origin, name, password);
    const options = { redirect: 'manual', headers } as const;
    const answer = await fetch(`${origin}/home/`, options);
    users.push(answer.ok ? ((await answer.json()) as { user: string }).user : undefined);
  }
  return users;
}

/** Status, and what is said, at the login of a token. */
async function ask(
  { origin }: TestServer,
  username: string,
  address = '192.0.2.1',
): Promise<[number, string]> {
  const body = new URLSearchParams({ username, password: 'wrong' });
  const headers = { 'X-Forwarded-For': address };
  const answer = await fetch(`${origin}/api-token-auth/`, { method: 'POST', headers, body });
  return [answer.status, await answer.text()];
}

const every = (user: string | undefined): (string | undefined)[] => schemeSites.map(() => user);

describe('LOGIN_FIELDS', () => {
  it('lets users in by e-mail address wherever a password is taken, if it says so', async () => {
    const server = await startServer(BOTH);
    await server.addUser('alice', 'secret', { email: 'Alice@example.com' });
    for (const name of ['alice', 'Alice@example.com', 'alice@EXAMPLE.com']) {
      expect(await enter(server, name, 'secret')).toEqual(every('alice'));
    }
    expect(await enter(server, 'Alice', 'secret')).toEqual(every(undefined));
    expect(await enter(server, '', 'secret')).toEqual(every(undefined));
  });

  it('is the username alone, unless it says more', async () => {
    const server = await startServer();
    await server.addUser('alice', 'secret', { email: 'alice@example.com' });
    await server.addUser('bob', 'secret', { email: 'alice@example.com' });
    expect(await enter(server, 'alice', 'secret')).toEqual(every('alice'));
    expect(await enter(server, 'alice@example.com', 'secret')).toEqual(every(undefined));
  });

  it('can be the e-mail address alone; users confirm what they do by their password all the same', async () => {
    const server = await startServer({ LOGIN_FIELDS: 'email' });
    await server.addUser('alice', 'secret', { email: 'alice@example.com' });
    expect(await enter(server, 'alice', 'secret')).toEqual(every(undefined));
    expect(await enter(server, 'alice@example.com', 'secret')).toEqual(every('alice'));
    const answer = await fetch(`${server.origin}/api/password/`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa('alice@example.com:secret')}` },
      body: new URLSearchParams({
        current_password: 'secret',
        new_password: 'correct horse battery',
      }),
    });
    expect(answer.status).toBe(204);
  });

  it('is a field called username, whatever it holds', async () => {
    const { origin, addUser } = await startServer({ LOGIN_FIELDS: 'email' });
    await addUser('alice', 'secret', { email: 'alice@example.com' });
    for (const [name, status] of [
      ['username', 200],
      ['email', 400],
    ] as const) {
      const body = new URLSearchParams({ [name]: 'alice@example.com', password: 'secret' });
      const answer = await fetch(`${origin}/api-token-auth/`, { method: 'POST', body });
      expect(answer.status).toBe(status);
      if (status !== 400) continue;
      expect(await answer.json()).toEqual({ username: ['This field is required.'] });
    }
  });

  it('says whose a name is that is another’s e-mail address: the first field’s', async () => {
    const server = await startServer(BOTH);
    await server.addUser('alice', 'hers', { email: 'a@example.com' });
    await server.addUser('a@example.com', 'his');
    expect(await enter(server, 'a@example.com', 'hers')).toEqual(every(undefined));
    expect(await enter(server, 'a@example.com', 'his')).toEqual(every('a@example.com'));
  });

  it('79: does not let anybody learn whether there is an e-mail address', async () => {
    const server = await startServer(BOTH);
    await server.addUser('alice', 'secret', { email: 'alice@example.com' });
    const { hasher, users } = server.dependencies;
    const work: string[] = [];
    const verify = hasher.verify.bind(hasher);
    hasher.verify = (...parameters) => {
      work.push('hash');
      return verify(...parameters);
    };
    const find = users.findWithPassword.bind(users);
    users.findWithPassword = (login) => {
      work.push('look-up');
      return find(login);
    };
    const names = ['alice', 'alice@example.com', 'nobody@example.com', 'nobody'];
    const answers = new Set<string>();
    for (const name of names) {
      work.length = 0;
      const answer = await ask(server, name);
      answers.add(JSON.stringify([answer, work]));
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain('["look-up","look-up","hash"]');
  });

  it.each(['alice@example.com', 'nobody@example.com'])(
    '79: counts an address, and not how %s is spelt',
    async (email) => {
      const server = await startServer(BOTH);
      await server.addUser('alice', 'secret', { email: 'alice@example.com' });
      const spellings = [email, email.toUpperCase(), email.replace('e', 'E')];
      const statuses: number[] = [];
      for (let time = 0; time < 11; time++) {
        statuses.push((await ask(server, spellings[time % spellings.length] ?? ''))[0]);
      }
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 400), 429]);
    },
  );

  it.each(['username,email', 'email'])(
    '79: tells nobody who has used up a limit whose e-mail address it is, with %s',
    async (fields) => {
      const server = await startServer({ LOGIN_FIELDS: fields });
      await server.addUser('alice', 'secret', { email: 'alice@example.com' });
      for (const name of ['alice@example.com', 'nobody@example.com', 'alice', 'nobody']) {
        for (let time = 0; time < 10; time++) expect((await ask(server, name))[0]).toBe(400);
        expect((await ask(server, name))[0]).toBe(429);
      }
    },
  );

  it('79: counts a name and an e-mail address of one user together, from everywhere', async () => {
    const server = await startServer({ ...BOTH, TRUST_PROXY: 'loopback' });
    await server.addUser('alice', 'secret', { email: 'alice@example.com' });
    for (let time = 0; time < 100; time++) {
      const name = time % 2 === 0 ? 'alice' : 'alice@example.com';
      expect((await ask(server, name, `192.0.2.${time % 10}`))[0]).toBe(400);
    }
    expect((await ask(server, 'alice', '192.0.2.0'))[0]).toBe(429);
    expect((await ask(server, 'alice@example.com', '192.0.2.1'))[0]).toBe(429);
  });

  it('keeps e-mail addresses unique, whoever writes, and lets them be shared again', async () => {
    const { dependencies, addUser } = await startServer(BOTH);
    const { database, users, clock } = dependencies;
    await addUser('alice', 'secret', { email: 'alice@example.com' });
    await addUser('bob', 'secret');
    await addUser('carol', 'secret');
    const directory = new UserDirectory(database, clock);
    const share = { email: 'ALICE@example.com' };
    await expect(addUser('mallory', 'secret', share)).rejects.toThrow(EmailTaken);
    expect(await users.findByUsername('mallory')).toBeUndefined();
    await expect(directory.change(3, share, OPERATOR)).rejects.toThrow(EmailTaken);
    expect(await directory.change(2, share, OPERATOR)).toMatchObject({ after: share });
    await keepEmailsUnique(database, ['username']);
    expect(await directory.change(3, share, OPERATOR)).toMatchObject({ after: share });
    await expect(keepEmailsUnique(database, ['email'])).rejects.toThrow(
      new StartupError(
        'LOGIN_FIELDS: has email, and 1 e-mail address belongs to several users; give each user one of their own, or none, or set LOGIN_FIELDS=username.',
      ),
    );
  });

  it('refuses an e-mail address that is another’s, over HTTP', async () => {
    const server = await startServer(BOTH);
    await server.addUser('alice', 'secret', { email: 'alice@example.com' });
    await server.addUser('bob', 'secret');
    const headers = {
      Authorization: `Basic ${btoa('root:toor')}`,
      'Content-Type': 'application/json',
    };
    const send = async (method: string, path: string, data: object): Promise<unknown> => {
      const body = JSON.stringify(data);
      const answer = await fetch(`${server.origin}${path}`, { method, headers, body });
      return [answer.status, await answer.json()];
    };
    const refused = [400, { email: ['That email address is already taken.'] }];
    const email = 'Alice@example.com';
    expect(await send('PATCH', '/api/users/3/', { email })).toEqual(refused);
    const mallory = { username: 'mallory', email, password: 'correct horse battery' };
    const confirmed = { ...mallory, current_password: 'toor' };
    expect(await send('POST', '/api/users/', confirmed)).toEqual(refused);
  });

  it('is asked for on the login page', async () => {
    const labels: (string | undefined)[] = [];
    for (const LOGIN_FIELDS of ['username', 'email', 'username,email']) {
      const { origin } = await startServer({ LOGIN_FIELDS });
      const page = await (await fetch(`${origin}/login/`)).text();
      labels.push(/<label>([^<]+)<input name="username"/.exec(page)?.[1]);
    }
    expect(labels).toEqual(['Username', 'E-mail address', 'Username or e-mail address']);
  });
});
