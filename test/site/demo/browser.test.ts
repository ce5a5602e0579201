import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { follow, openAccount, press, tabTo } from '../account/visit.ts';
import { describeInBrowser, fillIn, inspect } from '../../support/browser.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { DEVELOPMENT, titlesIn } from './send-live.ts';

async function openStart(page: Page, server: TestServer): Promise<void> {
  await openAccount(page, server);
  await follow(page, 'Start');
  expect(page.url()).toBe(`${server.origin}/`);
}

/** Watches a scheme at work. */
async function watch(page: Page, title: string, password = 'toor'): Promise<void> {
  const article = page.getByRole('article', { name: title, exact: true });
  await article.getByLabel('Your password').fill(password);
  await Promise.all([
    page.waitForEvent('load'),
    article.getByRole('button', { name: 'Send' }).click(),
  ]);
}

describeInBrowser('the start, in Chromium', (open) => {
  describe.each([true, false])('with scripts: %s', (javaScriptEnabled) => {
    test.each(schemeSites)('$name succeeds and fails for all to see', async (site) => {
      const server = await startServer(DEVELOPMENT);
      const page = await open(server.origin, { javaScriptEnabled });
      await openStart(page, server);
      await watch(page, site.lesson.title, 'wrong');
      expect(await page.getByRole('alert').textContent()).toBe('This is not your password.');
      await page.getByLabel('Your password').fill('toor');
      await press(page, 'Send');
      expect(await page.getByRole('alert').count()).toBe(0);
      for (const title of await titlesIn(site.tour)) {
        const exchange = page.getByRole('article', { name: title, exact: true });
        expect(await exchange.getByText(/^HTTP\/1\.1 \d/).count(), title).toBe(1);
      }
      await follow(page, 'Back to all schemes');
      expect(page.url()).toBe(`${server.origin}/`);
    });

    test('who is not logged in gets there by logging in', async () => {
      const server = await startServer(DEVELOPMENT);
      const page = await open(server.origin, { javaScriptEnabled });
      await page.goto(`${server.origin}/`);
      await follow(page, /^Log in to watch/);
      await fillIn(page, 'root', 'toor');
      await page.getByLabel('Your password').fill('toor');
      await press(page, 'Send');
      expect(await page.getByRole('status').textContent()).toContain('requests were sent');
    });
  });

  test('a button copies each command; without scripts there is none', async () => {
    const server = await startServer();
    const page = await open(server.origin, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto(`${server.origin}/`);
    const commands = page.locator('.command');
    for (let at = 0; at < (await commands.count()); at += 1) {
      await commands.nth(at).getByRole('button', { name: 'Copy' }).click();
      await commands.nth(at).getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
        await commands.nth(at).locator('code').textContent(),
      );
    }
    const plain = await open(server.origin, { javaScriptEnabled: false });
    await plain.goto(`${server.origin}/`);
    expect(await plain.locator('.command').count()).toBe(await commands.count());
    expect(await plain.getByRole('button').count()).toBe(0);
  });

  test('every page leads to the others, and says which it is', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    await openAccount(page, server);
    const current = page.locator('nav [aria-current=page]');
    for (const name of ['Start', 'Home', 'Account', 'Log out']) {
      await page.getByRole('navigation').getByRole('link', { name }).click();
      await page.waitForLoadState();
      expect(await current.allTextContents()).toEqual([name]);
    }
    await press(page, 'Log out');
    expect(await current.allTextContents()).toEqual(['Log in']);
  });

  test('the keyboard is enough', async () => {
    const server = await startServer(DEVELOPMENT);
    const page = await open(server.origin, { javaScriptEnabled: false });
    await openAccount(page, server);
    await tabTo(page, 'Start');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.origin}/`);
    await tabTo(page, '/home/');
    await page.keyboard.press('Tab');
    await page.keyboard.type('toor');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
  });

  describe('fits a phone, and stands in nobody’s way, by day and by night', () => {
    test('for who is not logged in', async () => {
      const server = await startServer();
      const page = await open(server.origin);
      await page.goto(`${server.origin}/`);
      await inspect(page, 'start-anonymous');
    });

    test('for a user', async () => {
      const server = await startServer(DEVELOPMENT);
      const page = await open(server.origin);
      await openStart(page, server);
      await inspect(page, 'start');
    });

    test.each(schemeSites)('with $name at work', async (site) => {
      const server = await startServer(DEVELOPMENT);
      const page = await open(server.origin);
      await openStart(page, server);
      await watch(page, site.lesson.title);
      await inspect(page, `live-${site.name}`);
    });
  });
});
