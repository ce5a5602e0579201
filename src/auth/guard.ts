import type { Request, RequestHandler } from 'express';
import passport from 'passport';
import { HttpError } from '../errors.ts';
import { prefersHtml } from '../http/negotiation.ts'; // 0.3
import { attempt } from './attempt.ts';
import { AuthenticationFailed } from './authentication-failed.ts';
import { parseAuthorization } from './authorization.ts';
import { readCookie } from './cookie.ts'; // 0.3
import type { Scheme } from './scheme.ts';

const NOT_AUTHENTICATED = 'Authentication credentials were not provided.';

/**
 * Lets a request through with `request.user` and `request.scheme` set, or refuses it.
 *
 * At most one scheme looks at a request. The word in `Authorization` picks it; where that picks
 * none, a cookie may. A scheme that was picked and fails ends the matter: credentials that are bad
 * are refused, never passed over for others that might be good.
 *
 * @param schemes the open ones; their order is the order of the challenges.
 */
export function createGuard(schemes: readonly Scheme[]): RequestHandler {
  const authenticator = new passport.Passport();
  for (const scheme of schemes) authenticator.use(scheme.name, scheme.strategy);

  const byWord = new Map(schemes.map((scheme) => [scheme.credentials.header, scheme]));
  const byCookie = schemes.filter(({ credentials }) => credentials.cookie !== undefined); // 0.3
  const loginPath = schemes.find((scheme) => scheme.loginPath !== undefined)?.loginPath; // 0.3

  /** The scheme whose credentials the request carries. */
  function claimant(request: Request): Scheme | undefined {
    const word = parseAuthorization(request)?.scheme;
    const claimed = word === undefined ? undefined : byWord.get(word);
    if (claimed !== undefined) return claimed;
    return byCookie.find(
      ({ credentials: { cookie = '' } }) =>
        // 0.3
        readCookie(request.headers.cookie, cookie) !== undefined,
    ); // 0.3
    return undefined;
  }

  /** 401 with the challenges of the open schemes, the claimed one's first; 403 where none has one. */
  function refuse(refusal: HttpError, claimed?: Scheme): HttpError {
    if (!(refusal instanceof AuthenticationFailed)) return refusal;
    const others = schemes.filter((scheme) => scheme !== claimed);
    const challenges = [
      refusal.challenge ?? claimed?.challenge,
      ...others.map(({ challenge }) => challenge),
    ].filter((challenge) => challenge !== undefined);
    if (challenges.length === 0) return new HttpError(403, refusal.body);
    return new HttpError(401, refusal.body, { headers: { 'WWW-Authenticate': challenges } });
  }

  return async (request, response, next) => {
    const claimed = claimant(request);
    if (claimed !== undefined) {
      const user = await attempt(authenticator, claimed.name, request, response).catch(
        (reason: unknown) => {
          throw reason instanceof HttpError ? refuse(reason, claimed) : reason;
        },
      );
      if (user !== undefined) {
        request.user = user;
        request.scheme = claimed.name;
        next();
        return;
      }
    }
    // A browser would meet a 401 with a dialog of its own in place of the page it could show.
    if (loginPath !== undefined && isPageView(request)) {
      response.redirect(`${loginPath}?next=${encodeURIComponent(request.originalUrl)}`);
      return;
    }
    throw refuse(new AuthenticationFailed(NOT_AUTHENTICATED));
  };
}

function isPageView(request: Request): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && prefersHtml(request);
}
