import type axe from 'axe-core';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
  // One process for the pages of all servers: another one for each takes a sixth of the time.
  '--renderer-process-limit=1',
  '--disable-site-isolation-trials',
];

/** Opens a window on a server; the page is blank until it is sent somewhere. */
export type OpenWindow = (origin: string, options?: BrowserContextOptions) => Promise<Page>;

/** One for all tests of a process; it ends with that. */
let browser: Promise<Browser> | undefined;

/** A window, which goes from test to test: another one costs as much as five pages. */
interface Window {
  readonly page: Page;
  /** The server of the test that has it. */
  origin: string;
  /** What its pages have done that none may ever do. */
  misdeeds: string[];
}

/** Windows that no test has at the moment, by what they were opened with. */
const idle = new Map<string, Window[]>();

const VIEWPORT = { width: 1280, height: 720 };

/**
 * A group of tests that use a real Chromium, found at $CHROMIUM or in its usual place. Each window has
 * cookies of its own until its test ends, which fails if the page has misbehaved.
 */
export function describeInBrowser(title: string, tests: (open: OpenWindow) => void): void {
  describeWith(CHROMIUM, title, () => {
    tests(async (origin, { viewport = VIEWPORT, ...options } = {}) => {
      const kind = JSON.stringify(options);
      const window = idle.get(kind)?.pop() ?? (await openWindow(options));
      Object.assign(window, { origin, misdeeds: [] });
      const { page } = window;
      onTestFinished(async () => {
        await page.goto('about:blank');
        await page.context().clearCookies();
        idle.set(kind, [...(idle.get(kind) ?? []), window]);
        expect(window.misdeeds).toEqual([]);
      });
      await page.setViewportSize(viewport ?? VIEWPORT);
      await page.emulateMedia({ colorScheme: 'light' });
      return page;
    });
  });
}

async function openWindow(options: BrowserContextOptions): Promise<Window> {
  browser ??= chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  // Colours are compared; they must not be on their way from one to another.
  const context = await (await browser).newContext({ reducedMotion: 'reduce', ...options });
  // Sooner than the test itself gives up, so that the failure says what was waited for.
  context.setDefaultTimeout(10_000);
  const window: Window = { page: await context.newPage(), origin: '', misdeeds: [] };
  watch(window);
  return window;
}

/** Collects what no page of ours may ever do. */
function watch(window: Window): void {
  const { page } = window;
  const report = (misdeed: string): void => {
    window.misdeeds.push(misdeed);
  };
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== window.origin && !request.url().startsWith('data:')) {
      report(`request to another host: ${request.url()}`);
    }
  });
  page.on('response', (response) => {
    // A person would see Chromium's own dialog for name and password.
    if (response.status() === 401) report(`401 for a page: ${response.url()}`);
  });
  page.on('console', (message) => {
    // Violations of the Content-Security-Policy come here, too.
    if (!['error', 'warning'].includes(message.type())) return;
    // Chromium says this of a page that is itself the answer to a 4xx.
    const isPageItself = message.location().url === page.url();
    if (isPageItself && message.text().startsWith('Failed to load resource')) return;
    report(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    report(`error: ${error.message}`);
  });
  page.on('dialog', (dialog) => {
    report(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
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

/** What axe finds by the colours and the place that things have; all else it reads in the page itself. */
const RULES_OF_LOOKS = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable'];

/** A phone by day and a desk by night: colours depend on no width, and what fits on no colours. */
const LOOKS = [
  { width: 360, height: 740, colorScheme: 'light', rules: undefined },
  { width: 1280, height: 800, colorScheme: 'dark', rules: RULES_OF_LOOKS },
] as const;

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/**
 * Looks at a page on a phone and on a desk, by day and by night: it fits, and stands in nobody’s way.
 *
 * @param name of the screenshots, which are made in the folder $SCREENSHOTS.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  await page.evaluate(AXE);
  for (const { colorScheme, rules, ...size } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    const look = `${name}-${size.width}-${colorScheme}`;
    await takePicture(page, look);
    expect.soft(await scrollsSideways(page), look).toBe(false);
    expect.soft(await findBarriers(page, rules), look).toEqual([]);
  }
}

/** Keeps how a page looks, for those who want to see it. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/**
 * What axe, which the page has, finds wrong with it for people with disabilities; empty when nothing.
 *
 * @param runOnly the rules that it goes by; all unless given.
 */
async function findBarriers(page: Page, runOnly?: readonly string[]): Promise<string[]> {
  const options = { resultTypes: ['violations', 'incomplete'], selectors: false, runOnly };
  const found = await page.evaluate<axe.Result[]>(
    `axe.run(${JSON.stringify(options)}).then((found) => [...found.violations, ...found.incomplete])`,
  );
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}

/** Whether a page is wider than the window that shows it. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.scrollingElement.scrollWidth > innerWidth');
}
