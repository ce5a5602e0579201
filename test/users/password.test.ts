import bcrypt from 'bcrypt';
import { describe, expect, it, vi } from 'vitest';
import { PasswordHasher } from '../../src/users/password.ts';

const hasher = new PasswordHasher(4);

async function matches(password: string, encoded: string): Promise<boolean> {
  return hasher.verify(password, encoded);
}

describe('an encoded password', () => {
  it('is in the format of Django and has the cost that was asked for', async () => {
    expect(await hasher.encode('toor')).toMatch(/^bcrypt_sha256\$\$2b\$04\$[./A-Za-z0-9]{53}$/);
    expect(await new PasswordHasher(5).encode('toor')).toMatch(/^bcrypt_sha256\$\$2b\$05\$/);
  });

  // Made by Django 3.2's BCryptSHA256PasswordHasher.
  it.each([
    ['toor', 'bcrypt_sha256$$2b$04$lf760YE/gfIJm50x69SMreYzXS/CFGcgpKuT1HjELDA4hXoS/oSui'],
    ['pässwörd', 'bcrypt_sha256$$2b$04$zD9Mpr4aq/6dzwVoPT3CVOKr5lB.qUIPMKC0wVzwsqguRUPxUJR0.'],
    [
      `${'a'.repeat(72)}x`,
      'bcrypt_sha256$$2b$04$64octKi1ZCHxk4ze2tZkkegD32kHHKGk8NM2QYNsT4XGWxq8BPi6K',
    ],
  ])('that Django made of %j is understood', async (password, encoded) => {
    expect(await matches(password, encoded)).toBe(true);
    expect(await matches(`${password} `, encoded)).toBe(false);
  });

  it('28: tells passwords apart that differ in the 73rd byte', async () => {
    const encoded = await hasher.encode('a'.repeat(73));
    expect(await matches('a'.repeat(73), encoded)).toBe(true);
    expect(await matches(`${'a'.repeat(72)}b`, encoded)).toBe(false);
  });

  it('28: is made of 64 four-byte characters, of NUL, of either normal form', async () => {
    for (const password of ['😀'.repeat(64), 'a\0b', '\u00e9', 'e\u0301']) {
      const encoded = await hasher.encode(password);
      expect(await matches(password, encoded)).toBe(true);
      expect(await matches(`${password}x`, encoded)).toBe(false);
    }
    // NUL ends nothing, and two normal forms are two passwords.
    expect(await matches('a', await hasher.encode('a\0b'))).toBe(false);
    expect(await matches('e\u0301', await hasher.encode('\u00e9'))).toBe(false);
  });

  it('28: is not made of a lone surrogate, and matches none', async () => {
    await expect(hasher.encode('\ud800')).rejects.toThrow(RangeError);
    expect(await matches('\ud800', await hasher.encode('\ufffd'))).toBe(false);
  });

  // `$2y$` is how PHP and Apache write it, `$2a$` how everybody did before 2014.
  it.each(['2a', '2y'])(
    '30: whose bcrypt is called %s is understood, and replaced',
    async (name) => {
      const bcryptOfLong = (await bcrypt.hash('x'.repeat(300), 4)).slice(3);
      for (const [password, encoded] of [
        ['toor', `bcrypt_sha256$$${name}$04$lf760YE/gfIJm50x69SMreYzXS/CFGcgpKuT1HjELDA4hXoS/oSui`],
        ['pässwörd', `bcrypt$$${name}$04$9Q2.HNHQtcOI//gCcKRHfOU0h0TOT8rEPICu467XV9DsKRaRvUFLa`],
        ['x'.repeat(300), `bcrypt$$${name}${bcryptOfLong}`],
      ] as const) {
        expect(await matches(password, encoded)).toBe(true);
        expect(await matches('wrong', encoded)).toBe(false);
        expect(hasher.needsUpgrade(encoded)).toBe(true);
      }
    },
  );

  it('27: whatever it is, a password that does not match it costs about one hash', async () => {
    const slow = new PasswordHasher(10);
    const work = async (encoded?: string): Promise<number> => {
      const start = process.cpuUsage();
      expect(await slow.verify('wrong', encoded)).toBe(false);
      return process.cpuUsage(start).user;
    };
    const [salt, hash] = ['lf760YE/gfIJm50x69SMre', 'YzXS/CFGcgpKuT1HjELDA4hXoS/oSui'];
    await work();
    const unknown = await work();
    for (const encoded of [
      '',
      '!',
      'md5$x$y',
      'bcrypt_sha256$$2b$04$short',
      `bcrypt_sha256$$2b$00$${salt}${hash}`,
      `bcrypt_sha256$$2x$04$${salt}${hash}`,
      ...['2a', '2b', '2y'].map((name) => `bcrypt_sha256$$${name}$04$${salt}${hash}`),
      ...['2a', '2b', '2y'].map((name) => `bcrypt$$${name}$04$${salt}${hash}`),
      'pbkdf2_sha256$1$salt$8Pl1B3N+iAdn0wGTqulndjztKIURNYQNe8UcQYd96rE=',
      'pbkdf2_sha1$1000$salt$sDdsGk3EVJOuIH79fN9vm1L4jBc=',
      'argon2$argon2id$v=19$m=64,t=1,p=8$dGhpc2lzYXNhbHRvZkRqYW5nbzE$5SXOyk/csEd7AdgZdNVOgg',
      'scrypt$2$salt$1$1$vEFc/egtn5VBanqgXTisEmyJvZXhXcHBK4JbVVs7SUhL8Vt0JMUJh1DDK45EwRkx1FvEm/Hxp0oiu+lurFnhnQ==',
    ]) {
      // Without, it is less than a hundredth.
      expect(await work(encoded)).toBeGreaterThan(unknown / 4);
    }
  });

  it('27: costs as much where it is to be written by pbkdf2_sha256', async () => {
    const slow = new PasswordHasher(10, 1, 'pbkdf2_sha256');
    const current = await slow.encode('toor');
    const work = async (encoded?: string): Promise<number> => {
      const start = process.cpuUsage();
      expect(await slow.verify('wrong', encoded)).toBe(false);
      return process.cpuUsage(start).user;
    };
    await work();
    const unknown = await work();
    const bcryptSha256 = await new PasswordHasher(4).encode('toor');
    for (const encoded of [current, bcryptSha256, '!', 'md5$x$y', 'pbkdf2_sha256$1$salt$AA==']) {
      // Without, it is less than a hundredth.
      expect(await work(encoded)).toBeGreaterThan(unknown / 4);
      expect(unknown).toBeGreaterThan((await work(encoded)) / 4);
    }
  });

  it('27: that does not exist costs no salt either', async () => {
    const hash = vi.spyOn(bcrypt, 'hash');
    const compare = vi.spyOn(bcrypt, 'compare');
    expect(await matches('toor', '')).toBe(false);
    expect(compare).toHaveBeenCalledOnce();
    expect(hash).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it.each([
    'bcrypt_sha256$$2b$17$lf760YE/gfIJm50x69SMreYzXS/CFGcgpKuT1HjELDA4hXoS/oSui',
    'bcrypt_sha256$$2b$31$lf760YE/gfIJm50x69SMreYzXS/CFGcgpKuT1HjELDA4hXoS/oSui',
  ])('30: %s, which would take minutes, is refused fast', async (encoded) => {
    const start = performance.now();
    expect(await matches('toor', encoded)).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('30: of another cost is known to need an upgrade', async () => {
    const encoded = await hasher.encode('toor');
    expect(hasher.needsUpgrade(encoded)).toBe(false);
    expect(new PasswordHasher(5).needsUpgrade(encoded)).toBe(true);
  });
});

describe('the queue of hashes', () => {
  it('38: is bounded; who comes too late is sent away and may come again', async () => {
    const busy = new PasswordHasher(4);
    const answers = await Promise.allSettled(
      Array.from({ length: 200 }, () => busy.verify('toor', undefined)),
    );
    const refused = answers.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(100);
    for (const answer of refused) {
      expect(answer).toMatchObject({ reason: { status: 503, headers: { 'Retry-After': '1' } } });
    }
    expect(await busy.verify('toor', undefined)).toBe(false);
  });
});
