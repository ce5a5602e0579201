import type { Request, RequestHandler } from 'express';
import type { Scheme } from '../auth/scheme.ts';
import type { Dependencies } from '../dependencies.ts';
import { HttpError } from '../errors.ts';
import { redirect } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import { Confirmation } from '../web/confirmation.tsx';
import { sendPage } from '../web/page.tsx';
import { LoginEntry } from './login-list.tsx';
import { endLogin, listLogins } from './logins.ts';

/** `/account/sessions/<id>/end/`: asks whether to end a login, and ends it. */
export function endSessionPage(
  dependencies: Dependencies,
  schemes: readonly Scheme[],
): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const logins = await listLogins(schemes, request);
      const login = logins.find(({ id }) => id === idOf(request));
      if (login === undefined) throw notFound();
      const now = dependencies.clock();
      const page = (
        <Confirmation
          request={request}
          question="End this session?"
          action={`/account/sessions/${login.id}/end/`}
          button="End it"
          back="Leave it as it is"
          backTo="/account/"
        >
          <p>
            <LoginEntry login={login} now={now} />
          </p>
          <p>
            {login.isCurrent
              ? 'It is the one that you are using: you will have to log in again.'
              : 'Whoever uses it will have to log in again, within minutes at the latest.'}
          </p>
        </Confirmation>
      );
      sendPage(response, 200, page);
    },

    async POST(request, response) {
      const isEnded = await endLogin(dependencies, schemes, request, idOf(request));
      if (!isEnded) throw notFound();
      redirect(response, '/account/');
    },
  });
}

function idOf(request: Request): string {
  return String(request.params.id);
}

function notFound(): HttpError {
  return new HttpError(404, 'This session has ended already.');
}
