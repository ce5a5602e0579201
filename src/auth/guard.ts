import type { Request, Response } from 'express';
import passport from 'passport';
import type { Strategy } from 'passport';
import { asError } from '../thrown.ts';
import { HttpError } from '../http/http-error.ts';
import { isWithinPage } from '../http/negotiation.ts';
import { hasBody, receive } from '../http/received-body.ts';
import { runStrategy } from './run-strategy.ts';
import type { StrategyActions } from './run-strategy.ts';
import { requireReadable } from './scopes.ts';
import { AuthenticationFailed } from './authentication-failed.ts';
import { withParameters } from './authorization.ts';
import { fieldsOf, schemeSelector } from './select-scheme.ts';
import { requestAuthority } from './request-authority.ts';
import type { Scheme } from './scheme.ts';

const NOT_AUTHENTICATED = 'Authentication credentials were not provided.';

/** Finds out who a request is by, and rejects with what refuses it. */
export type Guard = (request: Request, response: Response) => Promise<void>;

/**
 * Lets a request through with `request.user`, `request.scheme`, `request.scopes` and
 * `request.authority` set, or refuses it.
 *
 * At most one scheme looks at a request, the one whose credentials it carries. A scheme that was
 * picked and fails ends the matter: credentials that are bad are refused, never passed over for
 * others that might be good.
 *
 * @param schemes the open ones; their order is the order of the challenges.
 */
export function createGuard(schemes: readonly Scheme[]): Guard {
  const authenticator = new passport.Passport();
  for (const scheme of schemes) authenticator.use(scheme.name, settled(scheme.strategy));

  const select = schemeSelector(schemes);

  /**
   * 401 with the challenges of the open schemes, the selected one's first. Within a page those are left
   * out that a browser answers itself, with a dialog over the page. 403 where no challenge is left,
   * as in DRF: there is no 401 without one (RFC 9110 §15.5.2).
   */
  function refuse(request: Request, refusal: AuthenticationFailed, selected?: Scheme): HttpError {
    const ordered = selected === undefined ? schemes : [selected, ...schemes];
    const challengers = isWithinPage(request)
      ? ordered.filter(({ credentials }) => !credentials.isAmbient)
      : ordered;
    const challenges = [...new Set(challengers)]
      .map((scheme) => challengeOf(scheme, scheme === selected ? refusal.parameters : undefined))
      .filter((challenge) => challenge !== undefined);
    const Refusal = selected === undefined ? NotAuthenticated : HttpError;
    if (challenges.length === 0) return new Refusal(403, refusal.body);
    return new Refusal(401, refusal.body, { headers: { 'WWW-Authenticate': challenges } });
  }

  return async (request, response) => {
    const selected = select(request);
    request.selectedScheme = selected?.name;
    if (selected === undefined) throw refuse(request, new AuthenticationFailed(NOT_AUTHENTICATED));
    const { name } = selected;
    const found = await runStrategy(authenticator, name, request, response).catch(
      (reason: unknown) => {
        throw reason instanceof AuthenticationFailed ? refuse(request, reason, selected) : reason;
      },
    );
    if (found === undefined) throw refuse(request, new AuthenticationFailed(NOT_AUTHENTICATED));
    request.user = found.user;
    request.scheme = name;
    request.challenge = selected.challenge;
    request.scopes = found.scopes;
    request.authority = requestAuthority(request, found.user, selected);
    requireReadable(request);
  };
}

function challengeOf({ challenge }: Scheme, parameters: string | undefined): string | undefined {
  if (challenge === undefined || parameters === undefined) return challenge;
  return withParameters(challenge, parameters);
}

/** A strategy whose promise, if it makes one, fails the request and not the process. */
function settled(strategy: Strategy): Strategy {
  type Authenticate = (this: StrategyActions, request: Request, options: unknown) => unknown;
  const { authenticate } = strategy as unknown as { readonly authenticate: Authenticate };
  return Object.assign(Object.create(strategy) as Strategy, {
    authenticate(this: StrategyActions, request: Request, options: unknown) {
      const done = authenticate.call(this, request, options);
      if (!(done instanceof Promise)) return;
      done.catch((error: unknown) => {
        this.error(asError(error));
      });
    },
  });
}

/** No scheme is for the request: nothing is wrong with its credentials, it has none. */
export class NotAuthenticated extends HttpError {}

/**
 * A guard for what is open to all: it knows the user where there are credentials, and lets a request
 * without any through as nobody's. Bad ones it refuses, as ever.
 */
export function makeOptional(guard: Guard): Guard {
  return async (request, response) => {
    try {
      await guard(request, response);
    } catch (error) {
      if (!(error instanceof NotAuthenticated)) throw error;
    }
  };
}

/**
 * A guard that asks who it is once the whole body has come. Otherwise a client could be let in, keep
 * the last byte back for as long as a body may take, and have the rest done after it was shut out.
 *
 * The bytes are only received, for the handler to read: what is wrong with them is said after
 * what is wrong with the credentials, as in DRF. A request that can have no credentials is refused at
 * once, and of a body that is larger than any form no more is waited for.
 */
export function bodyFirst(guard: Guard, schemes: readonly Scheme[]): Guard {
  const own = schemes.flatMap(({ credentials }) => fieldsOf(credentials));
  const fields = ['authorization', 'cookie', ...own];
  return async (request, response) => {
    // Most have none, and need not wait.
    if (hasBody(request) && fields.some((field) => field in request.headers)) {
      await receive(request).catch(() => undefined);
    }
    await guard(request, response);
  };
}
