import type { Request, RequestHandler, Response } from 'express';
import type { Authenticator } from 'passport';
import { asError } from '../http/errors.ts';
import type { HttpError } from '../http/errors.ts';
import { AuthenticationFailed } from './authentication-failed.ts';
import { parseScope } from './scopes.ts';

/** What credentials stand for. */
export interface Authenticated {
  readonly user: Express.User;
  /** What they are limited to; undefined for credentials that may do all that their user may. */
  readonly scopes: readonly string[] | undefined;
}

/**
 * How a strategy answers. Passport makes an object for each request that inherits from the
 * strategy, and puts these on it; so inside `authenticate`, `this` is the request's own object, and
 * `#private` fields, which do not inherit, cannot be used in a strategy.
 */
export interface StrategyActions {
  success(user: Express.User, limits?: { readonly scope: readonly string[] }): void;
  fail(refusal: HttpError, status: number): void;
  pass(): void;
  /** The error itself says whose fault it is: one with a 4xx refuses the request, as `fail` does. */
  error(error: Error): void;
}

/** What a strategy says beside the user: why it refuses, or what the credentials are limited to. */
type Information = Error | { readonly scope?: string | readonly string[] } | undefined;

/**
 * Runs one Passport strategy on a request.
 *
 * By name, and one: a list of names would let a request that one strategy passes slip by the next,
 * and an instance in place of a name would share the strategy's state between requests.
 *
 * @returns undefined when the strategy passes.
 * @throws what the strategy failed or erred with.
 */
export function runStrategy(
  authenticator: Pick<Authenticator, 'authenticate'>,
  strategy: string,
  request: Request,
  response: Response,
): Promise<Authenticated | undefined> {
  return new Promise((resolve, reject) => {
    const middleware = authenticator.authenticate(
      strategy,
      { session: false },
      (error: unknown, user: Express.User | false | null | undefined, information: Information) => {
        // A strategy from elsewhere may say of neither what it is.
        if (error !== null) reject(asError(error));
        else if (user) resolve({ user, scopes: scopesOf(information) });
        else if (information instanceof Error) reject(information);
        else reject(new AuthenticationFailed('Refused.'));
      },
    ) as RequestHandler;
    void middleware(request, response, () => {
      resolve(undefined);
    });
  });
}

function scopesOf(information: Information): readonly string[] | undefined {
  if (information === undefined || !('scope' in information)) return undefined;
  const { scope } = information;
  return typeof scope === 'string' ? parseScope(scope) : scope;
}
