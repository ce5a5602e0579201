import { schemeSites } from '../../src/site/schemes.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import type { TestServer } from '../support/server.ts';

/** What a client holds after a login. */
export type IssuedHeaders = Record<string, string>;

/** Stores users with the password `toor`, hashed once. Their names come out again and again, in turn. */
export async function addUsers(server: TestServer, count: number): Promise<() => string> {
  const { users, hasher, database } = server.dependencies;
  const encodedPassword = await hasher.encode('toor');
  for (let number = 0; number < count; number++) {
    await users.create({ username: `user${number}`, email: '', encodedPassword }, OPERATOR);
  }
  // From here on the servers under test have the file to themselves.
  await database.close();
  let next = 0;
  return () => `user${next++ % count}`;
}

/**
 * Logs in by every scheme, over and over, with a user of its own each time.
 *
 * @param isOver asked before each login.
 * @param issued is told of each answer.
 * @throws {TypeError} when the server cannot be reached any more.
 */
export async function keepLoggingIn(
  origin: string,
  nextUser: () => string,
  isOver: () => boolean,
  issued: (headers: IssuedHeaders) => void,
): Promise<void> {
  await Promise.all(
    schemeSites.map(async ({ obtain }) => {
      while (!isOver()) {
        const headers = await obtain(origin, nextUser(), 'toor');
        issued(headers);
        // Not every scheme has asked the server for anything yet.
        await fetch(`${origin}/home/`, { headers });
      }
    }),
  );
}

/** How many of them are let in. */
export async function countWorking(
  origin: string,
  issued: readonly IssuedHeaders[],
): Promise<number> {
  let working = 0;
  for (const headers of issued) {
    if ((await fetch(`${origin}/home/`, { headers })).status === 200) working++;
  }
  return working;
}
