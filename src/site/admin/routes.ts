import type { RequestHandler } from 'express';
import { authorityOf, provideFormFields, userOf } from '../../auth/authenticated.ts';
import { endSessionPage, revokePage } from '../account/revocation-pages.tsx';
import type { Scheme } from '../../auth/scheme.ts';
import { unlimitedOnly } from '../../auth/scopes.ts';
import type { Services } from '../../auth/services.ts';
import { routeTable } from '../../http/route-table.ts';
import { PermissionDenied, superuserAuthority } from '../../users/authority.ts';
import { Administration } from './administration.ts';
import { newUserPage } from './new-user-page.tsx';
import { userActionPages } from './user-action-pages.tsx';
import { pathOf, userPage } from './user-page.tsx';
import { userResources } from './user-resources.ts';
import { usersPage } from './users-page.tsx';

/**
 * Lets superusers through. What they then do asks again whether they are superusers still.
 *
 * @throws {PermissionDenied} 403.
 */
const superuserOnly: RequestHandler = (request, _response, next) => {
  const user = userOf(request);
  if (!user.isSuperuser) throw new PermissionDenied();
  request.authority = superuserAuthority(authorityOf(request), user);
  next();
};

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
): RequestHandler[] {
  const administration = new Administration(services, schemes);
  const owner = { find: administration.find.bind(administration), pathOf };
  const pages: Record<string, RequestHandler> = {
    '/admin': usersPage(administration, services.clock),
    '/admin/users/new': newUserPage(administration),
    '/admin/users/:id': userPage(administration, services, schemes),
    ...userActionPages(administration),
    '/admin/users/:id/sessions/:login/end': endSessionPage(services, schemes, owner),
    '/admin/users/:id/credentials/:scheme/:credential/revoke': revokePage(services, schemes, owner),
  };
  return [
    routeTable(pages, guard, unlimitedOnly, superuserOnly, provideFormFields(schemes)),
    routeTable(userResources(administration), guard, unlimitedOnly, superuserOnly),
  ];
}
