import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { CHROMIUM, FLAGS } from './browser.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A site of its own, on a port of its own. */
export interface OtherOrigin {
  readonly origin: string;
  /** Opens a window of a real Chromium on its page. */
  readonly open: (options?: BrowserContextOptions) => Promise<Page>;
}

/**
 * Serves a page that has nothing to do with our server, until the test ends.
 *
 * @param hostname `localhost` is of no site with `127.0.0.1`, and of one with every port of `localhost`.
 */
export async function otherOrigin(hostname = 'localhost'): Promise<OtherOrigin> {
  const other = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<h1>Kittens</h1>');
  });
  await new Promise<void>((resolve) => other.listen(0, resolve));
  onTestFinished(() => {
    other.closeAllConnections();
    other.close();
  });
  const origin = `http://${hostname}:${(other.address() as AddressInfo).port}`;
  return {
    origin,
    async open(options) {
      // Private windows, and the browser of some systems, let other sites have no cookies.
      const profile = temporaryFolder();
      mkdirSync(join(profile, 'Default'));
      writeFileSync(
        join(profile, 'Default/Preferences'),
        '{"profile":{"cookie_controls_mode":0,"block_third_party_cookies":false}}',
      );
      const context = await chromium.launchPersistentContext(profile, {
        executablePath: CHROMIUM,
        args: FLAGS,
        ...options,
      });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await page.goto(origin);
      return page;
    },
  };
}

/** What a page's script sees of an answer. */
export interface SeenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Sends a request from a page, as its script would.
 *
 * @throws {Error} when the browser does not let the page read the answer.
 */
export function fetchFrom(page: Page, url: string, init: object = {}): Promise<SeenAnswer> {
  return page.evaluate<SeenAnswer>(`(async () => {
    const answer = await fetch(${JSON.stringify(url)}, ${JSON.stringify(init)});
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  })()`);
}
