import { z } from 'zod';
import type { SchemeDefinition } from '../auth/scheme.ts';
import { schemeDefinitions } from '../auth/schemes.ts';
import { serverSettings } from './config.ts';
import type { Config } from './config.ts';
import { StartupError } from '../startup-error.ts';
import { combinations, doubts, isPlain } from './combinations.ts';
import { DEVELOPMENT_HOSTS } from '../setting/hosts.ts';
import { list } from '../setting/list.ts';
import { productionProblem } from '../setting/production.ts';
import { unknownNames } from '../setting/unknown-names.ts';

/** All names a setting can have, with these schemes. */
export function namesOf(definitions: readonly SchemeDefinition[]): readonly string[] {
  const ofSchemes = definitions.flatMap(({ settings }) => Object.keys(settings));
  return [...Object.keys(serverSettings), 'AUTH_SCHEMES', ...ofSchemes];
}

/** All names a setting of this server can have. */
export const settingNames = namesOf(schemeDefinitions);

export interface ConfigSources {
  /** Environment variables; an empty one counts as absent. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The variables of the `.env` file. The environment comes first. */
  readonly file?: Readonly<Record<string, string | undefined>>;
  /** Makes (once) and returns the key that a development server uses when none is set. */
  readonly developmentKey: (stateFolder: string) => string;
  readonly definitions?: readonly SchemeDefinition[];
}

/**
 * Reads and checks every setting.
 *
 * @throws {StartupError} one line for each setting that is wrong, with its remedy.
 */
export function loadConfig(sources: ConfigSources): Config {
  const { environment, file = {}, definitions = schemeDefinitions } = sources;
  const schemeNames = definitions.map(({ name }) => name);
  const settings = { ...serverSettings, AUTH_SCHEMES: list(schemeNames, schemeNames) };
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...file, ...environment })) {
    // Blank is as good as absent, but for the schemes: who names none does not mean all of them.
    if (value !== undefined && (value !== '' || name === 'AUTH_SCHEMES')) variables[name] = value;
  }

  const isProduction = variables.NODE_ENV === 'production';
  const problems: string[] = [];
  const read = <Settings extends z.ZodRawShape>(
    readers: Settings,
  ): Partial<z.output<z.ZodObject<Settings>>> => {
    const values: Record<string, unknown> = {};
    for (const [name, reader] of Object.entries(readers)) {
      const result = z.safeParse(reader, variables[name]);
      if (!result.success) {
        problems.push(...result.error.issues.map(({ message }) => `${name}: ${message}.`));
        continue;
      }
      values[name] = result.data;
      const problem = isProduction ? productionProblem(reader, result.data) : undefined;
      if (problem !== undefined) problems.push(`${name}: ${problem}.`);
    }
    return values as Partial<z.output<z.ZodObject<Settings>>>;
  };

  const names = unknownNames(namesOf(definitions), environment, file);
  problems.push(...names.errors);
  const server = read(settings);
  const schemeSettings = definitions.map(({ name, settings }) => [name, read(settings)] as const);
  problems.push(...combinations(server));
  const servedAt = { isSecure: !isPlain(server), basePath: server.BASE_PATH ?? '' };
  for (const [index, [, values]] of schemeSettings.entries()) {
    problems.push(...(definitions[index]?.combinations?.(values, servedAt) ?? []));
  }
  if (problems.length > 0) throw new StartupError(problems.join('\n'));
  const complete = server as z.output<z.ZodObject<typeof settings>>;
  return {
    ...complete,
    SECRET_KEY: complete.SECRET_KEY ?? sources.developmentKey(complete.STATE_FOLDER),
    DATABASE_URL: complete.DATABASE_URL ?? `sqlite:${complete.STATE_FOLDER}/db.sqlite3`,
    LOGIN_REDIRECT_URL: complete.LOGIN_REDIRECT_URL ?? `${complete.BASE_PATH}/home/`,
    ALLOWED_HOSTS: complete.ALLOWED_HOSTS ?? DEVELOPMENT_HOSTS,
    schemeSettings: Object.fromEntries(schemeSettings),
    warnings: [...names.warnings, ...doubts(complete)],
  };
}
