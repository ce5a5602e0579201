import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { fetchFrom, otherOrigin } from '../../support/other-origin.ts';
import type { SeenAnswer } from '../../support/other-origin.ts';
import { describeWith } from '../../support/program.ts';
import { startServer } from '../../support/server.ts';

const ROOT = { username: 'root', password: 'toor' };
const MINUTE = 60_000;

const MODULES = new URL('../../../node_modules/', import.meta.url);
const AXIOS = fileURLToPath(new URL('axios/dist/axios.min.js', MODULES));

/** How many of twenty requests at once succeed, each of which finds that its access token has expired. */
const TWENTY = `Promise.allSettled(Array.from({ length: 20 }, () => api.get('/home/'))).then(
  (answers) => answers.filter(({ value }) => value?.data.user === 'root').length)`;

function post(page: Page, url: string, data: object): Promise<SeenAnswer> {
  return fetchFrom(page, url, {
    method: 'POST',
    credentials: 'include',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(data),
  });
}

const home = (page: Page, base: string, { body }: SeenAnswer): Promise<SeenAnswer> =>
  fetchFrom(page, `${base}/home/`, { headers: { Authorization: `Bearer ${String(body.access)}` } });

/** The block of docs/embedding.md that uses axios, for a server at this address. */
function documented(base: string): string {
  const text = readFileSync(new URL('../../../docs/embedding.md', import.meta.url), 'utf8');
  const [block = ''] = /(?<=^```js\n)import axios[\s\S]*?(?=^```)/m.exec(text) ?? [];
  const local = block.replace('https://api.example.com', base).replace('${origin}/auth', base);
  return local.replace(/^import .*\n/, '');
}

describeWith(CHROMIUM, 'a page of another origin, by JWT, in Chromium', () => {
  it('logs in, refreshes and logs out from another site, with tokens in its own hands', async () => {
    const other = await otherOrigin();
    const server = await startServer({ TRUSTED_ORIGINS: other.origin });
    const { origin } = server;
    const page = await other.open();
    const pair = await post(page, `${origin}/api/token/`, ROOT);
    expect((await home(page, origin, pair)).body).toMatchObject({ user: 'root', scheme: 'jwt' });
    server.advance(5 * MINUTE);
    expect((await home(page, origin, pair)).status).toBe(401);
    const renewed = await post(page, `${origin}/api/token/refresh/`, pair.body);
    expect((await home(page, origin, renewed)).status).toBe(200);
    expect((await post(page, `${origin}/api/token/blacklist/`, renewed.body)).status).toBe(200);
    expect((await post(page, `${origin}/api/token/refresh/`, renewed.body)).status).toBe(401);
  });

  it('85: does so with a refresh token that its scripts never see, and goes on when loaded again', async () => {
    const other = await otherOrigin();
    const settings = { TRUSTED_ORIGINS: other.origin, JWT_REFRESH_COOKIE: 'true' };
    const server = await startServer(settings);
    const base = `http://localhost:${server.port}`;
    const page = await other.open();
    const login = await post(page, `${base}/api/token/`, ROOT);
    expect(Object.keys(login.body)).toEqual(['access']);
    expect(await page.evaluate('document.cookie')).toBe('');
    server.advance(5 * MINUTE);
    await page.reload();
    const renewed = await post(page, `${base}/api/token/refresh/`, {});
    expect((await home(page, base, renewed)).status).toBe(200);
    expect((await post(page, `${base}/api/token/blacklist/`, {})).status).toBe(200);
    expect((await post(page, `${base}/api/token/refresh/`, {})).status).toBe(400);
    expect(await page.context().cookies()).toEqual([]);
  });

  it('twenty requests of axios at once, none of whose tokens is good any more, cost one refresh', async () => {
    const other = await otherOrigin();
    const settings = { TRUSTED_ORIGINS: other.origin, JWT_REFRESH_COOKIE: 'true' };
    const server = await startServer(settings);
    const page = await other.open();
    await page.addScriptTag({ path: AXIOS });
    await page.addScriptTag({ content: documented(`http://localhost:${server.port}`) });
    await page.evaluate(`logIn('root', 'toor')`);
    const count = (path: string): number =>
      server.log.filter((line) => line.includes(`"method":"POST","path":"${path}"`)).length;
    for (const round of [1, 2]) {
      expect(await page.evaluate(TWENTY)).toBe(20);
      expect(count('/api/token/refresh/')).toBe(round - 1);
      server.advance(5 * MINUTE);
    }
    expect(await page.evaluate(TWENTY)).toBe(20);
    expect(count('/api/token/refresh/')).toBe(2);

    // Once the login has ended, all of them fail, and none goes on asking.
    await post(page, `http://localhost:${server.port}/api/token/blacklist/`, {});
    server.advance(5 * MINUTE);
    expect(await page.evaluate(TWENTY)).toBe(0);
    expect(count('/api/token/refresh/')).toBeLessThanOrEqual(22);
  });
});
