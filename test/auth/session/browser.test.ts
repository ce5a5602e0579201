import type { Page, Response } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { tabTo } from '../../site/account/visit.ts';
import { describeInBrowser, fillIn, inspect } from '../../support/browser.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

const PROBLEM =
  'Please enter a correct username and password. Note that both fields may be case-sensitive.';

const LONGEST_NAME = 'W'.repeat(150);

/** Name of a page → how a person comes to see it. */
const PAGES: Record<string, (page: Page, server: TestServer) => Promise<unknown>> = {
  login: (page, { origin }) => page.goto(`${origin}/login/`),

  async 'login-failed'(page, { origin }) {
    await page.goto(`${origin}/login/`);
    await fillIn(page, 'root', 'wrong');
  },

  async home(page, { origin }) {
    await page.goto(`${origin}/login/`);
    await fillIn(page, 'root', 'toor');
  },

  async 'home-long-name'(page, { origin, addUser }) {
    await addUser(LONGEST_NAME, 'toor');
    await page.goto(`${origin}/login/`);
    await fillIn(page, LONGEST_NAME, 'toor');
    expect(page.url()).toBe(`${origin}/home/`);
  },

  logout: (page, { origin }) => page.goto(`${origin}/logout/`),

  /** As another site would make somebody's browser send it. */
  async forbidden(page, { origin }) {
    await page.setContent(
      `<form method="post" action="${origin}/logout/"><button>Go</button></form>`,
    );
    await page.getByRole('button').click();
    await page.getByText('CSRF Failed').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('Nothing was changed.');
  },

  'not-found': (page, { origin }) => page.goto(`${origin}/nothing-here/`),
};

describeInBrowser('session, in Chromium', (open) => {
  test('log in, copy the cookie, log out, and the copy is dead', async () => {
    const { origin } = await startServer();
    const page = await open(origin);

    await page.goto(`${origin}/home/`);
    expect(page.url()).toBe(`${origin}/login/?next=%2Fhome%2F`);

    await fillIn(page, 'root', 'wrong');
    expect(await page.getByRole('alert').textContent()).toBe(PROBLEM);
    expect(await page.title()).toMatch(/^Error: Log in/);
    expect(await page.getByLabel('Username').inputValue()).toBe('root');
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    expect(await cookieOf(page, 'sessionid')).toBeUndefined();

    const login = await fillIn(page, 'root', 'toor');
    expect(page.url()).toBe(`${origin}/home/`);
    expect(await page.getByRole('main').textContent()).toContain('You are root');

    const [header = ''] = await setCookies(login, 'sessionid');
    expect(header).toMatch(/; HttpOnly/);
    expect(header).toMatch(/; SameSite=Lax/);
    expect(header).not.toMatch(/; Domain/i);
    const cookie = await cookieOf(page, 'sessionid');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', secure: false, path: '/' });
    expect(await page.evaluate('document.cookie')).toMatch(/^csrftoken=[0-9a-f]{32}$/);

    const copied = { headers: { Cookie: `sessionid=${cookie?.value ?? ''}` } };
    const alive = await fetch(`${origin}/home/`, copied);
    expect(alive.status).toBe(200);
    expect(await alive.json()).toMatchObject({ user: 'root', scheme: 'session' });

    await page.getByRole('link', { name: 'Log out' }).first().click();
    await page.getByRole('button', { name: 'Log out' }).click();
    expect(page.url()).toBe(`${origin}/login/`);
    expect(await cookieOf(page, 'sessionid')).toBeUndefined();
    expect((await fetch(`${origin}/home/`, copied)).status).toBe(401);

    await page.goto(`${origin}/home/`);
    expect(page.url()).toBe(`${origin}/login/?next=%2Fhome%2F`);
  });

  test('the keyboard is enough', async () => {
    const { origin } = await startServer();
    const page = await open(origin);
    const { keyboard } = page;

    await page.goto(`${origin}/home/`);
    // The cursor is already where the typing begins.
    await page.locator('[name=username]:focus').waitFor();
    await keyboard.type('root');
    await keyboard.press('Tab');
    await keyboard.type('wrong');
    await keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.locator('[name=password]:focus').waitFor();
    await keyboard.type('toor');
    await keyboard.press('Enter');
    await page.waitForURL(`${origin}/home/`);

    await tabTo(page, 'Log out');
    await keyboard.press('Enter');
    await page.waitForURL(`${origin}/logout/`);
    // The link to the page itself comes before the button.
    await tabTo(page, 'Log out');
    await tabTo(page, 'Log out');
    await keyboard.press('Enter');
    await page.waitForURL(`${origin}/login/`);
  });

  test('no script is needed', async () => {
    const { origin } = await startServer();
    const page = await open(origin, { javaScriptEnabled: false });

    await page.goto(`${origin}/home/`);
    await fillIn(page, 'root', 'wrong');
    expect(await page.getByRole('alert').textContent()).toBe(PROBLEM);
    await fillIn(page, 'root', 'toor');
    expect(page.url()).toBe(`${origin}/home/`);
    await page.getByRole('link', { name: 'Log out' }).first().click();
    await page.getByRole('button', { name: 'Log out' }).click();
    expect(page.url()).toBe(`${origin}/login/`);
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

async function setCookies(answer: Response, name: string): Promise<string[]> {
  const lines = await answer.headerValues('Set-Cookie');
  return lines.filter((line) => line.startsWith(`${name}=`));
}

async function cookieOf(page: Page, name: string): Promise<Cookie | undefined> {
  const cookies = await page.context().cookies();
  return cookies.find((cookie) => cookie.name === name);
}

type Cookie = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>[number];
