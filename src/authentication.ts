import express from 'express';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import { requireOneAuthorization } from './auth/authorization.ts';
import { bodyFirst, createGuard, makeOptional } from './auth/guard.ts';
import type { Guard } from './auth/guard.ts';
import { refuseOtherSites } from './auth/other-sites.ts';
import { permit } from './auth/permission.ts';
import type { Scheme } from './auth/scheme.ts';
import { PAGES } from './authentication-options.ts';
import type { AuthenticationOptions } from './authentication-options.ts';
import { allowedHosts } from './http/allowed-hosts.ts';
import { allowOrigins } from './http/cors.ts';
import { answerError, errorsInOrder, recordError } from './http/error-handlers.ts';
import { asError } from './thrown.ts';
import { HttpError } from './http/http-error.ts';
import { keepPrivate } from './http/default-headers.ts';
import { requestIdOf } from './http/request-id.ts';
import { transport } from './http/transport.ts';
import { warnOfUntrustedProxy } from './http/untrusted-proxy.ts';
import { wellFormed } from './http/well-formed.ts';
import { staticFiles } from './layout/static.ts';
import { watchMount } from './mount.ts';
import { checkRule, schemesOf } from './rule.ts';
import type { Rule } from './rule.ts';
import type { ServerServices } from './server/services.ts';
import { observeGuard } from './server/telemetry/observed.ts';
import { ownAccount } from './site/account/own-account.ts';
import { administrationRoutes } from './site/admin/routes.ts';
import { errorPage } from './site/error-page.tsx';
import { siteLinks } from './site/links.ts';
import { loginRedirect } from './site/login-redirect.ts';
import { docs, docsFiles } from './site/reference/docs.tsx';
import type { Paths } from './site/reference/types.ts';

/** Authentication for an Express app: what to mount, and what to put in front of one's own routes. */
export interface Authentication {
  /**
   * Logins, tokens, pages: an Express app, to be mounted once, below any path. Below a path of their own
   * they answer 404 to what they do not have; at the root of the app such requests go on.
   */
  readonly routes: Express;
  /** Lets authenticated requests through alone; see `userOf`. */
  readonly required: RequestHandler;
  /** Knows the user where there are credentials, and lets requests without any through. */
  readonly optional: RequestHandler;
  /** Lets those through that a rule lets, with 403 for the others who are somebody. */
  readonly require: (rule: Rule) => RequestHandler;
  /**
   * What every request has to pass, to whichever handler: this host, HTTPS in production, no other
   * site's page; preflights of TRUSTED_ORIGINS are answered. `routes` and the guards ask for it by
   * themselves. In front of the whole app it holds for all of that.
   */
  readonly protection: RequestHandler;
  /** Answers errors, in JSON or as a page, never with a stack. To be the last of the app. */
  readonly errors: ErrorRequestHandler;
}

/**
 * Puts authentication together from services and open schemes.
 *
 * @param options those of a library, and `paths`: what the app has besides, for its description.
 */
export function createAuthentication(
  services: ServerServices,
  schemes: readonly Scheme[],
  { pages = PAGES, links, paths }: AuthenticationOptions & { readonly paths?: Paths } = {},
): Authentication {
  const { config, log, telemetry } = services;
  const routes = express();
  routes.disable('x-powered-by');
  routes.enable('case sensitive routing');
  const { pathsFor } = watchMount(routes, config);
  const linksFor = siteLinks(schemes, pages, links);

  const checks = [
    wellFormed,
    warnOfUntrustedProxy(log),
    allowedHosts(config.ALLOWED_HOSTS, log),
    transport(config),
    requireOneAuthorization,
    refuseOtherSites(schemes, config.TRUSTED_ORIGINS),
  ];
  const answerPreflight = allowOrigins(config.TRUSTED_ORIGINS);
  /** @returns whether the request goes on, and is not answered. */
  const protect = (request: Request, response: Response): boolean => {
    const paths = pathsFor(request);
    if (request.passedChecksOf === paths) return true;
    request.sitePaths = paths;
    request.linksFor = linksFor;
    // Views of the request, which are made later, would each get an id of their own.
    requestIdOf(request);
    for (const check of checks) check(request, response);
    // Not before: an app's own handler of errors may let a request that was refused go on.
    request.passedChecksOf = paths;
    return !answerPreflight(request, response);
  };
  const protection: RequestHandler = (request, response, next) => {
    if (protect(request, response)) next();
  };
  const guardOf = (asked: readonly Scheme[]): Guard =>
    bodyFirst(observeGuard(createGuard(asked), telemetry.observer), schemes);
  const handlerOf =
    (...guards: readonly Guard[]): RequestHandler =>
    async (request, response, next) => {
      try {
        if (!protect(request, response)) return;
        keepPrivate(request, response);
        for (const guard of guards) await guard(request, response);
      } catch (thrown) {
        throw asError(thrown);
      }
      next();
    };
  const guard = guardOf(schemes);
  const required = handlerOf(guard);
  const optional = handlerOf(makeOptional(guard));

  routes.use(protection);
  if (pages.includes('account')) routes.use(ownAccount(services, schemes, required));
  if (pages.includes('admin')) routes.use(administrationRoutes(services, schemes, required));
  for (const scheme of schemes) if (scheme.routes !== undefined) routes.use(scheme.routes);
  routes.use('/static', staticFiles);
  if (pages.includes('docs')) {
    routes.use('/static', docsFiles).use(docs({ schemes, pages, paths }, optional));
  }
  routes.use((_request, _response, next) => {
    // At the root the app may have what they have not.
    if (routes.mountpath !== '/') throw new HttpError(404, 'Not found.');
    next();
  });

  return {
    routes,
    required,
    optional,
    require: (rule) => {
      checkRule(rule);
      const asked = schemesOf(rule, schemes);
      return handlerOf(asked === undefined ? guard : guardOf(asked), permit(rule));
    },
    protection,
    errors: errorsInOrder(loginRedirect(schemes), recordError(log), errorPage, answerError),
  };
}
