import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import type { SchemeSite } from '../../../src/site/scheme-site.ts';
import { describeInBrowser, scrollsSideways, takePicture } from '../../support/browser.ts';
import { logIn } from '../account/visit.ts';
import { openSchemes } from '../../support/schemes.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

/** Does in Swagger UI's dialog what a person does with credentials that they have; gives what undoes it. */
async function authorize(
  page: Page,
  server: TestServer,
  site: SchemeSite,
): Promise<() => Promise<void>> {
  const scheme = openSchemes.find(({ site: { name } }) => name === site.name)?.scheme;
  if (scheme === undefined) throw new TypeError('not open');
  const { security } = site.openapi(scheme, '');
  if (security.type === 'apiKey' && security.in === 'cookie') {
    await logIn(page, server);
    return () => page.context().clearCookies();
  }
  const { Authorization = '' } = await site.obtain(server.origin, 'root', 'toor');
  const form = page.locator('.auth-container', { has: page.getByText(site.name, { exact: true }) });
  const inDialog = async (act: () => Promise<void>): Promise<void> => {
    await page.locator('button.authorize').click();
    await act();
    await page.locator('button.close-modal').click();
  };
  await inDialog(async () => {
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
  });
  return () => inDialog(() => form.getByRole('button', { name: 'Remove authorization' }).click());
}

/** Makes an operation ready to be sent. */
async function tryOut(operation: Locator, body?: string): Promise<void> {
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  if (body !== undefined) await operation.locator('textarea').fill(body);
}

/** Sends it, and gives the answer that Swagger UI shows, which is gone afterwards. */
async function execute(operation: Locator): Promise<string> {
  await operation.getByRole('button', { name: 'Execute' }).click();
  const answer = await operation.locator('.live-responses-table .response').textContent();
  await operation.getByRole('button', { name: 'Clear' }).click();
  return answer ?? '';
}

describeInBrowser('/docs/, in Chromium', (open) => {
  test('lets each scheme in, safe requests and others', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    await page.goto(`${server.origin}/docs/`);
    const home = page.locator('.opblock', {
      has: page.locator('[data-path="/home/"]'),
    });
    const [get, post] = ['get', 'post'].map((method) =>
      home.and(page.locator(`.opblock-${method}`)),
    ) as [Locator, Locator];
    await tryOut(get);
    await tryOut(post, '{"a": 1}');
    for (const site of schemeSites) {
      const withdraw = await authorize(page, server, site);
      const got = await execute(get);
      expect(got).toContain('200');
      expect(got).toContain(`"scheme": "${site.name}"`);
      expect(await execute(post)).toContain('Got some data!');
      await takePicture(page, `docs-${site.name}`);
      await withdraw();
    }
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
