import type { Request, Response } from 'express';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readBody } from '../../http/body.ts';
import { originOf } from '../../http/origin.ts';
import { readCookies } from '../cookie.ts';
import { CsrfFailed, secretOf } from './csrf-token.ts';
import type { CookieRules } from './settings.ts';

/** The form field that echoes it. */
export const CSRF_FIELD = 'csrfmiddlewaretoken';
/** The header that echoes it, for scripts. */
export const CSRF_HEADER = 'X-CSRFToken';

/** What our own look like: as long as Django's, in hex. The last digits are {@link mark}. */
export const OWN_TOKEN = /^[0-9a-f]{32}$/;

/** Random bytes of a token. */
const RANDOM_BYTES = 12;

/** As Django's CSRF_COOKIE_AGE: 52 weeks. */
const COOKIE_AGE = 52 * 7 * 86_400_000;

/**
 * Django's check that a request was made by one of our own pages: it echoes the cookie that holds the
 * token, which no other site can read. Requests that a browser says are another site's have
 * been refused before, all in one place.
 */
export class Csrf {
  /** The cookie that holds the token. Scripts of our own pages may read it, so that they can echo it. */
  readonly cookie: string;
  readonly #keys: readonly [KeyObject, ...KeyObject[]];
  readonly #trusted: readonly string[];
  readonly #rules: CookieRules;

  /**
   * @param keys mark the tokens that are ours; the first marks, any is known.
   * @param trusted origins whose pages may call (TRUSTED_ORIGINS).
   * @param cookie CSRF_COOKIE_NAME.
   */
  constructor(
    keys: readonly [KeyObject, ...KeyObject[]],
    trusted: readonly string[],
    cookie: string,
    rules: CookieRules,
  ) {
    this.cookie = cookie;
    this.#keys = keys;
    this.#trusted = trusted;
    this.#rules = rules;
  }

  /** The request's token, or a new one where it has none of ours; it is sent, and lives on, as in Django. */
  token(request: Request, response: Response): string {
    const tokens = readCookies(request.headers.cookie, this.cookie);
    const own = tokens.find((token) => this.#isOwn(token));
    if (own === undefined) return this.rotate(request, response);
    this.#send(own, request, response);
    return own;
  }

  /** Sends a new token, as login does: one that somebody planted before is worth nothing after. */
  rotate(request: Request, response: Response): string {
    const random = randomBytes(RANDOM_BYTES).toString('hex');
    const token = random + mark(random, this.#keys[0]);
    this.#send(token, request, response);
    return token;
  }

  /** What a form sends back to show that it is ours. */
  fields(request: Request, response: Response): Readonly<Record<string, string>> {
    return { [CSRF_FIELD]: this.token(request, response) };
  }

  /** @throws {CsrfFailed} 403 with Django's reasons. */
  async check(request: Request): Promise<void> {
    this.#checkReferer(request);
    const cookie = this.#read(request);
    if (cookie === undefined) throw new CsrfFailed('CSRF cookie not set.');
    const expected = secretOf(cookie, 'CSRF cookie');
    const field = await formToken(request);
    const given = field ?? request.get(CSRF_HEADER);
    if (given === undefined) throw new CsrfFailed('CSRF token missing.');
    const source = `CSRF token from ${field === undefined ? "the 'X-Csrftoken' HTTP header" : 'POST'}`;
    if (!matches(secretOf(given, source), expected)) throw new CsrfFailed(`${source} incorrect.`);
  }

  #send(token: string, request: Request, response: Response): void {
    const { sameSite, path, isAlwaysSecure } = this.#rules;
    const secure = request.secure || isAlwaysSecure;
    response.cookie(this.cookie, token, { maxAge: COOKIE_AGE, path, sameSite, secure });
  }

  /**
   * Browsers say with every unsafe request where it comes from. One that says nothing is a program,
   * which has no cookies of somebody else's; over TLS Django wants a Referer even then.
   */
  #checkReferer(request: Request): void {
    const { origin, referer, 'sec-fetch-site': site } = request.headers;
    if (origin !== undefined || site !== undefined || !request.secure) return;
    const fail = (reason: string): CsrfFailed =>
      new CsrfFailed(`Referer checking failed${reason}.`);
    if (referer === undefined) throw fail(' - no Referer');
    if (!URL.canParse(referer)) throw fail(' - Referer is malformed');
    const { protocol, origin: from } = new URL(referer);
    if (protocol !== 'https:') throw fail(' - Referer is insecure while host is secure');
    if (![originOf(request), ...this.#trusted].includes(from)) throw fail('');
  }

  /**
   * The token in the cookie. The one of several cookies counts that bears our mark: another server on
   * a parent domain may be Django's. A single one need not, as scripts written for Django make up
   * their own.
   */
  #read({ headers }: Request): string | undefined {
    const tokens = readCookies(headers.cookie, this.cookie);
    return tokens.length < 2 ? tokens[0] : tokens.find((token) => this.#isOwn(token));
  }

  #isOwn(token: string): boolean {
    const random = token.slice(0, RANDOM_BYTES * 2);
    return this.#keys.some((key) => matches(token, random + mark(random, key)));
  }
}

/**
 * Tells our tokens from those of other servers. It keeps nobody from planting a cookie, who could as
 * well plant a token that this server gave them; so that it need not be long.
 */
function mark(random: string, key: KeyObject): string {
  return createHmac('sha256', key)
    .update(random)
    .digest('hex')
    .slice(0, 32 - RANDOM_BYTES * 2);
}

/** What a form's field echoes, in a POST alone; a blank one counts as none, as in Django. */
async function formToken(request: Request): Promise<string | undefined> {
  if (request.method !== 'POST' || request.is(['urlencoded', 'multipart']) === false) {
    return undefined;
  }
  // A body that cannot be read is the handler's to refuse; here it just holds no token.
  const data = await readBody(request).catch(() => undefined);
  if (typeof data !== 'object' || data === null) return undefined;
  const token: unknown = Reflect.get(data, CSRF_FIELD);
  return typeof token === 'string' && token !== '' ? token : undefined;
}

function matches(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
