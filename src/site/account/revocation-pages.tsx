import type { Request, RequestHandler } from 'express';
import type { ComponentChildren } from 'preact';
import { authorityOf, userOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { redirect } from '../../http/answer.ts';
import { HttpError } from '../../http/http-error.ts';
import { pathId } from '../../http/route-table.ts';
import { formPage } from '../../layout/form-page.ts';
import { PageWithForm } from '../../layout/page-with-form.tsx';
import type { User } from '../../users/user.ts';
import { CredentialEntry, listCredentials } from './credential-list.tsx';
import { LoginEntry } from './login-list.tsx';
import { endLogin, listLogins } from './logins.ts';

/** Whose sessions and tokens a page is about, and where that user's own page is. */
export interface Owner {
  readonly find: (request: Request) => User | Promise<User>;
  /** Without the slash at its end. */
  readonly pathOf: (user: User) => string;
}

/** The user who asks. */
const SELF: Owner = { find: userOf, pathOf: () => '/account' };

/** `…/sessions/<id>/end/`: asks whether to end a login, and ends it. */
export function endSessionPage(
  services: Pick<Services, 'clock' | 'events'>,
  schemes: readonly Scheme[],
  owner = SELF,
): RequestHandler {
  return revocationPage(owner, {
    title: 'End this session?',
    button: 'End it',
    gone: 'This session has ended already.',

    async find(request, user) {
      const asked = String(request.params.login ?? request.params.id);
      return (await listLogins(schemes, request, user)).find(({ id }) => id === asked);
    },

    pathOf: ({ id }) => `sessions/${id}/end/`,

    describe: (login) => (
      <>
        <p>
          <LoginEntry login={login} now={services.clock()} />
        </p>
        <p>
          {login.isCurrent
            ? 'You are using it now: you will have to log in again.'
            : 'Its browser or program will have to log in again, within minutes at the latest.'}
        </p>
      </>
    ),

    revoke: (request, user, { id }) => endLogin(services, schemes, request, user, id),
  });
}

/** `…/credentials/<scheme>/<id>/revoke/`: asks whether to revoke a program's credential, and revokes it. */
export function revokePage(
  { events, clock }: Pick<Services, 'events' | 'clock'>,
  schemes: readonly Scheme[],
  owner = SELF,
): RequestHandler {
  return revocationPage(owner, {
    title: 'Revoke this token?',
    button: 'Revoke it',
    gone: 'This token has been revoked already.',

    async find(request, user) {
      const id = pathId(request, 'credential');
      return (await listCredentials(schemes, user)).find(
        (listed) => listed.scheme === request.params.scheme && listed.id === id,
      );
    },

    pathOf: ({ scheme, id }) => `credentials/${scheme}/${id}/revoke/`,

    describe: (credential) => (
      <>
        <p>
          <CredentialEntry credential={credential} now={clock()} />
        </p>
        <p>Programs that use it stop working at once. It cannot be restored.</p>
      </>
    ),

    async revoke(request, user, { scheme, id }) {
      const credentials = schemes.find(({ name }) => name === scheme)?.namedCredentials;
      const detail = await credentials?.delete(user, id, authorityOf(request));
      if (detail === undefined) return false;
      await events.record('token revoked', { user, request, detail });
      return true;
    },
  });
}

interface Revocation<Subject> {
  readonly title: string;
  readonly button: string;
  /** The 404 where it has ended in the meantime. */
  readonly gone: string;
  readonly find: (request: Request, user: User) => Promise<Subject | undefined>;
  /** Where its page is, below its user's. */
  readonly pathOf: (subject: Subject) => string;
  readonly describe: (subject: Subject) => ComponentChildren;
  /** @returns whether it was still there. */
  readonly revoke: (request: Request, user: User, subject: Subject) => Promise<boolean>;
}

function revocationPage<Subject>(owner: Owner, page: Revocation<Subject>): RequestHandler {
  const { title, button, gone, find, pathOf, describe, revoke } = page;
  return formPage({
    async find(request) {
      const user = await owner.find(request);
      const ended = await find(request, user);
      if (ended === undefined) throw new HttpError(404, gone);
      return { user, ended, back: `${owner.pathOf(user)}/` };
    },

    show: ({ request, subject: { ended, back } }) => (
      <PageWithForm
        request={request}
        title={title}
        action={`${back}${pathOf(ended)}`}
        button={button}
        backTo={back}
      >
        {describe(ended)}
      </PageWithForm>
    ),

    async submit(request, { user, ended }) {
      if (!(await revoke(request, user, ended))) throw new HttpError(404, gone);
    },

    then: (response, _ended, { back }) => {
      redirect(response, back);
    },
  });
}
