import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { CHROMIUM } from '../support/browser.ts';
import { otherOrigin } from '../support/other-origin.ts';
import { describeWith } from '../support/program.ts';
import { startServer } from '../support/server.ts';

/** A window on a page of another site: `localhost` is none of `127.0.0.1`. */
async function openKittens(options?: BrowserContextOptions): Promise<Page> {
  return (await otherOrigin('localhost')).open(options);
}

describeWith(CHROMIUM, 'another site’s page, in Chromium', () => {
  it('56: locks its visitor out of nothing', async () => {
    const server = await startServer();
    const page = await openKittens();
    await page.evaluate(`(async () => {
      const body = new URLSearchParams({ username: 'root', password: 'wrong' });
      for (const path of ['/api/token/', '/api-token-auth/', '/login/']) {
        for (let time = 0; time < 10; time += 1) {
          // The page is not let see the answer either (Cross-Origin-Resource-Policy).
          await fetch('${server.origin}' + path, { method: 'POST', mode: 'no-cors', body }).catch(() => 0);
        }
      }
    })()`);
    const seen = server.log.filter((line) => line.includes('"method":"POST"'));
    expect(seen.length).toBeGreaterThanOrEqual(20);
    for (const { obtain } of schemeSites) {
      const own = await obtain(server.origin, 'root', 'toor');
      expect((await fetch(`${server.origin}/home/`, { headers: own })).status).toBe(200);
    }
  });

  it('56: changes nothing by a form, though the browser adds what it knows', async () => {
    const server = await startServer({ AUTH_SCHEMES: schemeSites.at(0)?.name ?? '' });
    const page = await openKittens({ httpCredentials: { username: 'root', password: 'toor' } });
    // The browser has been given name and password here.
    expect((await page.goto(`${server.origin}/home/`))?.status()).toBe(200);
    await page.goBack();
    await page.setContent(
      `<form method="post" action="${server.origin}/home/"><input name="a" value="1"><button>Go</button></form>`,
    );
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button').click(),
    ]);
    expect(answer.status()).toBe(403);
  });
});
