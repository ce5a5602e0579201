import type { Logger } from 'pino';
import type { Server } from 'node:http';
import type { Express } from 'express';
import { createAuthentication } from './authentication.ts';
import type { Authentication } from './authentication.ts';
import { OPTIONS, optionProblems } from './authentication-options.ts';
import type { AuthenticationOptions } from './authentication-options.ts';
import { openSchemes, prepareSchemes } from './auth/open-schemes.ts';
import type { SchemeDefinition } from './auth/scheme.ts';
import { schemeDefinitions } from './auth/schemes.ts';
import { migrate } from './database/migrate.ts';
import { openConfiguredDatabase } from './database/open.ts';
import { EventStore } from './events/store.ts';
import type { RecordedEvent } from './events/store.ts';
import { StartupError } from './startup-error.ts';
import { createServer } from './http/listener.ts';
import { libraryUsers } from './library-users.ts';
import type { Users } from './library-users.ts';
import { developmentKey } from './server/development-key.ts';
import { startHousekeeping } from './server/housekeeping.ts';
import { loadConfig, namesOf } from './server/load-config.ts';
import { createLog } from './server/log.ts';
import { migrationsOf } from './server/migrations.ts';
import { createServices } from './server/services.ts';
import type { ServerServices } from './server/services.ts';
import { remedyFor } from './setting/unknown-names.ts';
import { keepEmailsUnique } from './users/login-fields.ts';
import type { Candidate } from './users/new-user.ts';
import type { User } from './users/user.ts';

export type { Authentication } from './authentication.ts';
export type { Rule } from './rule.ts';
export type { PageGroup } from './authentication-options.ts';
export { AuthenticationFailed } from './auth/authentication-failed.ts';
export { userOf } from './auth/authenticated.ts';
export { soleCredential } from './auth/authorization.ts';
export { defineScheme } from './auth/scheme.ts';
export type { Scheme, SchemeDefinition } from './auth/scheme.ts';
export type { ClaimsHook, Services } from './auth/services.ts';
import type { ClaimsHook } from './auth/services.ts';
export { HttpError } from './http/http-error.ts';
export type { RecordedEvent } from './events/store.ts';
export type { Link } from './layout/navigation.tsx';
export type { Candidate, User, Users };

/** The schemes of this package, to be named beside one's own. */
export const schemes: readonly SchemeDefinition[] = schemeDefinitions;

/** Settings by their names in `.env`, with the same checks and, but for LOGIN_REDIRECT_URL (`/`), the same defaults. */
export type Settings = Readonly<Record<Uppercase<string>, string | number | boolean | undefined>>;

/** What {@link openAuthentication} takes. */
export interface Options extends AuthenticationOptions {
  /** Every scheme that there is, in the order of their challenges; AUTH_SCHEMES says which are open. */
  readonly schemes?: readonly SchemeDefinition[];
  /** What access tokens say of their user besides; the server's own claims cannot be among it. */
  readonly claims?: ClaimsHook;
  /** Where log lines go; JSON on standard output where it is left out. */
  readonly log?: Logger;
}

/** Authentication that has its database open. */
export interface OpenAuthentication extends Authentication {
  readonly users: Users;
  /** What happened to users and their credentials, the newest first. */
  readonly events: {
    list(limit: number, username?: string): Promise<readonly RecordedEvent[]>;
  };
  /** An HTTP server for the app that is faster than `app.listen`: it spares a change of prototypes. */
  readonly createServer: (app: Express) => Server;
  /** Closes the database. Requests that need it fail from then on. */
  readonly close: () => Promise<void>;
}

/**
 * Authentication for an Express app of one's own: opens the database, brings it up to date, and gives
 * what to mount and what to put in front of routes.
 *
 * @throws {Error} a line, with its remedy, for each option that is wrong; where none is, for each setting that is
 *   unknown; and where none is, for each that is wrong.
 */
export async function openAuthentication(
  options: Options & Settings = {},
  ...surplus: readonly never[]
): Promise<OpenAuthentication> {
  // Pages that were to be left out would be there.
  if (surplus.length > 0) {
    throw new StartupError(
      'openAuthentication: takes one object, with settings and options in it.',
    );
  }
  const { schemes: definitions = schemeDefinitions, log: ownLog, claims } = options;
  const config = loadConfig({
    environment: readSettings(options, definitions),
    developmentKey,
    definitions,
  });
  const log = ownLog ?? createLog(config.LOG_LEVEL);
  const database = openConfiguredDatabase({ config, log });
  try {
    await migrate(database, migrationsOf(definitions));
    const latestTime = await new EventStore(database, Date.now).latestTime();
    const clock = Date.now;
    const services = createServices({ config, log, database, claims, latestTime, clock });
    const open = openSchemes(services, config, definitions);
    await keepEmailsUnique(database, config.LOGIN_FIELDS);
    await prepareSchemes(open);
    const stopHousekeeping = startHousekeeping(services, definitions);
    return {
      ...createAuthentication(services, open, options),
      users: libraryUsers(services),
      events: libraryEvents(services),
      createServer,
      async close() {
        stopHousekeeping();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** @throws {TypeError} for a limit that is none: a database would take some of those for no limit. */
function libraryEvents({ database, clock }: ServerServices): OpenAuthentication['events'] {
  const events = new EventStore(database, clock);
  return {
    list: async (limit, username) => {
      if (!Number.isSafeInteger(limit) || limit < 1) {
        throw new TypeError('list: the limit is a whole number, from 1 on');
      }
      return events.list(limit, username);
    },
  };
}

const NO_SCALAR =
  'is neither text nor a number, true or false; write several as one text, with commas between.';

/** Anything else has a text as well: a function that was to get a key has its source, which would be the key. */
function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** As loadConfig reads them: as text, and none that it does not know. */
function readSettings(
  options: Options & Settings,
  definitions: readonly SchemeDefinition[],
): Record<string, string> {
  const settings: Record<string, string> = {
    LOGIN_REDIRECT_URL: '/',
    ...(process.env.NODE_ENV !== undefined && { NODE_ENV: process.env.NODE_ENV }),
  };
  const wrongOptions = optionProblems(options);
  // At once: the schemes name settings, and may be wrong themselves.
  if (wrongOptions.length > 0) throw new StartupError(wrongOptions.join('\n'));
  const known = namesOf(definitions);
  const problems: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    if (OPTIONS.includes(name) || value === undefined) continue;
    if (name === 'BASE_PATH') {
      problems.push('BASE_PATH: is for a server of its own; mount the routes below that path.');
    } else if (known.includes(name)) {
      if (isScalar(value)) settings[name] = String(value);
      else problems.push(`${name}: ${NO_SCALAR}`);
    } else {
      const remedy = remedyFor(name, [...known, ...OPTIONS]);
      problems.push(`${name}: there is no such setting; ${remedy}`);
    }
  }
  if (problems.length > 0) throw new StartupError(problems.join('\n'));
  return settings;
}
