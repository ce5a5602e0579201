import type { Request } from 'express';
import type { VNode } from 'preact';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { AnchorLine } from '../../layout/anchor.tsx';
import type { User } from '../../users/user.ts';
import { CredentialList, listCredentials } from './credential-list.tsx';
import type { ListedCredential } from './credential-list.tsx';
import { EventList, eventPageOf } from './event-list.tsx';
import type { EventPage } from './event-list.tsx';
import { LoginList } from './login-list.tsx';
import { listLogins } from './logins.ts';
import type { OwnLogin } from './logins.ts';

/** What lets a user in, and what happened to it. */
export interface Overview {
  readonly logins: readonly OwnLogin[];
  /** Undefined where no open scheme has any. */
  readonly credentials: readonly ListedCredential[] | undefined;
  readonly events: EventPage;
  /** Unix milliseconds. */
  readonly now: number;
}

/** What there is of a user, as a request's query asks for it. */
export async function overviewOf(
  services: Pick<Services, 'clock' | 'database'>,
  schemes: readonly Scheme[],
  request: Request,
  user: User,
): Promise<Overview> {
  const [logins, credentials, events] = await Promise.all([
    listLogins(schemes, request, user),
    listCredentials(schemes, user),
    eventPageOf(services, request, user),
  ]);
  const hasCredentials = schemes.some(({ namedCredentials }) => namedCredentials !== undefined);
  return {
    logins,
    credentials: hasCredentials ? credentials : undefined,
    events,
    now: services.clock(),
  };
}

interface OverviewSectionsProperties {
  readonly overview: Overview;
  /** The path of the user's page, without the slash at its end. */
  readonly at: string;
  /** Whether the user is the one who looks. */
  readonly isOwn: boolean;
  /** Where that user can create tokens. */
  readonly creators?: readonly { readonly path: string; readonly label: string }[];
}

/** Sessions, tokens and events: the same for users themselves and for superusers. */
export function OverviewSections(properties: OverviewSectionsProperties): VNode {
  const { overview, at, isOwn, creators = [] } = properties;
  const { logins, credentials, events, now } = overview;
  return (
    <>
      <section aria-labelledby="logins">
        <h2 id="logins">{isOwn ? 'Where you are logged in' : 'Where they are logged in'}</h2>
        <LoginList logins={logins} now={now} at={at} />
        {isOwn && <AnchorLine to="/logout/all/">Log out everywhere else</AnchorLine>}
      </section>
      {credentials && (
        <section aria-labelledby="tokens">
          <h2 id="tokens">Tokens</h2>
          {isOwn && <p>A token lets a program act for you without your password.</p>}
          <CredentialList credentials={credentials} now={now} at={at} />
          {creators.map(({ path, label }) => (
            <AnchorLine to={path}>{label}</AnchorLine>
          ))}
        </section>
      )}
      <section aria-labelledby="events">
        <h2 id="events">Recent activity</h2>
        <EventList page={events} now={now} />
      </section>
    </>
  );
}
