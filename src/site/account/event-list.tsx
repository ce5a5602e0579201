import type { VNode } from 'preact';
import type { EventType, RecordedEvent } from '../../events/store.ts';
import { describeUserAgent } from '../../http/user-agent.ts';
import { Anchor } from '../../layout/anchor.tsx';
import { Time } from '../../layout/time.tsx';
import type { EventPage } from './event-page.ts';

/** What happened, as its owner would say it. */
const WORDS: Readonly<Record<EventType, string>> = {
  'login succeeded': 'The right password was given',
  'login failed': 'A wrong password was given',
  'login throttled': 'Too many wrong passwords were given',
  logout: 'Logged out',
  'logged out everywhere': 'Everything else was ended',
  'session ended': 'A session was ended',
  'token issued': 'A token was made',
  'token revoked': 'A token was revoked',
  'refresh token reused': 'A refresh token was used twice; it may have been stolen',
  'refresh token used elsewhere':
    'A refresh token was used from two places within seconds; it may have been stolen',
  'password changed': 'The password was changed',
  'email changed': 'The e-mail address was changed',
  'user created': 'The user was made',
  'user deleted': 'The user was deleted',
  'user activated': 'The user was let in again',
  'user deactivated': 'The user was shut out',
  'superuser made': 'The user became a superuser',
  'superuser unmade': 'The user is no superuser any more',
};

interface EventListProperties {
  readonly page: EventPage;
  /** Unix milliseconds. */
  readonly now: number;
}

/** What happened to the user's credentials. */
export function EventList({ page, now }: EventListProperties): VNode {
  const { events, isFirst, older } = page;
  return (
    <>
      {events.length === 0 ? (
        <p>{isFirst ? 'Nothing yet.' : 'Nothing before that.'}</p>
      ) : (
        <Events events={events} now={now} />
      )}
      {older !== undefined && (
        <p>
          <Anchor to={`${older}#events`}>Older</Anchor>
        </p>
      )}
      {!isFirst && (
        <p>
          <Anchor to="?#events">The latest</Anchor>
        </p>
      )}
    </>
  );
}

interface EventsProperties {
  readonly events: EventPage['events'];
  readonly now: number;
}

function Events({ events, now }: EventsProperties): VNode {
  return (
    <ul>
      {events.map((event) => (
        <li>
          {WORDS[event.type]}
          {event.detail !== null && (
            <>
              : <q>{event.detail}</q>
            </>
          )}
          <small>
            <Time at={event.at} now={now} />
            {`, ${placeOf(event)}`}
          </small>
        </li>
      ))}
    </ul>
  );
}

function placeOf({ address, userAgent, actor }: RecordedEvent): string {
  // Where administrators are is not their users' business.
  if (actor !== null) return `by ${actor}`;
  // A command has neither; a person at the server has run it.
  if (address === null) return 'on the server itself';
  return `from ${address}, ${describeUserAgent(userAgent) ?? 'an unknown program'}`;
}
