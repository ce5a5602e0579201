import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { follow, openLoggedIn, press, tabTo } from '../account/visit.ts';
import { describeInBrowser, fillIn, inspect } from '../../support/browser.ts';
import { startServer } from '../../support/server.ts';
import { DEVELOPMENT, titlesIn } from './send-live.ts';

/** Goes from the start to where a scheme can be watched at work. */
async function openLive(page: Page, title: string): Promise<void> {
  await follow(page, title);
  await follow(page, 'See it at work');
}

async function sendRequests(page: Page, password = 'toor'): Promise<void> {
  await page.getByLabel('Your password').fill(password);
  await press(page, 'Send the requests');
}

describeInBrowser('the start, in Chromium', (open) => {
  describe.each([true, false])('with scripts: %s', (javaScriptEnabled) => {
    test.each(schemeSites)('$name succeeds and fails for all to see', async (site) => {
      const server = await startServer(DEVELOPMENT);
      const page = await open(server.origin, { javaScriptEnabled });
      await openLoggedIn(page, server, '/');
      await openLive(page, site.lesson.title);
      await sendRequests(page, 'wrong');
      expect(await page.getByRole('alert').textContent()).toBe('This is not your password.');
      await sendRequests(page);
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
      await follow(page, 'Log in to see them at work');
      await fillIn(page, 'root', 'toor');
      await sendRequests(page);
      expect(await page.getByRole('status').textContent()).toContain('requests were sent');
    });
  });

  test('a button copies each command; without scripts there is none', async () => {
    const server = await startServer();
    const page = await open(server.origin, { permissions: ['clipboard-read', 'clipboard-write'] });
    const address = `${server.origin}/schemes/${schemeSites.at(-1)?.name ?? ''}/`;
    await page.goto(address);
    const commands = page.locator('.command');
    expect(await commands.count()).toBeGreaterThan(0);
    for (let at = 0; at < (await commands.count()); at += 1) {
      await commands.nth(at).getByRole('button', { name: 'Copy' }).click();
      await commands.nth(at).getByRole('button', { name: 'Copied' }).waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
        await commands.nth(at).locator('code').textContent(),
      );
    }
    const plain = await open(server.origin, { javaScriptEnabled: false });
    await plain.goto(address);
    expect(await plain.locator('.command').count()).toBe(await commands.count());
    expect(await plain.getByRole('button').count()).toBe(0);
  });

  test('every page leads to the others, and says which it is', async () => {
    const server = await startServer();
    const page = await open(server.origin);
    await openLoggedIn(page, server, '/account/');
    const current = page.locator('nav [aria-current=page]');
    const links = page.getByRole('navigation').getByRole('link');
    const names = ['Start', 'Home', 'Account', 'Users', 'API', 'Log out'];
    for (const name of names) {
      await links.filter({ hasText: name }).click();
      await page.waitForLoadState();
      expect(await current.allTextContents()).toEqual([name]);
      expect(await links.allTextContents()).toEqual(names);
    }
    await press(page, 'Log out');
    expect(await current.allTextContents()).toEqual(['Log in']);
  });

  test('the keyboard is enough', async () => {
    const server = await startServer(DEVELOPMENT);
    const page = await open(server.origin, { javaScriptEnabled: false });
    await openLoggedIn(page, server, '/account/');
    await tabTo(page, 'Start');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.origin}/`);
    await tabTo(page, 'See them at work');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.origin}/live/`);
    await tabTo(page, 'password');
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
      await openLoggedIn(page, server, '/');
      await inspect(page, 'start');
    });

    test('with all schemes at work', async () => {
      const server = await startServer(DEVELOPMENT);
      const page = await open(server.origin);
      await openLoggedIn(page, server, '/live/');
      await inspect(page, 'live-password');
      await sendRequests(page);
      await inspect(page, 'live');
    });

    test.each(schemeSites)('with $name at work', async (site) => {
      const server = await startServer(DEVELOPMENT);
      const page = await open(server.origin);
      await openLoggedIn(page, server, `/schemes/${site.name}/`);
      await inspect(page, `scheme-${site.name}`);
      await follow(page, 'See it at work');
      await sendRequests(page);
      await inspect(page, `live-${site.name}`);
    });
  });
});
