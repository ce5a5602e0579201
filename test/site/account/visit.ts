import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { fillIn } from '../../support/browser.ts';
import type { TestServer } from '../../support/server.ts';

/** Gives a window the cookies of a new login. */
export async function logIn(page: Page, { origin }: TestServer, username = 'root'): Promise<void> {
  const { request } = page;
  await page.context().clearCookies();
  const before = await request.get(`${origin}/login/?format=json`);
  const { csrf_token: token } = (await before.json()) as { csrf_token: string };
  const answer = await request.post(`${origin}/login/`, {
    headers: { 'X-CSRFToken': token },
    data: { username, password: 'toor' },
  });
  expect(answer.status()).toBe(200);
}

/**
 * Opens a page with the cookies of a new login. The login page has tests of its own; the ways there and back
 * cost as much as the rest of a short test.
 */
export async function openLoggedIn(
  page: Page,
  server: TestServer,
  path: string,
  username = 'root',
): Promise<void> {
  await logIn(page, server, username);
  await page.goto(server.origin + path);
  expect(page.url()).toBe(server.origin + path);
}

/** Logs in where a browser without credentials is sent to, and is back at the account. */
export async function openAccount(
  page: Page,
  { origin }: TestServer,
  password = 'toor',
): Promise<void> {
  await page.goto(`${origin}/account/`);
  expect(page.url()).toBe(`${origin}/login/?next=%2Faccount%2F`);
  await fillIn(page, 'root', password);
  expect(page.url()).toBe(`${origin}/account/`);
}

/** Presses a button; resolves when the next page is there. */
export async function press(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name }).click()]);
}

/** Follows the first link of that name; resolves when the next page is there. */
export async function follow(page: Page, name: string | RegExp): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name }).first().click()]);
}

/** A section of a page, by its heading. */
export function section(page: Page, name: string): Locator {
  return page.getByRole('region', { name });
}

const FOCUSED = 'document.activeElement.name || document.activeElement.textContent';

/** Goes by keyboard alone to a link or button with this text, or a field of this name. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(FOCUSED)) === name) return;
  }
  expect.fail(`the Tab key does not lead to "${name}"`);
}
