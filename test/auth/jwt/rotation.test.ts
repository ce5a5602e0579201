import { describe, expect, it } from 'vitest';
import { schemeDefinitions } from '../../../src/auth/schemes.ts';
import { KeyStore } from '../../../src/auth/jwt/keys/store.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { ask } from './forge.ts';
import { obtainPair } from './pair.ts';
import { post, renew } from './post.ts';
import { headerOf, publishedKeys, rotationOf } from './rotation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Ten minutes, as the command has it. */
const AHEAD = 10 * MINUTE;

/** The longest life of a token, and the most that clocks may differ. */
const LONGEST = 24 * HOUR + 10 * MINUTE;

/** A second process on the same database. */
function peerOf(server: TestServer, settings: Record<string, string>): Promise<TestServer> {
  return startServer({ ...settings, DATABASE_URL: server.databaseUrl });
}

async function kidsOf({ origin }: TestServer): Promise<(string | undefined)[]> {
  return (await publishedKeys(origin)).map(({ kid }) => kid);
}

describe('replacing the key that signs', () => {
  it('73: the next key is published, then signs; the old one goes with the last of its tokens', async () => {
    const server = await startServer({ JWT_ALGORITHM: 'ES256' });
    const { refresh } = await obtainPair(server.origin);
    const before = headerOf(refresh).kid;
    const { key } = await rotationOf(server).rotate(AHEAD);
    server.advance(1000);
    expect(await kidsOf(server)).toEqual([before, key.id]);

    server.advance(AHEAD - 2000);
    const last = await obtainPair(server.origin);
    expect(headerOf(last.access).kid).toBe(before);
    server.advance(1000);
    const first = await obtainPair(server.origin);
    expect(headerOf(first.access).kid).toBe(key.id);
    expect((await ask(server, last.access)).status).toBe(200);
    expect((await ask(server, first.access)).status).toBe(200);
    // A login of before goes on, under the new key.
    expect(headerOf(await renew(server, refresh)).kid).toBe(key.id);

    server.advance(24 * HOUR - 2000);
    expect(headerOf(await renew(server, last.refresh)).kid).toBe(key.id);
    expect(await kidsOf(server)).toEqual([before, key.id]);
    server.advance(LONGEST - 24 * HOUR + 2000);
    expect(await kidsOf(server)).toEqual([key.id]);
  });

  it('73: at once, everything that the stolen key has signed ends, in every process', async () => {
    const settings = { JWT_ALGORITHM: 'ES256' };
    const server = await startServer(settings);
    const peer = await peerOf(server, settings);
    const { access, refresh } = await obtainPair(server.origin);
    // Both have verified and remembered it.
    for (const each of [server, peer]) expect((await ask(each, access)).status).toBe(200);

    const { key } = await rotationOf(server).replace();

    for (const each of [peer, server]) {
      expect((await ask(each, access)).body).toMatchObject({ code: 'token_not_valid' });
      for (const path of ['verify/', 'refresh/', 'blacklist/']) {
        const answer = await post(each, path, { refresh, token: refresh });
        expect(answer).toEqual({
          status: 401,
          body: { detail: 'Token is invalid', code: 'token_not_valid' },
        });
      }
    }
    server.advance(1000);
    expect(await kidsOf(server)).toEqual([key.id]);
    // Nobody signs with it any more, and the new key is known at once.
    const fresh = await obtainPair(peer.origin);
    expect(headerOf(fresh.access).kid).toBe(key.id);
    expect((await ask(server, fresh.access)).status).toBe(200);
  });

  it('73: at once, a key that is published and does not sign yet goes, too', async () => {
    const server = await startServer({ JWT_ALGORITHM: 'EdDSA' });
    await rotationOf(server).rotate(AHEAD);
    const { key } = await rotationOf(server).replace();
    server.advance(AHEAD);
    expect(headerOf((await obtainPair(server.origin)).access).kid).toBe(key.id);
    expect(await kidsOf(server)).toEqual([key.id]);
  });

  it('73: from HS256 to ES256 and back, nobody is logged out', async () => {
    const server = await startServer();
    const { access, refresh } = await obtainPair(server.origin);
    const signing = await peerOf(server, { JWT_ALGORITHM: 'ES256' });
    // Both go by the database, whatever their own setting says.
    const changed = await obtainPair(server.origin);
    expect(headerOf(changed.access).alg).toBe('ES256');
    for (const each of [server, signing]) {
      expect((await ask(each, access)).status).toBe(200);
      expect((await ask(each, changed.access)).status).toBe(200);
    }
    const renewed = await renew(signing, refresh);
    expect(headerOf(renewed).alg).toBe('ES256');

    server.advance(LONGEST - 1000);
    const late = await obtainPair(server.origin);
    await rotationOf(server).rotate(AHEAD);
    server.advance(AHEAD);
    const back = await renew(server, late.refresh);
    expect(headerOf(back)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect((await ask(server, (await obtainPair(server.origin)).access)).status).toBe(200);
    server.advance(LONGEST);
    expect(await kidsOf(server)).toEqual([]);
  });

  it('73: what a shared secret has signed ends, when it was stolen and ES256 takes its place', async () => {
    const server = await startServer();
    const { access } = await obtainPair(server.origin);
    const signing = await peerOf(server, { JWT_ALGORITHM: 'ES256' });
    expect((await ask(signing, access)).status).toBe(200);
    await rotationOf(signing).replace();
    for (const each of [server, signing]) expect((await ask(each, access)).status).toBe(401);
    expect((await ask(server, (await obtainPair(server.origin)).access)).status).toBe(200);
    // Nor does it come back once its key is forgotten.
    const { database } = server.dependencies;
    server.advance(365 * 24 * HOUR);
    await new KeyStore(database).deleteExpired(server.dependencies.clock());
    const rows = await database.all<{ id: string }>('SELECT id FROM jwt_keys ORDER BY signs_from');
    expect(rows.map(({ id }) => id)).toEqual(['HS256', expect.stringMatching(/^[\w-]{43}$/)]);
  });

  it('73: is refused while there is nothing to change to, or somebody has done so', async () => {
    const server = await startServer();
    await expect(rotationOf(server).create()).rejects.toThrow(/^JWT_ALGORITHM: is HS256/);
    await expect(rotationOf(server).rotate(0)).rejects.toThrow(/^JWT_ALGORITHM: is HS256/);
    await expect(rotationOf(server).replace()).rejects.toThrow(/^JWT_ALGORITHM: is HS256/);
    const signing = await peerOf(server, { JWT_ALGORITHM: 'ES256' });
    await expect(rotationOf(signing).create()).rejects.toThrow(/^There is a key already/);
    const rotations = await Promise.allSettled(
      Array.from({ length: 4 }, () => rotationOf(signing).rotate(AHEAD)),
    );
    const done = rotations.filter(({ status }) => status === 'fulfilled');
    expect(done).toHaveLength(1);
    await expect(rotationOf(signing).rotate(AHEAD)).rejects.toThrow(/is published already/);
  });

  it('a key that has expired is forgotten a day later, with what else has', async () => {
    const server = await startServer({ JWT_ALGORITHM: 'ES256' });
    const { dependencies } = server;
    await rotationOf(server).replace();
    const count = async (): Promise<number> =>
      (await dependencies.database.all('SELECT id FROM jwt_keys')).length;
    expect(await count()).toBe(3);
    for (const [hours, left] of [
      [23, 3],
      [1, 2],
    ] as const) {
      server.advance(hours * HOUR);
      for (const { deleteExpired } of schemeDefinitions) await deleteExpired?.(dependencies);
      expect(await count()).toBe(left);
    }
  });
});
