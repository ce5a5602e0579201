import type { RequestHandler } from 'express';
import { authorityOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { redirect } from '../../http/answer.ts';
import { HttpError } from '../../http/errors.ts';
import { pathId } from '../../http/route-table.ts';
import { formPage } from '../../layout/form-page.ts';
import { PageWithForm } from '../../layout/page-with-form.tsx';
import { CredentialEntry, listCredentials } from './credential-list.tsx';
import { SELF } from './owner.ts';

/** `…/credentials/<scheme>/<id>/revoke/`: asks whether to revoke what a program has, and does. */
export function revokePage(
  { events, clock }: Pick<Services, 'events' | 'clock'>,
  schemes: readonly Scheme[],
  owner = SELF,
): RequestHandler {
  return formPage({
    async find(request) {
      const user = await owner.find(request);
      const id = pathId(request, 'credential');
      const credential = (await listCredentials(schemes, user)).find(
        (listed) => listed.scheme === request.params.scheme && listed.id === id,
      );
      return { user, credential: credential ?? notFound(), path: owner.pathOf(user) };
    },

    show: ({ request, subject: { credential, path } }) => (
      <PageWithForm
        request={request}
        title="Revoke this token?"
        action={`${path}/credentials/${credential.scheme}/${credential.id}/revoke/`}
        button="Revoke it"
        backTo={`${path}/`}
      >
        <p>
          <CredentialEntry credential={credential} now={clock()} />
        </p>
        <p>Programs that use it stop working at once. It cannot be restored.</p>
      </PageWithForm>
    ),

    async submit(request, { user, credential: { scheme, id } }) {
      const credentials = schemes.find(({ name }) => name === scheme)?.namedCredentials;
      const detail = await credentials?.delete(user, id, authorityOf(request));
      if (detail === undefined) notFound();
      await events.record('token revoked', { user, request, detail });
    },

    then: (response, _revoked, { path }) => {
      redirect(response, `${path}/`);
    },
  });
}

function notFound(): never {
  throw new HttpError(404, 'This token has been revoked already.');
}
