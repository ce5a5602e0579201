import type { RequestHandler } from 'express';
import { OverviewSections, overviewOf } from '../account/overview.tsx';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { endpoint } from '../../http/endpoint.ts';
import { Anchor, AnchorLine } from '../../layout/anchor.tsx';
import { Page, sendPage } from '../../layout/page.tsx';
import { Time } from '../../layout/time.tsx';
import type { User } from '../../users/user.ts';
import type { Administration } from './administration.ts';
import { actionsFor } from './user-actions.tsx';

/** Where a user's page is, without the slash at its end. */
export function pathOf({ id }: Pick<User, 'id'>): string {
  return `/admin/users/${id}`;
}

/** `GET /admin/users/<id>/`: a user, what lets them in, and what happened to it. */
export function userPage(
  administration: Administration,
  services: Pick<Services, 'database' | 'clock'>,
  schemes: readonly Scheme[],
): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const user = await administration.find(request);
      const overview = await overviewOf(services, schemes, request, user);
      const path = pathOf(user);
      sendPage(
        response,
        200,
        <Page title={user.username}>
          <h1>{user.username}</h1>
          <dl>
            <dt>E-mail address</dt>
            <dd>{user.email || 'none'}</dd>
            <dt>Active</dt>
            <dd>{user.isActive ? 'yes' : 'no'}</dd>
            <dt>Superuser</dt>
            <dd>{user.isSuperuser ? 'yes' : 'no'}</dd>
            <dt>Created</dt>
            <dd>
              <Time at={user.createdAt} now={overview.now} />
            </dd>
          </dl>
          <section aria-labelledby="actions">
            <h2 id="actions">Actions</h2>
            <ul>
              {actionsFor(user).map(({ name, button, link = button }) => (
                <li>
                  <Anchor to={`${path}/${name}/`}>{link}</Anchor>
                </li>
              ))}
            </ul>
          </section>
          <OverviewSections overview={overview} at={path} isOwn={false} />
          <AnchorLine to="/admin/">Back to all users</AnchorLine>
        </Page>,
      );
    },
  });
}
