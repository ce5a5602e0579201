import { Router } from 'express';
import type { RequestHandler } from 'express';
import { endSessionPage } from '../account/end-session-page.tsx';
import type { Scheme } from '../../auth/scheme.ts';
import { unlimitedOnly } from '../../auth/scopes.ts';
import type { Services } from '../../auth/services.ts';
import { provideFormFields } from '../../auth/form-fields.ts';
import { Administration } from './administration.ts';
import { emailPage } from './email-page.tsx';
import { newUserPage } from './new-user-page.tsx';
import { passwordPage } from './password-page.tsx';
import { revokePage } from './revoke-page.tsx';
import { superuserOnly } from './superuser.ts';
import { userActionPages } from './user-action-pages.tsx';
import { pathOf } from './user-link.tsx';
import { userPage } from './user-page.tsx';
import { userResources } from './user-resources.ts';
import { usersPage } from './users-page.tsx';

/**
 * What superusers see of all users, and do about them: pages for people, and `/api/users/` for
 * programs.
 *
 * @param guard lets only authenticated requests through.
 */
export function administrationRoutes(
  services: Services,
  schemes: readonly Scheme[],
  guard: RequestHandler,
): Router {
  const administration = new Administration(services, schemes);
  const find = administration.find.bind(administration);
  const formFields = provideFormFields(schemes);
  const pages: Record<string, RequestHandler> = {
    '/admin': usersPage(administration, services.clock),
    '/admin/users/new': newUserPage(administration),
    '/admin/users/:id': userPage(administration, services, schemes),
    '/admin/users/:id/email': emailPage(administration),
    '/admin/users/:id/password': passwordPage(administration),
    ...userActionPages(administration),
    '/admin/users/:id/sessions/:login/end': endSessionPage(services, schemes, { find, pathOf }),
    '/admin/users/:id/credentials/:scheme/:credential/revoke': revokePage(
      administration,
      services,
      schemes,
    ),
  };

  const router = Router({ caseSensitive: true });
  for (const [path, page] of Object.entries(pages)) {
    router.all(path, guard, unlimitedOnly, superuserOnly, formFields, page);
  }
  for (const [path, resource] of Object.entries(userResources(administration))) {
    router.all(path, guard, unlimitedOnly, superuserOnly, resource);
  }
  return router;
}
