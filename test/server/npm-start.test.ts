import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testBuild } from '../support/build.ts';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Settings that production starts with. */
const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY: 'Pq3dKs81LmZx07VbTn45RyWc92HgJf6U',
  ALLOW_INSECURE_HTTP: 'true',
  ALLOWED_HOSTS: '127.0.0.1',
  BCRYPT_COST: '12',
};

/** A copy of what `npm start` needs, so that a test can build without touching the project. */
function copyProject(): string {
  const folder = temporaryFolder();
  const parts = ['src', 'scripts', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
  for (const part of parts) cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** The same with a build, which starts sooner. */
function copyBuilt(): string {
  const folder = copyProject();
  symlinkSync(testBuild(), join(folder, 'dist'));
  return folder;
}

/** What a person types, as the leader of a process group that ends with the test. */
function npm(parameters: string[], folder: string, settings: Record<string, string> = {}) {
  const child = spawn('npm', parameters, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      // npm itself would keep compiled code in the temporary folder.
      NODE_DISABLE_COMPILE_CACHE: '1',
      PORT: '0',
      BCRYPT_COST: '4',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const listening = new Promise<string>((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = /listening on ([^\s"]+)\S*\n/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    void ended.then(() => {
      reject(new Error(output));
    });
  });
  listening.catch(() => undefined);
  onTestFinished(async () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // All of the group have ended.
    }
    await ended;
  });
  return { child, listening, ended, output: () => output };
}

/**
 * Runs `npm run build` in the place of an older one, and looks all the while for what is in dist/.
 *
 * @returns its exit code.
 */
async function buildWatching(folder: string): Promise<number | null> {
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  writeFileSync(join(dist, 'before'), '');
  const build = npm(['run', 'build'], folder);
  const seen = new Set<string>();
  const look = (): void => {
    if (existsSync(dist)) seen.add(readdirSync(dist).join());
  };
  const watch = setInterval(look, 5);
  const code = await build.ended;
  clearInterval(watch);
  look();
  expect([...seen]).toEqual(['before', 'package.json,scripts,src']);
  expect(readdirSync(folder).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  return code;
}

describe('npm start', { timeout: 120_000 }, () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
    '43: leaves no server behind after %s',
    async (signal) => {
      const server = npm(['start'], copyBuilt(), PRODUCTION);
      const origin = await server.listening;
      // To npm alone, as a process manager does; a terminal would send it to the whole group.
      server.child.kill(signal);
      // Its output is closed when the last process that writes to it has ended. SIGKILL leaves npm no
      // time to pass anything on.
      expect(await server.ended).toBe(signal === 'SIGKILL' ? null : 0);
      await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
    },
  );

  it('43: is restarted on its port by a supervisor, time after time', async () => {
    const folder = copyBuilt();
    const settings = { ...PRODUCTION, PORT: String(await freePort()) };
    for (let time = 0; time < 5; time++) {
      const server = npm(['start'], folder, settings);
      expect((await fetch(`${await server.listening}/readyz`)).status).toBe(200);
      server.child.kill('SIGTERM');
      expect(await server.ended, server.output()).toBe(0);
    }
  });

  it('61: runs nothing out of the temporary folder, nor needs one', async () => {
    const folder = copyProject();
    const shared = join(folder, 'tmp');
    mkdirSync(shared);
    const server = npm(['start'], folder, { TMPDIR: shared });
    expect((await fetch(`${await server.listening}/login/`)).status).toBe(200);
    expect(readdirSync(shared)).toEqual([]);
    chmodSync(shared, 0o500);
    const other = npm(['start'], folder, { TMPDIR: join(shared, 'missing') });
    expect((await fetch(`${await other.listening}/login/`)).status).toBe(200);
  });

  it('68: keeps the build that is there when another fails', async () => {
    const folder = copyProject();
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/before'), '');
    // The compiler says so, and compiles all the same.
    for (const name of readdirSync(join(folder, 'src'))) {
      if (name !== 'setting') rmSync(join(folder, 'src', name), { recursive: true });
    }
    const build = npm(['run', 'build'], folder);
    expect(await build.ended).toBe(1);
    expect(build.output()).toContain('error TS2307');
    expect(readdirSync(folder).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
    expect(readdirSync(join(folder, 'dist'))).toEqual(['before']);
  });

  it('68: serves in production what npm run build has made, and says so where there is none', async () => {
    const folder = copyProject();
    const unbuilt = npm(['start'], folder, PRODUCTION);
    expect(await unbuilt.ended).toBe(1);
    expect(unbuilt.output()).toContain(
      'There is no build to serve; make one with: npm run build\n',
    );

    expect(await buildWatching(folder)).toBe(0);
    const server = npm(['start'], folder, PRODUCTION);
    const origin = await server.listening;
    for (const path of ['/login/', '/static/page.css', '/static/copy.js', '/openapi.json']) {
      expect((await fetch(origin + path)).status).toBe(200);
    }
    expect((await fetch(`${origin}/home/`)).status).toBe(401);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);

    // The commands are in the build as well, and need no sources.
    rmSync(join(folder, 'src'), { recursive: true });
    const users = npm(['run', 'manage', '--', 'events'], folder, PRODUCTION);
    expect(await users.ended, users.output()).toBe(0);
  });
});
