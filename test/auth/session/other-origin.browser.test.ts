import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { prepareDeployment } from '../../support/deployment.ts';
import { fetchFrom, otherOrigin } from '../../support/other-origin.ts';
import type { SeenAnswer } from '../../support/other-origin.ts';
import { describeWith } from '../../support/program.ts';
import { startServer } from '../../support/server.ts';

const TLS = new URL('../../fixtures/tls/', import.meta.url);

/** Logs in, changes something, is loaded again, logs out. */
async function useSession(page: Page, base: string): Promise<void> {
  const get = (path: string): Promise<SeenAnswer> =>
    fetchFrom(page, base + path, {
      credentials: 'include',
      headers: { Accept: 'application/json' },
    });
  let token = '';
  const post = (path: string, data: object): Promise<SeenAnswer> =>
    fetchFrom(page, base + path, {
      method: 'POST',
      credentials: 'include',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
      body: JSON.stringify(data),
    });
  const read = ({ status, body }: SeenAnswer): unknown => {
    expect(status).toBe(200);
    token = String(body.csrf_token);
    return body.user;
  };
  expect(read(await get('/login/'))).toBeNull();
  expect((await post('/login/', { username: 'root', password: 'wrong' })).status).toBe(400);
  expect(read(await post('/login/', { username: 'root', password: 'toor' }))).toBe('root');
  expect((await get('/home/')).body).toMatchObject({ user: 'root', scheme: 'session' });
  expect((await post('/home/', { a: 1 })).body).toMatchObject({ data: { a: 1 } });
  token = token.replace(/./g, '0');
  expect((await post('/home/', { a: 1 })).status).toBe(403);
  await page.reload();
  expect(read(await get('/login/'))).toBe('root');
  expect((await post('/logout/', {})).status).toBe(204);
  expect((await get('/home/')).status).toBe(401);
}

describeWith(CHROMIUM, 'a page of another origin, by session, in Chromium', () => {
  it('logs in and out where it is of the same site', async () => {
    const other = await otherOrigin();
    const { port } = await startServer({
      TRUSTED_ORIGINS: other.origin,
      SESSION_COOKIE_SAMESITE: 'strict',
    });
    await useSession(await other.open(), `http://localhost:${port}`);
  });

  it('logs in and out from another site, over TLS and with SameSite=None', async () => {
    const other = await otherOrigin('127.0.0.1');
    const { start } = await prepareDeployment({ NODE_ENV: 'test' });
    const { port } = await start({
      TRUSTED_ORIGINS: other.origin,
      SESSION_COOKIE_SAMESITE: 'none',
      SESSION_COOKIE_NAME: '__Host-sessionid',
      TLS_CERT: new URL('cert.pem', TLS).pathname,
      TLS_KEY: new URL('key.pem', TLS).pathname,
    });
    await useSession(await other.open({ ignoreHTTPSErrors: true }), `https://localhost:${port}`);
  });

  it('84: cannot log in from another site by default, for the browser sends no cookie there', async () => {
    const other = await otherOrigin();
    const { origin } = await startServer({ TRUSTED_ORIGINS: other.origin });
    await expect(useSession(await other.open(), origin)).rejects.toThrow('expected 403 to be 400');
  });

  it('83: cannot read the token where TRUSTED_ORIGINS does not name it', async () => {
    const other = await otherOrigin();
    const { port } = await startServer({ TRUSTED_ORIGINS: 'http://localhost:1' });
    const read = useSession(await other.open(), `http://localhost:${port}`);
    await expect(read).rejects.toThrow('Failed to fetch');
  });
});
