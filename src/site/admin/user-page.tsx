import type { RequestHandler } from 'express';
import type { VNode } from 'preact';
import { EventList } from '../account/event-list.tsx';
import { eventPageOf } from '../account/event-page.ts';
import type { EventPage } from '../account/event-page.ts';
import { LoginList } from '../account/login-list.tsx';
import { listLogins } from '../account/logins.ts';
import type { OwnLogin } from '../account/logins.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { ListedUser } from '../../users/directory.ts';
import { Anchor } from '../../layout/anchor.tsx';
import { Page, sendPage } from '../../layout/page.tsx';
import { Time } from '../../layout/time.tsx';
import type { Administration } from './administration.ts';
import { CredentialList, listCredentials } from './credential-list.tsx';
import type { ListedCredential } from './credential-list.tsx';
import { actionsFor } from './user-actions.ts';
import { pathOf } from './user-link.tsx';

/** `GET /admin/users/<id>/`: a user, what lets them in, and what happened to it. */
export function userPage(
  administration: Administration,
  services: Pick<Services, 'database' | 'clock'>,
  schemes: readonly Scheme[],
): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const user = await administration.find(request);
      const [logins, credentials, events] = await Promise.all([
        listLogins(schemes, request, user),
        listCredentials(schemes, user),
        eventPageOf(services, request, user),
      ]);
      const page = UserPage({
        user,
        logins,
        credentials,
        events,
        now: services.clock(),
      });
      sendPage(response, 200, page);
    },
  });
}

interface UserPageProperties {
  readonly user: ListedUser;
  readonly logins: readonly OwnLogin[];
  readonly credentials: readonly ListedCredential[];
  readonly events: EventPage;
  /** Unix milliseconds. */
  readonly now: number;
}

function UserPage({ user, logins, credentials, events, now }: UserPageProperties): VNode {
  const path = pathOf(user);
  return (
    <Page title={user.username}>
      <h1>{user.username}</h1>
      <dl>
        <dt>E-mail address</dt>
        <dd>{user.email || 'none'}</dd>
        <dt>May log in</dt>
        <dd>{user.isActive ? 'yes' : 'no'}</dd>
        <dt>Superuser</dt>
        <dd>{user.isSuperuser ? 'yes' : 'no'}</dd>
        <dt>Made</dt>
        <dd>
          <Time at={user.createdAt} now={now} />
        </dd>
      </dl>
      <section aria-labelledby="actions">
        <h2 id="actions">What you can do</h2>
        <ul>
          <li>
            <Anchor to={`${path}/email/`}>Change the e-mail address</Anchor>
          </li>
          <li>
            <Anchor to={`${path}/password/`}>Set a password</Anchor>
          </li>
          {actionsFor(user).map(({ name, button }) => (
            <li>
              <Anchor to={`${path}/${name}/`}>{button}</Anchor>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="logins">
        <h2 id="logins">Where they are logged in</h2>
        <LoginList logins={logins} now={now} at={path} />
      </section>
      <section aria-labelledby="credentials">
        <h2 id="credentials">What they have given to programs</h2>
        <CredentialList credentials={credentials} now={now} at={path} />
      </section>
      <section aria-labelledby="events">
        <h2 id="events">What happened</h2>
        <EventList page={events} now={now} />
      </section>
      <p>
        <Anchor to="/admin/">Back to all users</Anchor>
      </p>
    </Page>
  );
}
