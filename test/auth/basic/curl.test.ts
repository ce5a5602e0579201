import { expect, test } from 'vitest';
import { curl, describeCurl } from '../../support/curl.ts';
import { startServer } from '../../support/server.ts';

describeCurl('basic, with curl', () => {
  test('-u root:toor gets in', async () => {
    const { origin } = await startServer();

    const answer = await curl('-X', 'GET', '-u', 'root:toor', `${origin}/home/`);

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ message: 'Hello, world!', user: 'root', scheme: 'basic' });
    expect(answer.headers.get('Content-Type')).toBe('application/json');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.headers.get('WWW-Authenticate')).toBeNull();
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('-u root:toor posts, without any CSRF token', async () => {
    const { origin } = await startServer();

    const answer = await curl('-u', 'root:toor', '-d', 'a=1&b=two', `${origin}/home/`);

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ message: 'Got some data!', data: { a: '1', b: 'two' } });
  });

  test('a wrong password is refused, and so is a right one with something after it', async () => {
    const { origin } = await startServer();
    for (const credentials of ['root:wrong', 'root:toor:x', 'nobody:toor']) {
      const answer = await curl('-u', credentials, `${origin}/home/`);

      expect(answer.status).toBe(401);
      expect(answer.json).toEqual({ detail: 'Invalid username/password.' });
      expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Basic realm="api", charset="UTF-8"/);
    }
  });

  test('a password may hold colons and letters of any script', async () => {
    const { origin, addUser } = await startServer();
    await addUser('walterwhité', 'pä:ss:wörd');

    const answer = await curl('-u', 'walterwhité:pä:ss:wörd', `${origin}/home/`);

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ user: 'walterwhité' });
  });

  test('without -u the answer says how to authenticate', async () => {
    const { origin } = await startServer({ AUTH_SCHEMES: 'basic' });

    const answer = await curl(`${origin}/home/`);

    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({ detail: 'Authentication credentials were not provided.' });
    expect(answer.headers.get('WWW-Authenticate')).toBe('Basic realm="api", charset="UTF-8"');
  });
});
