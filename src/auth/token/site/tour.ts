import type { Tour } from '../../../site/demo/guided-tour.ts';

/** Get the token, get the same one again, use it, use a wrong one. */
export const tour: Tour = {
  title: 'Token: one random key for each user',

  async lead({ username, login, password, say, curl }) {
    say('Exchange the password for the token, once.');
    const first = await curl(
      { path: '/api-token-auth/', form: { username: login, password } },
      { status: 200 },
    );
    const { token } = first.body;

    say('Asking again gives the same token: there is one for each user, without expiry.');
    await curl(
      { path: '/api-token-auth/', form: { username: login, password } },
      { status: 200, body: { token } },
    );

    say('From now on the token takes the place of the password.');
    await curl(
      { path: '/home/', headers: { Authorization: `Token ${String(token)}` } },
      { status: 200, body: { user: username, scheme: 'token' } },
    );

    say('A token that the server does not know is refused.');
    await curl(
      { path: '/home/', headers: { Authorization: `Token ${'0'.repeat(40)}` } },
      { status: 401, body: { detail: 'Invalid token.' }, title: 'An unknown token' },
    );
  },
};
