import type { RequestHandler } from 'express';
import type { VNode } from 'preact';
import { userOf } from '../auth/authenticated.ts';
import type { Scheme } from '../auth/scheme.ts';
import type { Dependencies } from '../dependencies.ts';
import { EventStore } from '../events/store.ts';
import type { RecordedEvent } from '../events/store.ts';
import { endpoint } from '../http/endpoint.ts';
import type { User } from '../users/store.ts';
import { Page, sendPage } from '../web/page.tsx';
import { EventList } from './event-list.tsx';
import { LoginList } from './login-list.tsx';
import { listLogins } from './logins.ts';
import type { OwnLogin } from './logins.ts';

/** How many of the latest events are shown. */
const EVENTS = 20;

/** `GET /account/`: what users can see and do about their own credentials. */
export function accountPage(
  { database, clock }: Dependencies,
  schemes: readonly Scheme[],
): RequestHandler {
  const store = new EventStore(database, clock);
  return endpoint({
    async GET(request, response) {
      const user = userOf(request);
      const [logins, events, ...sections] = await Promise.all([
        listLogins(schemes, request),
        store.list(EVENTS, user.username),
        ...schemes.map(({ accountSection }) => accountSection?.show(request)),
      ]);
      const page = AccountPage({
        user,
        logins,
        sections,
        // Somebody else may have had the name before.
        events: events.filter(({ userId }) => userId === user.id),
        now: clock(),
      });
      sendPage(response, 200, page);
    },
  });
}

interface AccountPageProperties {
  readonly user: User;
  readonly logins: readonly OwnLogin[];
  readonly sections: readonly (VNode | undefined)[];
  readonly events: readonly RecordedEvent[];
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
          <a href="/account/password/">Change your password</a>
        </p>
      </section>
      <section aria-labelledby="logins">
        <h2 id="logins">Where you are logged in</h2>
        <LoginList logins={logins} now={now} />
        <p>
          <a href="/logout/all/">End all others</a>
        </p>
      </section>
      {sections}
      <section aria-labelledby="events">
        <h2 id="events">What happened</h2>
        <EventList events={events} now={now} />
      </section>
      {user.isSuperuser && (
        <p>
          <a href="/admin/">All users</a>
        </p>
      )}
      <p>
        <a href="/home/">Back to the start</a>
      </p>
    </Page>
  );
}
