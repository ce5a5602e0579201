import type { RequestHandler } from 'express';
import { authorityOf, renewCurrent, userOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { redirect, sendNoContent } from '../../http/answer.ts';
import { prefersHtml } from '../../http/negotiation.ts';
import { formPage } from '../../layout/form-page.ts';
import { PageWithForm } from '../../layout/page-with-form.tsx';

/**
 * `POST /logout/all/`: ends all that was issued to the user but the session that asks for it.
 * `GET` shows a person what that means.
 */
export function logoutEverywhere(
  { users, events }: Pick<Services, 'users' | 'events'>,
  schemes: readonly Scheme[],
): RequestHandler {
  return formPage({
    find: userOf,

    show: ({ request }) => (
      <PageWithForm
        request={request}
        title="Log out everywhere else?"
        action="/logout/all/"
        button="Log out everywhere else"
        backTo="/account/"
      >
        <p>
          Your other sessions end, and all your tokens stop working. The session that you are using
          and your password stay.
        </p>
      </PageWithForm>
    ),

    async submit(request, user) {
      const renewed = await users.endCredentials(user.id, authorityOf(request));
      if (renewed !== undefined) await renewCurrent(request, schemes, renewed);
      await events.record('logged out everywhere', { user, request });
    },

    then: (response) => {
      if (prefersHtml(response.req)) redirect(response, '/account/');
      else sendNoContent(response);
    },
  });
}
