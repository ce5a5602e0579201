import { describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';
import { addUsers } from './compare.ts';
import type { Subject } from './credentials.ts';
import { GROUPS, settingsOf, SIGNING_KEY, USERS } from './groups.ts';
import type { Group } from './groups.ts';
import { judge } from './judge.ts';
import { usersOf } from './ours.ts';
import { forgeTokens } from './placeholders.ts';
import { play } from './play.ts';
import { recordedExchanges } from './recorded.ts';
import type { RecordedExchange } from './recorded.ts';

/**
 * Declares the tests that replay what was recorded of two Djangos: this server answers as they did, or
 * differs as docs/differences.md says.
 *
 * @param names of the groups of schemes.
 */
export function replayDjango(...names: readonly string[]): void {
  describe.each(GROUPS.filter(({ name }) => names.includes(name)))('Django, $name', (group) => {
    const exchanges = recordedExchanges.filter(({ scheme }) => scheme === group.name);

    it('was recorded', () => {
      expect(exchanges.length).toBeGreaterThan(0);
    });

    it.each(exchanges)('$id', async (exchange) => {
      const { subject, now } = await startSubject(group);
      const forged = forgeTokens(exchange, { key: SIGNING_KEY, now });
      const ours = await play(subject, forged);
      for (const theirs of answersOf(exchange)) {
        const { verdict, expected } = await judge(forged, theirs, ours);
        if (verdict === 'neither') expect(ours).toEqual(expected);
      }
    });
  });
}

async function startSubject(group: Group): Promise<{ subject: Subject; now: number }> {
  const { port, dependencies } = await startServer({
    ...settingsOf(group),
    SECRET_KEY: SIGNING_KEY,
  });
  const subject = { port, users: usersOf(dependencies) };
  // The first one is there.
  await addUsers(subject, USERS.slice(1));
  return { subject, now: Math.floor(dependencies.clock() / 1000) };
}

/** Of the older Django, and of today's where that answered otherwise. */
function answersOf({ response, today }: RecordedExchange): RecordedExchange['response'][] {
  return today === undefined ? [response] : [response, today];
}
