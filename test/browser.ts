import axe from 'axe-core';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { describeWith } from './program.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const FLAGS = [
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

/**
 * A group of tests that use a real Chromium, found at $CHROMIUM or in its usual place. Each window
 * has cookies of its own and closes with its test, which fails if the page has misbehaved.
 */
export function describeInBrowser(title: string, tests: (open: OpenWindow) => void): void {
  describeWith(CHROMIUM, title, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    });
    afterAll(() => browser.close());

    tests(async (origin, options) => {
      // Colours are compared; they must not be on their way from one to another.
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
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

/** What axe finds wrong with a page for people with disabilities; empty when nothing. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
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
