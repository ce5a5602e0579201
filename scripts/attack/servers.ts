import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STEP_NAMES } from '../steps/files.ts';
import type { Step } from '../steps/files.ts';
import { Program } from '../tour/program.ts';
import { startServer } from '../tour/server.ts';
import type { Server } from '../tour/server.ts';
import { createUser } from '../tour/user.ts';
import { USER } from './target.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Lays out a step of the tutorial as its folders are now: what its branch would hold, but for what all share. */
export function layOutStep(step: Step, folder: string): void {
  for (const each of STEP_NAMES.slice(0, STEP_NAMES.indexOf(step) + 1)) {
    cpSync(join(PROJECT, 'tutorial', each), folder, { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
}

/**
 * Starts the server that is laid out in a folder, with {@link USER} where it has users.
 *
 * @param signal stops it when it is aborted.
 */
export async function startStep(step: Step, folder: string, signal: AbortSignal): Promise<Server> {
  const settings = { PORT: '0', BCRYPT_COST: '4' };
  if (step !== '0.1') {
    await new Program({
      script: join(folder, 'scripts/createsuperuser.ts'),
      parameters: ['--username', USER.username],
      folder,
      settings: { ...settings, SUPERUSER_PASSWORD: USER.password },
    }).succeeded();
  }
  return startServer({ script: join(folder, 'src/server.ts'), folder, settings }, signal);
}

/**
 * Starts the server of this project, with {@link USER}.
 *
 * @param signal stops it when it is aborted.
 */
export async function startMain(folder: string, signal: AbortSignal): Promise<Server> {
  mkdirSync(folder, { recursive: true });
  await createUser(folder, signal);
  const settings = { PORT: '0', BCRYPT_COST: '4' };
  return startServer({ script: 'src/server.ts', folder, settings }, signal);
}
