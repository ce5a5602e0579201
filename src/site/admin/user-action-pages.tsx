import type { Request, RequestHandler } from 'express';
import type { VNode } from 'preact';
import { userOf } from '../../auth/authenticated.ts';
import { redirect } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import { readFields } from '../../http/fields.ts';
import { CurrentPassword } from '../../layout/field.tsx';
import { formPage } from '../../layout/form-page.ts';
import type { FormView } from '../../layout/form-page.ts';
import { PageWithForm } from '../../layout/page-with-form.tsx';
import type { Administration } from './administration.ts';
import { USER_ACTIONS } from './user-actions.tsx';
import type { UserAction } from './user-actions.tsx';
import { pathOf } from './user-page.tsx';

/** `/admin/users/<id>/<action>/`: each asks what is to be done, or whether it is, and does it. */
export function userActionPages(administration: Administration): Record<string, RequestHandler> {
  return Object.fromEntries(
    USER_ACTIONS.map((action) => [
      `/admin/users/:id/${action.name}`,
      userActionPage(administration, action),
    ]),
  );
}

function userActionPage(administration: Administration, action: UserAction): RequestHandler {
  const { name, button, title, consequence, ownConsequence, fields } = action;
  const { needsPassword = false, isFinal = false } = action;
  return formPage({
    find: (request) => administration.find(request),

    show(view) {
      const { request, subject: user, problems } = view;
      return (
        <PageWithForm
          request={request}
          problems={problems}
          title={title(user.username)}
          action={`${pathOf(user)}/${name}/`}
          button={button}
          back={fields === undefined ? 'Cancel' : `Back to ${user.username}`}
          backTo={`${pathOf(user)}/`}
          fields={needsPassword ? ownPassword(view) : fields?.(view)}
        >
          {consequence !== undefined && <p>{consequence(user.username)}</p>}
          {userOf(request).id === user.id && ownConsequence !== undefined && (
            <p>
              <strong>{ownConsequence}</strong>
            </p>
          )}
        </PageWithForm>
      );
    },

    async submit(request, user) {
      const password = needsPassword ? await readPassword(request) : undefined;
      await action.perform(administration, request, user, password);
    },

    then: (response, _done, user) => {
      redirect(response, isFinal ? '/admin/' : `${pathOf(user)}/`);
    },
  });
}

function ownPassword({ problems }: FormView<unknown>): VNode {
  return <CurrentPassword label="Your own password" problems={problems} />;
}

async function readPassword(request: Request): Promise<string> {
  const fields = { current_password: { trim: false } } as const;
  return readFields(await readBody(request), fields).current_password;
}
