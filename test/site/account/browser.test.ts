import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { describeInBrowser, fillIn, inspect } from '../../support/browser.ts';
import type { OpenWindow } from '../../support/browser.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { follow, openAccount, openLoggedIn, press, section, tabTo } from './visit.ts';
import { OPERATOR } from '../../../src/users/authority.ts';

const NEW_PASSWORD = 'correct horse battery staple';

async function changePassword(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel('Current password').fill(current);
  await page.getByLabel('New password').fill(next);
  await press(page, 'Change your password');
}

const PASSWORD_PAGE = '/account/password/';

/** Name of a page → how a person comes to see it. */
const PAGES: Record<string, (page: Page, server: TestServer) => Promise<unknown>> = {
  async account(page, server) {
    await openLoggedIn(page, server, '/account/');
    server.advance(3 * 3_600_000);
    await openLoggedIn(page, server, '/account/');
  },

  password: (page, server) => openLoggedIn(page, server, PASSWORD_PAGE),

  async 'password-refused'(page, server) {
    await openLoggedIn(page, server, PASSWORD_PAGE);
    await changePassword(page, 'toor', 'password1');
  },

  async 'password-changed'(page, server) {
    await openLoggedIn(page, server, PASSWORD_PAGE);
    await changePassword(page, 'toor', NEW_PASSWORD);
  },

  async 'end-session'(page, server) {
    await openLoggedIn(page, server, '/account/');
    await follow(page, /^End .*session/);
  },

  'end-others': (page, server) => openLoggedIn(page, server, '/logout/all/'),
};

describeInBrowser('the account, in Chromium', (open) => {
  describe.each([true, false])('with scripts: %s', (javaScriptEnabled) => {
    const openPage: OpenWindow = (origin, options) =>
      open(origin, { javaScriptEnabled, ...options });

    test('the password is changed, and only this session lives on', async () => {
      const server = await startServer();
      const other = await openPage(server.origin);
      await openLoggedIn(other, server, '/account/');
      const page = await openPage(server.origin);
      await openAccount(page, server);

      await follow(page, 'Change your password');
      await changePassword(page, 'wrong', NEW_PASSWORD);
      expect(await page.getByRole('alert').textContent()).toBe('Invalid password.');
      expect(await page.title()).toMatch(/^Error: /);
      await changePassword(page, 'toor', 'password1');
      expect(await page.getByRole('alert').textContent()).toContain('too common');
      await changePassword(page, 'toor', NEW_PASSWORD);
      expect(page.url()).toBe(`${server.origin}/account/password/changed/`);

      await follow(page, 'Back to your account');
      expect(await section(page, 'Where you are logged in').getByRole('listitem').count()).toBe(1);
      const events = section(page, 'Recent activity').getByRole('listitem');
      expect(await events.allTextContents()).toContainEqual(
        expect.stringMatching(/^Password changedjust now, from 127\.0\.0\.1, Chrome/),
      );
      await openAccount(other, server, NEW_PASSWORD);
    });

    test('a session is ended by another', async () => {
      const server = await startServer();
      const other = await openPage(server.origin);
      await openLoggedIn(other, server, '/account/');
      const page = await openPage(server.origin, { userAgent: 'curl/8.0' });
      await openLoggedIn(page, server, '/account/');

      const sessions = section(page, 'Where you are logged in').getByRole('listitem');
      expect(await sessions.count()).toBe(2);
      expect(await sessions.filter({ hasText: 'this one' }).textContent()).toMatch(/^curl/);
      await follow(page, /^End Chrom/);
      await press(page, 'End it');
      expect(page.url()).toBe(`${server.origin}/account/`);
      expect(await sessions.count()).toBe(1);
      await openAccount(other, server);

      await follow(page, 'Log out everywhere else');
      await press(page, 'Log out everywhere else');
      expect(page.url()).toBe(`${server.origin}/account/`);
      await openAccount(other, server);

      // Its own as well.
      await follow(page, /^End curl/);
      await press(page, 'End it');
      expect(page.url()).toBe(`${server.origin}/login/?next=%2Faccount%2F`);
    });

    test('a form that was open for too long leads to the login and back', async () => {
      const server = await startServer();
      const page = await openPage(server.origin);
      await openLoggedIn(page, server, PASSWORD_PAGE);
      await server.dependencies.users.endCredentials(1, OPERATOR);
      await changePassword(page, 'toor', NEW_PASSWORD);
      await fillIn(page, 'root', 'toor');
      expect(page.url()).toBe(server.origin + PASSWORD_PAGE);
    });
  });

  test('the keyboard is enough to change the password', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    const { keyboard } = page;
    await openLoggedIn(page, server, '/account/');
    await tabTo(page, 'Change your password');
    await keyboard.press('Enter');
    await page.waitForURL(server.origin + PASSWORD_PAGE);
    await tabTo(page, 'current_password');
    await keyboard.type('toor');
    await keyboard.press('Tab');
    await keyboard.type(NEW_PASSWORD);
    await keyboard.press('Enter');
    await page.waitForURL(`${server.origin}/account/password/changed/`);
  });

  test('33: wrong passwords there are limited as at a login, and the page says for how long', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    await openLoggedIn(page, server, PASSWORD_PAGE);
    const token = await page.locator('[name=csrfmiddlewaretoken]').first().inputValue();
    const fields = { csrfmiddlewaretoken: token, new_password: NEW_PASSWORD };
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const form = { ...fields, current_password: 'wrong' };
      await page.request.post(server.origin + PASSWORD_PAGE, { form });
    }
    await changePassword(page, 'toor', NEW_PASSWORD);
    expect(await page.getByRole('alert').textContent()).toMatch(
      /^There were too many.* Try again in \d+ (seconds?|minutes)\.$/,
    );
  });

  test('24: another site’s form changes nothing', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    await openLoggedIn(page, server, '/account/');
    for (const path of ['/logout/all/', PASSWORD_PAGE]) {
      const answer = await page.request.post(`${server.origin}${path}`, {
        form: { current_password: 'toor', new_password: NEW_PASSWORD },
        headers: { Accept: 'text/html' },
      });
      expect(answer.status()).toBe(403);
    }
    const events = section(page, 'Recent activity');
    await page.reload();
    expect(await events.getByRole('listitem').count()).toBe(1);
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
