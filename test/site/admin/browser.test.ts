import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { OPERATOR } from '../../../src/users/authority.ts';
import { follow, openLoggedIn, press, section, tabTo } from '../account/visit.ts';
import { describeInBrowser, fillIn, inspect } from '../../support/browser.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { eventsOf, headersOf, letProgramIn } from './ask.ts';
import { setActive } from '../../support/change-user.ts';

const PASSWORD = 'correct horse battery staple';

/** Logs in where a browser without credentials is sent to, and is back at the users. */
async function openUsers(page: Page, { origin }: TestServer): Promise<void> {
  await page.goto(`${origin}/admin/`);
  expect(page.url()).toBe(`${origin}/login/?next=%2Fadmin%2F`);
  await fillIn(page, 'root', 'toor');
  expect(page.url()).toBe(`${origin}/admin/`);
}

async function serverWithUsers(): Promise<TestServer> {
  const server = await startServer();
  for (const name of ['bob', 'carol', `a${'m'.repeat(149)}`]) {
    await server.addUser(name, 'toor', { email: `${name.slice(0, 60)}@example.com` });
  }
  return server;
}

async function addMany({ dependencies }: TestServer, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const username = `user${String(number).padStart(3, '0')}`;
    await dependencies.users.create({ username, email: '', encodedPassword: '!' }, OPERATOR);
  }
}

async function makeUser(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail address').fill('');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Your own password').fill('toor');
  await press(page, 'Create the user');
}

/** What a user's page says of them. */
async function fact(page: Page, name: string): Promise<string | null> {
  return page.locator(`dt:text-is("${name}") + dd`).textContent();
}

const BOB = '/admin/users/2/';

/** Name of a page → how a superuser comes to see it. */
const PAGES: Record<string, (page: Page, server: TestServer) => Promise<unknown>> = {
  async 'admin-users'(page, server) {
    await addMany(server, 60);
    await setActive(server.dependencies, 'carol', false);
    await openLoggedIn(page, server, '/admin/?page_size=20&page=1');
  },

  async 'admin-search'(page, server) {
    await openLoggedIn(page, server, '/admin/');
    await page.getByLabel('Name or e-mail address').fill('CAR');
    await press(page, 'Search');
  },

  'admin-new-user': (page, server) => openLoggedIn(page, server, '/admin/users/new/'),

  async 'admin-new-user-refused'(page, server) {
    await openLoggedIn(page, server, '/admin/users/new/');
    await makeUser(page, 'a b', 'password1');
  },

  async 'admin-user'(page, server) {
    for (const site of schemeSites) await site.obtain(server.origin, 'bob', 'toor');
    await letProgramIn(server, 'bob', 'laptop');
    await setActive(server.dependencies, 'bob', false);
    server.advance(3 * 3_600_000);
    await openLoggedIn(page, server, BOB);
  },

  'admin-email': (page, server) => openLoggedIn(page, server, `${BOB}email/`),

  'admin-password': (page, server) => openLoggedIn(page, server, `${BOB}password/`),

  'admin-deactivate': (page, server) => openLoggedIn(page, server, `${BOB}deactivate/`),

  async 'admin-make-superuser-refused'(page, server) {
    await openLoggedIn(page, server, `${BOB}make-superuser/`);
    await page.getByLabel('Your own password').fill('wrong');
    await press(page, 'Grant superuser rights');
  },

  async 'admin-last-superuser'(page, server) {
    await openLoggedIn(page, server, '/admin/users/1/deactivate/');
    await press(page, 'Deactivate the account');
  },
};

describeInBrowser('the pages of superusers, in Chromium', (open) => {
  test('a user is made, found, changed, shut out and let in again', async () => {
    const server = await startServer();
    const page = await open(server.origin, { javaScriptEnabled: false });
    await openUsers(page, server);
    await follow(page, 'Create a user');
    await makeUser(page, 'root', 'password1');
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.getByRole('alert').allTextContents()).toEqual([
      'That username is already taken.',
      'This password is too common.',
    ]);
    expect(await page.getByLabel('Name').inputValue()).toBe('root');
    await makeUser(page, 'bob', PASSWORD);
    expect(page.url()).toBe(`${server.origin}/admin/users/2/`);

    await follow(page, 'Change the e-mail address');
    await page.getByLabel('E-mail address').fill('bob@localhost');
    await press(page, 'Change the address');
    expect(await fact(page, 'E-mail address')).toBe('bob@localhost');

    await follow(page, 'Deactivate the account');
    await press(page, 'Deactivate the account');
    expect(await fact(page, 'Active')).toBe('no');
    await follow(page, 'Activate the account');
    await page.getByLabel('Your own password').fill('toor');
    await press(page, 'Activate the account');
    expect(await fact(page, 'Active')).toBe('yes');

    await follow(page, 'Back to all users');
    await page.getByLabel('Name or e-mail address').fill('LOCALHOST');
    await press(page, 'Search');
    expect(await page.getByRole('row').allTextContents()).toEqual([
      expect.stringMatching(/^Name/),
      'bobbob@localhostyesnojust now',
    ]);
    expect(await page.getByRole('status').textContent()).toMatch(/^One user with “LOCALHOST” in/);
    await follow(page, 'Show all');
    expect(await page.getByRole('row').count()).toBe(3);
  });

  test('a password is set, and a superuser made, with the superuser’s own password', async () => {
    const server = await serverWithUsers();
    const page = await open(server.origin, { javaScriptEnabled: false });
    await openLoggedIn(page, server, '/admin/');
    await follow(page, 'bob');
    await follow(page, 'Set a password');
    await page.getByLabel('Your own password').fill('wrong');
    await page.getByLabel('New password for bob').fill(PASSWORD);
    await press(page, 'Set the password');
    expect(await page.getByRole('alert').textContent()).toBe('Invalid password.');
    await page.getByLabel('Your own password').fill('toor');
    await page.getByLabel('New password for bob').fill('password1');
    await press(page, 'Set the password');
    expect(await page.getByRole('alert').textContent()).toBe('This password is too common.');
    await page.getByLabel('Your own password').fill('toor');
    await page.getByLabel('New password for bob').fill(PASSWORD);
    await press(page, 'Set the password');
    expect(page.url()).toBe(`${server.origin}/admin/users/2/`);

    await follow(page, 'Grant superuser rights');
    await page.getByLabel('Your own password').fill('wrong');
    await press(page, 'Grant superuser rights');
    expect(await page.getByRole('alert').textContent()).toBe('Invalid password.');
    await page.getByLabel('Your own password').fill('toor');
    await press(page, 'Grant superuser rights');
    expect(await fact(page, 'Superuser')).toBe('yes');
    expect(await eventsOf(server, 2)).toEqual([
      'superuser made by root',
      'password changed by root',
    ]);
    await follow(page, 'Remove superuser rights');
    await press(page, 'Remove superuser rights');
    expect(await fact(page, 'Superuser')).toBe('no');
  });

  test('a user’s sessions and tokens are seen and ended', async () => {
    const server = await serverWithUsers();
    const bobs = await open(server.origin);
    await openLoggedIn(bobs, server, '/account/', 'bob');
    await letProgramIn(server, 'bob', 'laptop');

    const page = await open(server.origin);
    await openLoggedIn(page, server, BOB);
    const sessions = section(page, 'Where they are logged in').getByRole('listitem');
    expect(await sessions.allTextContents()).toEqual([expect.stringMatching(/^Chrom/)]);
    const tokens = section(page, 'Tokens');
    const token = tokens.getByRole('listitem');
    expect(await token.textContent()).toMatch(/^laptop .*never used, never expires Revoke$/);

    await follow(page, 'Revoke laptop');
    await press(page, 'Revoke it');
    expect(await tokens.textContent()).toContain('None.');
    await follow(page, /^End /);
    await press(page, 'End it');
    expect(page.url()).toBe(`${server.origin}/admin/users/2/`);
    expect(await sessions.count()).toBe(0);
    await bobs.goto(`${server.origin}/account/`);
    expect(bobs.url()).toContain('/login/');
    await openLoggedIn(bobs, server, '/account/', 'bob');

    await page.reload();
    expect(await sessions.count()).toBe(1);
    await follow(page, 'Log out everywhere');
    await press(page, 'Log out everywhere');
    expect(await sessions.count()).toBe(0);
    const events = section(page, 'Recent activity').getByRole('listitem');
    expect(await events.first().textContent()).toBe('Logged out everywherejust now, by root');
    // Bob reads the same, without where the superuser was.
    await openLoggedIn(bobs, server, '/account/', 'bob');
    expect(await bobs.getByText('by root').count()).toBe(3);
  });

  test('the last superuser is told to make somebody else one first', async () => {
    const server = await serverWithUsers();
    const page = await open(server.origin);
    await openLoggedIn(page, server, '/admin/');
    for (const words of ['Deactivate the account', 'Remove superuser rights']) {
      await page.goto(`${server.origin}/admin/users/1/`);
      await follow(page, words);
      expect(await page.locator('strong').textContent()).toMatch(/^This is your own account\./);
      await press(page, words);
      expect(await page.getByRole('alert').textContent()).toBe(
        'This is the last active superuser. Make somebody else one first.',
      );
    }
    await page.goto(`${server.origin}/admin/`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Users');
  });

  test('who is no superuser is told so, and is shown no way there', async () => {
    const server = await serverWithUsers();
    const page = await open(server.origin);
    await page.goto(`${server.origin}/admin/`);
    await fillIn(page, 'bob', 'toor');
    expect(await page.getByRole('alert').textContent()).toBe(
      'You do not have permission to perform this action.',
    );
    await page.goto(`${server.origin}/account/`);
    expect(await page.getByRole('link', { name: 'All users' }).count()).toBe(0);
  });

  test('many users fill pages', async () => {
    const server = await startServer();
    await addMany(server, 120);
    const page = await open(server.origin);
    await openLoggedIn(page, server, '/admin/');
    const pages = page.getByRole('navigation', { name: 'Pages' });
    expect(await pages.textContent()).toBe('Page 1 of 3Next');
    await follow(page, 'Next');
    await follow(page, 'Next');
    expect(await pages.textContent()).toBe('PreviousPage 3 of 3');
    expect(await page.getByRole('row').count()).toBe(1 + 21);
    await page.getByLabel('Name or e-mail address').fill('user');
    await press(page, 'Search');
    await follow(page, 'Next');
    expect(page.url().split('&cursor=')[0]).toBe(`${server.origin}/admin/?search=user&page=2`);
    expect(await page.getByRole('status').textContent()).toMatch(/^120 users with “user”/);
  });

  test('the keyboard is enough to find a user and shut them out', async () => {
    const server = await serverWithUsers();
    const page = await open(server.origin);
    const { keyboard } = page;
    await openLoggedIn(page, server, '/admin/');
    await page.getByLabel('Name or e-mail address').focus();
    await keyboard.type('bob');
    await keyboard.press('Enter');
    await page.waitForURL(/search=bob/);
    await tabTo(page, 'bob');
    await keyboard.press('Enter');
    await page.waitForURL(`${server.origin}/admin/users/2/`);
    await tabTo(page, 'Deactivate the account');
    await keyboard.press('Enter');
    await page.waitForURL(`${server.origin}/admin/users/2/deactivate/`);
    await tabTo(page, 'Deactivate the account');
    await keyboard.press('Enter');
    await page.waitForURL(`${server.origin}/admin/users/2/`);
    expect(await fact(page, 'Active')).toBe('no');
  });

  test('24: another site’s form does nothing with a password that the browser keeps', async () => {
    const server = await serverWithUsers();
    const page = await open(server.origin, {
      extraHTTPHeaders: await headersOf(server, 'root'),
    });
    const path = `${server.origin}/admin/users/2/deactivate/`;
    await page.setContent(`<form method="post" action="${path}"><button>Win</button></form>`);
    await press(page, 'Win');
    expect(await page.getByRole('alert').textContent()).toMatch(/Nothing was changed\./);
    await page.goto(`${server.origin}/admin/users/2/`);
    expect(await fact(page, 'Active')).toBe('yes');
    // Ours does.
    await follow(page, 'Deactivate the account');
    await press(page, 'Deactivate the account');
    expect(await fact(page, 'Active')).toBe('no');
  });

  describe('every page fits a phone, and stands in nobody’s way, by day and by night', () => {
    test.each(Object.entries(PAGES))('%s', async (name, visit) => {
      const server = await serverWithUsers();
      const page = await open(server.origin);
      await visit(page, server);
      await inspect(page, name);
    });
  });
});
