import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { commandOf, readDockerfile, textsOf } from '../support/dockerfile.ts';
import { freePort } from '../support/free-port.ts';
import { describeWith } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const [build = [], final = []] = readDockerfile(join(PROJECT, 'Dockerfile'));

/** A user who has nothing to do with the checkout, where this runs as root; otherwise the one who runs this. */
const OTHER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** Does what COPY does, for one source or several. */
function copy(text: string, from: string, to: string): void {
  const paths = text.split(' ').filter((word) => !word.startsWith('--'));
  const target = join(to, paths.pop() ?? '.');
  const isFolder = paths.length > 1 || text.endsWith('/');
  for (const path of paths) {
    const source = join(from, path);
    const isInside = isFolder && statSync(source).isFile();
    cpSync(source, isInside ? join(target, basename(path)) : target, { recursive: true });
  }
}

/** Links the packages that `npm ci` installs, or those that `npm prune --omit=dev` leaves of them. */
function linkPackages(folder: string, isPruned: boolean): void {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: true; link?: true }>;
  };
  for (const [path, { dev = false }] of Object.entries(packages)) {
    const isOwn = /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path);
    if (!isOwn || !existsSync(join(PROJECT, path)) || (isPruned && dev)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(join(PROJECT, path), join(folder, path));
  }
}

/** Builds as the first stage does. @returns its /app. */
function runBuildStage(): string {
  const folder = temporaryFolder();
  for (const { name, text } of build) {
    if (name === 'COPY') copy(text, PROJECT, folder);
    if (text === 'npm ci') linkPackages(folder, false);
    if (text === 'npm run build') {
      const { status, stdout, stderr } = spawnSync(text, { cwd: folder, shell: true });
      expect(status, `${stdout.toString()}${stderr.toString()}`).toBe(0);
    }
  }
  return folder;
}

/** Copies and makes what the second stage does. @returns its /app, and where it keeps its state. */
function runFinalStage(built: string): { readonly app: string; readonly state: string } {
  const root = temporaryFolder();
  chmodSync(root, 0o755);
  const app = join(root, 'app');
  const state = join(root, 'state');
  for (const { name, text } of final) {
    if (name === 'RUN') {
      const own = `${process.getuid?.() ?? ''}`;
      const command = text.replace('/var/lib/app', state).replace('-o node -g node', '');
      expect(spawnSync(command, { shell: true }).status, own).toBe(0);
    }
    if (name !== 'COPY') continue;
    if (text.endsWith('node_modules')) continue;
    copy(text.replaceAll('/app/', ''), built, app);
  }
  cpSync(join(built, 'package-lock.json'), join(app, 'package-lock.json'));
  linkPackages(app, true);
  if (OTHER.uid !== undefined) chownSync(state, OTHER.uid, OTHER.gid);
  return { app, state };
}

/** Waits for a process's end. */
async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

describe('the Dockerfile', () => {
  it('keeps the rules of hadolint and of CIS that a text can break', () => {
    for (const stage of [build, final]) {
      const [from = ''] = textsOf(stage, 'FROM');
      // DL3006, DL3007: a tag, and not the latest.
      expect(from).toMatch(/^node:\d+-\w+-slim(?: AS build)?$/);
      // DL3020: COPY takes files; ADD also takes addresses and archives.
      expect(textsOf(stage, 'ADD')).toEqual([]);
      for (const folder of textsOf(stage, 'WORKDIR')) expect(folder).toMatch(/^\//);
      for (const line of textsOf(stage, 'RUN')) {
        // DL3003, DL3004, DL3016, DL4006: no cd, no sudo, no package by its name alone, no pipe.
        expect(line).not.toMatch(/\bcd\b|\bsudo\b|npm (?:install|i) |\|/);
      }
    }
    expect(textsOf(build, 'FROM')[0]).toBe(`${textsOf(final, 'FROM')[0] ?? ''} AS build`);
    // DL3002: not root in the end. DL3025, DL4003, DL4005: one CMD, as JSON.
    expect(textsOf(final, 'USER')).toEqual(['node']);
    expect(textsOf(final, 'CMD')).toHaveLength(1);
    expect(commandOf(textsOf(final, 'CMD')[0])[0]).toBe('node');
    expect(textsOf(final, 'HEALTHCHECK')).toHaveLength(1);
    // What is secret does not belong into an image.
    for (const line of textsOf(final, 'ENV')) expect(line).not.toMatch(/SECRET|PASSWORD|DATABASE/);
  });

  it('is given nothing but what it copies', () => {
    const [, ...allowed] = readFileSync(join(PROJECT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const copied = textsOf(build, 'COPY').flatMap((text) => text.split(' ').slice(0, -1));
    const roots = copied.map((path) => `!${path.split('/')[0] ?? ''}`);
    expect(new Set(roots)).toEqual(new Set(allowed));
  });

  it(
    'builds in an empty folder a server that another user runs, that is healthy, and that stops',
    { timeout: 600_000 },
    async () => {
      const { app, state } = runFinalStage(runBuildStage());
      const port = String(await freePort());
      const settings = Object.fromEntries(
        textsOf(final, 'ENV').flatMap((text) =>
          text.split(' ').map((pair) => pair.split('=') as [string, string]),
        ),
      );
      const env = {
        PATH: process.env.PATH,
        ...settings,
        HOST: '127.0.0.1',
        PORT: port,
        STATE_FOLDER: state,
        SECRET_KEY: 'a key for tests, and for nothing else in the world',
        ALLOWED_HOSTS: 'example.com',
        TRUST_PROXY: 'loopback',
        // Node would see where the packages really are, and those beside them.
        NODE_OPTIONS: '--preserve-symlinks',
      };
      const [program = '', ...args] = commandOf(textsOf(final, 'CMD')[0]);
      const child = spawn(program, args, { cwd: app, env, ...OTHER, stdio: 'pipe' });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      }
      onTestFinished(() => void child.kill('SIGKILL'));
      const check = (): Promise<number | null> => {
        const [node = '', ...rest] = commandOf(textsOf(final, 'HEALTHCHECK')[0]);
        return codeOf(spawn(node, rest, { cwd: app, env, ...OTHER, stdio: 'ignore' }));
      };
      await vi.waitFor(
        () => {
          expect(output).toContain('listening on');
        },
        { timeout: 60_000, interval: 200 },
      );
      expect(await check()).toBe(0);
      // What others could read would be named at start.
      expect(output).not.toContain('every user');
      expect(readdirSync(state)).toContain('db.sqlite3');
      if (OTHER.uid !== undefined) {
        expect(statSync(join(state, 'db.sqlite3')).uid).toBe(OTHER.uid);
      }
      child.kill('SIGTERM');
      expect(await codeOf(child)).toBe(0);
      expect(await check()).toBe(1);
    },
  );
});

describeWith('systemd-analyze', 'the units in deploy/', () => {
  it('are what systemd understands', () => {
    const folder = temporaryFolder();
    const service = readFileSync(join(PROJECT, 'deploy/app.service'), 'utf8');
    // Node is elsewhere here, and who runs this need not be able to see it there.
    writeFileSync(join(folder, 'app.service'), service.replace('/usr/bin/node', process.execPath));
    cpSync(join(PROJECT, 'deploy/app.socket'), join(folder, 'app.socket'));
    const files = ['app.service', 'app.socket'].map((name) => join(folder, name));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...files]);
    expect(stderr.toString()).toBe('');
    expect(status).toBe(0);
  });
});
