import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Strategy } from 'passport';
import { AuthenticationFailed } from '../authentication-failed.ts';
import { soleCredential } from '../authorization.ts';
import { HeaderBearerStrategy } from '../bearer-strategy.ts';
import type { Bearer } from '../bearer-strategy.ts';
import { isIntact, isPrefixed } from './key.ts';
import type { PersonalAccessTokenStore } from './personal-access-token-store.ts';
import type { TokenStore } from './store.ts';

/** The key in `Authorization` → its user. */
export function tokenStrategy(store: TokenStore, personal: PersonalAccessTokenStore): Strategy {
  return new HeaderBearerStrategy(extractKey, async (key) => {
    const bearer = await findBearer(store, personal, key);
    if (bearer === undefined) throw new AuthenticationFailed('Invalid token.');
    if (!bearer.user.isActive) throw new AuthenticationFailed('User inactive or deleted.');
    return bearer;
  });
}

async function findBearer(
  store: TokenStore,
  personal: PersonalAccessTokenStore,
  key: string,
): Promise<Bearer | undefined> {
  if (isPrefixed(key)) return isIntact(key) ? personal.findBearer(key) : undefined;
  const user = await store.findUser(key);
  // Personal access tokens had no prefix at first.
  return user === undefined ? personal.findBearer(key) : { user, scope: null };
}

/** The key in a request's Authorization header. @throws {AuthenticationFailed} for a malformed one. */
export function extractKey(request: IncomingMessage): string {
  const key = soleCredential(request, {
    missing: 'Invalid token header. No credentials provided.',
    spaces: 'Invalid token header. Token string should not contain spaces.',
  });
  // Node reads header bytes as Latin-1.
  if (!isUtf8(Buffer.from(key, 'latin1'))) {
    throw new AuthenticationFailed(
      'Invalid token header. Token string should not contain invalid characters.',
    );
  }
  return key;
}
