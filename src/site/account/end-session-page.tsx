import type { Request, RequestHandler } from 'express';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { redirect } from '../../http/answer.ts';
import { HttpError } from '../../http/errors.ts';
import { formPage } from '../../layout/form-page.ts';
import { PageWithForm } from '../../layout/page-with-form.tsx';
import { LoginEntry } from './login-list.tsx';
import { endLogin, listLogins } from './logins.ts';
import { SELF } from './owner.ts';

/** `/account/sessions/<id>/end/`: asks whether to end a login, and ends it. */
export function endSessionPage(
  services: Pick<Services, 'clock' | 'events'>,
  schemes: readonly Scheme[],
  owner = SELF,
): RequestHandler {
  return formPage({
    async find(request) {
      const user = await owner.find(request);
      const logins = await listLogins(schemes, request, user);
      const login = logins.find(({ id }) => id === idOf(request)) ?? notFound();
      return { user, login, path: owner.pathOf(user) };
    },

    show: ({ request, subject: { login, path } }) => (
      <PageWithForm
        request={request}
        title="End this session?"
        action={`${path}/sessions/${login.id}/end/`}
        button="End it"
        backTo={`${path}/`}
      >
        <p>
          <LoginEntry login={login} now={services.clock()} />
        </p>
        <p>
          {login.isCurrent
            ? 'You are using it now: you will have to log in again.'
            : 'Its browser or program will have to log in again, within minutes at the latest.'}
        </p>
      </PageWithForm>
    ),

    async submit(request, { user, login }) {
      if (!(await endLogin(services, schemes, request, login.id, user))) notFound();
    },

    then: (response, _ended, { path }) => {
      redirect(response, `${path}/`);
    },
  });
}

function idOf(request: Request): string {
  return String(request.params.login ?? request.params.id);
}

function notFound(): never {
  throw new HttpError(404, 'This session has ended already.');
}
