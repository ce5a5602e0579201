import fc from 'fast-check';
import type { Request, Response } from 'express';
import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SessionCookie } from '../../../src/auth/session/cookie.ts';
import { Csrf } from '../../../src/auth/session/csrf.ts';
import { localPath } from '../../../src/auth/session/local-path.ts';
import { HttpError } from '../../../src/http/http-error.ts';
import { anyCharacter } from '../../support/any-character.ts';

const RULES = { sameSite: 'lax', path: '/', isAlwaysSecure: false } as const;

function newCookie(letter = 'k'): SessionCookie {
  const key = createSecretKey(letter.repeat(32), 'utf8');
  return new SessionCookie([key], Date.now, 'sessionid', RULES);
}

/** A request that carries this Cookie header. */
function requestWith(cookie: string, headers: Record<string, string> = {}): Request {
  const all: Record<string, string> = { ...headers, cookie };
  return {
    headers: all,
    get: (name: string) => all[name.toLowerCase()],
    is: () => false,
    protocol: 'http',
    host: 'localhost',
  } as unknown as Request;
}

/** The cookie's value, as a browser would keep it. */
function signedValue(cookie: SessionCookie, id: string): string {
  let value = '';
  const response = {
    cookie: (_name: string, text: string) => (value = encodeURIComponent(text)),
  };
  cookie.send(requestWith(''), response as unknown as Response, id, 0);
  return value;
}

const anything = fc.string({ unit: anyCharacter });

describe('the session cookie', () => {
  it('26: holds no id unless this server signed it', () => {
    const cookie = newCookie();
    fc.assert(
      fc.property(anything, (text) => {
        for (const value of [
          text,
          `s:${text}`,
          `s%3A${text}`,
          encodeURIComponent(`s:${text.toWellFormed()}.x`),
        ]) {
          expect(cookie.read(requestWith(`sessionid=${value}`))).toBeUndefined();
        }
      }),
    );
  });

  it('26: gives back the id that was signed, and nothing for another key or character', () => {
    const character = fc.constantFrom(...'abcXYZ019+/=.%-_');
    const cookie = newCookie();
    const others = newCookie('x');
    fc.assert(
      fc.property(fc.base64String({ minLength: 1 }), fc.nat(), character, (id, position, other) => {
        const value = signedValue(cookie, id);
        expect(cookie.read(requestWith(`sessionid=${value}`))).toBe(id);
        expect(others.read(requestWith(`sessionid=${value}`))).toBeUndefined();
        const at = position % value.length;
        const changed = value.slice(0, at) + other + value.slice(at + 1);
        fc.pre(decoded(changed) !== decoded(value));
        expect(cookie.read(requestWith(`sessionid=${changed}`))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

describe('the CSRF token', () => {
  const token = fc.stringMatching(/^[A-Za-z0-9]{32}$/);
  const csrf = new Csrf([createSecretKey('k'.repeat(32), 'utf8')], [], 'csrftoken', RULES);
  const check = (cookie: string, header: string): Promise<void> =>
    csrf.check(requestWith(cookie, { 'x-csrftoken': header }));

  it('24: proves something only where the header echoes a cookie of its shape', async () => {
    await fc.assert(
      fc.asyncProperty(token, anything, async (genuine, text) => {
        await expect(check(`csrftoken=${genuine}`, genuine)).resolves.toBeUndefined();
        fc.pre(text !== genuine);
        await expect(check(`csrftoken=${genuine}`, text)).rejects.toThrow(HttpError);
        const isToken = /^\s*(?:[A-Za-z0-9]{32}){1,2}\s*$/.test(text);
        if (!isToken) await expect(check(`csrftoken=${text}`, text)).rejects.toThrow(HttpError);
      }),
    );
  });

  it('24: is refused with any one character changed', async () => {
    await fc.assert(
      fc.asyncProperty(token, fc.nat(31), anything, async (genuine, at, other) => {
        const changed = genuine.slice(0, at) + other + genuine.slice(at + 1);
        fc.pre(changed !== genuine);
        await expect(check(`csrftoken=${genuine}`, changed)).rejects.toThrow(HttpError);
      }),
    );
  });
});

describe('next', () => {
  const slash = fc.constantFrom(
    ...'/\\.:@?#%\t\n ',
    '//',
    'evil.example',
    'javascript:',
    '%2f',
    '..',
  );
  const path = fc.oneof(
    anything,
    fc.array(slash).map((parts) => `/${parts.join('')}`),
  );

  it('25: leads nowhere but to this server, and to the same place again', () => {
    fc.assert(
      fc.property(path, (next) => {
        const local = localPath(next);
        if (local === undefined) return;
        for (const origin of ['http://localhost', 'https://app.example:8443']) {
          expect(new URL(local, origin).origin).toBe(origin);
        }
        expect(local).toMatch(/^\/(?!\/)[\x21-\x7e]*$/);
        expect(localPath(local)).toBe(local);
      }),
      { numRuns: 2000 },
    );
  });

  it('25: keeps every honest path', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (honest, query) => {
        fc.pre(/^\/(?!\/)/.test(honest));
        const { pathname, search } = new URL(`${honest}?${query}`, 'http://x');
        fc.pre(!pathname.startsWith('//'));
        expect(localPath(`${honest}?${query}`)).toBe(pathname + search);
      }),
    );
  });
});
