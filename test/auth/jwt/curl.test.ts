import { expect, test } from 'vitest';
import { curl, describeCurl } from '../../support/curl.ts';
import { startServer } from '../../support/server.ts';

const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

describeCurl('jwt, with curl', () => {
  test('the password buys a pair, and the access token gets in until it expires', async () => {
    const { origin, advance } = await startServer();

    const bought = await curl(
      ...['-X', 'POST', `${origin}/api/token/`, '-d', 'username=root&password=toor'],
    );

    expect(bought.status).toBe(200);
    expect(bought.json).toEqual({
      refresh: expect.stringMatching(COMPACT_JWT) as string,
      access: expect.stringMatching(COMPACT_JWT) as string,
    });
    expect(bought.headers.get('Cache-Control')).toBe('no-store');

    const { access } = bought.json as { access: string };
    const line = ['-X', 'GET', `${origin}/home/`, '-H', `Authorization: Bearer ${access}`];
    const home = await curl(...line);

    expect(home.status).toBe(200);
    expect(home.json).toEqual({ message: 'Hello, world!', user: 'root', scheme: 'jwt' });
    expect(home.headers.getSetCookie()).toEqual([]);

    const json = ['-H', 'Content-Type: application/json', '-d', '{"a": [1, null]}'];
    const posted = await curl(...line, '-X', 'POST', ...json);

    expect(posted.status).toBe(200);
    expect(posted.json).toEqual({ message: 'Got some data!', data: { a: [1, null] } });

    advance(5 * 60_000);
    const expired = await curl(...line);

    expect(expired.status).toBe(401);
    expect(expired.json).toMatchObject({ code: 'token_not_valid' });
    expect(expired.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer realm="api", error="invalid_token"/,
    );
  });

  test('the refresh token buys a new pair, and does not itself get in', async () => {
    const { origin, advance } = await startServer();
    const bought = await curl(`${origin}/api/token/`, '-d', 'username=root&password=toor');
    const { refresh } = bought.json as { refresh: string };
    advance(6 * 60_000);

    const misused = await curl(`${origin}/home/`, '-H', `Authorization: Bearer ${refresh}`);
    const renewed = await curl(`${origin}/api/token/refresh/`, '-d', `refresh=${refresh}`);
    const { access } = renewed.json as { access: string };
    const home = await curl(`${origin}/home/`, '-H', `Authorization: Bearer ${access}`);

    expect(misused.status).toBe(401);
    expect(renewed.status).toBe(200);
    expect(home.status).toBe(200);
    expect(home.json).toMatchObject({ user: 'root', scheme: 'jwt' });
  });

  test('a wrong password buys nothing', async () => {
    const { origin } = await startServer();

    const answer = await curl(`${origin}/api/token/`, '-d', 'username=root&password=wrong');

    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({
      detail: 'No active account found with the given credentials',
    });
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer realm="api"');
  });
});
