import { Router } from 'express';
import type { RequestHandler } from 'express';
import type { Scheme } from '../../auth/scheme.ts';
import type { Dependencies } from '../../server/dependencies.ts';
import { provideFormFields } from '../layout/form.tsx';
import { accountPage } from './account-page.tsx';
import { endSessionPage } from './end-session-page.tsx';
import { logoutEverywhere } from './logout-everywhere.tsx';
import { ownPassword } from './own-password.ts';
import { ownSession, ownSessions } from './own-sessions.ts';
import { passwordChangedPage, passwordPage } from './password-page.tsx';

/**
 * What users can see and do of their own credentials, whichever scheme lets them in: pages for
 * people, and the same as JSON for programs.
 *
 * @param guard lets only authenticated requests through.
 */
export function ownAccount(
  dependencies: Dependencies,
  schemes: readonly Scheme[],
  guard: RequestHandler,
): Router {
  const formFields = provideFormFields(schemes);
  const pages: Record<string, RequestHandler> = {
    '/account': accountPage(dependencies, schemes),
    '/account/password': passwordPage(dependencies, schemes),
    '/account/password/changed': passwordChangedPage,
    '/account/sessions/:id/end': endSessionPage(dependencies, schemes),
    '/logout/all': logoutEverywhere(dependencies, schemes),
  };
  const resources: Record<string, RequestHandler> = {
    '/api/password': ownPassword(dependencies, schemes),
    '/api/sessions': ownSessions(schemes),
    '/api/sessions/:id': ownSession(dependencies, schemes),
  };
  for (const scheme of schemes) {
    Object.assign(pages, scheme.accountSection?.pages);
    Object.assign(resources, scheme.resources);
  }

  const router = Router({ caseSensitive: true });
  for (const [path, page] of Object.entries(pages)) {
    router.all(path, guard, formFields, page);
  }
  for (const [path, resource] of Object.entries(resources)) {
    router.all(path, guard, resource);
  }
  return router;
}
