import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import type { SchemeSite } from '../../../src/site/scheme-site.ts';
import { describeInBrowser, scrollsSideways, takePicture } from '../../support/browser.ts';
import { openLoggedIn } from '../account/visit.ts';
import { openSchemes } from '../../support/schemes.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

/** Opens the page, and does in Swagger UI's dialog what a person does with credentials that they have. */
async function authorize(page: Page, server: TestServer, site: SchemeSite): Promise<void> {
  const scheme = openSchemes.find(({ site: { name } }) => name === site.name)?.scheme;
  if (scheme === undefined) throw new TypeError('not open');
  const { security } = site.openapi(scheme, '');
  if (security.type === 'apiKey' && security.in === 'cookie') {
    await openLoggedIn(page, server, '/docs/');
    return;
  }
  await page.goto(`${server.origin}/docs/`);
  const { Authorization = '' } = await site.obtain(server.origin, 'root', 'toor');
  await page.locator('button.authorize').click();
  const form = page.locator('.auth-container', { has: page.getByText(site.name, { exact: true }) });
  const username = form.getByLabel('auth-basic-username');
  if ((await username.count()) > 0) {
    await username.fill('root');
    await form.getByLabel('auth-basic-password').fill('toor');
  } else {
    // Swagger UI writes the word itself where OpenAPI knows it.
    const value = security.type === 'http' ? Authorization.split(' ')[1] : Authorization;
    await form.locator('input').fill(value ?? '');
  }
  await form.getByRole('button', { name: 'Apply credentials' }).click();
  await page.locator('button.close-modal').click();
}

/** Tries an operation out, and gives the answer that Swagger UI shows. */
async function execute(page: Page, operation: Locator, body?: string): Promise<string> {
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  if (body !== undefined) await operation.locator('textarea').fill(body);
  await operation.getByRole('button', { name: 'Execute' }).click();
  const answer = operation.locator('.live-responses-table .response');
  return (await answer.textContent()) ?? '';
}

describeInBrowser('/docs/, in Chromium', (open) => {
  test.each(schemeSites)('lets $name in, safe requests and others', async (site) => {
    const server = await startServer();
    const page = await open(server.origin);
    await authorize(page, server, site);

    const home = page.locator('.opblock', {
      has: page.locator('[data-path="/home/"]'),
    });
    const got = await execute(page, home.and(page.locator('.opblock-get')));
    expect(got).toContain('200');
    expect(got).toContain(`"scheme": "${site.name}"`);
    const posted = await execute(page, home.and(page.locator('.opblock-post')), '{"a": 1}');
    expect(posted).toContain('Got some data!');
    await takePicture(page, `docs-${site.name}`);
  });

  test('shows every operation, by day and by night, and fits a phone', async () => {
    const { origin } = await startServer();
    const page = await open(origin, { viewport: { width: 360, height: 740 } });
    await page.goto(`${origin}/docs/`);
    await page.locator('.opblock').first().waitFor();
    const { paths } = (await (await fetch(`${origin}/openapi.json`)).json()) as { paths: object };
    const shown = await page.evaluate<string[]>(
      '[...document.querySelectorAll("[data-path]")].map(({ dataset }) => dataset.path)',
    );
    expect([...new Set(shown)].sort()).toEqual(Object.keys(paths).sort());
    for (const width of [360, 1280]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await takePicture(page, `docs-${width}-${colorScheme}`);
        expect.soft(await scrollsSideways(page), String(width)).toBe(false);
      }
    }
  });

  test('says where the document is, to who runs no scripts', async () => {
    const { origin } = await startServer();
    const page = await open(origin, { javaScriptEnabled: false });
    await page.goto(`${origin}/docs/`);
    await page.getByRole('link', { name: '/openapi.json' }).click();
    expect(page.url()).toBe(`${origin}/openapi.json`);
  });
});
