import type { Answer, Exchange } from './exchange.ts';
import type { Subject } from './credentials.ts';
import { INACTIVE, SIGNING_KEY, USERS } from './groups.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judge.ts';
import { forgeTokens } from './placeholders.ts';
import { play } from './play.ts';

/** An exchange that was played to both servers, and what to think of it. */
export interface Comparison extends Judgement {
  /** With its tokens as they were sent. */
  readonly exchange: Exchange;
  readonly theirs: Answer;
  readonly ours: Answer;
}

/** Gives a server the users that exchanges are about. */
export async function addUsers({ users }: Subject, added = USERS): Promise<void> {
  for (const [username, password] of added) await users.set(username, password);
  await users.deactivate(INACTIVE);
}

/**
 * Plays an exchange to both servers, each with its own credentials, and compares the answers.
 *
 * @param django the oracle.
 * @param subject this server.
 */
export async function compare(
  django: Subject,
  subject: Subject,
  exchange: Exchange,
): Promise<Comparison> {
  const now = Math.floor(Date.now() / 1000);
  const forged = forgeTokens(exchange, { key: SIGNING_KEY, now });
  const theirs = await play(django, forged);
  const ours = await play(subject, forged);
  const judgement = await judge(forged, theirs, ours, (other) => play(django, other));
  return { exchange: forged, theirs, ours, ...judgement };
}
