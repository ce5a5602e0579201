import type { RequestHandler } from 'express';
import type { VNode } from 'preact';
import { userOf } from '../../auth/authenticated.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { User } from '../../users/user.ts';
import { Anchor, HomeAnchor } from '../../layout/anchor.tsx';
import { Page, sendPage } from '../../layout/page.tsx';
import type { AccountSection } from './account-section.ts';
import { EventList } from './event-list.tsx';
import { eventPageOf } from './event-page.ts';
import type { EventPage } from './event-page.ts';
import { LoginList } from './login-list.tsx';
import { listLogins } from './logins.ts';
import type { OwnLogin } from './logins.ts';

/** `GET /account/`: what users can see and do about their own credentials. */
export function accountPage(
  services: Pick<Services, 'clock' | 'database'>,
  schemes: readonly Scheme[],
  sections: readonly AccountSection[],
): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const user = userOf(request);
      const [logins, events, ...shown] = await Promise.all([
        listLogins(schemes, request),
        eventPageOf(services, request, user),
        ...sections.map((section) => section.show(request)),
      ]);
      const page = AccountPage({
        user,
        logins,
        sections: shown,
        events,
        now: services.clock(),
      });
      sendPage(response, 200, page);
    },
  });
}

interface AccountPageProperties {
  readonly user: User;
  readonly logins: readonly OwnLogin[];
  readonly sections: readonly VNode[];
  readonly events: EventPage;
  readonly now: number;
}

function AccountPage(properties: AccountPageProperties): VNode {
  const { user, logins, sections, events, now } = properties;
  return (
    <Page title="Your account">
      <h1>Your account</h1>
      <p>
        You are <strong>{user.username}</strong>.
      </p>
      <section aria-labelledby="password">
        <h2 id="password">Password</h2>
        <p>
          <Anchor to="/account/password/">Change your password</Anchor>
        </p>
      </section>
      <section aria-labelledby="logins">
        <h2 id="logins">Where you are logged in</h2>
        <LoginList logins={logins} now={now} />
        <p>
          <Anchor to="/logout/all/">End all others</Anchor>
        </p>
      </section>
      {sections}
      <section aria-labelledby="events">
        <h2 id="events">What happened</h2>
        <EventList page={events} now={now} />
      </section>
      {user.isSuperuser && (
        <p>
          <Anchor to="/admin/">All users</Anchor>
        </p>
      )}
      <p>
        <HomeAnchor>Back to the start</HomeAnchor>
      </p>
    </Page>
  );
}
