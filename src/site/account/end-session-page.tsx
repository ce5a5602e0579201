import type { Request, RequestHandler } from 'express';
import { userOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { HttpError } from '../../http/errors.ts';
import { redirect } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { User } from '../../users/user.ts';
import { Confirmation } from '../../layout/confirmation.tsx';
import { sendPage } from '../../layout/page.tsx';
import { LoginEntry } from './login-list.tsx';
import { endLogin, listLogins } from './logins.ts';

/** Whose logins they are, and where these are listed. */
interface Owner {
  readonly find: (request: Request) => User | Promise<User>;
  /** Without the slash at its end. */
  readonly pathOf: (user: User) => string;
}

const SELF: Owner = { find: userOf, pathOf: () => '/account' };

/** `/account/sessions/<id>/end/`: asks whether to end a login, and ends it. */
export function endSessionPage(
  services: Pick<Services, 'clock' | 'events'>,
  schemes: readonly Scheme[],
  owner = SELF,
): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const user = await owner.find(request);
      const path = owner.pathOf(user);
      const logins = await listLogins(schemes, request, user);
      const login = logins.find(({ id }) => id === idOf(request));
      if (login === undefined) throw notFound();
      const now = services.clock();
      const page = (
        <Confirmation
          request={request}
          question="End this session?"
          action={`${path}/sessions/${login.id}/end/`}
          button="End it"
          back="Leave it as it is"
          backTo={`${path}/`}
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
      const user = await owner.find(request);
      const isEnded = await endLogin(services, schemes, request, idOf(request), user);
      if (!isEnded) throw notFound();
      redirect(response, `${owner.pathOf(user)}/`);
    },
  });
}

function idOf(request: Request): string {
  return String(request.params.login ?? request.params.id);
}

function notFound(): HttpError {
  return new HttpError(404, 'This session has ended already.');
}
