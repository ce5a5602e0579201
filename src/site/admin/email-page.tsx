import type { RequestHandler } from 'express';
import { redirect } from '../../http/answer.ts';
import { Field } from '../../layout/field.tsx';
import { formPage } from '../../layout/form-page.ts';
import { PageWithForm } from '../../layout/page-with-form.tsx';
import type { Administration } from './administration.ts';
import { pathOf } from './user-page.tsx';

/** `/admin/users/<id>/email/`: the form to change a user's e-mail address with. */
export function emailPage(administration: Administration): RequestHandler {
  return formPage({
    find: (request) => administration.find(request),

    show: ({ request, subject: user, problems, typed }) => (
      <PageWithForm
        request={request}
        problems={problems}
        title={`Change the e-mail address of ${user.username}`}
        action={`${pathOf(user)}/email/`}
        button="Change the address"
        back={`Back to ${user.username}`}
        backTo={`${pathOf(user)}/`}
        fields={
          <Field
            label="E-mail address (optional)"
            name="email"
            autocomplete="off"
            value={typed.email ?? user.email}
            isOptional
            problems={problems?.email}
          />
        }
      />
    ),

    submit: (request) => administration.update(request),

    then: (response, user) => {
      redirect(response, `${pathOf(user)}/`);
    },
  });
}
