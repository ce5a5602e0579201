import type { Request, RequestHandler } from 'express';
import type { VNode } from 'preact';
import { redirect } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { User } from '../../users/user.ts';
import { Field } from '../../layout/field.tsx';
import { Form } from '../../layout/form.tsx';
import { Page, sendPage } from '../../layout/page.tsx';
import { submitForm } from '../../layout/submit-form.ts';
import type { FormProblems } from '../../layout/submit-form.ts';
import type { Administration } from './administration.ts';
import { OwnPassword } from './own-password.tsx';
import { BackToUser, pathOf } from './user-link.tsx';

/** `/admin/users/<id>/password/`: the form to set a user's password with. */
export function passwordPage(administration: Administration): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const user = await administration.find(request);
      sendPage(response, 200, <PasswordPage request={request} user={user} />);
    },

    async POST(request, response) {
      const user = await administration.find(request);
      const isSet = await submitForm(
        response,
        () => administration.update(request),
        (problems) => <PasswordPage {...{ request, user, problems }} />,
      );
      if (isSet) redirect(response, `${pathOf(user)}/`);
    },
  });
}

interface PasswordPageProperties {
  readonly request: Request;
  readonly user: User;
  /** What is wrong with the form that was sent. */
  readonly problems?: FormProblems;
}

function PasswordPage({ request, user, problems }: PasswordPageProperties): VNode {
  const heading = `Set a password for ${user.username}`;
  return (
    <Page title={problems === undefined ? heading : `Error: ${heading}`}>
      <h1>{heading}</h1>
      <p>
        Everything that was issued under the old one ends with it: their sessions, and all tokens.
      </p>
      <Form request={request} action={`${pathOf(user)}/password/`}>
        <OwnPassword problems={problems} />
        <Field
          label={`New password for ${user.username}`}
          name="password"
          isSecret
          autocomplete="new-password"
          minLength={8}
          problems={problems?.password}
        />
        <button type="submit">Set the password</button>
      </Form>
      <BackToUser user={user} />
    </Page>
  );
}
