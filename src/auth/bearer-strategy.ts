import type { Request } from 'express';
import type { IncomingMessage } from 'node:http';
import { Strategy as BearerStrategy } from 'passport-http-bearer';

/** Whom a credential belongs to, and the scopes that it is limited to. */
export interface Bearer {
  readonly user: Express.User;
  /** null for a credential without such a limit. */
  readonly scope: string | null;
}

/**
 * passport-http-bearer made strict, for every scheme whose credential is one secret that works for
 * any client that has it. As published the library also takes tokens from the query string and the
 * body, where logs, histories and forms leak them (RFC 6750 §2.3, §5.3), and knows only the word
 * `Bearer`. Here it is shown a request that consists of one `Authorization` header and nothing else;
 * its word is always the library's `Bearer`.
 */
export class HeaderBearerStrategy extends BearerStrategy<never> {
  private readonly extract: (request: IncomingMessage) => string;

  /**
   * @param extract the credential in the request's Authorization header; throws an
   *   AuthenticationFailed for a malformed one.
   * @param verify finds the user of a credential; throws an AuthenticationFailed for a bad one.
   */
  constructor(
    extract: (request: IncomingMessage) => string,
    verify: (credential: string) => Promise<Bearer>,
  ) {
    super((credential, done) => {
      verify(credential).then(({ user, scope }) => {
        done(null, user, scope === null ? undefined : { scope });
      }, done);
    });
    this.extract = extract;
  }

  /** @throws {AuthenticationFailed} for a malformed credential. */
  override authenticate(request: Request): void {
    const authorization = `Bearer ${this.extract(request)}`;
    super.authenticate({ headers: { authorization } } as Request);
  }
}
