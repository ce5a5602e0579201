import type { User } from '../../users/user.ts';
import { newJti } from './json-web-token.ts';
import type { JsonWebTokens } from './json-web-token.ts';

/** For how many seconds it was good. */
const LIFETIME = 300;

/**
 * An access token whose time is over, so that nobody has to wait to see one refused.
 *
 * @param now Unix milliseconds; it has expired a minute before.
 */
export function expiredAccessToken(
  tokens: JsonWebTokens,
  user: User,
  now: number,
): Promise<string> {
  const exp = Math.floor(now / 1000) - 60;
  return tokens.sign({
    token_type: 'access',
    exp,
    iat: exp - LIFETIME,
    jti: newJti(),
    user_id: String(user.id),
    epoch: user.credentialsEpoch,
  });
}
