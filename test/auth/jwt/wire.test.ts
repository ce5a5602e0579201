import { jwtSite } from '../../../src/auth/jwt/site/index.ts';
import { replayDjango } from '../../oracle/replay.ts';
import { replay } from '../../support/wire.ts';
import { obtainPair } from './pair.ts';

/** SimpleJWT 5.5 tells apart what 5.2, which was recorded, did not. */
const RECORDED_MESSAGE = 'Token is invalid or expired';

replay({
  site: jwtSite,
  step: '0.5',
  // SimpleJWT's default; rotation is a deliberate difference.
  settings: { JWT_ROTATE_REFRESH: 'false' },
  live: async ({ origin }) => {
    const { access, refresh } = await obtainPair(origin);
    const [header = '', payload = '', signature = ''] = access.split('.');
    const first = signature.startsWith('A') ? 'B' : 'A';
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    return {
      access,
      refresh,
      'access-tampered': `${header}.${payload}.${first}${signature.slice(1)}`,
      'access-alg-none': `${none}.${payload}.`,
    };
  },
  differs: ({ request, response }) => {
    const text = JSON.stringify(response.body);
    const isBadToken = request.path === '/home/' && text.includes('token_not_valid');
    return {
      body: JSON.parse(text.replaceAll(RECORDED_MESSAGE, 'Token is invalid')) as unknown,
      // RFC 6750 §3: a bad token is called one.
      ...(isBadToken && { challenge: ['Bearer realm="api", error="invalid_token"'] }),
    };
  },
  aloneOnly: ['jwt-other-scheme'],
});

replayDjango('jwt', 'jwt-rotating');
