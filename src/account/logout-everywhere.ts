import type { RequestHandler } from 'express';
import { keepCurrent, userOf } from '../auth/authenticated.ts';
import type { Scheme } from '../auth/scheme.ts';
import type { Dependencies } from '../dependencies.ts';
import { redirect } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import { prefersHtml } from '../http/negotiation.ts';
import { sendNoContent } from '../http/no-content.ts';

/** `POST /logout/all/`: ends all that was issued to the user but the session that asks for it. */
export function logoutEverywhere(
  { users, events }: Dependencies,
  schemes: readonly Scheme[],
): RequestHandler {
  return endpoint({
    async POST(request, response) {
      const user = userOf(request);
      const renewed = await users.endCredentials(user.id);
      if (renewed !== undefined) await keepCurrent(request, schemes, renewed);
      await events.record('logged out everywhere', { user, request });
      if (prefersHtml(request)) redirect(response, '/home/');
      else sendNoContent(response);
    },
  });
}
