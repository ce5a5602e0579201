import { expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { checkPassword } from '../support/check-password.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

/** Milliseconds after which no login lasts that expires at all. */
const LONG = 366 * 86_400_000;

it.each(schemeSites)(
  '50: what expires while its request waits for a hash changes nothing ($name)',
  async ({ obtain }) => {
    const later = await startServer();
    const kept = await obtain(later.origin, 'root', 'toor');
    later.advance(LONG);
    const isLasting = (await fetch(`${later.origin}/home/`, { headers: kept })).status === 200;

    const server = await startServer();
    const headers = await obtain(server.origin, 'root', 'toor');
    advanceWithNextCheck(server);
    const fields = { current_password: 'toor', new_password: 'correct horse battery staple' };
    const init = { method: 'POST', headers, body: new URLSearchParams(fields) };
    const answer = await fetch(`${server.origin}/api/password/`, init);
    expect(answer.status).toBe(isLasting ? 204 : 403);
    const password = isLasting ? fields.new_password : 'toor';
    expect(await checkPassword(server.dependencies, 'root', password)).toBeDefined();
  },
);

/** Lets time pass while a password is checked. */
function advanceWithNextCheck(server: TestServer): void {
  const { credentials } = server.dependencies;
  const check = credentials.check.bind(credentials);
  credentials.check = async (...attempt) => {
    const user = await check(...attempt);
    server.advance(LONG);
    return user;
  };
}
