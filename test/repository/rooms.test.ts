import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rooms } from '../../src/auth/rooms.ts';
import { failureOf } from '../support/failure-of.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** What has to go on working; the rest of the tests does not depend on which rooms there are. */
const TESTS = [
  'test/auth',
  'test/server/config.test.ts',
  'test/open.wire.test.ts',
  '--exclude=**/{browser,processes}.*',
  // As in the project's own configuration, which the copy has not.
  '--testTimeout=60000',
  '--maxWorkers=100%',
  '--no-isolate',
  '--reporter=dot',
  '--silent',
];

/** A copy of the project without one room, its tests and its entry in the registry. */
function copyWithout(room: string): string {
  const folder = temporaryFolder();
  for (const part of [
    'src',
    'test',
    'scripts',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    '.env.example',
  ]) {
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  rmSync(join(folder, 'src/auth', room), { recursive: true });
  rmSync(join(folder, 'test/auth', room), { recursive: true });
  const registry = join(folder, 'src/auth/schemes.ts');
  const text = readFileSync(registry, 'utf8');
  const shorter = text
    .replace(new RegExp(`^import .*'./${room}/index.ts';\\n`, 'm'), '')
    .replace(new RegExp(`\\b${room}\\b(, )?`), '');
  expect(shorter).not.toContain(room);
  writeFileSync(registry, shorter);
  return folder;
}

describe('a room can be deleted', () => {
  it.each(rooms)(
    'without $name everything else builds and passes',
    { timeout: 900_000 },
    async (room) => {
      const folder = copyWithout(room.name);
      const bin = join(folder, 'node_modules/.bin');
      expect(await failureOf(join(bin, 'tsc'), [], folder)).toBe('');
      expect(await failureOf(join(bin, 'vitest'), ['run', ...TESTS], folder)).toBe('');
    },
  );

  it('and none reaches into another', () => {
    for (const room of rooms) {
      for (const other of rooms) {
        if (other === room) continue;
        const folder = join(PROJECT, 'src/auth', room.name);
        for (const file of readdirSync(folder)) {
          expect(readFileSync(join(folder, file), 'utf8')).not.toContain(`../${other.name}/`);
        }
      }
    }
  });
});
