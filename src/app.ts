import express from 'express';
import type { Express } from 'express';
import { createAuthentication } from './authentication.ts';
import { openSchemes } from './auth/open-schemes.ts';
import { home } from './home.ts';
import { HttpError } from './http/http-error.ts';
import { defaultHeaders } from './http/default-headers.ts';
import { health } from './server/health.ts';
import type { ServerServices } from './server/services.ts';
import { start } from './site/demo/start.ts';
import { homePage } from './site/home-page.tsx';
import { serverPaths } from './site/reference/server-paths.ts';

/** What only this server has to show, at the top of each page. */
const LINKS = [
  { label: 'Start', path: '/' },
  { label: 'Home', path: '/home/' },
];

/** The way of a request, top to bottom. */
export function createApp(
  services: ServerServices,
  schemes = openSchemes(services, services.config),
): Express {
  const { config, credentials, users, telemetry } = services;
  const auth = createAuthentication(services, schemes, { links: LINKS, paths: serverPaths });
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  defaultHeaders(app);
  telemetry.watchApp(app);

  const base = config.BASE_PATH === '' ? '/' : config.BASE_PATH;
  app.use(auth.protection);
  app.all(`${config.BASE_PATH}/home`, auth.required, homePage(schemes), home);
  const isLive = config.NODE_ENV === 'development';
  app.use(base, start({ credentials, users, isLive }, schemes, auth));
  // A balancer asks the process itself how it is, whatever a proxy calls it by.
  for (const path of new Set(['/', base])) app.use(path, health(services));
  app.use(base, auth.routes);
  app.use(() => {
    throw new HttpError(404, 'Not found.');
  });
  app.use(auth.errors);
  return app;
}
