import { expect } from 'vitest';
import { migrations } from '../../src/server/migrations.ts';
import { test } from '../support/command.ts';

test.concurrent('migrate shows each migration in a column, and what became of it', async ({
  commandLine,
}) => {
  const { manage, manageOnTerminal } = commandLine;
  const width = Math.max(...migrations.map(({ name }) => name.length));
  const rows = (status: string): string =>
    migrations.map(({ name }) => `${name.padEnd(width)}  ${status}\n`).join('');

  expect(await manage(['migrate'])).toEqual({
    exitCode: 0,
    stdout: rows('applied now'),
    stderr: '',
  });

  // Colour is for terminals, and for those who did not ask for none.
  const [shown, plain] = await Promise.all([
    manageOnTerminal(['migrate'], []),
    manageOnTerminal(['migrate'], [], { environment: { NO_COLOR: '1' } }),
  ]);
  expect(shown.stdout.replaceAll('\r', '')).toBe(rows('\u001b[2malready there\u001b[22m'));
  expect(plain.stdout.replaceAll('\r', '')).toBe(rows('already there'));
});

test.concurrent('what must be mended first is one line, without a stack', async ({
  commandLine,
}) => {
  const { manage } = commandLine;

  const [database, settings] = await Promise.all([
    manage(['migrate'], { environment: { DATABASE_URL: 'sqlite:missing/db.sqlite3' } }),
    manage(['activate', 'root'], { environment: { BCRYPT_COST: 'high' } }),
  ]);

  expect(database).toMatchObject({ exitCode: 1, stdout: '' });
  expect(database.stderr).toMatch(/^DATABASE_URL: the folder [^\n]* does not exist[^\n]*\n$/);
  expect(settings).toMatchObject({ exitCode: 1, stdout: '' });
  expect(settings.stderr).toMatch(/^BCRYPT_COST: [^\n]*\n$/);
});
