import type { CookieOptions, Request, Response } from 'express';
import type { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { sitePathsOf } from '../../http/site-paths.ts';
import { setting } from '../../setting/reader.ts';
import { readFlag } from '../../setting/scalars.ts';
import { readCookies } from '../cookie.ts';
import { requireOwnSite } from '../other-sites.ts';

export const REFRESH_COOKIE = 'refreshtoken';

/** Below which the token is of any use; nothing else gets to see it. */
const PATH = '/api/token';

/** JWT_REFRESH_COOKIE: the cookie's SameSite, or undefined for no cookie. */
export function refreshCookieSetting(): z.ZodType<'strict' | 'none' | undefined> {
  return setting('false', (text, refuse) => {
    if (text === 'cross-site') return 'none';
    const isOn = readFlag(text);
    if (isOn === undefined)
      return refuse('is neither on nor off; write true, false, or cross-site');
    return isOn ? 'strict' : undefined;
  });
}

/**
 * The cookie in which a browser keeps its refresh token, out of the reach of scripts: one that is injected
 * into a page can use the login while the page is open, and cannot carry it off.
 */
export class RefreshCookie {
  readonly #sameSite: 'strict' | 'none';
  readonly #trusted: readonly string[];
  readonly #clock: Clock;

  /**
   * @param sameSite `none` lets pages of other sites have the cookie.
   * @param trusted origins whose pages may use it (TRUSTED_ORIGINS).
   */
  constructor(sameSite: 'strict' | 'none', trusted: readonly string[], clock: Clock) {
    this.#sameSite = sameSite;
    this.#trusted = trusted;
    this.#clock = clock;
  }

  /**
   * The tokens in a request's cookies of this name; there may be others' among them.
   *
   * @throws {HttpError} 403 when there are some, and another site's page has made the browser send them.
   */
  read(request: Request): readonly string[] {
    const tokens = readCookies(request.headers.cookie, REFRESH_COOKIE);
    if (tokens.length > 0) requireOwnSite(request, this.#trusted);
    return tokens;
  }

  /** @param expiresAt when the token does, in Unix milliseconds. */
  send(request: Request, response: Response, token: string, expiresAt: number): void {
    const maxAge = Math.max(0, expiresAt - this.#clock());
    response.cookie(REFRESH_COOKIE, token, { ...this.#attributes(request), maxAge });
  }

  /** Tells the browser to forget it. */
  clear(request: Request, response: Response): void {
    response.clearCookie(REFRESH_COOKIE, this.#attributes(request));
  }

  #attributes(request: Request): CookieOptions {
    const sameSite = this.#sameSite;
    const secure = request.secure || sameSite === 'none';
    return { httpOnly: true, sameSite, secure, path: sitePathsOf(request).basePath + PATH };
  }
}
