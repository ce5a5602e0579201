import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBcryptSha256 } from '../../src/users/bcrypt.ts';
import { readDjangoEncoding } from '../../src/users/django-encodings.ts';
import { PasswordHasher } from '../../src/users/password.ts';
import { anyCharacter } from '../support/any-character.ts';

const hasher = new PasswordHasher(4);

/** Any text that has a UTF-8 form, long ones too. */
const password = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: anyCharacter, minLength: 60, maxLength: 200 }),
);

/** Cheap to check, if anything can be checked at all. */
const encoded = fc.oneof(
  fc.string({ unit: anyCharacter }),
  // Well-formed to the last field, and still no scrypt: its first parameter is too small, or too large.
  fc.constantFrom('scrypt$1$salt$8$1$aGFzaA==', 'scrypt$65536$salt$1$1$aGFzaA=='),
  // Well-formed but perhaps for the package, which must not be asked what it cannot answer.
  fc
    .tuple(
      fc.constantFrom('argon2id$v=19', 'argon2i$v=16', 'argon2d', 'argon2id$v=18'),
      fc.constantFrom('m=8,t=1,p=1', 'm=64,t=2,p=8', 'm=7,t=1,p=1', 'm=64,t=1,p=9', 'm=8,t=1,p=0'),
      fc.stringMatching(/^[A-Za-z0-9+/]{10,66}$/),
      fc.stringMatching(/^[A-Za-z0-9+/]{5,88}$/),
    )
    .map((fields) => ['argon2', ...fields].join('$')),
  fc
    .tuple(
      fc.constantFrom(
        'bcrypt_sha256',
        'bcrypt',
        'pbkdf2_sha256',
        'pbkdf2_sha1',
        'scrypt',
        'argon2',
      ),
      fc.array(
        fc.oneof(
          fc.constantFrom(
            '',
            '1',
            '2',
            '4',
            '0',
            '-1',
            '1e3',
            '99999999999',
            '2b',
            '04',
            '31',
            'A==',
          ),
          fc.string(),
        ),
        { maxLength: 6 },
      ),
    )
    .map(([algorithm, fields]) => [algorithm, ...fields].join('$')),
);

describe('a stored password', () => {
  it('28: matches what it was made from, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(password, password, async (one, other) => {
        const stored = await hasher.encode(one);
        expect(await hasher.verify(one, stored)).toBe(true);
        expect(await hasher.verify(other, stored)).toBe(other === one);
        expect(await hasher.verify(`${one}\0`, stored)).toBe(false);
        expect(hasher.needsUpgrade(stored)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('30: that is none, or damaged, is read as such and matches nothing', async () => {
    await fc.assert(
      fc.asyncProperty(encoded, password, async (text, given) => {
        expect(await hasher.verify(given, text)).toBe(false);
        expect(hasher.needsUpgrade(text)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('30: of an absurd cost is not even tried', () => {
    const cost = fc.integer({ min: 17, max: 99 });
    const hash = fc.stringMatching(/^[./A-Za-z0-9]{53}$/);
    fc.assert(
      fc.property(cost, hash, (rounds, text) => {
        const bcrypt = `$2b$${rounds}$${text}`;
        expect(readBcryptSha256(`bcrypt_sha256$${bcrypt}`)).toBeUndefined();
        expect(hasher.needsUpgrade(`bcrypt_sha256$${bcrypt}`)).toBe(true);
        expect(readDjangoEncoding(`bcrypt$${bcrypt}`)).toBeUndefined();
      }),
    );
    const many = fc.integer({ min: 10_000_001 });
    fc.assert(
      fc.property(many, many, (iterations, n) => {
        expect(readDjangoEncoding(`pbkdf2_sha256$${iterations}$salt$aGFzaA==`)).toBeUndefined();
        expect(readDjangoEncoding(`scrypt$${n}$salt$8$5$aGFzaA==`)).toBeUndefined();
      }),
    );
  });
});
