import type { Request, RequestHandler } from 'express';
import type { VNode } from 'preact';
import { userOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import { redirect } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import { Anchor } from '../../layout/anchor.tsx';
import { Field, Problems } from '../../layout/field.tsx';
import { Form } from '../../layout/form.tsx';
import { Page, sendPage } from '../../layout/page.tsx';
import { submitForm } from '../../layout/submit-form.ts';
import type { FormProblems } from '../../layout/submit-form.ts';
import { changePassword } from './change-password.ts';
import type { PasswordServices } from './change-password.ts';

/** `/account/password/`: the form to change the password with. */
export function passwordPage(
  services: PasswordServices,
  schemes: readonly Scheme[],
): RequestHandler {
  return endpoint({
    GET(request, response) {
      sendPage(response, 200, PasswordPage({ request }));
    },

    async POST(request, response) {
      const isChanged = await submitForm(
        response,
        () => changePassword(services, schemes, request),
        (problems) => PasswordPage({ request, problems }),
      );
      if (isChanged) redirect(response, '/account/password/changed/');
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
        <p role="status">Everything that was issued under the old password has ended.</p>
        <p>
          <Anchor to="/account/">Back to your account</Anchor>
        </p>
      </Page>,
    );
  },
});

interface PasswordPageProperties {
  readonly request: Request;
  /** What is wrong with the form that was sent. */
  readonly problems?: FormProblems;
}

function PasswordPage({ request, problems }: PasswordPageProperties): VNode {
  return (
    <Page title={problems === undefined ? 'Change your password' : 'Error: Change your password'}>
      <h1>Change your password</h1>
      <p>
        Everything that was issued under the old one ends with it: other sessions, and all tokens.
      </p>
      <Problems problems={problems?.non_field_errors} />
      <Form request={request} action="/account/password/">
        {/* Hidden from people; password managers want to know whose password it is. */}
        <input
          type="text"
          name="username"
          value={userOf(request).username}
          autocomplete="username"
          readonly
          hidden
        />
        <Field
          label="Current password"
          name="current_password"
          isSecret
          autocomplete="current-password"
          problems={problems?.current_password}
        />
        <Field
          label="New password"
          name="new_password"
          isSecret
          autocomplete="new-password"
          minLength={8}
          problems={problems?.new_password}
        />
        <button type="submit">Change your password</button>
      </Form>
      <p>
        <Anchor to="/account/">Leave it as it is</Anchor>
      </p>
    </Page>
  );
}
