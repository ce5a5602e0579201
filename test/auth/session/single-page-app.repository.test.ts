import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { chromium } from 'playwright-core';
import { CHROMIUM, FLAGS } from '../../support/browser.ts';
import { startProcess } from '../../support/process.ts';
import { describeWith } from '../../support/program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PROGRAM = fileURLToPath(
  new URL('../../../examples/single-page-app/server.ts', import.meta.url),
);

describeWith(CHROMIUM, 'examples/single-page-app', () => {
  it('logs in, asks, is loaded again and logs out, from another origin', async () => {
    const settings = { PAGE_PORT: '0', NODE_ENV: 'test' };
    const origin = await startProcess(settings, temporaryFolder(), PROGRAM).listening;
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const says = (text: string): Promise<void> => page.getByText(text).waitFor();
    await page.goto(origin);
    const logIn = async (password: string): Promise<void> => {
      await page.getByLabel('Username').fill('root');
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Log in' }).click();
    };
    await logIn('wrong');
    await says('Unable to log in with provided credentials.');
    await logIn('toor');
    await says('You are root.');
    await page.getByRole('button', { name: 'Greet me' }).click();
    await says('Hello, root!');
    await page.reload();
    await says('You are root.');
    await page.getByRole('button', { name: 'Log out' }).click();
    await says('Bye.');
    await page.reload();
    await page.getByLabel('Username').waitFor();
    expect(await page.getByRole('button', { name: 'Greet me' }).isVisible()).toBe(false);
  });
});
