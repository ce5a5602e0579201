import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { follow, openLoggedIn, press, section, tabTo } from '../../site/account/visit.ts';
import { describeInBrowser, inspect } from '../../support/browser.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

const NEW_TOKEN = '/account/tokens/new/';

/** Fills in the form for a token. */
async function makeToken(page: Page, name: string, lifetime = 'in 90 days'): Promise<string> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Expires').selectOption(lifetime);
  await page.getByLabel('Your password').fill('toor');
  await press(page, 'Create a token');
  return (await page.locator('.command code').textContent()) ?? '';
}

async function homeStatus({ origin }: TestServer, token: string): Promise<number> {
  const headers = { Authorization: `Token ${token}` };
  return (await fetch(`${origin}/home/`, { headers })).status;
}

/** Name of a page → how a person comes to see it. */
const PAGES: Record<string, (page: Page, server: TestServer) => Promise<unknown>> = {
  async 'account-tokens'(page, server) {
    for (const name of ['laptop', 'W'.repeat(100)]) {
      await openLoggedIn(page, server, NEW_TOKEN);
      await homeStatus(server, await makeToken(page, name));
    }
    server.advance(3 * 3_600_000);
    await openLoggedIn(page, server, '/account/');
  },

  'token-new': (page, server) => openLoggedIn(page, server, NEW_TOKEN),

  async 'token-made'(page, server) {
    await openLoggedIn(page, server, NEW_TOKEN);
    await makeToken(page, 'laptop');
  },

  async 'token-revoke'(page, server) {
    await openLoggedIn(page, server, NEW_TOKEN);
    await makeToken(page, 'laptop', 'never');
    await follow(page, 'Back to your account');
    await follow(page, 'Revoke laptop');
  },
};

describeInBrowser('tokens, in Chromium', (open) => {
  test('the lifetime that was chosen stays chosen when the form comes back', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    for (const lifetime of ['in 7 days', 'never']) {
      await openLoggedIn(page, server, NEW_TOKEN);
      await page.getByLabel('Name').fill('laptop');
      await page.getByLabel('Expires').selectOption(lifetime);
      await page.getByLabel('Your password').fill('wrong');
      server.advance(60_000);
      await press(page, 'Create a token');
      const chosen = page.getByLabel('Expires').locator('option:checked');
      expect(await chosen.textContent()).toBe(lifetime);
    }
  });

  test('a token that was made is copied by its button, also without a mouse', async () => {
    const server = await startServer();
    const page = await open(server.origin, { permissions: ['clipboard-read', 'clipboard-write'] });
    await openLoggedIn(page, server, NEW_TOKEN);
    const token = await makeToken(page, 'laptop');
    const button = page.getByRole('button', { name: 'Copy' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(token);
  });

  test.each([true, false])(
    'a token is made, shown once and nowhere else, used and revoked; scripts: %s',
    async (javaScriptEnabled) => {
      const server = await startServer();
      const page = await open(server.origin, { javaScriptEnabled });
      await openLoggedIn(page, server, '/account/');
      const tokens = section(page, 'Tokens');
      expect(await tokens.textContent()).toContain('None.');

      await follow(page, 'Create a token');
      const token = await makeToken(page, 'laptop', 'in 7 days');
      expect(token).toMatch(/^ea101_[0-9A-Za-z]{36}$/);
      expect(page.url()).toBe(server.origin + NEW_TOKEN);
      expect(await homeStatus(server, token)).toBe(200);
      await follow(page, 'Back to your account');
      expect(await page.content()).not.toContain(token);
      expect(await tokens.getByRole('listitem').textContent()).toBe(
        `laptop ${token.slice(0, 14)}…token, created just now, last used just now, expires next week Revoke`,
      );

      await follow(page, 'Revoke laptop');
      await press(page, 'Revoke it');
      expect(await tokens.textContent()).toContain('None.');
      expect(await homeStatus(server, token)).toBe(401);
    },
  );

  test('the keyboard is enough to make a token', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    const { keyboard } = page;
    await openLoggedIn(page, server, '/account/');
    await tabTo(page, 'Create a token');
    await keyboard.press('Enter');
    await page.waitForURL(server.origin + NEW_TOKEN);
    await tabTo(page, 'name');
    await keyboard.type('laptop');
    await tabTo(page, 'current_password');
    await keyboard.type('toor');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Token created' }).waitFor();
  });

  test('a form that does not hold says why', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    await openLoggedIn(page, server, NEW_TOKEN);
    // White space satisfies the browser, and not the server.
    await page.getByLabel('Name').fill(' ');
    await page.getByLabel('Your password').fill('toor');
    await press(page, 'Create a token');
    expect(await page.getByRole('alert').textContent()).toBe('This field may not be blank.');
    expect(await page.title()).toMatch(/^Error: /);
    // What was right need not be typed again.
    await page.getByLabel('Name').fill('laptop');
    await page.getByLabel('Scopes').fill('read');
    await page.getByLabel('Your password').fill('wrong');
    await press(page, 'Create a token');
    expect(await page.getByLabel('Name').inputValue()).toBe('laptop');
    expect(await page.getByLabel('Scopes').inputValue()).toBe('read');
    expect(await page.getByLabel('Your password').inputValue()).toBe('');
  });

  test('24: another site’s form makes none', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    await openLoggedIn(page, server, '/account/');
    const answer = await page.request.post(server.origin + NEW_TOKEN, {
      form: { name: 'x' },
    });
    expect(answer.status()).toBe(403);
    await page.reload();
    expect(await section(page, 'Tokens').textContent()).toContain('None.');
  });

  describe('every page fits a phone, and stands in nobody’s way, by day and by night', () => {
    test.each(Object.entries(PAGES))('%s', async (name, visit) => {
      const server = await startServer();
      const page = await open(server.origin);
      await visit(page, server);
      await inspect(page, name);
    });
  });
});
