import { describe, expect, it } from 'vitest';
import { rawRequest, sendRaw } from '../../support/raw.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

/** The status and detail that `Authorization: Basic <base64 of bytes>` gets. */
async function statusOf(server: TestServer, bytes: string | Buffer): Promise<number> {
  return (await ask(server, `Basic ${Buffer.from(bytes).toString('base64')}`)).status;
}

async function ask(
  server: TestServer,
  authorization: string,
): Promise<{ status: number; detail: unknown }> {
  const request = rawRequest('GET', '/home/', [['Authorization', authorization]]);
  const { status, body } = await sendRaw(server.port, request);
  return { status, detail: (JSON.parse(body) as { detail?: unknown }).detail };
}

describe('Basic', () => {
  it('1: takes colons in a password for part of it', async () => {
    const server = await startServer();
    await server.addUser('colon', 'pa:ss');
    await server.addUser('trailing', 'toor:');
    expect(await statusOf(server, 'colon:pa:ss')).toBe(200);
    expect(await statusOf(server, 'trailing:toor:')).toBe(200);
    for (const wrong of ['root:toor:x', 'root:toor:', 'colon:pa', 'trailing:toor', ':root:toor']) {
      expect(await statusOf(server, wrong)).toBe(401);
    }
  });

  it.each([
    ['Basic', 'Invalid basic header. No credentials provided.'],
    ['Basic a b', 'Invalid basic header. Credentials string should not contain spaces.'],
    ['Basic !!!!', 'Invalid username/password.'],
    // base64url, foreign characters among good ones, text after the padding
    ['Basic cm9vdDp0b2-y', 'Invalid basic header. Credentials not correctly base64 encoded.'],
    ['Basic cm9v!!dDp0b29y', 'Invalid username/password.'],
    ['Basic cm9vdDp0b29yIQ==cm9v', 'Invalid username/password.'],
    ['Basic cm9vdDp0b29yI', 'Invalid basic header. Credentials not correctly base64 encoded.'],
    ['Basic cm9vdG9vcg==', 'Invalid username/password.'],
    ['Basic ====', 'Invalid username/password.'],
  ])('3: answers %j with 401 in JSON', async (authorization, detail) => {
    const server = await startServer();
    expect(await ask(server, authorization)).toEqual({ status: 401, detail });
  });

  it('4: reads UTF-8, and Latin-1 where it is not UTF-8', async () => {
    const server = await startServer();
    await server.addUser('walterwhité', 'pässwörd');
    expect(await statusOf(server, 'walterwhité:pässwörd')).toBe(200);
    expect(await statusOf(server, Buffer.from('walterwhité:pässwörd', 'latin1'))).toBe(200);
    expect(await statusOf(server, 'walterwhite:pässwörd')).toBe(401);
  });

  it('4: never lets two different invalid byte strings match', async () => {
    const server = await startServer();
    // As UTF-8 both would read as U+FFFD; as Latin-1 the first is "ÿ", and that is the password.
    await server.addUser('bytes', '\u00ff');
    const bytes = (last: number): Buffer => Buffer.from([...Buffer.from('bytes:'), last]);
    expect(await statusOf(server, bytes(0xff))).toBe(200);
    expect(await statusOf(server, bytes(0xfe))).toBe(401);
    await server.addUser('replacement', '\ufffd');
    const invalid = Buffer.from([...Buffer.from('replacement:'), 0xff]);
    expect(await statusOf(server, invalid)).toBe(401);
  });

  it('28: answers NUL and control characters in name and password with 401', async () => {
    const server = await startServer();
    for (const odd of ['root\0:toor', 'root:toor\0', '\0:\0', 'root\r\n:toor', ':', 'root:']) {
      expect(await statusOf(server, odd)).toBe(401);
    }
  });

  it('34: finds no user behind the names of object properties', async () => {
    const server = await startServer();
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(await statusOf(server, `${name}:toor`)).toBe(401);
    }
  });

  it('27: spends one hash on an unknown name, a wrong password and an inactive user', async () => {
    const server = await startServer();
    await server.addUser('gone', 'toor', { isActive: false });
    const { hasher } = server.dependencies;
    let hashes = 0;
    const verify = hasher.verify.bind(hasher);
    hasher.verify = (...parameters) => {
      hashes++;
      return verify(...parameters);
    };
    const answers = [];
    for (const pair of ['nobody:toor', 'root:wrong', 'gone:toor']) {
      answers.push(await ask(server, `Basic ${Buffer.from(pair).toString('base64')}`));
    }
    expect(hashes).toBe(3);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1);
  });
});
