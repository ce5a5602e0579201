import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { copyBuilt, copyProject, npm, PRODUCTION } from '../support/npm.ts';

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
});

it('68: npm run build keeps the build that is there when another fails', async () => {
  const folder = copyProject();
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/before'), '');
  // The compiler says what is wrong, and compiles all the same; here it has less to read.
  writeFileSync(join(folder, 'src/wrong.ts'), 'export const wrong: number = "text";\n');
  const compilerOptions = { rootDir: '.', outDir: 'dist', types: [] };
  const settings = { compilerOptions, files: ['src/wrong.ts'] };
  writeFileSync(join(folder, 'tsconfig.build.json'), JSON.stringify(settings));
  const build = npm(['run', 'build'], folder);
  expect(await build.ended).toBe(1);
  expect(build.output()).toContain('error TS2322');
  expect(readdirSync(folder).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  expect(readdirSync(join(folder, 'dist'))).toEqual(['before']);
});
