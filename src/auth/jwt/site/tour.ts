import { REFRESH_COOKIE } from '../refresh-cookie.ts';
import type { Tour } from '../../../site/demo/guided-tour.ts';

const ACCESS_LIFETIME_SECONDS = 2;

/** Get a pair, use it, see who could check it, let it expire, refresh it, and be caught refreshing it twice. */
export const tour: Tour = {
  title: 'JWT: a short-lived access token, and one to renew it',
  settings: { JWT_ACCESS_LIFETIME: `${ACCESS_LIFETIME_SECONDS}s`, JWT_ROTATION_GRACE: '0' },

  async lead({ username, login, password, isStaged, say, curl, expire, wait }) {
    say('Exchange the password for two signed tokens.');
    const form = { username: login, password };
    const pair = await curl({ path: '/api/token/', form }, { status: 200 });
    const access = String(pair.body.access);
    // The body does not tell it to browsers that keep it in a cookie.
    const { [REFRESH_COOKIE]: inCookie } = pair.cookies;
    const refresh = inCookie ?? String(pair.body.refresh);

    say('The access token says whose it is and until when; its signature proves it.');
    await curl(
      { path: '/home/', headers: { Authorization: `Bearer ${access}` } },
      { status: 200, body: { user: username, scheme: 'jwt' } },
    );

    say(
      'Other services can check tokens, too. With HS256 they need the secret, which can also sign, so ' +
        'nothing is published. With JWT_ALGORITHM=ES256 the public key is enough, which cannot sign.',
    );
    await curl(
      { path: '/.well-known/jwks.json' },
      { status: 200, ...(isStaged && { body: { keys: [] } }), title: 'The public keys' },
    );

    say(
      isStaged
        ? `It is valid for 5 minutes, here for ${ACCESS_LIFETIME_SECONDS} seconds. Then it is refused.`
        : 'An access token is valid for minutes. This one has expired, and is refused.',
    );
    const expired = await expire(access, ACCESS_LIFETIME_SECONDS + 0.1);
    await curl(
      { path: '/home/', headers: { Authorization: `Bearer ${expired}` } },
      { status: 401, body: { code: 'token_not_valid' }, title: 'An expired access token' },
    );

    say('The refresh token gets a new pair without the password. It is used for nothing else.');
    const renewed = await curl(
      { path: '/api/token/refresh/', form: { refresh } },
      { status: 200, title: 'The refresh' },
    );
    await curl(
      {
        path: '/home/',
        headers: { Authorization: `Bearer ${String(renewed.body.access)}` },
      },
      { status: 200, body: { user: username, scheme: 'jwt' } },
    );

    if (!isStaged) {
      say('Blacklisting the refresh token ends the login: this is how a client logs out.');
      const form = { refresh: 'refresh' in renewed.body ? String(renewed.body.refresh) : refresh };
      await curl({ path: '/api/token/blacklist/', form }, { status: 200 });
      await curl(
        { path: '/api/token/refresh/', form },
        { status: 401, body: { detail: 'Token is blacklisted' }, title: 'A revoked refresh token' },
      );
      return;
    }

    say(
      'A refresh token works once. If it is used again, somebody has a copy, and the login ends ' +
        '(normally after 30 seconds of grace, for browsers with two tabs; here at once).',
    );
    await wait(0.01);
    await curl(
      { path: '/api/token/refresh/', form: { refresh } },
      {
        status: 401,
        body: { detail: 'Token is blacklisted' },
        title: 'A refresh token used twice',
      },
    );
  },
};
