import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { follow, openAccount, press, section, tabTo } from '../../site/account/visit.ts';
import { describeInBrowser, inspect } from '../../support/browser.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

async function makeToken(page: Page, name: string, lifetime = 'in 90 days'): Promise<string> {
  await page.getByRole('link', { name: 'Create a token' }).click();
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

/** Name of a page → how a person comes to see it, from their account on. */
const PAGES: Record<string, (page: Page, server: TestServer) => Promise<unknown>> = {
  async 'account-tokens'(page, server) {
    for (const name of ['laptop', 'W'.repeat(100)]) {
      const token = await makeToken(page, name);
      await homeStatus(server, token);
      await follow(page, 'Back to your account');
    }
    await page.context().clearCookies();
    server.advance(3 * 3_600_000);
    await openAccount(page, server);
  },

  'token-new': (page) => follow(page, 'Create a token'),

  'token-made': (page) => makeToken(page, 'laptop'),

  async 'token-revoke'(page) {
    await makeToken(page, 'laptop', 'never');
    await follow(page, 'Back to your account');
    await follow(page, 'Revoke laptop');
  },
};

describeInBrowser('tokens, in Chromium', (open) => {
  test('a token that was made is copied by its button, also without a mouse', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openAccount(page, server);
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
      await openAccount(page, server);
      const tokens = section(page, 'Tokens');
      expect(await tokens.textContent()).toContain('None.');

      const token = await makeToken(page, 'laptop', 'in 7 days');
      expect(token).toMatch(/^ea101_[0-9A-Za-z]{36}$/);
      expect(page.url()).toBe(`${server.origin}/account/tokens/new/`);
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
    await openAccount(page, server);
    await tabTo(page, 'Create a token');
    await keyboard.press('Enter');
    await page.waitForURL(`${server.origin}/account/tokens/new/`);
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
    await openAccount(page, server);
    await follow(page, 'Create a token');
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
    await openAccount(page, server);
    const answer = await page.request.post(`${server.origin}/account/tokens/new/`, {
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
      await openAccount(page, server);
      await visit(page, server);
      await inspect(page, name);
    });
  });
});
