import { describe, expect, it } from 'vitest';
import { PasswordHasher } from '../../src/users/password.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { checkPassword } from '../support/check-password.ts';
import { startServer } from '../support/server.ts';

const hasher = new PasswordHasher(4);

/** Made of `pässwörd`: by Django 3.2, and scrypt as Django 4 makes it. */
const ENCODED = {
  pbkdf2_sha256:
    'pbkdf2_sha256$1000$TWG716f049nA7lxYThrNid$8Pl1B3N+iAdn0wGTqulndjztKIURNYQNe8UcQYd96rE=',
  pbkdf2_sha1: 'pbkdf2_sha1$1000$BaGqn2kkP3JpHUf2vUBgsp$sDdsGk3EVJOuIH79fN9vm1L4jBc=',
  argon2: 'argon2$argon2id$v=19$m=512,t=2,p=8$dGhpc2lzYXNhbHRvZkRqYW5nbzE$5SXOyk/csEd7AdgZdNVOgg',
  argon2i: 'argon2$argon2i$v=19$m=512,t=2,p=2$c29tZXNhbHQ$V7DQveWIqLDtpaAWRZUUyA',
  bcrypt: 'bcrypt$$2b$04$9Q2.HNHQtcOI//gCcKRHfOU0h0TOT8rEPICu467XV9DsKRaRvUFLa',
  scrypt:
    'scrypt$16384$tHeSaLtOfScRyPt$8$1$vEFc/egtn5VBanqgXTisEmyJvZXhXcHBK4JbVVs7SUhL8Vt0JMUJh1DDK45EwRkx1FvEm/Hxp0oiu+lurFnhnQ==',
};

describe.each(Object.entries(ENCODED))("Django's %s", (_algorithm, encoded) => {
  it('30: lets its user in, and nobody else', async () => {
    expect(await hasher.verify('pässwörd', encoded)).toBe(true);
    expect(await hasher.verify('pässwörd ', encoded)).toBe(false);
    expect(await hasher.verify('', encoded)).toBe(false);
    const at = encoded.length - 10;
    const other = encoded[at] === 'a' ? 'b' : 'a';
    const damaged = encoded.slice(0, at) + other + encoded.slice(at + 1);
    expect(await hasher.verify('pässwörd', damaged)).toBe(false);
  });

  it('30: is replaced by ours at the next login', async () => {
    const { dependencies } = await startServer();
    const { users } = dependencies;
    await users.create({ username: 'django', email: '', encodedPassword: encoded }, OPERATOR);
    expect(await checkPassword(dependencies, 'django', 'wrong')).toBeUndefined();
    expect((await users.findWithPassword('django'))?.encodedPassword).toBe(encoded);
    expect(await checkPassword(dependencies, 'django', 'pässwörd')).toMatchObject({
      username: 'django',
    });
    const upgraded = (await users.findWithPassword('django'))?.encodedPassword;
    expect(upgraded).toMatch(/^bcrypt_sha256\$\$2b\$04\$/);
    expect(await checkPassword(dependencies, 'django', 'pässwörd')).toMatchObject({
      username: 'django',
    });
  });
});

describe('an encoded password', () => {
  it.each([
    'pbkdf2_sha256$4000000000$salt$8Pl1B3N+iAdn0wGTqulndjztKIURNYQNe8UcQYd96rE=',
    'pbkdf2_sha256$0$salt$AA==',
    'pbkdf2_sha256$-1$salt$AA==',
    'pbkdf2_sha256$1e3$salt$AA==',
    'pbkdf2_sha256$1000$salt',
    'pbkdf2_sha256$1000$salt$AA==$more',
    'scrypt$1073741824$salt$8$1$AA==',
    'scrypt$16384$salt$64$16$AA==',
    'scrypt$16383$salt$8$1$AA==',
    'bcrypt$$2b$31$9Q2.HNHQtcOI//gCcKRHfOU0h0TOT8rEPICu467XV9DsKRaRvUFLa',
    'md5$salt$hash',
    'argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdA$aGFzaA',
    'argon2$argon2id$v=19$m=4194304,t=2,p=8$dGhpc2lzYXNhbHRvZkRqYW5nbzE$5SXOyk/csEd7AdgZdNVOgg',
    'argon2$argon2id$v=19$m=102400,t=9999,p=8$dGhpc2lzYXNhbHRvZkRqYW5nbzE$5SXOyk/csEd7AdgZdNVOgg',
    'argon2$argon2id$v=19$m=102400,t=2,p=99$dGhpc2lzYXNhbHRvZkRqYW5nbzE$5SXOyk/csEd7AdgZdNVOgg',
    'argon2$argon2id$v=19$m=8,t=2,p=8$dGhpc2lzYXNhbHRvZkRqYW5nbzE$5SXOyk/csEd7AdgZdNVOgg',
    'argon2$argon2id$v=19$m=512,t=0,p=8$dGhpc2lzYXNhbHRvZkRqYW5nbzE$5SXOyk/csEd7AdgZdNVOgg',
    'argon2$argon2xx$v=19$m=512,t=2,p=8$dGhpc2lzYXNhbHRvZkRqYW5nbzE$5SXOyk/csEd7AdgZdNVOgg',
    '__proto__$x',
    '!unusable',
  ])('30: %s is refused, and fast', async (encoded) => {
    const start = performance.now();
    expect(await hasher.verify('pässwörd', encoded)).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('PASSWORD_FORMAT=pbkdf2_sha256', () => {
  it('30: writes what a Django reads that has no bcrypt, and replaces what is written otherwise', async () => {
    const { dependencies } = await startServer({ PASSWORD_FORMAT: 'pbkdf2_sha256' });
    const { users } = dependencies;
    for (const [username, encodedPassword] of Object.entries({
      ours: await hasher.encode('pässwörd'),
      ...ENCODED,
    })) {
      await users.create({ username, email: '', encodedPassword }, OPERATOR);
      expect(await checkPassword(dependencies, username, 'pässwörd')).toMatchObject({ username });
      const upgraded = (await users.findWithPassword(username))?.encodedPassword;
      expect(upgraded).toMatch(/^pbkdf2_sha256\$2400\$[a-zA-Z0-9]{22}\$[A-Za-z0-9+/]{43}=$/);
      expect(await checkPassword(dependencies, username, 'pässwörd')).toMatchObject({ username });
      expect(await checkPassword(dependencies, username, 'passwort')).toBeUndefined();
      expect((await users.findWithPassword(username))?.encodedPassword).toBe(upgraded);
    }
  });
});
