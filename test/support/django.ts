import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../fixtures/django', import.meta.url));

/** All that a project in test/fixtures/django needs. */
const MODULES = 'argon2, bcrypt, django, psycopg2, rest_framework, rest_framework_simplejwt';

/** Milliseconds for a test: each starts Python several times, which takes seconds where others work. */
const TIMEOUT = 180_000;

/** The Python that has them; another one may come before it on the PATH. */
const PYTHON = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', `import ${MODULES}`]).status === 0,
);

/**
 * A group of tests that need a real Django. Where it is not installed they are skipped, and their title
 * says so; but CI has to have it.
 *
 * @throws {Error} in CI, when it is not there.
 */
export function describeWithDjango(title: string, tests: () => void): void {
  if (PYTHON !== undefined) {
    describe(title, { timeout: TIMEOUT }, tests);
    return;
  }
  if (process.env.CI) throw new Error(`${title}: CI needs Python's ${MODULES}`);
  describe.skip(`${title} (skipped: Python's ${MODULES} are not installed)`, tests);
}

/** A Django project with a database of its own. */
export interface DjangoProject {
  /** Its SQLite file; where it has none, the empty text. */
  readonly file: string;
  /** Runs `manage.py <command>` and returns what it printed. */
  readonly manage: (...command: string[]) => string;
  /** Runs code once Django is set up, and returns what it printed. */
  readonly run: (code: string) => string;
  /** Serves it until the test ends, and returns its address. */
  readonly serve: () => Promise<string>;
}

/** What a project differs in. */
export interface DjangoOptions {
  /** AUTH_USER_MODEL. */
  readonly userModel?: string;
  readonly secretKey?: string;
  /** PostgreSQL's address; a SQLite file of the test's unless given. */
  readonly postgres?: string;
  /** What the SQLite file holds already. */
  readonly content?: Buffer;
}

/** AUTH_USER_MODEL → a SQLite file that Django has migrated, and nothing else. */
const migrated = new Map<string, Buffer>();

/** Sets a Django project up and migrates its database. */
export function djangoProject({
  userModel = 'auth.User',
  secretKey = 'a key that Django signs with, in tests alone',
  postgres,
  content,
}: DjangoOptions = {}): DjangoProject {
  const file = postgres === undefined ? join(temporaryFolder(), 'django.sqlite3') : '';
  const env = {
    PATH: process.env.PATH,
    PYTHONPATH: PROJECT,
    PYTHONDONTWRITEBYTECODE: '1',
    DJANGO_SETTINGS_MODULE: 'settings',
    DJANGO_SECRET_KEY: secretKey,
    DJANGO_USER_MODEL: userModel,
    DJANGO_DATABASE: JSON.stringify(
      postgres === undefined
        ? { ENGINE: 'django.db.backends.sqlite3', NAME: file }
        : postgresSettings(postgres),
    ),
  };
  const python = (code: string, ...parameters: string[]): string => {
    const { status, stdout, stderr } = spawnSync(PYTHON ?? 'python3', ['-c', code, ...parameters], {
      env,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  const manage = (...command: string[]): string =>
    python(
      'import sys; from django.core.management import execute_from_command_line as run; run(sys.argv)',
      ...command,
    );
  const stored = content ?? migrated.get(userModel);
  if (postgres === undefined && stored !== undefined) {
    writeFileSync(file, stored);
  } else {
    manage('migrate', '--run-syncdb', '--verbosity=0', '--skip-checks');
    if (postgres === undefined) migrated.set(userModel, readFileSync(file));
  }
  return {
    file,
    manage,
    run: (code) => python(`import django; django.setup()\n${code}`),
    serve: () => serve(env),
  };
}

async function serve(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const port = await freePort();
  const command = ['x', 'runserver', '--noreload', `127.0.0.1:${port}`];
  const child = spawn(
    PYTHON ?? 'python3',
    [
      '-c',
      `from django.core.management import execute_from_command_line as run; run(${JSON.stringify(command)})`,
    ],
    { env, stdio: 'ignore' },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const origin = `http://127.0.0.1:${port}`;
  for (;;) {
    try {
      await fetch(origin);
      return origin;
    } catch {
      if (child.exitCode !== null) throw new Error(`Django ended with ${child.exitCode}`);
      await setTimeout(100);
    }
  }
}

function postgresSettings(address: string): object {
  const { hostname, port, username, password, pathname, searchParams } = new URL(address);
  return {
    ENGINE: 'django.db.backends.postgresql',
    HOST: hostname,
    PORT: port,
    USER: username,
    PASSWORD: password,
    NAME: pathname.slice(1),
    OPTIONS: { options: searchParams.get('options') ?? '' },
  };
}
