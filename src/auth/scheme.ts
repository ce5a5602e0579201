import type { Command } from 'commander';
import type { Request, RequestHandler, Response } from 'express';
import type { Router } from 'express';
import type { Strategy } from 'passport';
import type { z } from 'zod';
import type { Queries } from '../database/database.ts';
import type { Migration } from '../database/migrate.ts';
import type { FormFields } from '../layout/form.tsx';
import type { ServedAt } from '../setting/cookie-name.ts';
import type { Authority } from '../users/authority.ts';
import type { User as StoredUser } from '../users/user.ts';
import type { DjangoExchange } from './django.ts';
import type { Logins } from './logins.ts';
import type { NamedCredentials } from './named-credentials.ts';
import type { Services } from './services.ts';

declare global {
  namespace Express {
    interface Request {
      /** The name of the scheme that authenticated the request. */
      scheme?: string;
      /** Its challenge, as in a 401. */
      challenge?: string | undefined;
      /** What the request's credentials are limited to; undefined for credentials that may do all. */
      scopes?: readonly string[] | undefined;
      /** What the request may grant, take or change. */
      authority?: Authority;
      /** The name of the scheme whose credentials the request carries, good or bad. */
      selectedScheme?: string | undefined;
    }
  }
}

/**
 * Where a scheme's credentials travel: under a word in `Authorization`, in a header field of their own, or in
 * a cookie.
 */
export type CredentialsPlace = (
  | {
      /** The word, in any case. */
      readonly word: string;
      /** Other words that it goes by. */
      readonly aliases?: readonly string[];
      /**
       * Tells the scheme's credentials from others by their form, good or bad; where another scheme goes by
       * the same word, both have to know.
       */
      readonly isOwn?: (credential: string) => boolean;
      readonly field?: never;
      readonly cookie?: never;
    }
  | {
      /** The field's name, such as `X-API-Key`, in any case. */
      readonly field: string;
      readonly word?: never;
      readonly aliases?: never;
      readonly isOwn?: never;
      readonly cookie?: never;
    }
  | {
      readonly cookie: string;
      readonly word?: never;
      readonly field?: never;
      readonly aliases?: never;
      readonly isOwn?: never;
    }
) & {
  /**
   * Whether a browser that has them adds them to requests by itself, whichever site's page makes it
   * send these (ambient authority). Such requests are checked for where they come from.
   */
  readonly isAmbient: boolean;
};

/** What a script has to send back with unsafe requests, to show that it is a page's of ours. */
export interface CookieEcho {
  /** The cookie that holds it, which scripts may read. */
  readonly cookie: string;
  /** The header that it goes back in. */
  readonly header: string;
  /** What ours look like, among others of the name: a regular expression. */
  readonly pattern: string;
}

/** A way to authenticate a request, ready for use. */
export interface Scheme {
  readonly name: string;
  readonly credentials: CredentialsPlace;
  /** What unsafe requests need besides, where browsers add the credentials by themselves. */
  readonly echo?: CookieEcho;
  /**
   * Answers in exactly one of four ways: `success(user)`, or `success(user, { scope })` where the
   * credentials are limited to scopes; `fail(refusal)`, `error(refusal)` or a throw, with an
   * AuthenticationFailed or another 4xx HttpError; `pass()` when the credentials turn out not to be
   * this scheme's, which makes the request anonymous; `error(cause)` when the server is at fault.
   */
  readonly strategy: Strategy;
  /** The challenge that a 401 carries (RFC 9110 §11.6.1). */
  readonly challenge?: string;
  /** Where a person with a browser can log in. */
  readonly loginPath?: string;
  /** Where that person can end it again. */
  readonly logoutPath?: string;
  /** The cookie in which browsers keep what renews the credentials, where scripts do not get to it. */
  readonly renewalCookie?: string;
  /** Endpoints that issue, renew and take back credentials. */
  readonly routes?: Router;
  /** Those of them that take credentials in the body, where no browser puts any by itself. */
  readonly endpointsByBody?: readonly string[];
  /** Endpoints for its users: path → what answers there once the request is authenticated. */
  readonly resources?: Readonly<Record<string, RequestHandler>>;
  /** What its users have logged in with. */
  readonly logins?: Logins;
  /** What its users have let programs in by. */
  readonly namedCredentials?: NamedCredentials;
  /**
   * Whether a request's own credential is still there and has not expired, asked in a transaction that
   * then keeps it until it has ended; for credentials that end by themselves, or one by one.
   */
  readonly holdCredential?: (queries: Queries, request: Request) => Promise<boolean>;
  /** Takes the request's own credentials over to the user's new epoch, where all others end. */
  readonly renew?: (request: Request, user: StoredUser) => Promise<void>;
  /** What a form must send along, where a browser adds the credentials by itself. */
  readonly formFields?: (request: Request, response: Response) => FormFields;
  /** Credentials of a user's as they are once they have expired, fit to be refused. */
  readonly expired?: (user: StoredUser) => Promise<string>;
  /**
   * Gets ready what it can only get from the database, when the server starts.
   *
   * @throws {StartupError} when it never could serve as it is set up.
   */
  readonly prepare?: () => Promise<void>;
}

/**
 * All that authenticates by one scheme: a folder under `src/auth`, whose `index.ts` exports this and
 * whose line in `schemes.ts` opens it.
 */
export interface SchemeDefinition<Settings extends z.ZodRawShape = z.ZodRawShape> {
  /** As in AUTH_SCHEMES. */
  readonly name: string;
  /** Its settings: environment variable → reader with a default. */
  readonly settings: Settings;
  /**
   * Settings that are fine alone, but not together, or not where the server is: a line for each, with
   * its remedy.
   */
  combinations?(
    settings: Partial<z.output<z.ZodObject<Settings>>>,
    servedAt: ServedAt,
  ): Iterable<string>;
  /** The tables it owns. They exist whether or not the scheme is open. */
  readonly migrations: readonly Migration[];
  /** Builds the scheme from its checked settings. */
  open(services: Services, settings: z.output<z.ZodObject<Settings>>): Scheme;
  /** Forgets what has expired of all that it issued, and says how many that were. */
  readonly deleteExpired?: (services: Services) => Promise<number>;
  /** What it takes over from a Django database, and gives back to one. */
  django?(services: Services, settings: z.output<z.ZodObject<Settings>>): DjangoExchange;
}

/** Name of a scheme → its own settings, read. */
export type SchemeSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Runs a command's work on open services. */
export type RunWithServices = (
  work: (services: Services, settings: SchemeSettings) => Promise<void>,
) => Promise<void>;

/** Writes rows in columns, as wide as what is in them. */
export type FormatColumns = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
) => string;

/**
 * Adds a scheme's commands to `npm run manage`; `scripts/commands/schemes.ts` lists those of all.
 *
 * @param run opens the database and the services, does the work and closes them again.
 * @param formatColumns shows a list.
 */
export type AddCommands = (
  program: Command,
  run: RunWithServices,
  formatColumns: FormatColumns,
) => void;

/** Checks a definition's shape while keeping the types of its settings. */
export function defineScheme<Settings extends z.ZodRawShape>(
  definition: SchemeDefinition<Settings>,
): SchemeDefinition {
  return definition;
}
