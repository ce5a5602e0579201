import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { curl, describeCurl } from '../../support/curl.ts';
import { startServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describeCurl('session, with curl', () => {
  test('log in, use the cookie, need the CSRF token to post, log out, be refused', async () => {
    const { origin } = await startServer();
    const jar = cookieJar();

    const form = await curl('-c', jar.file, `${origin}/login/`);

    expect(form.status).toBe(200);
    expect(form.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(form.headers.get('Cache-Control')).toBe('no-store');
    expect(jar.read()).not.toHaveProperty('sessionid');
    const planted = hiddenField(form.text, 'csrfmiddlewaretoken');
    expect(planted).toBe(jar.read().csrftoken);

    const login = await curl(
      ...['-b', jar.file, '-c', jar.file, `${origin}/login/`],
      ...['-d', `csrfmiddlewaretoken=${planted}&username=root&password=toor`],
    );

    expect(login.status).toBe(302);
    expect(login.headers.get('Location')).toBe('/home/');
    const { sessionid = '', csrftoken = '' } = jar.read();
    expect(csrftoken).not.toBe(planted);

    // The tutorial's line; the value is what one copies from DevTools.
    const line = ['-X', 'GET', '-b', `sessionid=${sessionid}`, `${origin}/home/`];
    const home = await curl(...line);

    expect(home.status).toBe(200);
    expect(home.json).toEqual({ message: 'Hello, world!', user: 'root', scheme: 'session' });

    const forged = await curl('-b', `sessionid=${sessionid}`, '-d', 'a=1', `${origin}/home/`);
    expect(forged.status).toBe(403);
    expect(forged.json).toEqual({ detail: 'CSRF Failed: CSRF cookie not set.' });

    const bare = await curl('-b', jar.file, '-d', 'a=1', `${origin}/home/`);
    expect(bare.status).toBe(403);
    expect(bare.json).toEqual({ detail: 'CSRF Failed: CSRF token missing.' });

    const proven = await curl(
      ...['-b', jar.file, '-d', 'a=1', '-H', `X-CSRFToken: ${csrftoken}`, `${origin}/home/`],
    );
    expect(proven.status).toBe(200);
    expect(proven.json).toEqual({ message: 'Got some data!', data: { a: '1' } });

    const logout = await curl(
      ...['-b', jar.file, '-c', jar.file, `${origin}/logout/`],
      ...['-d', `csrfmiddlewaretoken=${csrftoken}`],
    );

    expect(logout.status).toBe(302);
    expect(logout.headers.get('Location')).toBe('/login/');
    expect(jar.read()).not.toHaveProperty('sessionid');

    const after = await curl(...line);

    expect(after.status).toBe(401);
    expect(after.json).toEqual({ detail: 'Authentication credentials were not provided.' });
  });

  test('a wrong password shows the form again and sets no session', async () => {
    const { origin } = await startServer();
    const jar = cookieJar();
    const form = await curl('-c', jar.file, `${origin}/login/`);
    const token = hiddenField(form.text, 'csrfmiddlewaretoken');

    const answer = await curl(
      ...['-b', jar.file, '-c', jar.file, `${origin}/login/`],
      ...['-d', `csrfmiddlewaretoken=${token}&username=root&password=wrong`],
    );

    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Please enter a correct username and password.');
    expect(answer.text).not.toContain('wrong');
    expect(jar.read()).not.toHaveProperty('sessionid');
  });

  test('the login form itself needs its CSRF token', async () => {
    const { origin } = await startServer();

    const answer = await curl(`${origin}/login/`, '-d', 'username=root&password=toor');

    expect(answer.status).toBe(403);
    expect(answer.json).toEqual({ detail: 'CSRF Failed: CSRF cookie not set.' });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

/** A file for `-c` and `-b`, gone with the test. */
function cookieJar(): { file: string; read: () => Record<string, string> } {
  const file = join(temporaryFolder(), 'cookies.txt');
  return { file, read: () => readCookieFile(file) };
}

/** Netscape's format: seven columns, the last two of them name and value. */
function readCookieFile(file: string): Record<string, string> {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(({ length }) => length === 7);
  return Object.fromEntries(rows.map(([, , , , , name = '', value = '']) => [name, value]));
}

function hiddenField(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
}
