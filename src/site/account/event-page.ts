import type { Request } from 'express';
import type { Services } from '../../auth/services.ts';
import { EventStore } from '../../events/store.ts';
import type { RecordedEvent } from '../../events/store.ts';
import type { User } from '../../users/user.ts';

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
  const text = typeof query.before === 'string' ? query.before : '';
  const digits = /^[1-9]\d{0,14}$/.exec(text)?.[0];
  const before = digits === undefined ? undefined : Number(digits);
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
