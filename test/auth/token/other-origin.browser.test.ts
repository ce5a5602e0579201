import { expect, it } from 'vitest';
import { CHROMIUM } from '../../support/browser.ts';
import { fetchFrom, otherOrigin } from '../../support/other-origin.ts';
import { describeWith } from '../../support/program.ts';
import { startServer } from '../../support/server.ts';

describeWith(CHROMIUM, 'a page of another origin, by token, in Chromium', () => {
  it('logs in, goes on after it was loaded again, and gives the token back', async () => {
    const other = await otherOrigin();
    const { origin } = await startServer({ TRUSTED_ORIGINS: other.origin });
    const page = await other.open();
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ username: 'root', password: 'toor' });
    const init = { method: 'POST', headers, body };
    const login = await fetchFrom(page, `${origin}/api-token-auth/`, init);
    expect(login.status).toBe(200);
    const own = { headers: { Authorization: `Token ${String(login.body.token)}` } };
    await page.reload();
    const home = await fetchFrom(page, `${origin}/home/`, own);
    expect(home.body).toMatchObject({ user: 'root', scheme: 'token' });
    // The id of the one that /api-token-auth/ gives is 0.
    const end = await fetchFrom(page, `${origin}/api/tokens/0/`, { ...own, method: 'DELETE' });
    expect(end.status).toBe(204);
    expect((await fetchFrom(page, `${origin}/home/`, own)).status).toBe(401);
  });
});
