import type { RequestHandler } from 'express';
import { userOf } from '../auth/authenticated.ts';
import type { Login } from '../auth/login.ts';
import type { Scheme } from '../auth/scheme.ts';
import type { Dependencies } from '../dependencies.ts';
import { HttpError } from '../errors.ts';
import { sendJson } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import { sendNoContent } from '../http/no-content.ts';
import { describeUserAgent } from '../http/user-agent.ts';

/** `GET /api/sessions/`: the user's logins of all schemes, the one seen last first. */
export function ownSessions(schemes: readonly Scheme[]): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const user = userOf(request);
      const lists = schemes.map(async ({ name, logins }) =>
        (await logins?.list(user, request))?.map((login) => ({ scheme: name, ...login })),
      );
      const all = (await Promise.all(lists)).flatMap((list) => list ?? []);
      all.sort((one, other) => other.lastSeenAt - one.lastSeenAt);
      sendJson(response, 200, all.map(toJson));
    },
  });
}

/** `DELETE /api/sessions/<id>/`: ends one of them. */
export function ownSession({ events }: Dependencies, schemes: readonly Scheme[]): RequestHandler {
  return endpoint({
    async DELETE(request, response) {
      const user = userOf(request);
      const id = String(request.params.id);
      for (const { name, logins } of schemes) {
        if (!(await logins?.end(user, id))) continue;
        await events.record('session ended', { user, request, detail: name });
        sendNoContent(response);
        return;
      }
      throw new HttpError(404, 'Not found.');
    },
  });
}

function toJson(login: Login & { readonly scheme: string }): object {
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
