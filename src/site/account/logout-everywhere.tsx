import type { RequestHandler } from 'express';
import { authorityOf, renewCurrent, userOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { redirect } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import { prefersHtml } from '../../http/negotiation.ts';
import { sendNoContent } from '../../http/no-content.ts';
import { Confirmation } from '../../layout/confirmation.tsx';
import { sendPage } from '../../layout/page.tsx';

/**
 * `POST /logout/all/`: ends all that was issued to the user but the session that asks for it.
 * `GET` shows a person what that means.
 */
export function logoutEverywhere(
  { users, events }: Pick<Services, 'users' | 'events'>,
  schemes: readonly Scheme[],
): RequestHandler {
  return endpoint({
    GET(request, response) {
      const page = (
        <Confirmation
          request={request}
          question="End all others?"
          action="/logout/all/"
          button="End all others"
          back="Leave them as they are"
          backTo="/account/"
        >
          <p>
            All sessions but the one that you are using end, and all tokens that you have stop
            working. Your password stays.
          </p>
        </Confirmation>
      );
      sendPage(response, 200, page);
    },

    async POST(request, response) {
      const user = userOf(request);
      const renewed = await users.endCredentials(user.id, authorityOf(request));
      if (renewed !== undefined) await renewCurrent(request, schemes, renewed);
      await events.record('logged out everywhere', { user, request });
      if (prefersHtml(request)) redirect(response, '/account/');
      else sendNoContent(response);
    },
  });
}
