import type { Request, RequestHandler, Response } from 'express';
import type { Authenticator } from 'passport';
import { AuthenticationFailed } from './authentication-failed.ts';

/**
 * Runs one Passport strategy on a request.
 *
 * By name, and one: a list of names would let a request that one strategy passes slip by the next,
 * and an instance in place of a name would share the strategy's state between requests.
 *
 * @returns the user, or undefined when the strategy passes.
 * @throws what the strategy failed or erred with.
 */
export function runStrategy(
  authenticator: Pick<Authenticator, 'authenticate'>,
  strategy: string,
  request: Request,
  response: Response,
): Promise<Express.User | undefined> {
  return new Promise((resolve, reject) => {
    const middleware = authenticator.authenticate(
      strategy,
      { session: false },
      (error: Error | null, user: Express.User | false, refusal: unknown) => {
        if (error !== null) reject(error);
        else if (user !== false) resolve(user);
        else reject(refusal instanceof Error ? refusal : new AuthenticationFailed('Refused.'));
      },
    ) as RequestHandler;
    void middleware(request, response, () => {
      resolve(undefined);
    });
  });
}
