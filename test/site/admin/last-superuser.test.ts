import { describe, expect, it } from 'vitest';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { ask } from './ask.ts';
import { setActive } from '../../support/change-user.ts';

const REFUSED = {
  status: 409,
  body: { detail: 'This is the last active superuser. Make somebody else one first.' },
};

async function activeSuperusers({ dependencies }: TestServer): Promise<number> {
  const row = await dependencies.database.get<{ count: number }>(
    'SELECT COUNT(*) AS count FROM users WHERE is_superuser = 1 AND is_active = 1',
  );
  return row?.count ?? 0;
}

/** Ways to be an active superuser no more. */
const LOSSES = [{ is_superuser: false }, { is_active: false }];

describe.each(LOSSES)('the last active superuser, by %j', (loss) => {
  it('stays one', async () => {
    const server = await startServer();
    await server.addUser('bob', 'toor', { isSuperuser: true, isActive: false });
    await server.addUser('carol', 'toor');
    expect(await ask(server, 'PATCH /api/users/1/', loss)).toEqual(REFUSED);
    // Nothing of it is done.
    const more = { ...loss, email: 'root@example.com' };
    expect(await ask(server, 'PATCH /api/users/1/', more)).toEqual(REFUSED);
    expect((await ask(server, 'GET /api/users/1/')).body).toMatchObject({
      email: '',
      is_active: true,
      is_superuser: true,
    });
    await setActive(server.dependencies, 'bob', true);
    expect((await ask(server, 'PATCH /api/users/1/', loss)).status).toBe(200);
    expect(await activeSuperusers(server)).toBe(1);
  });

  it('is one of two who do it to each other at once', async () => {
    // The superuser who comes a moment too late is refused at the door, each time.
    const server = await startServer({ LOGIN_THROTTLE: 'off' });
    await server.addUser('bob', 'toor', { isSuperuser: true });
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all([
        ask(server, 'PATCH /api/users/1/', loss, 'bob'),
        ask(server, 'PATCH /api/users/2/', loss, 'root'),
      ]);
      expect(await activeSuperusers(server)).toBe(1);
      // The later one is told so, or has lost the right to ask before it was looked at.
      const [first, second] = answers.map(({ status }) => status).sort();
      expect(first).toBe(200);
      expect([401, 403, 409]).toContain(second);
      await server.dependencies.database.run('UPDATE users SET is_superuser = 1, is_active = 1');
    }
  });

  it('is one of many who do it to themselves at once', async () => {
    const server = await startServer();
    const names = ['root', 'bob', 'carol', 'dave'];
    for (const name of names.slice(1)) await server.addUser(name, 'toor', { isSuperuser: true });
    const answers = await Promise.all(
      names.map((name, index) => ask(server, `PATCH /api/users/${index + 1}/`, loss, name)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409]);
    expect(await activeSuperusers(server)).toBe(1);
  });
});
