import { afterAll, describe, expect, it } from 'vitest';
import { schemeSites } from '../src/site/schemes.ts';
import { challengesOf, entriesOf, expectAnswer, send } from './support/recording.ts';
import { startServer } from './support/server.ts';
import { userOf } from './support/user-visitor.ts';

/** Step 0.1 was open to anybody. This server is not, but any scheme's user will do. */
const visitors = schemeSites.map(userOf);

const entries = entriesOf('0.1');

describe.each(visitors)('the wire, step 0.1, by $name', (visitor) => {
  let equal = 0;
  afterAll(() => {
    console.log(`wire 0.1, by ${visitor.name}: ${equal} of ${entries.length} equal`);
  });

  it.each(entries)('$id', async (entry) => {
    const server = await startServer();
    const credentials = await visitor.obtain(server.origin);
    const answer = await send(server, entry, {}, credentials);
    const isGreeting = entry.request.method === 'GET';
    const body = isGreeting ? visitor.greeting : entry.response.body;
    expectAnswer(answer, { ...entry.response, body });
    expect(challengesOf(answer)).toEqual(entry.response.challenge);
    equal++;
  });
});
