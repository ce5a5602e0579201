import type { RequestHandler } from 'express';
import { userOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { endpoint } from '../../http/endpoint.ts';
import { AnchorLine, HomeAnchor } from '../../layout/anchor.tsx';
import { Page, sendPage } from '../../layout/page.tsx';
import type { NewCredentialPage } from '../scheme-site.ts';
import { OverviewSections, overviewOf } from './overview.tsx';

/** `GET /account/`: what users can see and do about their own credentials. */
export function accountPage(
  services: Pick<Services, 'clock' | 'database'>,
  schemes: readonly Scheme[],
  newCredentialPages: readonly NewCredentialPage[],
): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const user = userOf(request);
      const overview = await overviewOf(services, schemes, request, user);
      const creators = newCredentialPages.filter((page) => page.isOffered(request));
      sendPage(
        response,
        200,
        <Page title="Your account">
          <h1>Your account</h1>
          <p>
            You are <strong>{user.username}</strong>.
          </p>
          <section aria-labelledby="password">
            <h2 id="password">Password</h2>
            <AnchorLine to="/account/password/">Change your password</AnchorLine>
          </section>
          <OverviewSections overview={overview} at="/account" isOwn creators={creators} />
          {user.isSuperuser && <AnchorLine to="/admin/">All users</AnchorLine>}
          <p>
            <HomeAnchor>Back to the start</HomeAnchor>
          </p>
        </Page>,
      );
    },
  });
}
