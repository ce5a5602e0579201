import { describe, expect, it } from 'vitest';
import { OPERATOR } from '../../../src/users/authority.ts';
import { MOST_COUNTED } from '../../../src/users/listing.ts';
import { addManyUsers } from '../../support/many-users.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { ask } from './ask.ts';

interface Page {
  readonly count: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly { id: number; username: string }[];
}

async function serverWith(count: number): Promise<TestServer> {
  const server = await startServer();
  await addManyUsers(server.dependencies.database, count);
  return server;
}

async function get(server: TestServer, path: string): Promise<Page> {
  const { status, body } = await ask(server, `GET ${path.replace(server.origin, '')}`);
  expect(status, path).toBe(200);
  return body as Page;
}

function names({ results }: Page): string[] {
  return results.map(({ username }) => username);
}

describe('the pages of a list of users', () => {
  it('lead to each other, both ways', async () => {
    const server = await serverWith(22);
    const sizes: Record<string, string> = { '': 'page_size=5', user: 'page_size=5&search=USER' };
    for (const query of Object.values(sizes)) {
      const forth: string[][] = [];
      let last = '';
      for (let at: string | null = `/api/users/?${query}`; at !== null;) {
        const page = await get(server, at);
        forth.push(names(page));
        last = at;
        at = page.next;
      }
      const all = forth.flat();
      expect(all).toEqual(all.toSorted());
      expect(all).toHaveLength(query.includes('search') ? 22 : 23);
      const back: string[][] = [];
      for (let at: string | null = last; at !== null;) {
        const page = await get(server, at);
        back.unshift(names(page));
        at = page.previous;
      }
      expect(back).toEqual(forth);
      // The number alone leads there as well.
      for (const [index, page] of forth.entries()) {
        expect(names(await get(server, `/api/users/?${query}&page=${index + 1}`))).toEqual(page);
      }
    }
  });

  it('91: show everybody once who is there, whoever comes and goes meanwhile', async () => {
    const server = await serverWith(30);
    const { users, database } = server.dependencies;
    const seen: string[] = [];
    let number = 0;
    for (let at: string | null = '/api/users/?page_size=7'; at !== null;) {
      const page = await get(server, at);
      seen.push(...names(page));
      at = page.next;
      // Somebody who was shown goes, and somebody comes before them all: all others move up, or down.
      await database.run('DELETE FROM users WHERE username = ?', seen.at(-1) ?? '');
      const rounds = number % 2 === 0 ? 0 : 3;
      for (let each = 0; each < rounds; each++) {
        const username = `aaa${number}${each}`;
        await users.create({ username, email: '', encodedPassword: '!' }, OPERATOR);
      }
      number++;
    }
    const expected = ['root', ...Array.from({ length: 30 }, (_, index) => `user${index + 1}`)];
    expect(seen).toEqual(expected.toSorted());
  });

  it('82: go on where the count of a search ends, and show everybody once', async () => {
    const server = await serverWith(MOST_COUNTED + 450);
    const first = await get(server, '/api/users/?search=user&page_size=200');
    expect(first).toMatchObject({ count: MOST_COUNTED, previous: null });
    const ids = first.results.map(({ id }) => id);
    for (let at = first.next; at !== null;) {
      const page = await get(server, at);
      expect(page.count).toBe(MOST_COUNTED);
      ids.push(...page.results.map(({ id }) => id));
      at = page.next;
    }
    expect(new Set(ids).size).toBe(MOST_COUNTED + 450);
    expect(ids).toHaveLength(MOST_COUNTED + 450);
    // By their number alone they are there as far as the count goes.
    expect((await get(server, '/api/users/?search=user&page_size=200&page=50')).results).toEqual(
      ids.slice(9800, 10_000).map((id) => expect.objectContaining({ id }) as unknown),
    );
    const beyond = await ask(server, 'GET /api/users/?search=user&page_size=200&page=51');
    expect(beyond).toEqual({ status: 404, body: { detail: 'Invalid page.' } });
    const html = String((await ask(server, 'GET /admin/?search=user')).body);
    expect(html).toContain('More than 10,000 users');
    expect(html).not.toContain('Page 1 of');
  });

  it('35: take no cursor but their own', async () => {
    const server = await serverWith(12);
    const { next } = await get(server, '/api/users/?page_size=5');
    const cursor = next?.split('cursor=')[1] ?? '';
    const second = names(await get(server, next ?? ''));
    const third = names(await get(server, '/api/users/?page_size=5&page=3'));
    const encode = (value: unknown): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const others = [
      ...[cursor, 'x', '', '%00', '%FF', '[]', 'null', encode([3, 'after', null]), encode([3])],
      ...[encode([3, 'beside', 'a']), encode([3, 'after', 5]), encode([2, 'after', 'a'])],
      ...[encode([3, 'after', ['a']]), encode([3, 'after', -1]), `${cursor}&cursor=${cursor}`],
    ];
    for (const other of others) {
      const page = await get(server, `/api/users/?page_size=5&page=3&cursor=${other}`);
      expect(names(page), other).toEqual(third);
    }
    expect(names(await get(server, `/api/users/?page_size=5&page=1&cursor=${cursor}`))[0]).toBe(
      'root',
    );
    expect(second).not.toEqual(third);
    const nobody = encode([3, 'after', 'zzz']);
    const { status } = await ask(server, `GET /api/users/?page=3&cursor=${nobody}`);
    expect(status).toBe(404);
    for (const name of ["' OR 1=1 --", '\0', '\ud800', 'x'.repeat(5000)]) {
      const path = `GET /api/users/?page=2&cursor=${encode([2, 'before', name])}`;
      expect([200, 404], name).toContain((await ask(server, path)).status);
    }
  });
});
