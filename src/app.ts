import express from 'express';
import type { Express } from 'express';
import { ownAccount } from './account/own-account.ts'; // main
import { administrationRoutes } from './admin/routes.ts'; // main
import { createGuard } from './auth/guard.ts'; // 0.2
import { openSchemes } from './auth/rooms.ts'; // 0.2
import type { Dependencies } from './dependencies.ts';
import { answerError, HttpError, recordError } from './errors.ts';
import { home } from './home.ts';
import { health } from './http/health.ts'; // main
import { transport } from './http/transport.ts'; // main
import { wellFormed } from './http/well-formed.ts'; // main
import { observeGuard } from './telemetry/observed-guard.ts'; // main
import { docs, docsFiles } from './openapi/docs.tsx'; // main
import { start } from './start/start.ts'; // main
import { errorPage } from './web/error-page.tsx'; // 0.3
import { homePage } from './web/home-page.tsx'; // 0.3
import { loginRedirect } from './web/login-redirect.ts'; // 0.3
import { staticFiles } from './web/static.ts'; // 0.3

/** The way of a request, top to bottom. */
export function createApp(dependencies: Dependencies): Express {
  const schemes = openSchemes(dependencies); // 0.2
  let guard = createGuard(schemes); // 0.2
  guard = observeGuard(guard, dependencies.telemetry.observer); // main
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', dependencies.config.TRUST_PROXY ?? false); // 0.3
  app.locals.schemes = schemes; // main

  dependencies.telemetry.watchApp(app); // main
  app.use(wellFormed); // main
  app.use(transport(dependencies.config)); // main
  app.all(
    '/home',
    guard, // 0.2
    homePage(schemes), // 0.3
    home,
  );
  app.use(start(dependencies, schemes, guard)); // main
  app.use(ownAccount(dependencies, schemes, guard)); // main
  app.use(administrationRoutes(dependencies, schemes, guard)); // main
  for (const { routes } of schemes) if (routes !== undefined) app.use(routes); // 0.3
  app.use('/static', staticFiles); // 0.3
  app.use('/static', docsFiles); // main
  app.use(docs(schemes)); // main
  app.use(health(dependencies)); // main

  app.use(() => {
    throw new HttpError(404, 'Not found.');
  });
  app.use(loginRedirect(schemes)); // 0.3
  app.use(recordError(dependencies.log));
  app.use(errorPage); // 0.3
  app.use(answerError);
  return app;
}
