import type { Request } from 'express';
import type { VNode } from 'preact';
import type { Services } from '../../auth/services.ts';
import { EventStore } from '../../events/store.ts';
import type { EventType, RecordedEvent } from '../../events/store.ts';
import { describeUserAgent } from '../../http/client.ts';
import { AnchorLine } from '../../layout/anchor.tsx';
import { Time } from '../../layout/time.tsx';
import { idOf } from '../../users/user.ts';
import type { User } from '../../users/user.ts';

/** What happened, in words. */
const WORDS: Readonly<Record<EventType, string>> = {
  'login succeeded': 'Correct password entered',
  'login failed': 'Wrong password entered',
  'login throttled': 'Too many wrong passwords entered',
  logout: 'Logged out',
  'logged out everywhere': 'Logged out everywhere',
  'session ended': 'Session ended',
  'token issued': 'Token created',
  'token revoked': 'Token revoked',
  'refresh token reused': 'Refresh token used twice; it may have been stolen',
  'refresh token used elsewhere':
    'Refresh token used from two places within seconds; it may have been stolen',
  'password changed': 'Password changed',
  'email changed': 'E-mail address changed',
  'user created': 'Account created',
  'user deleted': 'Account deleted',
  'user activated': 'Account activated',
  'user deactivated': 'Account deactivated',
  'superuser made': 'Superuser rights granted',
  'superuser unmade': 'Superuser rights removed',
};

/** How many events a page shows. */
const PAGE_SIZE = 20;

/** Some of what happened to a user. */
export interface EventPage {
  /** The newest first. */
  readonly events: readonly RecordedEvent[];
  /** Whether they are the latest. */
  readonly isFirst: boolean;
  /** The query that leads to those before them; undefined where there are none. */
  readonly older: string | undefined;
}

/**
 * The events that a request's query asks for: `?before=<id>` those before that one, otherwise the
 * latest. An attacker who does much about an account only pushes what they did a page further.
 */
export async function eventPageOf(
  { database, clock }: Pick<Services, 'database' | 'clock'>,
  { query }: Request,
  user: User,
): Promise<EventPage> {
  const before = idOf(query.before);
  const store = new EventStore(database, clock);
  const events = await store.listOf(user, PAGE_SIZE + 1, before);
  const shown = events.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  return {
    events: shown,
    isFirst: before === undefined,
    older: last && events.length > PAGE_SIZE ? `?before=${last.id}` : undefined,
  };
}

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
        <p>{isFirst ? 'Nothing yet.' : 'There is nothing older.'}</p>
      ) : (
        <Events events={events} now={now} />
      )}
      {older !== undefined && <AnchorLine to={`${older}#events`}>Older</AnchorLine>}
      {!isFirst && <AnchorLine to="?#events">Latest</AnchorLine>}
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
