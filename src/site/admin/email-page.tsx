import type { Request, RequestHandler } from 'express';
import type { VNode } from 'preact';
import { redirect } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { User } from '../../users/user.ts';
import { Field, Problems } from '../../layout/field.tsx';
import { Form } from '../../layout/form.tsx';
import { Page, sendPage } from '../../layout/page.tsx';
import { submitForm } from '../../layout/submit-form.ts';
import type { FormProblems } from '../../layout/submit-form.ts';
import type { Administration } from './administration.ts';
import { BackToUser, pathOf } from './user-link.tsx';

/** `/admin/users/<id>/email/`: the form to change a user's e-mail address with. */
export function emailPage(administration: Administration): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const user = await administration.find(request);
      sendPage(response, 200, <EmailPage request={request} user={user} />);
    },

    async POST(request, response) {
      const user = await administration.find(request);
      const isChanged = await submitForm(
        response,
        () => administration.update(request),
        (problems) => <EmailPage {...{ request, user, problems }} />,
      );
      if (isChanged) redirect(response, `${pathOf(user)}/`);
    },
  });
}

interface EmailPageProperties {
  readonly request: Request;
  readonly user: User;
  /** What is wrong with the form that was sent. */
  readonly problems?: FormProblems;
}

function EmailPage({ request, user, problems }: EmailPageProperties): VNode {
  const heading = `Change the e-mail address of ${user.username}`;
  return (
    <Page title={problems === undefined ? heading : `Error: ${heading}`}>
      <h1>{heading}</h1>
      <Problems problems={problems?.non_field_errors} />
      <Form request={request} action={`${pathOf(user)}/email/`}>
        <Field
          label="E-mail address; may be left empty"
          name="email"
          autocomplete="off"
          value={user.email}
          isOptional
          problems={problems?.email}
        />
        <button type="submit">Change the address</button>
      </Form>
      <BackToUser user={user} />
    </Page>
  );
}
