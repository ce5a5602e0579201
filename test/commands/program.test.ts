import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createProgram } from '../../scripts/commands/program.ts';
import { testModules } from '../support/build.ts';
import { test } from '../support/command.ts';

/** Writes the address of each module that is loaded on standard error. */
const TRACE = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module';
  const hooks = 'export function load(url, context, next) { process._rawDebug(url); return next(url, context); }';
  register('data:text/javascript,' + encodeURIComponent(hooks));
`)}`;

test.concurrent('--help lists every command in columns and needs no database', async ({
  commandLine,
}) => {
  const { manage, hasDatabase } = commandLine;

  const { exitCode, stdout, stderr } = await manage(['--help']);

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const names = createProgram().commands.map((command) => command.name());
  expect(names).toEqual(
    expect.arrayContaining([
      ...['migrate', 'createsuperuser', 'createuser', 'changepassword'],
      ...['activate', 'deactivate', 'deleteuser'],
    ]),
  );
  for (const name of names) expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b.* {2}\\w`, 'm'));
  expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  expect(hasDatabase()).toBe(false);
});

test('every command says what it does and what it takes', () => {
  for (const command of createProgram().commands) {
    expect(command.description()).not.toBe('');
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 });
    command.outputHelp();
    expect(help).toMatch(/^Examples?:$/m);
    expect(help).not.toMatch(/default: (?:\{\}|""|false)/);
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(help).toContain(`Usage: npm run manage -- ${command.name()}`);
    for (const option of command.options) expect(option.description).not.toBe('');
  }
});

test.concurrent('an unknown command is refused with the one that was meant', async ({
  commandLine,
}) => {
  const { manage, hasDatabase } = commandLine;

  expect(await manage(['migrat'])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: "error: unknown command 'migrat'\n(Did you mean migrate?)\n",
  });
  expect(await manage(['help', 'migrat'])).toEqual(await manage(['migrat']));
  expect(await manage(['migrat', '--help'])).toEqual(await manage(['migrat']));
  expect(hasDatabase()).toBe(false);
});

test.concurrent('help and --version are known, too', async ({ commandLine }) => {
  const { manage, hasDatabase } = commandLine;

  const help = await manage(['help', 'createuser']);
  expect(help).toMatchObject({ exitCode: 0, stderr: '' });
  expect(help.stdout).toContain('Usage: npm run manage -- createuser [options] <username>');
  expect(await manage(['--version'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
  });
  expect(hasDatabase()).toBe(false);
});

test.concurrent('an option that npm took, because no -- stood before it, is named', async ({
  commandLine,
}) => {
  const { manage, hasDatabase } = commandLine;
  const environment = { npm_lifecycle_event: 'manage', npm_config_dry_run: 'true' };

  expect(await manage(['importdjango', 'missing.sqlite3'], { environment })).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'error: npm has taken --dry-run for itself; put -- before all options: npm run manage -- …\n',
  });
  expect(hasDatabase()).toBe(false);
  // Where it came through as well, or is none of this command's, all is well.
  const both = await manage(['importdjango', 'missing.sqlite3', '--dry-run'], { environment });
  expect(both.stderr).toMatch(/^FROM: /);
  expect(await manage(['events'], { environment })).toMatchObject({ exitCode: 0 });
  // What a person's .npmrc says is no option of the command.
  const npmrc = { npm_lifecycle_event: 'manage', npm_config_email: 'me@example.com' };
  const input = { stdin: 'correct horse battery', environment: npmrc };
  expect(await manage(['createuser', 'bob', '--password-stdin'], input)).toMatchObject({
    exitCode: 0,
    stderr: '',
  });
});

test.concurrent('options of one meaning each are refused together', async ({ commandLine }) => {
  const { manage, hasDatabase } = commandLine;

  expect(await manage(['rotatejwtkey', '--now', '--after', '1h'])).toMatchObject({
    exitCode: 2,
    stderr: "error: option '--now' cannot be used with option '-a, --after <time>'\n",
  });
  expect(hasDatabase()).toBe(false);
});

test.concurrent.for(['importdjango', 'exportdjango'])(
  '%s takes no model without its app',
  async (command, { commandLine }) => {
    const { manage, hasDatabase } = commandLine;

    for (const model of ['User', '', 'a.b.c']) {
      expect(await manage([command, 'users.json', '--user-model', model])).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(
          'It has to be an app and a model, such as auth.User.',
        ) as string,
      });
    }
    expect(hasDatabase()).toBe(false);
  },
);

test('the help loads no package but Commander and what compares texts', () => {
  const manage = join(testModules(), 'scripts/manage.js');
  const { stderr } = spawnSync(process.execPath, ['--import', TRACE, manage, '--help'], {
    encoding: 'utf8',
  });

  const packages = [...stderr.matchAll(/\/node_modules\/(?!\.cache\/)((?:@[^/\s]+\/)?[^/\s]+)\//g)];
  expect(stderr).toContain('/scripts/commands/program.js');
  expect([...new Set(packages.map(([, name]) => name))].sort()).toEqual([
    'commander',
    'fastest-levenshtein',
  ]);
});
