import axe from 'axe-core';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page, Response } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { describeWith } from './program.ts';

/** The same engine without the windows of a desktop, which take two thirds of the time; else the whole of it. */
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'] as const;

/** The program. */
export const CHROMIUM = process.env.CHROMIUM ?? PROGRAMS.find(existsSync) ?? PROGRAMS[1];

/** What it is started with. */
export const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens a window on a server; the page is blank until it is sent somewhere. */
export type OpenWindow = (origin: string, options?: BrowserContextOptions) => Promise<Page>;

/** One for all tests of a process; it ends with that. */
let browser: Promise<Browser> | undefined;

/**
 * A group of tests that use a real Chromium, found at $CHROMIUM or in its usual place. Each window
 * has cookies of its own and closes with its test, which fails if the page has misbehaved.
 */
export function describeInBrowser(title: string, tests: (open: OpenWindow) => void): void {
  describeWith(CHROMIUM, title, () => {
    tests(async (origin, options) => {
      browser ??= chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
      // Colours are compared; they must not be on their way from one to another.
      const context = await (await browser).newContext({ reducedMotion: 'reduce', ...options });
      // Sooner than the test itself gives up, so that the failure says what was waited for.
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      const misdeeds = watch(page, origin);
      onTestFinished(async () => {
        await context.close();
        expect(misdeeds).toEqual([]);
      });
      return page;
    });
  });
}

/** Collects what no page of ours may ever do. */
function watch(page: Page, origin: string): readonly string[] {
  const misdeeds: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin && !request.url().startsWith('data:')) {
      misdeeds.push(`request to another host: ${request.url()}`);
    }
  });
  page.on('response', (response) => {
    // A person would see Chromium's own dialog for name and password.
    if (response.status() === 401) misdeeds.push(`401 for a page: ${response.url()}`);
  });
  page.on('console', (message) => {
    // Violations of the Content-Security-Policy come here, too.
    if (!['error', 'warning'].includes(message.type())) return;
    // Chromium says this of a page that is itself the answer to a 4xx.
    const isPageItself = message.location().url === page.url();
    if (isPageItself && message.text().startsWith('Failed to load resource')) return;
    misdeeds.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    misdeeds.push(`error: ${error.message}`);
  });
  page.on('dialog', (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return misdeeds;
}

/** Types into the login form and sends it; resolves when the next page is there. */
export async function fillIn(page: Page, username: string, password: string): Promise<Response> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.waitForEvent('load'),
    page.getByRole('button', { name: 'Log in' }).click(),
  ]);
  return answer;
}

/** Where to look at the pages as they were last seen, of those who want to; it takes a while. */
const { SCREENSHOTS } = process.env;

/** A phone by day and a desk by night: colours depend on no width, and what fits on no colours. */
const LOOKS = [
  { width: 360, height: 740, colorScheme: 'light' },
  { width: 1280, height: 800, colorScheme: 'dark' },
] as const;

/**
 * Looks at a page on a phone and on a desk, by day and by night: it fits, and stands in nobody's way.
 *
 * @param name of the screenshots, which are made in the folder $SCREENSHOTS.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  await page.evaluate(axe.source);
  for (const { colorScheme, ...size } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    const look = `${name}-${size.width}-${colorScheme}`;
    if (SCREENSHOTS !== undefined) {
      await page.screenshot({ path: join(SCREENSHOTS, `${look}.png`), fullPage: true });
    }
    expect.soft(await scrollsSideways(page), look).toBe(false);
    expect.soft(await findBarriers(page), look).toEqual([]);
  }
}

/** What axe, which the page has, finds wrong with it for people with disabilities; empty when nothing. */
async function findBarriers(page: Page): Promise<string[]> {
  const results = await page.evaluate<AxeResults>('axe.run()');
  return [...results.violations, ...results.incomplete].flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html}`),
  );
}

type AxeResults = Pick<axe.AxeResults, 'violations' | 'incomplete'>;

/** Whether a page is wider than the window that shows it. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.scrollingElement.scrollWidth > innerWidth');
}
