import fc from 'fast-check';
import { createSecretKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { InvalidToken, JsonWebTokens, userIdOf } from '../../../src/auth/jwt/json-web-token.ts';
import type { Claims } from '../../../src/auth/jwt/json-web-token.ts';
import { CLAIMS, encode, forge, HEADER, NOW } from './forge.ts';

const KEY = 'a key for these properties, and nothing else';

function newTokens(): JsonWebTokens {
  return new JsonWebTokens({
    keys: [createSecretKey(KEY, 'utf8')],
    issuer: undefined,
    audience: undefined,
    leeway: 0,
    clock: () => NOW * 1000,
  });
}

const tokens = newTokens();
/** Knows the same key, and remembers nothing of what the other has seen. */
const others = newTokens();

/** What a token claims; undefined for a bad one. No error passes but the one that is meant for those. */
function read(token: string): Claims | undefined {
  try {
    return tokens.verify(token);
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
  fc.string({ unit: 'binary' }),
  fc.base64String(),
  fc.json().map(encode),
  fc.constantFrom(encode(HEADER), encode(CLAIMS), ''),
);

it('13: whatever is no token is refused, and nothing else goes wrong', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      expect(read(parts.join('.'))).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

it('13: whatever is signed is accepted or refused, and nothing else goes wrong', () => {
  const header = fc.oneof(fc.constant(HEADER), fc.object({ key: fc.constantFrom('alg', 'kid') }));
  const claim = fc.constantFrom('exp', 'nbf', 'iat', 'jti', 'token_type', 'user_id', 'epoch');
  const change = fc.oneof(fc.dictionary(claim, fc.jsonValue()), fc.jsonValue());
  fc.assert(
    fc.property(header, change, (head, claims) => {
      const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims);
      const payload = isObject ? { ...CLAIMS, ...claims } : claims;
      const accepted = read(forge(head, JSON.stringify(payload), KEY));
      if (!isObject || head !== HEADER) expect(accepted).toBeUndefined();
      const id = accepted && userIdOf(accepted);
      if (id !== undefined) expect(Number.isSafeInteger(id)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('10: what was signed is verified as it was, by the same key alone', () => {
  fc.assert(
    fc.property(issued, fc.uint8Array({ minLength: 32, maxLength: 64 }), (claims, key) => {
      expect(read(others.sign(claims))).toEqual(claims);
      expect(read(forge(HEADER, claims, key))).toBeUndefined();
    }),
  );
});

it('10: a token in which any one character is another, or missing, is refused', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const character = fc.constantFrom(...alphabet, ...'.=+/ \n\0é');
  fc.assert(
    fc.property(issued, fc.nat(), character, (claims, position, other) => {
      const token = tokens.sign(claims);
      // So that what is remembered of it is in the way, if anything is.
      expect(read(token)).toEqual(claims);
      const at = position % token.length;
      fc.pre(token[at] !== other);
      expect(read(token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
      expect(read(token.slice(0, at) + token.slice(at + 1))).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});
