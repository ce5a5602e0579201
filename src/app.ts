import express from 'express';
import type { Express } from 'express';
import { ownAccount } from './site/account/own-account.ts';
import { administrationRoutes } from './site/admin/routes.ts';
import { bodyFirst } from './auth/body-first.ts';
import { createGuard } from './auth/guard.ts';
import { refuseOtherSites } from './auth/other-sites.ts';
import { openSchemes } from './auth/open-schemes.ts';
import type { ServerServices } from './server/services.ts';
import { answerError, HttpError, recordError } from './http/errors.ts';
import { home } from './home.ts';
import { allowedHosts } from './http/allowed-hosts.ts';
import { normalizeClientAddresses } from './http/client-address.ts';
import { defaultHeaders } from './http/head.ts';
import { health } from './server/health.ts';
import { transport } from './http/transport.ts';
import { warnOfUntrustedProxy } from './http/untrusted-proxy.ts';
import { wellFormed } from './http/well-formed.ts';
import { docs, docsFiles } from './site/reference/docs.tsx';
import { start } from './site/demo/start.ts';
import { observeGuard } from './server/telemetry/observed-guard.ts';
import { errorPage } from './site/error-page.tsx';
import { homePage } from './site/home-page.tsx';
import { siteLinks } from './site/links.ts';
import { loginRedirect } from './site/login-redirect.ts';
import { staticFiles } from './layout/static.ts';

/** The way of a request, top to bottom. */
export function createApp(
  services: ServerServices,
  schemes = openSchemes(services, services.config),
): Express {
  const { config, log, telemetry } = services;
  const guard = bodyFirst(observeGuard(createGuard(schemes), telemetry.observer));
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', config.TRUST_PROXY ?? false);
  normalizeClientAddresses(app);
  app.locals.linksFor = siteLinks(schemes);
  defaultHeaders(app);

  telemetry.watchApp(app);
  app.use(wellFormed);
  app.use(warnOfUntrustedProxy(log));
  app.use(allowedHosts(config.ALLOWED_HOSTS, log));
  app.use(transport(config));
  app.use(refuseOtherSites(schemes, config.TRUSTED_ORIGINS));
  app.all('/home', guard, homePage(schemes), home);
  app.use(
    start(
      { credentials: services.credentials, isLive: config.NODE_ENV === 'development' },
      schemes,
      guard,
    ),
  );
  app.use(ownAccount(services, schemes, guard));
  app.use(administrationRoutes(services, schemes, guard));
  for (const { routes } of schemes) if (routes !== undefined) app.use(routes);
  app.use('/static', staticFiles);
  app.use('/static', docsFiles);
  app.use(docs(schemes));
  app.use(health(services));

  app.use(() => {
    throw new HttpError(404, 'Not found.');
  });
  app.use(loginRedirect(schemes));
  app.use(recordError(log));
  app.use(errorPage);
  app.use(answerError);
  return app;
}
