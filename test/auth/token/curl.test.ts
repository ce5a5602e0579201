import { expect, test } from 'vitest';
import { curl, describeCurl } from '../../support/curl.ts';
import { startServer } from '../../support/server.ts';

describeCurl('token, with curl', () => {
  test('the password buys a token, always the same one, and the token gets in', async () => {
    const { origin } = await startServer();
    const buy = ['-X', 'POST', `${origin}/api-token-auth/`, '-d', 'username=root&password=toor'];

    const bought = await curl(...buy);

    expect(bought.status).toBe(200);
    expect(bought.json).toEqual({ token: expect.stringMatching(/^[0-9a-f]{40}$/) as string });
    expect(bought.headers.get('Cache-Control')).toBe('no-store');
    expect((await curl(...buy)).json).toEqual(bought.json);

    const { token } = bought.json as { token: string };
    const authorization = `Authorization: Token ${token}`;
    const home = await curl('-X', 'GET', `${origin}/home/`, '-H', authorization);

    expect(home.status).toBe(200);
    expect(home.json).toEqual({ message: 'Hello, world!', user: 'root', scheme: 'token' });
    expect(home.headers.getSetCookie()).toEqual([]);

    const posted = await curl(`${origin}/home/`, '-H', authorization, '-F', 'a=1');

    expect(posted.status).toBe(200);
    expect(posted.json).toEqual({ message: 'Got some data!', data: { a: '1' } });
  });

  test('a wrong password buys none', async () => {
    const { origin } = await startServer();

    const answer = await curl(`${origin}/api-token-auth/`, '-d', 'username=root&password=wrong');

    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({
      non_field_errors: ['Unable to log in with provided credentials.'],
    });
  });

  test("the tutorial's own token is nobody's here", async () => {
    const { origin } = await startServer();

    const answer = await curl(
      ...['-X', 'GET', `${origin}/home/`],
      ...['-H', 'Authorization: Token 731ce64bb173d70d90f0748a60aae839c12c37e4'],
    );

    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({ detail: 'Invalid token.' });
    expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Token(?:,|$)/);
  });
});
