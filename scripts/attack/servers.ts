import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STEP_NAMES } from '../steps/files.ts';
import type { Step } from '../steps/files.ts';
import { Program } from '../tour/program.ts';
import { startServer } from '../tour/server.ts';
import type { Server } from '../tour/server.ts';
import { createUser } from '../tour/user.ts';
import { USER } from './target.ts';

/** Starts a server in a folder of its own. The signal stops it when it is aborted. */
export type Start = (folder: string, signal: AbortSignal) => Promise<Server>;

/** As cheap as bcrypt allows: how dear a guess is, is no question of these attacks. */
const BCRYPT_COST = '4';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Lays out a step of the tutorial as its folders are now: what its branch would hold, but for what all share. */
export function layOutStep(step: Step, folder: string): void {
  for (const each of STEP_NAMES.slice(0, STEP_NAMES.indexOf(step) + 1)) {
    cpSync(join(PROJECT, 'tutorial', each), folder, { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
}

/**
 * Starts the server of the step that is laid out in a folder. As in the tutorial the steps share a
 * database: it is beside their folders, and the first step that has users makes {@link USER} there.
 *
 * @param signal stops the server when it is aborted.
 */
export async function startStep(step: Step, folder: string, signal: AbortSignal): Promise<Server> {
  const database = join(dirname(folder), 'steps.sqlite3');
  const settings = { PORT: '0', BCRYPT_COST, DATABASE_FILE: database };
  if (step !== '0.1' && !existsSync(database)) {
    await new Program({
      script: join(folder, 'scripts/createsuperuser.ts'),
      parameters: ['--username', USER.username],
      folder,
      settings: { ...settings, SUPERUSER_PASSWORD: USER.password },
    }).succeeded();
  }
  return startServer({ script: join(folder, 'src/server.ts'), folder, settings }, signal);
}

/** Starts the server of this project, with {@link USER}. */
export const startMain: Start = async (folder, signal) => {
  mkdirSync(folder, { recursive: true });
  await createUser(folder, signal, { BCRYPT_COST });
  const settings = { PORT: '0', BCRYPT_COST };
  return startServer({ script: 'src/server.ts', folder, settings }, signal);
};

/** Starts the usual composition of the packages, over a database of this project's with {@link USER}. */
export const startUsual: Start = async (folder, signal) => {
  mkdirSync(folder, { recursive: true });
  await createUser(folder, signal, { BCRYPT_COST });
  const script = 'bench/peers/usual/server.ts';
  const settings = {
    PEER_DATABASE: join(folder, 'var/db.sqlite3'),
    PEER_SECRET: randomBytes(32).toString('hex'),
  };
  return startServer({ script, folder, settings }, signal);
};
