import { mkdir, stat } from 'node:fs/promises';
import { commandLine, examples } from './command-line.ts';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { startServer } from './tour/server.ts';
import { runInTemporaryFolder } from './tour/temporary-folder.ts';
import { createUser, USER } from './tour/user.ts';

const FOLDER = join(import.meta.dirname, '../docs/images');
const SIZE = { width: 1280, height: 900 };
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Name of a picture → the page that it shows. */
const PAGES = { start: '/', account: '/account/', live: '/live/' };

commandLine(
  'npm run screenshots',
  'Takes the pictures in docs/images: starts a server over a throwaway database, logs in with ' +
    'Chromium, and looks at its pages. CHROMIUM is the path of the browser, if it is not ' +
    '/usr/bin/chromium.',
)
  .addHelpText('after', examples('npm run screenshots'))
  .parse();

process.exitCode = await runInTemporaryFolder(async (folder, signal) => {
  const browser = await launch();
  try {
    await createUser(folder, signal);
    const settings = { PORT: '0' };
    const options = { script: 'src/server.ts', folder, settings };
    const { origin, program } = await startServer(options, signal);
    try {
      await takePictures(browser, origin);
    } finally {
      await program.stop();
    }
  } finally {
    await browser.close();
  }
  return true;
});

/** @throws {Error} with a remedy, when there is no Chromium. */
async function launch(): Promise<Browser> {
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'];
  return chromium.launch({ executablePath, args }).catch((cause: unknown) => {
    const remedy = 'install it, or set CHROMIUM to the path of one';
    throw new Error(`Chromium does not start from ${executablePath}; ${remedy}.`, { cause });
  });
}

async function takePictures(browser: Browser, origin: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
  await logIn(page, `${origin}/account/`);
  for (const [name, path] of Object.entries(PAGES)) {
    await page.goto(`${origin}${path}`);
    if (name === 'live') await watch(page);
    const file = join(FOLDER, `${name}.png`);
    await page.screenshot({ path: file });
    console.log(`wrote docs/images/${name}.png, ${Math.ceil((await stat(file)).size / 1000)} kB`);
  }
}

/** Has all schemes shown at work. */
async function watch(page: Page): Promise<void> {
  await page.getByLabel('Your password').fill(USER.password);
  await page.getByRole('button', { name: 'Send the requests' }).click();
  await page.getByRole('status').waitFor();
}

/** Opens a page for users, by way of the login. */
async function logIn(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Username').fill(USER.username);
  await page.getByLabel('Password').fill(USER.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(address);
}
