import fc from 'fast-check';
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Claims } from '../../../src/auth/jwt/claims.ts';
import { InvalidToken } from '../../../src/auth/jwt/compact.ts';
import { JsonWebTokens } from '../../../src/auth/jwt/json-web-token.ts';
import { idOf } from '../../../src/users/user.ts';
import { fixedKeys } from './fixed-keys.ts';
import { CLAIMS, encode, forge, HEADER, NOW } from './forge.ts';
import { anyCharacter } from '../../support/any-character.ts';

const KEY = 'a key for these properties, and nothing else';

const SECRET = createSecretKey(KEY, 'utf8');

function newTokens(key: KeyObject): JsonWebTokens {
  return new JsonWebTokens({
    keys: fixedKeys(key),
    issuer: undefined,
    audience: undefined,
    leeway: 0,
    clock: () => NOW * 1000,
  });
}

const shared = newTokens(SECRET);

/** What a token claims; undefined for a bad one. No error passes but the one that is meant for those. */
async function read(token: string, tokens = shared): Promise<Claims | undefined> {
  try {
    return await tokens.verify(token);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidToken);
    return undefined;
  }
}

const issued = fc.record({
  token_type: fc.constantFrom('access' as const, 'refresh' as const),
  exp: fc.integer({ min: NOW + 1, max: NOW + 1e9 }),
  // jsonwebtoken takes 0 for no time at all.
  iat: fc.integer({ min: 1, max: NOW }),
  jti: fc.uuid(),
  user_id: fc.nat().map(String),
  epoch: fc.nat(),
});

/** Anything that could stand where a part of a token is expected, signed or not. */
const part = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.base64String(),
  fc.json().map(encode),
  fc.constantFrom(encode(HEADER), encode(CLAIMS), ''),
);

it('13: whatever is no token is refused, and nothing else goes wrong', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
      expect(await read(parts.join('.'))).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

it('13: whatever is signed is accepted or refused, and nothing else goes wrong', async () => {
  const header = fc.oneof(fc.constant(HEADER), fc.object({ key: fc.constantFrom('alg', 'kid') }));
  const claim = fc.constantFrom('exp', 'nbf', 'iat', 'jti', 'token_type', 'user_id', 'epoch');
  const change = fc.oneof(fc.dictionary(claim, fc.jsonValue()), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(header, change, async (head, claims) => {
      const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims);
      const payload = isObject ? { ...CLAIMS, ...claims } : claims;
      const accepted = await read(forge(head, JSON.stringify(payload), KEY));
      if (!isObject || head !== HEADER) expect(accepted).toBeUndefined();
      const id = accepted && idOf(accepted.user_id);
      if (id !== undefined) expect(Number.isSafeInteger(id)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('10: what was signed is verified as it was, by the same key alone', async () => {
  // Knows the same key, and remembers nothing of what the other has seen.
  const others = newTokens(SECRET);
  await fc.assert(
    fc.asyncProperty(
      issued,
      fc.uint8Array({ minLength: 32, maxLength: 64 }),
      async (claims, key) => {
        expect(await read(await others.sign(claims))).toEqual({ ...claims, keyId: 'fixed' });
        expect(await read(forge(HEADER, claims, key))).toBeUndefined();
      },
    ),
  );
});

describe.each([
  ['HS256', SECRET, 500],
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 100],
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 100],
  ['EdDSA', generateKeyPairSync('ed25519').privateKey, 100],
] as const)('a token signed with %s', (_algorithm, key, numRuns) => {
  it('10: in which any one character is another, or missing, is refused', async () => {
    const tokens = newTokens(key);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const character = fc.constantFrom(...alphabet, ...'.=+/ \n\0é');
    await fc.assert(
      fc.asyncProperty(issued, fc.nat(), character, async (claims, position, other) => {
        const token = await tokens.sign(claims);
        // So that what is remembered of it is in the way, if anything is.
        expect(await read(token, tokens)).toEqual({ ...claims, keyId: 'fixed' });
        // The last character of a signature has spare bits, and each run tries another one.
        for (const at of [position % token.length, token.length - 1]) {
          if (token[at] === other) continue;
          const changed = token.slice(0, at) + other + token.slice(at + 1);
          expect(await read(changed, tokens)).toBeUndefined();
          const cut = token.slice(0, at) + token.slice(at + 1);
          expect(await read(cut, tokens)).toBeUndefined();
        }
      }),
      { numRuns },
    );
  });
});
