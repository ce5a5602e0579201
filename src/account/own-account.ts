import { Router } from 'express';
import type { RequestHandler } from 'express';
import type { Scheme } from '../auth/scheme.ts';
import type { Dependencies } from '../dependencies.ts';
import { logoutEverywhere } from './logout-everywhere.ts';
import { ownPassword } from './own-password.ts';
import { ownSession, ownSessions } from './own-sessions.ts';

/**
 * What users can see and do of their own credentials, whichever scheme lets them in.
 *
 * @param guard lets only authenticated requests through.
 */
export function ownAccount(
  dependencies: Dependencies,
  schemes: readonly Scheme[],
  guard: RequestHandler,
): Router {
  const router = Router({ caseSensitive: true });
  router.all('/logout/all', guard, logoutEverywhere(dependencies, schemes));
  router.all('/api/password', guard, ownPassword(dependencies, schemes));
  router.all('/api/sessions', guard, ownSessions(schemes));
  router.all('/api/sessions/:id', guard, ownSession(dependencies, schemes));
  for (const { resources = {} } of schemes) {
    for (const [path, resource] of Object.entries(resources)) router.all(path, guard, resource);
  }
  return router;
}
