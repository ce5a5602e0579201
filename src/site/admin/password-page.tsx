import type { RequestHandler } from 'express';
import { redirect } from '../../http/answer.ts';
import { CurrentPassword, Field } from '../../layout/field.tsx';
import { formPage } from '../../layout/form-page.ts';
import { PageWithForm } from '../../layout/page-with-form.tsx';
import type { Administration } from './administration.ts';
import { pathOf } from './user-page.tsx';

/** `/admin/users/<id>/password/`: the form to set a user's password with. */
export function passwordPage(administration: Administration): RequestHandler {
  return formPage({
    find: (request) => administration.find(request),

    show: ({ request, subject: user, problems }) => (
      <PageWithForm
        request={request}
        problems={problems}
        title={`Set a password for ${user.username}`}
        action={`${pathOf(user)}/password/`}
        button="Set the password"
        back={`Back to ${user.username}`}
        backTo={`${pathOf(user)}/`}
        fields={
          <>
            <CurrentPassword label="Your own password" problems={problems} />
            <Field
              label={`New password for ${user.username}`}
              name="password"
              isSecret
              autocomplete="new-password"
              minLength={8}
              problems={problems?.password}
            />
          </>
        }
      >
        <p>All sessions and tokens of {user.username} end.</p>
      </PageWithForm>
    ),

    submit: (request) => administration.update(request),

    then: (response, user) => {
      redirect(response, `${pathOf(user)}/`);
    },
  });
}
