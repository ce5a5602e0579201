import { calculateJwkThumbprint, createRemoteJWKSet, jwtVerify } from 'jose';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StartupError } from '../../../src/startup-error.ts';
import { loadConfig } from '../../../src/server/load-config.ts';
import { laxFiles } from '../../../src/server/lax-files.ts';
import { rawRequest, sendRaw } from '../../support/raw.ts';
import { startServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { ask, NOW } from './forge.ts';
import { obtainPair } from './pair.ts';
import { payloadOf, renew } from './post.ts';
import { headerOf, publishedKeys, rotationOf } from './rotation.ts';
import { pemFile } from './signer.ts';

const SIGNATURES = ['RS256', 'ES256', 'EdDSA'];

const OTHER_KEY = 'another key for tests, as after a move without it';

describe.each(SIGNATURES)('a server with JWT_ALGORITHM=%s', (algorithm) => {
  it('publishes what others check its tokens with, and nothing else of the key', async () => {
    const server = await startServer({ JWT_ALGORITHM: algorithm, JWT_ISSUER: 'us' });
    const { access, refresh } = await obtainPair(server.origin);
    const [key = {}, ...others] = await publishedKeys(server.origin);
    expect(others).toEqual([]);
    for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(part);
    expect(key).toMatchObject({
      alg: algorithm,
      use: 'sig',
      kid: await calculateJwkThumbprint(key),
    });
    expect(headerOf(access)).toEqual({ alg: algorithm, typ: 'JWT', kid: key.kid });

    const jwks = createRemoteJWKSet(new URL(`${server.origin}/.well-known/jwks.json`));
    const checked = await jwtVerify(access, jwks, {
      algorithms: [algorithm],
      issuer: 'us',
      currentDate: new Date(NOW * 1000),
    });
    expect(checked.payload).toEqual(payloadOf(access));

    expect((await ask(server, access)).status).toBe(200);
    expect((await ask(server, access)).status).toBe(200);
    expect((await ask(server, refresh)).status).toBe(401);
    expect((await ask(server, (await obtainPair(server.origin)).access)).status).toBe(200);
    await renew(server, await renew(server, refresh));
  });

  it('72: signs nothing with a database that was copied without its SECRET_KEY', async () => {
    const server = await startServer({ JWT_ALGORITHM: algorithm });
    const settings = { JWT_ALGORITHM: algorithm, DATABASE_URL: server.databaseUrl };
    const [row] = await server.dependencies.database.all<{ sealed: Buffer; public_key: string }>(
      'SELECT sealed, public_key FROM jwt_keys WHERE sealed IS NOT NULL',
    );
    expect(row?.sealed.toString('latin1')).not.toContain('PRIVATE KEY');
    expect(Object.keys(JSON.parse(row?.public_key ?? '') as object)).not.toContain('d');
    const start = startServer({ ...settings, SECRET_KEY: OTHER_KEY });
    await expect(start).rejects.toThrow(StartupError);
    await expect(start).rejects.toThrow(/^SECRET_KEY: is not the one that sealed the key/);
  });

  it('seals its key anew when SECRET_KEY is replaced', async () => {
    const server = await startServer({ JWT_ALGORITHM: algorithm });
    const { access } = await obtainPair(server.origin);
    const settings = { JWT_ALGORITHM: algorithm, DATABASE_URL: server.databaseUrl };
    const { config } = server.dependencies;
    await startServer({
      ...settings,
      SECRET_KEY: OTHER_KEY,
      SECRET_KEY_FALLBACKS: config.SECRET_KEY.replaceAll(',', String.raw`\,`),
    });
    const later = await startServer({ ...settings, SECRET_KEY: OTHER_KEY });
    expect((await ask(later, access)).status).toBe(200);
    expect((await ask(server, (await obtainPair(later.origin)).access)).status).toBe(200);
  });

  it('makes one key, however many processes start at once', async () => {
    const first = await startServer();
    const settings = { JWT_ALGORITHM: algorithm, DATABASE_URL: first.databaseUrl };
    const servers = await Promise.all(Array.from({ length: 4 }, () => startServer(settings)));
    const kids = await Promise.all(
      servers.map(async ({ origin }) => headerOf((await obtainPair(origin)).access).kid),
    );
    expect(new Set(kids).size).toBe(1);
    expect(kids[0]).toHaveLength(43);
  });
});

it('under HS256 nothing is published, and tokens look as they always did', async () => {
  const server = await startServer();
  const answer = await fetch(`${server.origin}/.well-known/jwks.json`);
  expect(await answer.text()).toBe('{"keys":[]}');
  expect(answer.headers.get('content-type')).toBe('application/json');
  const { access } = await obtainPair(server.origin);
  const header = Buffer.from(access.split('.')[0] ?? '', 'base64url').toString();
  expect(header).toBe('{"alg":"HS256","typ":"JWT"}');
});

it('what is published may be cached for minutes, and asked for again cheaply', async () => {
  const server = await startServer({ JWT_ALGORITHM: 'ES256' });
  const url = `${server.origin}/.well-known/jwks.json`;
  const answer = await fetch(url);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  const etag = answer.headers.get('etag') ?? '';
  // `fetch` would add Cache-Control: no-cache.
  const askAgain = (): ReturnType<typeof sendRaw> =>
    sendRaw(server.port, rawRequest('GET', '/.well-known/jwks.json', [['If-None-Match', etag]]));
  expect(await askAgain()).toMatchObject({ status: 304, body: '' });
  await rotationOf(server).rotate(1000);
  server.advance(1000);
  expect(await askAgain()).toMatchObject({ status: 200 });
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
});

describe('JWT_PRIVATE_KEY_FILE', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  function problems(settings: Record<string, string>): string[] {
    try {
      loadConfig({ environment: settings, developmentKey: () => OTHER_KEY });
      return [];
    } catch (error) {
      return (error as Error).message.split('\n');
    }
  }

  it('holds a key that the database knows the public part of, and no other', async () => {
    const settings = { JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY_FILE: pemFile(rsa) };
    const server = await startServer(settings);
    const { access } = await obtainPair(server.origin);
    expect((await ask(server, access)).status).toBe(200);
    const { database } = server.dependencies;
    expect(await database.all('SELECT id FROM jwt_keys WHERE sealed IS NOT NULL')).toEqual([]);
    expect((await publishedKeys(server.origin)).map(({ kid }) => kid)).toEqual([
      headerOf(access).kid,
    ]);
  });

  it('72: may be replaced by another: what the one before has signed goes on', async () => {
    const first = await startServer({
      JWT_ALGORITHM: 'RS256',
      JWT_PRIVATE_KEY_FILE: pemFile(rsa),
    });
    const { access, refresh } = await obtainPair(first.origin);
    const next = await startServer({
      DATABASE_URL: first.databaseUrl,
      JWT_ALGORITHM: 'ES256',
      JWT_PRIVATE_KEY_FILE: pemFile(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    });
    expect((await ask(next, access)).status).toBe(200);
    const renewed = await renew(next, refresh);
    expect(headerOf(renewed).alg).toBe('ES256');
    // The one that has the older file still signs with that.
    expect(headerOf(await renew(first, renewed)).alg).toBe('RS256');
    const without = startServer({ DATABASE_URL: first.databaseUrl, JWT_ALGORITHM: 'ES256' });
    await expect(without).resolves.toBeDefined();
  });

  it('72: that is no key, too short, or of a curve that does not fit, is named at start', () => {
    const text = join(temporaryFolder(), 'text.pem');
    writeFileSync(text, 'no key');
    const publicKey = join(temporaryFolder(), 'public.pem');
    const { publicKey: half } = generateKeyPairSync('ed25519');
    writeFileSync(publicKey, half.export({ type: 'spki', format: 'pem' }));
    const locked = join(temporaryFolder(), 'locked.pem');
    const passphrase = { cipher: 'aes-256-cbc', passphrase: 'x' };
    writeFileSync(locked, rsa.export({ type: 'pkcs8', format: 'pem', ...passphrase }));
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    const k256 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
    const x25519 = generateKeyPairSync('x25519').privateKey;
    const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
    for (const [file, problem] of [
      ['/nowhere/key.pem', 'cannot be read'],
      [temporaryFolder(), 'cannot be read'],
      [text, 'holds no private key in PEM'],
      [publicKey, 'holds no private key in PEM'],
      [locked, 'holds no private key in PEM, or one under a passphrase'],
      [pemFile(short), 'holds an RSA key of 1024 bits, which is too short'],
      [pemFile(p384), 'holds a key on the curve secp384r1'],
      [pemFile(k256), 'holds a key on the curve secp256k1'],
      [pemFile(x25519), 'holds a key of the type x25519'],
      [pemFile(pss), 'holds a key of the type rsa-pss'],
    ] as const) {
      const lines = problems({ JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY_FILE: file });
      expect(lines).toEqual([expect.stringContaining(`JWT_PRIVATE_KEY_FILE: ${problem}`)]);
    }
    for (const algorithm of ['HS256', 'ES256', 'EdDSA']) {
      const lines = problems({ JWT_ALGORITHM: algorithm, JWT_PRIVATE_KEY_FILE: pemFile(rsa) });
      expect(lines).toEqual([
        `JWT_PRIVATE_KEY_FILE, JWT_ALGORITHM: the key is one for RS256, not for ${algorithm}; set JWT_ALGORITHM=RS256, or name another file.`,
      ]);
    }
    expect(problems({ JWT_ALGORITHM: 'HS512' })).toEqual([
      'JWT_ALGORITHM: must be HS256, RS256, ES256 or EdDSA.',
    ]);
  });

  it('58: is named at start when every user of the machine can read it', () => {
    const file = pemFile(rsa);
    chmodSync(join(file, '..'), 0o755);
    const environment = { JWT_ALGORITHM: 'RS256', JWT_PRIVATE_KEY_FILE: file };
    const config = loadConfig({ environment, developmentKey: () => OTHER_KEY });
    const lines = (): string[] => laxFiles(config).filter((line) => line.startsWith(file));
    expect(lines()).toEqual([]);
    chmodSync(file, 0o644);
    expect(lines()).toHaveLength(1);
  });
});
