import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { inject, test as base } from 'vitest';
import type { TestContext } from 'vitest';
import { loadConfig } from '../../src/server/load-config.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createServices } from '../../src/server/services.ts';
import type { ServerServices } from '../../src/server/services.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { compileOnce, testBuild } from './build.ts';
import { DATABASES } from './temporary-folder.ts';
import { freshSchema } from './fresh-postgres.ts';

const TERMINAL = fileURLToPath(new URL('../fixtures/terminal.py', import.meta.url));

/** How a command ended. */
export interface Ending {
  readonly exitCode: number | null;
  /** On a terminal, all that it showed. */
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command gets besides its arguments. */
export interface Input {
  readonly stdin?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A folder of its own, in which one test runs commands. */
export interface CommandLine {
  /** Runs `manage` with these arguments and no terminal. */
  readonly manage: (args: readonly string[], input?: Input) => Promise<Ending>;
  /**
   * Runs `manage` on a terminal and talks to it.
   *
   * @param dialogue pairs: wait for this text, then type that.
   */
  readonly manageOnTerminal: (
    args: readonly string[],
    dialogue: readonly (readonly [expected: string, typed: string])[],
    input?: Input,
  ) => Promise<Ending>;
  /** Runs another program on a terminal and talks to it. */
  readonly onTerminal: CommandLine['manageOnTerminal'];
  /** What runs `manage`, for a shell. */
  readonly manageCommand: string;
  /** Opens the same database in this process. It is closed with the test. */
  readonly openDependencies: () => Promise<ServerServices>;
  /** Whether a command has made the SQLite file yet. */
  readonly hasDatabase: () => boolean;
}

/**
 * A test that gets a command line. Such tests run concurrently: what they wait for is Node starting.
 */
export const test = base.extend<{ commandLine: CommandLine }>({
  commandLine: async ({ onTestFinished }, use) => {
    const folder = mkdtempSync(join(DATABASES, 'expressauth101-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const postgres = inject('postgres');
    const databaseUrl =
      postgres === undefined
        ? `sqlite:${join(folder, 'db.sqlite3')}`
        : await freshSchema(postgres, onTestFinished);
    await use(openCommandLine(folder, databaseUrl, onTestFinished));
  },
});

function openCommandLine(
  folder: string,
  databaseUrl: string,
  onTestFinished: TestContext['onTestFinished'],
): CommandLine {
  const settings = {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    BCRYPT_COST: '4',
    SECRET_KEY: 'a key for tests, and for nothing else in the world',
  };
  const node = [process.execPath, join(testBuild(), 'scripts/manage.js')];

  const run = (command: readonly string[], { stdin = '', environment = {} }: Input = {}) => {
    // No more of this process's environment than a program needs: what a developer has set in the
    // shell must not decide.
    const { PATH } = process.env;
    const env = { PATH, TERM: 'xterm', ...compileOnce(), ...settings, ...environment };
    const [program = '', ...args] = command;
    return new Promise<Ending>((resolve, reject) => {
      const child = spawn(program, args, { cwd: folder, env });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.once('error', reject);
      child.once('close', (exitCode) => {
        resolve({ exitCode, stdout, stderr });
      });
      // A command that refuses at once does not wait for what is piped in.
      child.stdin.on('error', () => undefined);
      child.stdin.end(stdin);
    });
  };

  return {
    manage: (args, input) => run([...node, ...args], input),
    manageOnTerminal: (args, dialogue, input) =>
      run(['python3', TERMINAL, JSON.stringify(dialogue), ...node, ...args], input),
    onTerminal: (command, dialogue, input) =>
      run(['python3', TERMINAL, JSON.stringify(dialogue), ...command], input),
    manageCommand: node.join(' '),
    openDependencies: async () => {
      const config = loadConfig({
        environment: settings,
        developmentKey: () => settings.SECRET_KEY,
      });
      const database = openDatabase(config.DATABASE_URL);
      onTestFinished(() => database.close());
      await migrate(database, migrations);
      const log = pino({ level: 'silent' });
      return createServices({ config, database, log, clock: Date.now });
    },
    hasDatabase: () => existsSync(databaseUrl.slice('sqlite:'.length)),
  };
}

/** Stores a user. */
export async function addUser(
  { users, hasher }: ServerServices,
  username: string,
  password: string,
): Promise<void> {
  const encodedPassword = await hasher.encode(password);
  await users.create({ username, email: `${username}@example.com`, encodedPassword }, OPERATOR);
}
