import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { reportListening } from './cluster/workers.ts';
import { loadConfig, settingNames } from './load-config.ts';
import type { Config } from './config.ts';
import type { Environment } from './services.ts';
import { developmentKey } from './development-key.ts';
import { codeOf } from '../thrown.ts';
import { StartupError } from '../startup-error.ts';
import { laxFiles } from './lax-files.ts';
import { notify } from './log.ts';
import { readEnv } from '../setting/env-file.ts';

/**
 * The settings of this process: the environment, then the file `.env` in the working directory.
 *
 * @throws {StartupError} naming all that is wrong.
 */
export function readConfig(): Config {
  return loadConfig({ environment: process.env, file: readEnvFile(), developmentKey });
}

/** Says once, whatever the number of processes, what may be a mistake. */
export function logWarnings(config: Config, log: Logger): void {
  if (!cluster.isPrimary) return;
  for (const warning of [...config.warnings, ...laxFiles(config)]) log.warn(warning);
}

/** Says where the server is, once. */
export function announce(environment: Pick<Environment, 'config' | 'log'>, origin: string): void {
  if (reportListening(origin)) return;
  const { BASE_PATH } = environment.config;
  notify(environment, `listening on ${origin}${origin.startsWith('unix:') ? '' : BASE_PATH}`);
}

/**
 * Says how to make a user where there is none yet.
 *
 * @param isEmpty asked before anybody is served: a database that cannot say keeps the server from starting.
 */
export function suggestFirstUser(
  environment: Pick<Environment, 'config' | 'log'>,
  isEmpty: boolean,
): void {
  if (cluster.isWorker || !isEmpty) return;
  notify(environment, 'There is no user yet; make one with: npm run createsuperuser');
}

/**
 * The variables of the file `.env` in the working directory; none where there is no such file.
 *
 * @throws {StartupError} when it cannot be read, or would be read as something else than it says.
 */
export function readEnvFile(): Record<string, string> {
  let content: Buffer;
  try {
    content = readFileSync('.env');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {};
    throw new StartupError('.env: cannot be read; make it a readable file, or remove it.');
  }
  return readEnv(content, settingNames);
}
