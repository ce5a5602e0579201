import type { RequestHandler } from 'express';
import type { Scheme } from '../../auth/scheme.ts';
import { unlimitedOnly } from '../../auth/scopes.ts';
import type { Services } from '../../auth/services.ts';
import { provideFormFields } from '../../auth/authenticated.ts';
import { sendNoContent } from '../../http/answer.ts';
import { routeTable } from '../../http/route-table.ts';
import type { RouteTable } from '../../http/route-table.ts';
import { shownSchemes } from '../schemes.ts';
import { accountPage } from './account-page.tsx';
import { changePassword } from './change-password.ts';
import { logoutEverywhere } from './logout-everywhere.tsx';
import { ownSessions } from './own-sessions.ts';
import { passwordChangedPage, passwordPage } from './password-page.tsx';
import { endSessionPage, revokePage } from './revocation-pages.tsx';

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
): RequestHandler[] {
  const newCredentialPages = shownSchemes(schemes).flatMap(
    ({ scheme, site }) => site.newCredentialPage?.(services, scheme) ?? [],
  );
  const pages: Record<string, RequestHandler> = {
    '/account': accountPage(services, schemes, newCredentialPages),
    '/account/password': passwordPage(services, schemes),
    '/account/password/changed': passwordChangedPage,
    '/account/sessions/:id/end': endSessionPage(services, schemes),
    '/account/credentials/:scheme/:credential/revoke': revokePage(services, schemes),
    '/logout/all': logoutEverywhere(services, schemes),
  };
  for (const { path, page } of newCredentialPages) pages[path.replace(/\/$/, '')] = page;
  const resources: RouteTable = {
    '/api/password': {
      async POST(request, response) {
        await changePassword(services, schemes, request);
        sendNoContent(response);
      },
    },
    ...ownSessions(services, schemes),
  };
  for (const scheme of schemes) Object.assign(resources, scheme.resources);
  return [
    routeTable(pages, guard, unlimitedOnly, provideFormFields(schemes)),
    routeTable(resources, guard, unlimitedOnly),
  ];
}
