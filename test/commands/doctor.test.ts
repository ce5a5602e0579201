import { expect } from 'vitest';
import { test } from '../support/command.ts';

test.concurrent('16: doctor names each finding with its remedy, and fails', async ({
  commandLine,
}) => {
  const { manage, hasDatabase } = commandLine;
  const wellKnown = 'k'.repeat(40);
  const environment = {
    SECRET_KEY: wellKnown,
    SECRET_KEY_FALLBACKS: wellKnown,
    BCRYPT_COST: '12',
    PORT: 'x',
  };

  const { exitCode, stdout, stderr } = await manage(['doctor'], { environment });

  expect(exitCode).toBe(1);
  expect(stdout).toContain('✗ PORT\n    problem  is not a whole number');
  expect(stderr).toContain('Production would not start: 5 findings.');
  expect(hasDatabase()).toBe(false);

  const other = await manage(['doctor'], { environment: { ...environment, PORT: '' } });
  expect(other.exitCode).toBe(1);
  expect(other.stdout).toMatch(/✗ SECRET_KEY\n {4}problem {2}an example.*\n {4}remedy {3}`openssl/);
  expect(other.stdout).toMatch(
    /✗ SECRET_KEY_FALLBACKS\n.*an example[^✗]*\n {4}remedy {3}remove it/,
  );
  expect(other.stdout).toMatch(/✗ TLS_CERT, TLS_KEY, TRUST_PROXY\n {4}problem {2}none is set/);
  expect(other.stderr).toContain('Production would not start: 4 findings.');
});

test.concurrent.for([
  ['DATABASE_URL', 'sqlite:missing/db.sqlite3', 'the folder [^✗]*', 'create it'],
  ['DATABASE_URL', 'sqlite:var/missing/db.sqlite3', 'the folder [^✗]*', 'create it'],
  ['DATABASE_URL', 'sqlite:/etc/passwd/db.sqlite3', 'the folder [^✗]*', 'create it'],
  ['DATABASE_URL', 'sqlite:/', 'cannot open / [^✗]*', 'name a file'],
  ['DATABASE_URL', 'mysql://localhost/db', 'not an address [^✗]*', 'write sqlite'],
  ['STATE_FOLDER', '/etc/passwd/var', '/etc/passwd/var cannot [^✗]*', 'move what'],
] as const)(
  '45: doctor says that there is no place for the database: %s=%s',
  async ([name, value, problem, remedy], { commandLine }) => {
    const environment = {
      // The one that the tests use would stand before it.
      DATABASE_URL: '',
      [name]: value,
      SECRET_KEY: 'pT5v0q3XzJmD8yWkRr7LhUfCsE2aGnBo',
      BCRYPT_COST: '12',
      TRUST_PROXY: '1',
      ALLOWED_HOSTS: 'example.com',
    };
    const { exitCode, stdout } = await commandLine.manage(['doctor'], { environment });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      new RegExp(`✗ ${name}\\n {4}problem {2}${problem}\\n {4}remedy {3}${remedy}`),
    );
  },
);

test.concurrent('16: doctor finds nothing where production would start', async ({
  commandLine,
}) => {
  const environment = {
    SECRET_KEY: 'pT5v0q3XzJmD8yWkRr7LhUfCsE2aGnBo',
    BCRYPT_COST: '12',
    TRUST_PROXY: '1',
    ALLOWED_HOSTS: 'example.com',
  };

  const ending = await commandLine.manage(['doctor'], { environment });

  expect(ending).toEqual({
    exitCode: 0,
    stdout: '✓ Production would start with these settings.\n',
    stderr: '',
  });
});
