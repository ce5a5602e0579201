import type { Request, RequestHandler } from 'express';
import type { VNode } from 'preact';
import { userOf } from '../../auth/authenticated.ts';
import { redirect } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readFields } from '../../http/fields.ts';
import type { ListedUser } from '../../users/directory.ts';
import { Confirmation } from '../../layout/confirmation.tsx';
import { sendPage } from '../../layout/page.tsx';
import { submitForm } from '../../layout/submit-form.ts';
import type { FormProblems } from '../../layout/submit-form.ts';
import type { Administration } from './administration.ts';
import { OwnPassword } from './own-password.tsx';
import { USER_ACTIONS } from './user-actions.ts';
import type { UserAction } from './user-actions.ts';
import { pathOf } from './user-link.tsx';

/** `/admin/users/<id>/<action>/`: each asks whether to do something, and does it. */
export function userActionPages(administration: Administration): Record<string, RequestHandler> {
  return Object.fromEntries(
    USER_ACTIONS.map((action) => [
      `/admin/users/:id/${action.name}`,
      endpoint({
        async GET(request, response) {
          const user = await administration.find(request);
          sendPage(response, 200, <ActionPage {...{ request, user, action }} />);
        },

        async POST(request, response) {
          const user = await administration.find(request);
          const isDone = await submitForm(
            response,
            async () => {
              const password = await ownPassword(action, request);
              await action.perform(administration, request, user, password);
            },
            (problems) => <ActionPage {...{ request, user, action, problems }} />,
          );
          if (isDone) redirect(response, action.isFinal === true ? '/admin/' : `${pathOf(user)}/`);
        },
      }),
    ]),
  );
}

async function ownPassword(
  { needsPassword = false }: UserAction,
  request: Request,
): Promise<string | undefined> {
  if (!needsPassword) return undefined;
  const fields = { current_password: { trim: false } } as const;
  return readFields(await readBody(request), fields).current_password;
}

interface ActionPageProperties {
  readonly request: Request;
  readonly user: ListedUser;
  readonly action: UserAction;
  /** What is wrong with the form that was sent. */
  readonly problems?: FormProblems;
}

function ActionPage({ request, user, action, problems }: ActionPageProperties): VNode {
  const isOwn = userOf(request).id === user.id;
  return (
    <Confirmation
      request={request}
      question={action.question(user.username)}
      action={`${pathOf(user)}/${action.name}/`}
      button={action.button}
      back="Leave them as they are"
      backTo={`${pathOf(user)}/`}
      fields={action.needsPassword === true && <OwnPassword problems={problems} />}
      isRefused={problems !== undefined}
    >
      <p>{action.consequence}</p>
      {isOwn && action.ownConsequence !== undefined && (
        <p>
          <strong>{action.ownConsequence}</strong>
        </p>
      )}
    </Confirmation>
  );
}
