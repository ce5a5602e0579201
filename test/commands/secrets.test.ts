import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { createProgram } from '../../scripts/commands/program.ts';
import { test } from '../support/command.ts';
import { runManage } from '../support/manage.ts';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SECRET = 'hush-hush';

describe('58: secrets on the command line', () => {
  test.concurrent.for([
    ['movedatabase', `postgres://root:${SECRET}@127.0.0.1/x`, 'sqlite:y'],
    ['movedatabase', 'sqlite:x', `postgresql://root:${SECRET}@127.0.0.1:5432/x?sslmode=require`],
    ['movedatabase', 'sqlite:x', `postgres://root@127.0.0.1/x?password=${SECRET}`],
    ['events', `postgres://root:${SECRET}@127.0.0.1/x`],
  ])(
    '%s: an address with a password is refused, not repeated, and changes nothing',
    async (line, { commandLine }) => {
      const { exitCode, stdout, stderr } = await commandLine.manage(line);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(
        /^(?:FROM|TO|USERNAME): has a password in it, .*pass the variable's name\.\n$/,
      );
      expect(stderr).not.toContain(SECRET);
      expect(commandLine.hasDatabase()).toBe(false);
    },
  );

  test('no command has an option that takes one', () => {
    for (const { options } of createProgram().commands) {
      const valued = options.filter(({ required, optional }) => required || optional);
      for (const { long } of valued) expect(long).not.toMatch(/password|secret|key/);
    }
  });

  test.concurrent('an address comes from the environment or from .env', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), 'COPY="sqlite:copy.sqlite3"\n');
    const move = (from: string): ReturnType<typeof runManage> =>
      runManage(['movedatabase', from, 'COPY'], folder, { OURS: 'sqlite:ours.sqlite3' });
    expect(await move('OUR')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^FROM: OUR is no address, and no variable in/) as string,
    });
    expect(
      await runManage(['migrate'], folder, { DATABASE_URL: 'sqlite:ours.sqlite3' }),
    ).toMatchObject({ exitCode: 0 });
    expect(await move('OURS')).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('58: files that every user of the machine can read', () => {
  const fixture = (name: string): URL => new URL(`../fixtures/tls/${name}.pem`, import.meta.url);

  /** A folder that others can get at, as umask 022 makes them. */
  function openFolder(): string {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'var'), { mode: 0o755 });
    writeFileSync(join(folder, 'var/secret.key'), 'k'.repeat(64), { mode: 0o644 });
    writeFileSync(join(folder, '.env'), 'BCRYPT_COST=12\n', { mode: 0o644 });
    writeFileSync(join(folder, 'copy'), 'SQLite format 3\0', { mode: 0o644 });
    writeFileSync(join(folder, 'notes'), 'SQLite', { mode: 0o644 });
    writeFileSync(join(folder, 'private'), 'SQLite format 3\0', { mode: 0o600 });
    return folder;
  }

  test('are named when the server starts, and nothing that is nobody’s business', async () => {
    const folder = openFolder();
    for (const name of ['cert', 'key']) {
      cpSync(fixture(name), join(folder, `${name}.pem`));
      chmodSync(join(folder, `${name}.pem`), 0o644);
    }
    const server = startProcess({ TLS_CERT: 'cert.pem', TLS_KEY: 'key.pem' }, folder);
    await server.listening;
    const files = ['.env', 'copy', 'key.pem', 'var', 'var/secret.key'].map(
      (file) => `chmod o= '${folder}/${file}'`,
    );
    await expect
      .poll(() =>
        server
          .output()
          .match(/chmod o= '[^']*'/g)
          ?.sort(),
      )
      .toEqual(files);
    await server.printed(/has the mode 644, so that every user of this machine/);
  });

  test('are named by doctor, as long as others can get at them', async () => {
    const folder = openFolder();
    const settings = {
      SECRET_KEY: 'pT5v0q3XzJmD8yWkRr7LhUfCsE2aGnBo',
      TRUST_PROXY: '1',
      ALLOWED_HOSTS: '.example.com',
    };
    const found = await runManage(['doctor'], folder, settings);
    expect(found).toMatchObject({ exitCode: 0, stderr: '' });
    expect(found.stdout.match(/^! .*$/gm)).toHaveLength(4);
    expect(found.stdout).toMatch(/start with these settings\. There are 4 warnings\.\n$/);
    expect(found.stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
    chmodSync(folder, 0o700);
    expect(await runManage(['doctor'], folder, settings)).toMatchObject({
      exitCode: 0,
      stdout: '✓ Production would start with these settings.\n',
    });
  });
});
