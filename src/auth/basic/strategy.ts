import type { Request } from 'express';
import { isUtf8 } from 'node:buffer';
import { BasicStrategy } from 'passport-http';
import type { CredentialsCheck } from '../credentials-check.ts';
import { AuthenticationFailed } from '../authentication-failed.ts';
import { soleCredential } from '../authorization.ts';
import type { StrategyActions } from '../run-strategy.ts';

const WRONG = 'Invalid username/password.';

/**
 * passport-http with its parser replaced. As published it cuts the password at its first colon, so
 * that `root:toor:junk` logs in (its issue #20), takes any word that contains "basic" for the
 * scheme, and answers malformed credentials with 400 and no challenge.
 */
export class StrictBasicStrategy extends BasicStrategy {
  declare readonly success: StrategyActions['success'];
  declare readonly error: StrategyActions['error'];
  private readonly check: CredentialsCheck['check'];

  /** @param check finds the user of a name and a password; undefined for a wrong pair. */
  constructor(check: CredentialsCheck['check']) {
    // The library's verify callback is for its own parser; ours calls `check` directly.
    super((_username, _password, done) => {
      done(null, false);
    });
    this.check = check;
  }

  override authenticate(request: Request): void {
    this.verify(request).then(this.success.bind(this), this.error.bind(this));
  }

  private async verify(request: Request): Promise<Express.User> {
    const { username, password } = decodeCredentials(
      soleCredential(request, {
        missing: 'Invalid basic header. No credentials provided.',
        spaces: 'Invalid basic header. Credentials string should not contain spaces.',
      }),
    );
    const user = await this.check(username, password, request);
    if (user === undefined) throw new AuthenticationFailed(WRONG);
    return user;
  }
}

/**
 * Base64 → username and password, parted at the first colon: the password may hold more of them
 * (RFC 7617 §2).
 *
 * @throws {AuthenticationFailed} for what is not Base64 or has no colon.
 */
function decodeCredentials(base64: string): { username: string; password: string } {
  // Python decodes around foreign characters, Node also takes base64url and leaves out what it does
  // not know; RFC 4648 §3.3 says to refuse both. Django's sentence tells whether the rest is complete.
  if (base64.replace(/[^A-Za-z0-9+/=]/g, '').length % 4 !== 0) {
    throw new AuthenticationFailed(
      'Invalid basic header. Credentials not correctly base64 encoded.',
    );
  }
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new AuthenticationFailed(WRONG);
  const bytes = Buffer.from(base64, 'base64');
  // UTF-8 as the challenge asks, else Latin-1 as older clients send it. Latin-1 keeps different
  // bytes different; decoding bad UTF-8 would make them all U+FFFD.
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  const colon = text.indexOf(':');
  if (colon === -1) throw new AuthenticationFailed(WRONG);
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
