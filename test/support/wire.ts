import { afterAll, describe, expect, it } from 'vitest';
import type { SchemeSite } from '../../src/site/scheme-site.ts';
import type { RawAnswer } from './raw.ts';
import { challengesOf, entriesOf, expectAnswer, send } from './recording.ts';
import type { WireEntry, WireResponse } from './recording.ts';
import { startServer } from './server.ts';
import type { TestServer } from './server.ts';

/** The users of the recording, beside `root`. */
async function addRecordedUsers(server: TestServer): Promise<void> {
  await server.addUser('colon', 'pa:ss');
  await server.addUser('walterwhité', 'pässwörd');
  await server.addUser('gone', 'toor', { isActive: false });
}

/** What a scheme's replay needs to know beyond the recording. */
export interface Replay {
  readonly site: SchemeSite;
  /** The step of the tutorial that the recording knows it by. */
  readonly step: string;
  /** Live credentials for the recording's `${…}`. */
  readonly live?: (server: TestServer) => Promise<Record<string, string>>;
  /** Settings with which the site answers as in the recording. */
  readonly settings?: Record<string, string>;
  /** Deliberate differences: what this scheme answers in place of what was recorded. */
  readonly differs?: (entry: WireEntry) => Partial<WireResponse>;
  /** Entries that only make sense while this scheme is the only one. */
  readonly aloneOnly?: readonly string[];
}

/**
 * Declares the tests that replay a scheme's step against a live server: once with that scheme
 * alone, as it was recorded, and once with all schemes open, where only the challenges differ.
 */
export function replay({ site, step, live, settings, differs, aloneOnly = [] }: Replay): void {
  const entries = entriesOf(step);

  const expectation = (entry: WireEntry): WireResponse => {
    const response = expectedOf(entry, site);
    return { ...response, ...differs?.({ ...entry, response }) };
  };

  const play = async (entry: WireEntry, more: Record<string, string>): Promise<RawAnswer> => {
    const server = await startServer({ ...settings, ...more });
    await addRecordedUsers(server);
    return send(server, entry, (await live?.(server)) ?? {});
  };

  describe(`the wire, step ${step}: ${site.name} alone`, () => {
    let equal = 0;
    afterAll(() => {
      console.log(`wire ${step}, ${site.name} alone: ${equal} of ${entries.length} equal`);
    });
    it.each(entries)('$id', async (entry) => {
      const answer = await play(entry, { AUTH_SCHEMES: site.name });
      const expected = expectation(entry);
      expectAnswer(answer, expected);
      expect(challengesOf(answer)).toEqual(expected.challenge);
      equal++;
    });
  });

  describe(`the wire, step ${step}: ${site.name} among all`, () => {
    let equal = 0;
    const sensible = entries.filter(({ id }) => !aloneOnly.includes(id));
    afterAll(() => {
      console.log(`wire ${step}, ${site.name} among all: ${equal} of ${sensible.length} equal`);
    });
    it.each(sensible)('$id', async (entry) => {
      const answer = await play(entry, {});
      const expected = expectation(entry);
      // Nobody asked anybody: with all open, somebody else may have a challenge to offer.
      const isAnonymous = JSON.stringify(expected.body).includes('were not provided');
      expectAnswer(answer, { ...expected, status: isAnonymous ? 401 : expected.status });
      expect(challengesOf(answer)).toEqual(expect.arrayContaining([...expected.challenge]));
      if (!isAnonymous) expect(challengesOf(answer)[0]).toBe(expected.challenge[0]);
      equal++;
    });
  });

  it(`the wire, step ${step}: the recording has entries`, () => {
    expect(entries.length).toBeGreaterThan(0);
  });
}

/** The differences that no scheme owns (`/home/` names user and scheme; our words for bad JSON). */
function expectedOf({ request, response }: WireEntry, site: SchemeSite): WireResponse {
  if (request.path === '/home/' && request.method === 'GET' && response.status === 200) {
    const user = '<username>';
    return { ...response, body: { message: 'Hello, world!', user, scheme: site.name } };
  }
  return response;
}
