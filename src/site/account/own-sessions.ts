import { userOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { HttpError } from '../../http/http-error.ts';
import { sendJson, sendNoContent } from '../../http/answer.ts';
import { describeUserAgent } from '../../http/client.ts';
import type { RouteTable } from '../../http/route-table.ts';
import { endLogin, listLogins } from './logins.ts';
import type { OwnLogin } from './logins.ts';

/** `/api/sessions/` and below: the user's logins of all schemes, the one seen last first. */
export function ownSessions(
  services: Pick<Services, 'events'>,
  schemes: readonly Scheme[],
): RouteTable {
  return {
    '/api/sessions': {
      async GET(request, response) {
        const logins = await listLogins(schemes, request, userOf(request));
        sendJson(response, 200, logins.map(toJson));
      },
    },

    '/api/sessions/:id': {
      async DELETE(request, response) {
        const id = String(request.params.id);
        const isEnded = await endLogin(services, schemes, request, userOf(request), id);
        if (!isEnded) throw new HttpError(404, 'Not found.');
        sendNoContent(response);
      },
    },
  };
}

function toJson(login: OwnLogin): object {
  return {
    id: login.id,
    scheme: login.scheme,
    created: new Date(login.createdAt),
    last_seen: new Date(login.lastSeenAt),
    expires: new Date(login.expiresAt),
    address: login.address,
    browser: describeUserAgent(login.userAgent) ?? null,
    current: login.isCurrent,
  };
}
