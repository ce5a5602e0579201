import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const LINE = ['--import', './scripts/sources.js', 'scripts/screenshots.ts'];

describe('npm run screenshots', () => {
  it('says what it does', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [...LINE, '--help']);
    expect(stdout).toContain('Takes the pictures in docs/images');
  });

  it('says what is missing, and fails, where there is no Chromium', async () => {
    const env = { ...process.env, CHROMIUM: '/nowhere/chromium' };
    const run = promisify(execFile)(process.execPath, LINE, { env });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr:
        'Chromium does not start from /nowhere/chromium; install it, or set CHROMIUM to the path of one.\n',
    });
  });
});
