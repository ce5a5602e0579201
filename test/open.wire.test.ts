import { afterAll, describe, expect, it } from 'vitest';
import { rooms } from '../src/auth/rooms.ts';
import { startServer } from './server.ts';
import { challengesOf, entriesOf, expectAnswer, send } from './wire.ts';

/** Step 0.1 has no scheme; here its requests need credentials, and any scheme's will do. */
const entries = entriesOf('0.1');

describe.each(rooms)('the wire, step 0.1, authenticated by $name', (room) => {
  let equal = 0;
  afterAll(() => {
    console.log(`wire 0.1, by ${room.name}: ${equal} of ${entries.length} equal`);
  });

  it.each(entries)('$id', async (entry) => {
    const server = await startServer();
    const credentials = await room.obtain(server.origin, 'root', 'toor');
    const answer = await send(server, entry, {}, credentials);
    const isGreeting = entry.request.method === 'GET';
    expectAnswer(answer, {
      ...entry.response,
      body: isGreeting
        ? { message: 'Hello, world!', user: 'root', scheme: room.name }
        : entry.response.body,
    });
    expect(challengesOf(answer)).toEqual(entry.response.challenge);
    equal++;
  });
});
