import type { Request, RequestHandler, Response } from 'express';
import type { Authenticator } from 'passport';
import { asError } from '../thrown.ts';
import type { HttpError } from '../http/http-error.ts';
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
    // The strategy may call back from anywhere: what is thrown there would end the process.
    const accept = (user: Express.User, information: unknown): void => {
      try {
        resolve({ user, scopes: scopesOf(information) });
      } catch (error) {
        reject(asError(error));
      }
    };
    const middleware = authenticator.authenticate(
      strategy,
      { session: false },
      (error: unknown, user: Express.User | false | null | undefined, information: unknown) => {
        if (error !== null) reject(asError(error));
        // A strategy from elsewhere may have its own value for nobody.
        else if (user) accept(user, information);
        else if (information instanceof Error) reject(information);
        else reject(new AuthenticationFailed('Refused.'));
      },
    ) as RequestHandler;
    void middleware(request, response, (error?: unknown) => {
      if (error === undefined) resolve(undefined);
      else reject(asError(error));
    });
  });
}

/**
 * @throws {TypeError} for limits that say nothing, or are said in another way: they must not be taken for none. So a
 *   scope that is undefined is no way to set none; it may be that of a column by another name.
 */
function scopesOf(information: unknown): readonly string[] | undefined {
  if (information === undefined || information === null) return undefined;
  const isObject = typeof information === 'object' && !Array.isArray(information);
  if (isObject && !('scope' in information) && !('scopes' in information)) return undefined;
  const { scope } = information as { readonly scope?: unknown };
  if (typeof scope === 'string') return parseScope(scope);
  if (Array.isArray(scope) && scope.every((name) => typeof name === 'string')) return scope;
  throw new TypeError(
    'the limits that a strategy gives are { scope }, which is a text or a list of texts',
  );
}
