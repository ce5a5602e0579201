import type { RequestHandler } from 'express';
import { redirect } from '../../http/answer.ts';
import { CurrentPassword, Field } from '../../layout/field.tsx';
import { formPage } from '../../layout/form-page.ts';
import { PageWithForm } from '../../layout/page-with-form.tsx';
import type { Administration } from './administration.ts';
import { pathOf } from './user-page.tsx';

/** `/admin/users/new/`: the form to create a user with. */
export function newUserPage(administration: Administration): RequestHandler {
  return formPage({
    find: () => undefined,

    show: ({ request, problems, typed }) => (
      <PageWithForm
        request={request}
        problems={problems}
        title="Create a user"
        action="/admin/users/new/"
        button="Create the user"
        back="Back to all users"
        backTo="/admin/"
        fields={
          <>
            <Field
              label="Name"
              name="username"
              autocomplete="off"
              maxLength={150}
              value={typed.username}
              problems={problems?.username}
            />
            <Field
              label="E-mail address (optional)"
              name="email"
              autocomplete="off"
              isOptional
              value={typed.email}
              problems={problems?.email}
            />
            <Field
              label="Password"
              name="password"
              autocomplete="new-password"
              problems={problems?.password}
            />
            <CurrentPassword label="Your own password" problems={problems} />
          </>
        }
      />
    ),

    submit: (request) => administration.create(request),

    then: (response, user) => {
      redirect(response, `${pathOf(user)}/`);
    },
  });
}
