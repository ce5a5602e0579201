import type { Request, RequestHandler } from 'express';
import { authorityOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { HttpError } from '../../http/errors.ts';
import { redirect } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import { pathId } from '../../http/path-id.ts';
import { Confirmation } from '../../layout/confirmation.tsx';
import { sendPage } from '../../layout/page.tsx';
import type { Administration } from './administration.ts';
import { CredentialEntry, listCredentials } from './credential-list.tsx';
import { pathOf } from './user-link.tsx';

/** `…/credentials/<scheme>/<id>/revoke/`: asks whether to revoke what a program has, and does. */
export function revokePage(
  administration: Administration,
  { events, clock }: Pick<Services, 'events' | 'clock'>,
  schemes: readonly Scheme[],
): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const user = await administration.find(request);
      const { scheme, id } = askedFor(request);
      const credential = (await listCredentials(schemes, user)).find(
        (listed) => listed.scheme === scheme && listed.id === id,
      );
      if (credential === undefined) throw notFound();
      const page = (
        <Confirmation
          request={request}
          question="Revoke this?"
          action={`${pathOf(user)}/credentials/${credential.scheme}/${credential.id}/revoke/`}
          button="Revoke it"
          back="Leave it as it is"
          backTo={`${pathOf(user)}/`}
        >
          <p>
            <CredentialEntry credential={credential} now={clock()} />
          </p>
          <p>Whatever uses it stops working at once. It cannot be brought back.</p>
        </Confirmation>
      );
      sendPage(response, 200, page);
    },

    async POST(request, response) {
      const user = await administration.find(request);
      const { scheme, id } = askedFor(request);
      const credentials = schemes.find(({ name }) => name === scheme)?.namedCredentials;
      const detail =
        id === undefined ? undefined : await credentials?.delete(user, id, authorityOf(request));
      if (detail === undefined) throw notFound();
      await events.record('token revoked', { user, request, detail });
      redirect(response, `${pathOf(user)}/`);
    },
  });
}

function askedFor(request: Request): { scheme: string; id: number | undefined } {
  return { scheme: String(request.params.scheme), id: pathId(request, 'credential') };
}

function notFound(): HttpError {
  return new HttpError(404, 'This has ended already.');
}
