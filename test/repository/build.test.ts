import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyProject, npm, PRODUCTION } from '../support/npm.ts';

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

describe('npm run build', { timeout: 120_000 }, () => {
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
