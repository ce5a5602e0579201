import type { RequestHandler } from 'express';
import { userOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import { redirect } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import { AnchorLine } from '../../layout/anchor.tsx';
import { CurrentPassword, Field, OwnUsername } from '../../layout/field.tsx';
import { formPage } from '../../layout/form-page.ts';
import { Page, sendPage } from '../../layout/page.tsx';
import { PageWithForm } from '../../layout/page-with-form.tsx';
import { changePassword } from './change-password.ts';
import type { PasswordServices } from './change-password.ts';

/** `/account/password/`: the form to change the password with. */
export function passwordPage(
  services: PasswordServices,
  schemes: readonly Scheme[],
): RequestHandler {
  return formPage({
    find: userOf,

    show: ({ request, subject: { username }, problems }) => (
      <PageWithForm
        request={request}
        problems={problems}
        title="Change your password"
        action="/account/password/"
        button="Change your password"
        backTo="/account/"
        fields={
          <>
            <OwnUsername username={username} />
            <CurrentPassword label="Current password" problems={problems} />
            <Field
              label="New password"
              name="new_password"
              autocomplete="new-password"
              problems={problems?.new_password}
            />
          </>
        }
      >
        <p>Your other sessions end, and all your tokens stop working.</p>
      </PageWithForm>
    ),

    submit: (request) => changePassword(services, schemes, request),

    then: (response) => {
      redirect(response, '/account/password/changed/');
    },
  });
}

/** `GET /account/password/changed/`: where the form leads to. */
export const passwordChangedPage: RequestHandler = endpoint({
  GET(_request, response) {
    sendPage(
      response,
      200,
      <Page title="Password changed">
        <h1>Password changed</h1>
        <p role="status">Your other sessions have ended, and your tokens no longer work.</p>
        <AnchorLine to="/account/">Back to your account</AnchorLine>
      </Page>,
    );
  },
});
