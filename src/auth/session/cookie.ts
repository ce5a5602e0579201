import { sign, unsign } from 'cookie-signature';
import type { CookieOptions, Request, Response } from 'express';
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { boundedCache } from '../../bounded-cache.ts';
import type { Clock } from '../../clock.ts';
import { readCookies } from '../cookie.ts';
import type { CookieRules } from './settings.ts';

/** How many verified cookies are remembered. */
const CACHE_SIZE = 10_000;

/**
 * The cookie that carries a session id, in express-session's format: `s:<id>.<HMAC-SHA-256>`. The
 * id alone is unguessable; the signature turns away junk before the database is asked.
 */
export class SessionCookie {
  /** SESSION_COOKIE_NAME. */
  readonly name: string;
  /** What signs and verifies; the first signs, any verifies. */
  readonly secrets: string[];
  readonly #clock: Clock;
  readonly #rules: CookieRules;
  /** The same as objects, which OpenSSL need not read anew each time. */
  readonly #keys: readonly KeyObject[];
  /** Cookie → the id in it. A signature that was right once is right for ever. */
  readonly #verified = boundedCache<string>(CACHE_SIZE);

  constructor(keys: readonly KeyObject[], clock: Clock, name: string, rules: CookieRules) {
    this.name = name;
    this.#clock = clock;
    this.#rules = rules;
    this.secrets = keys.map((key) => key.export().toString('base64'));
    this.#keys = this.secrets.map((secret) => createSecretKey(secret, 'utf8'));
  }

  /**
   * The session id in the request's cookie. The one of several cookies counts that this server
   * has signed: others come from a parent domain, or from another server at this host.
   *
   * @returns undefined when none is genuine.
   */
  read(request: Request): string | undefined {
    return this.#find(request)?.id;
  }

  /** Puts the genuine one first, for readers that look at no other of its name. */
  putFirst(request: Request): void {
    const { headers } = request;
    const genuine = this.#find(request)?.value;
    if (genuine !== undefined) headers.cookie = `${this.name}=${genuine}; ${headers.cookie ?? ''}`;
  }

  #find({ headers }: Request): { value: string; id: string } | undefined {
    for (const value of readCookies(headers.cookie, this.name)) {
      const id = this.#idIn(value);
      if (id !== undefined) return { value, id };
    }
    return undefined;
  }

  #idIn(value: string): string | undefined {
    const known = this.#verified.get(value);
    if (known !== undefined) return known;
    const id = this.#verify(value);
    if (id !== undefined) this.#verified.set(value, id);
    return id;
  }

  #verify(value: string): string | undefined {
    const signed = decode(value);
    if (!signed?.startsWith('s:')) return undefined;
    for (const key of this.#keys) {
      const id = unsign(signed.slice(2), key);
      if (id !== false) return id;
    }
    return undefined;
  }

  /** Sends the cookie again with a new expiry; as a length of time, for clocks differ. */
  send(request: Request, response: Response, id: string, expiresAt: number): void {
    const [secret = ''] = this.secrets;
    response.cookie(this.name, `s:${sign(id, secret)}`, {
      ...this.#attributes(request),
      // In whole seconds, and a moment that has passed since is not one of them.
      maxAge: Math.round((expiresAt - this.#clock()) / 1000) * 1000,
    });
  }

  /** Tells the browser to forget the cookie, if it has one. */
  clear(request: Request, response: Response): void {
    if (readCookies(request.headers.cookie, this.name).length === 0) return;
    response.clearCookie(this.name, this.#attributes(request));
  }

  /**
   * No script can read it; another site's form does not send it, unless SESSION_COOKIE_SAMESITE says so;
   * it goes over TLS only where it came over TLS; without `Domain`, no other host gets it (RFC 6265bis
   * §4.1.2).
   */
  #attributes({ secure: isSecure }: Request): CookieOptions {
    const { sameSite, path, isAlwaysSecure } = this.#rules;
    return { httpOnly: true, sameSite, secure: isSecure || isAlwaysSecure, path };
  }
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
