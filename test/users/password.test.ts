import { describe, expect, it } from 'vitest';
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

  it('27: that does not exist, or that nobody can read, still costs a hash and never matches', async () => {
    const slow = new PasswordHasher(10);
    for (const encoded of [undefined, '', '!', 'md5$x$y', 'bcrypt_sha256$$2b$04$short']) {
      const start = process.cpuUsage();
      expect(await slow.verify('toor', encoded)).toBe(false);
      // A hash of cost 10 takes tens of milliseconds, a refusal without one takes microseconds.
      const { user } = process.cpuUsage(start);
      expect(user).toBeGreaterThan(5000);
    }
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
