import { Router } from 'express';
import type { RequestHandler } from 'express';
import type { Scheme } from '../../auth/scheme.ts';
import { unlimitedOnly } from '../../auth/scopes.ts';
import type { Services } from '../../auth/services.ts';
import { provideFormFields } from '../../auth/form-fields.ts';
import { shownSchemes } from '../schemes.ts';
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
  services: Services,
  schemes: readonly Scheme[],
  guard: RequestHandler,
): Router {
  const formFields = provideFormFields(schemes);
  const sections = shownSchemes(schemes).flatMap(
    ({ site }) => site.accountSection?.(services) ?? [],
  );
  const pages: Record<string, RequestHandler> = {
    '/account': accountPage(services, schemes, sections),
    '/account/password': passwordPage(services, schemes),
    '/account/password/changed': passwordChangedPage,
    '/account/sessions/:id/end': endSessionPage(services, schemes),
    '/logout/all': logoutEverywhere(services, schemes),
  };
  const resources: Record<string, RequestHandler> = {
    '/api/password': ownPassword(services, schemes),
    '/api/sessions': ownSessions(schemes),
    '/api/sessions/:id': ownSession(services, schemes),
  };
  for (const section of sections) Object.assign(pages, section.pages);
  for (const scheme of schemes) Object.assign(resources, scheme.resources);

  const router = Router({ caseSensitive: true });
  for (const [path, page] of Object.entries(pages)) {
    router.all(path, guard, unlimitedOnly, formFields, page);
  }
  for (const [path, resource] of Object.entries(resources)) {
    router.all(path, guard, unlimitedOnly, resource);
  }
  return router;
}
