import type { z } from 'zod';
import { cookieName, cookieNameProblems, isSecureName } from '../../setting/cookie-name.ts';
import type { ServedAt } from '../../setting/cookie-name.ts';
import { choice, duration } from '../../setting/scalars.ts';

/** The scheme's settings: environment variable → reader with a default. */
export const sessionSettings = {
  /** For how long a session lives without a request. */
  SESSION_COOKIE_AGE: duration('2w', 1000),
  /** For how long a session lives at most. */
  SESSION_ABSOLUTE_AGE: duration('30d', 1000),
  SESSION_COOKIE_NAME: cookieName('sessionid'),
  CSRF_COOKIE_NAME: cookieName('csrftoken'),
  /** Holds for both cookies, for neither is of any use without the other. */
  SESSION_COOKIE_SAMESITE: choice(['lax', 'strict', 'none'], 'lax'),
};

/** The scheme's settings, read. */
export type SessionSettings = z.output<z.ZodObject<typeof sessionSettings>>;

/**
 * Settings that are fine alone and not together, or not for this server.
 *
 * @returns a line for each, with its remedy.
 */
export function* sessionCombinations(
  settings: Partial<SessionSettings>,
  servedAt: ServedAt,
): Generator<string> {
  const { SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, SESSION_COOKIE_SAMESITE } = settings;
  if (SESSION_COOKIE_SAMESITE === 'none' && !servedAt.isSecure) {
    yield 'SESSION_COOKIE_SAMESITE: browsers take SameSite=None only over TLS; set TLS_CERT and TLS_KEY, or TRUST_PROXY behind a proxy that speaks TLS, or take lax.';
  }
  for (const [setting, name] of Object.entries({ SESSION_COOKIE_NAME, CSRF_COOKIE_NAME })) {
    if (name !== undefined) yield* cookieNameProblems(setting, name, servedAt);
  }
  if (SESSION_COOKIE_NAME !== undefined && SESSION_COOKIE_NAME === CSRF_COOKIE_NAME) {
    yield `SESSION_COOKIE_NAME, CSRF_COOKIE_NAME: both are ${SESSION_COOKIE_NAME}; two cookies need two names.`;
  }
}

/** What goes for both cookies. */
export interface CookieRules {
  readonly sameSite: SessionSettings['SESSION_COOKIE_SAMESITE'];
  readonly path: string;
  /** Whether it is Secure over plain HTTP, too, where browsers drop it, as they would without. */
  readonly isAlwaysSecure: boolean;
}

/** How a cookie of this name is to be. */
export function cookieRules(
  name: string,
  { SESSION_COOKIE_SAMESITE: sameSite }: SessionSettings,
  basePath: string,
): CookieRules {
  const isAlwaysSecure = sameSite === 'none' || isSecureName(name);
  return { sameSite, path: basePath === '' ? '/' : basePath, isAlwaysSecure };
}
