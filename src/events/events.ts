import type { Request } from 'express';
import type { Logger } from 'pino';
import { asError } from '../thrown.ts';
import { cleanText, clientOf, pathOf } from '../http/client.ts';
import type { User } from '../users/user.ts';
import type { Event, EventStore, EventType } from './store.ts';

/** What somebody should look at. */
const SUSPICIOUS: ReadonlySet<EventType> = new Set([
  'login failed',
  'login throttled',
  'refresh token reused',
  'refresh token used elsewhere',
]);

/** What is known of an event. */
export interface Circumstances {
  /** Whose credentials; nobody's when a name was wrong. What was typed then may be a password. */
  readonly user?: Pick<User, 'id' | 'username'> | undefined;
  /** The request that did it; none when it was a command. */
  readonly request?: Request | undefined;
  /** What a person needs besides. Never a secret. */
  readonly detail?: string;
}

/**
 * Tells the log and the database what happened to credentials (ASVS 16.3): to the one for alarms, to
 * the other for the people whose credentials they are.
 */
export class Events {
  readonly #store: EventStore;
  readonly #log: Logger;

  constructor(store: EventStore, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Writes an event down. */
  async record(type: EventType, circumstances: Circumstances): Promise<void> {
    const { user, request, detail } = circumstances;
    const event: Event = {
      type,
      userId: user?.id ?? null,
      username: user?.username ?? null,
      path: request === undefined ? null : pathOf(request),
      detail: cleanText(detail),
      ...(request === undefined ? { address: null, userAgent: null } : clientOf(request)),
      actor: actorOf(circumstances),
    };
    const { username: _username, actor: _actor, ...logged } = event;
    const requestId = request?.id;
    const actorId = event.actor === null ? undefined : request?.user?.id;
    this.#log[SUSPICIOUS.has(type) ? 'warn' : 'info']({ requestId, ...logged, actorId }, type);
    // It has happened, whether or not it can be kept: the log has it in any case.
    await this.#store.add(event).catch((error: unknown) => {
      const { message } = asError(error);
      this.#log.error({ requestId, type, error: message }, 'event not kept');
    });
  }
}

/** Who has done it to somebody else; null when users did it themselves, or are not known. */
function actorOf({ user, request }: Circumstances): string | null {
  const actor = request?.user;
  return actor === undefined || user === undefined || actor.id === user.id ? null : actor.username;
}
