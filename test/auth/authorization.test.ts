import fc from 'fast-check';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { AuthenticationFailed } from '../../src/auth/authentication-failed.ts';
import { parseAuthorization, soleCredential } from '../../src/auth/authorization.ts';
import { anyCharacter } from '../support/any-character.ts';

/** What both look at of a request. */
function requestWith(...values: string[]): IncomingMessage {
  return {
    headers: values.length === 0 ? {} : { authorization: values.join(', ') },
    rawHeaders: values.flatMap((value) => ['Authorization', value]),
  } as unknown as IncomingMessage;
}

const refusals = { missing: 'missing', spaces: 'spaces' };
const word = fc
  .string({ unit: 'grapheme-ascii', minLength: 1 })
  .filter((text) => !text.includes(' '));
const blanks = fc.string({ unit: fc.constantFrom(' ', '\t'), minLength: 1 });

describe('the Authorization header', () => {
  it('3: is read or refused, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (value) => {
        const { scheme = 'none', parts = [] } = parseAuthorization(requestWith(value)) ?? {};
        expect(scheme).toBe(scheme.toLowerCase());
        expect([scheme, ...parts]).not.toContain('');
        expect([scheme, ...parts].join('')).not.toMatch(/[ \t]/);
      }),
    );
  });

  it('3: has one credential after its word, or a refusal', () => {
    fc.assert(
      fc.property(word, fc.array(word), blanks, (scheme, credentials, between) => {
        const request = requestWith([scheme, ...credentials].join(between) + between);
        expect(parseAuthorization(request)).toEqual({
          scheme: scheme.toLowerCase(),
          parts: credentials,
        });
        const [sole] = credentials;
        const read = (): string => soleCredential(request, refusals);
        if (credentials.length === 1) expect(read()).toBe(sole);
        else expect(read).toThrow(AuthenticationFailed);
      }),
    );
  });

  it('5: comes once, however often it is the same', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), (values) => {
        expect(() => parseAuthorization(requestWith(...values))).toThrow(
          expect.objectContaining({ status: 400 }),
        );
      }),
    );
  });
});
