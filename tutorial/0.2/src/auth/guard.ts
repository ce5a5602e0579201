import type { RequestHandler } from 'express';
import passport from 'passport';
import type { Strategy } from 'passport';
import { HttpError } from '../errors.ts';

declare module 'express-serve-static-core' {
  interface Request {
    /** The scheme that let the request in. */
    scheme?: string;
  }
}

/** A way to authenticate requests. */
export interface Scheme {
  readonly name: string;
  readonly strategy: Strategy;
  /** The first word of its Authorization header, in lower case. */
  readonly word: string;
  /** How to authenticate, as said with a 401 (RFC 9110 §11.6.1). */
  readonly challenge?: string;
  /** What the guard says when nothing follows the word, several things do, or it is wrong. */
  readonly refusals?: Record<'none' | 'several' | 'wrong', string | object>;
}

const schemes: Scheme[] = [];

/** Opens the guarded paths to the users of one more scheme. */
export function openScheme(scheme: Scheme): void {
  schemes.push(scheme);
  passport.use(scheme.name, scheme.strategy);
}

/**
 * Lets users in. The request's credentials decide which scheme looks at them, and no other does: bad
 * ones are refused, never passed over for others that might be good.
 */
export const guard: RequestHandler = (request, response, next) => {
  const [word = '', ...credentials] = request.get('Authorization')?.split(' ') ?? [];
  const scheme = schemes.find((each) => each.word === word.toLowerCase());

  const refuse = (
    reason: string | object = 'Authentication credentials were not provided.',
  ): void => {
    const others = schemes.filter((other) => other !== scheme);
    const challenges = [scheme, ...others].flatMap((each) => each?.challenge ?? []);
    response.set('WWW-Authenticate', challenges);
    next(new HttpError(401, reason));
  };
  if (scheme === undefined) {
    refuse();
    return;
  }
  const { name, refusals } = scheme;
  // Passport calls this when the strategy has decided: an error, a user, or false for a refusal.
  const done = (error: Error | null, user?: Express.User | false): void => {
    if (error instanceof HttpError && error.status === 401) refuse(error.body);
    else if (error !== null) next(error);
    else if (!user) refuse(refusals?.wrong);
    else {
      request.user = user;
      request.scheme = name;
      next();
    }
  };
  if (refusals && credentials.length === 0) refuse(refusals.none);
  else if (refusals && credentials.length > 1) refuse(refusals.several);
  else {
    // One strategy, never a list, of which Passport would ask the next after a refusal. The last
    // argument is called in place of `done` when the strategy passes: there is nothing to decide on.
    const ask = passport.authenticate(name, { session: false }, done) as RequestHandler;
    void ask(request, response, refuse);
  }
};
