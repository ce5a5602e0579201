import type { Tour } from '../../../site/demo/guided-tour.ts';

/** A good password, a bad one, none. */
export const tour: Tour = {
  title: 'HTTP Basic: the password with every request',

  async lead({ username, login, password, say, curl }) {
    say('curl -u puts username:password, in Base64, into the Authorization header.');
    await curl(
      { path: '/home/', user: `${login}:${password}` },
      { status: 200, body: { message: 'Hello, world!', user: username, scheme: 'basic' } },
    );

    say('A wrong password is refused, and so is an unknown name, in the same words.');
    await curl(
      { path: '/home/', user: `${login}:wrong` },
      { status: 401, body: { detail: 'Invalid username/password.' }, title: 'A wrong password' },
    );

    say('Without credentials the answer says how to authenticate (WWW-Authenticate).');
    await curl(
      { path: '/home/' },
      {
        status: 401,
        body: { detail: 'Authentication credentials were not provided.' },
        title: 'No credentials',
      },
    );
  },
};
