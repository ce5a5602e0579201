import { HttpError } from '../http/errors.ts';

/**
 * How a strategy answers. Passport makes an object for each request that inherits from the
 * strategy, and puts these on it; so inside `authenticate`, `this` is the request's own object, and
 * `#private` fields, which do not inherit, cannot be used in a strategy.
 */
export interface StrategyActions {
  success(user: Express.User, limits?: { readonly scope: readonly string[] }): void;
  fail(refusal: HttpError, status: number): void;
  pass(): void;
  error(error: Error): void;
}

/**
 * Lets a strategy throw its refusals: from here on `error` with a 4xx is a `fail`, because that is
 * the client's fault; every other error stays one.
 */
export function failOnRefusal(strategy: StrategyActions): void {
  const error = strategy.error.bind(strategy);
  strategy.error = (reason) => {
    if (reason instanceof HttpError && reason.status < 500) strategy.fail(reason, reason.status);
    else error(reason);
  };
}
