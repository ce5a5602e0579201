import type { Tour } from '../../../site/demo/guided-tour.ts';

/** Log in, use the cookie, fail to use it for a POST, then do; log out; fail to use it. */
export const tour: Tour = {
  title: 'Session: log in once, then a cookie',

  async lead({ username, login, password, say, curl }) {
    say('The login page sets a cookie with a token, which its form has to send back.');
    const page = await curl({ path: '/login/' }, { status: 200 });
    // Their names are a setting's.
    const [[csrfName, csrftoken] = ['', '']] = Object.entries(page.cookies);

    say('The right password sets a second cookie and leads to /home/.');
    const answer = await curl(
      {
        path: '/login/',
        form: { username: login, password, csrfmiddlewaretoken: csrftoken },
        cookies: page.cookies,
      },
      { status: 302 },
    );
    const { [csrfName]: rotated = '', ...session } = answer.cookies;

    say('From now on the cookie is enough. One copied from a browser works as well.');
    await curl(
      { path: '/home/', cookies: session },
      { status: 200, body: { user: username, scheme: 'session' } },
    );

    say('A browser sends the cookie even with requests that another site makes it send.');
    say('A request that changes something therefore has to send the CSRF token as well.');
    await curl(
      { path: '/home/', form: { a: '1' }, cookies: session },
      {
        status: 403,
        body: { detail: 'CSRF Failed: CSRF cookie not set.' },
        title: 'A missing CSRF token',
      },
    );
    await curl(
      {
        path: '/home/',
        form: { a: '1' },
        cookies: answer.cookies,
        headers: { 'X-CSRFToken': rotated },
      },
      { status: 200, body: { data: { a: '1' } } },
    );

    say('Logging out ends the session on the server, so copies of the cookie stop working, too.');
    await curl(
      {
        path: '/logout/',
        form: { csrfmiddlewaretoken: rotated },
        cookies: answer.cookies,
      },
      { status: 302 },
    );
    await curl(
      { path: '/home/', cookies: session },
      {
        status: 401,
        body: { detail: 'Authentication credentials were not provided.' },
        title: 'A revoked session',
      },
    );
  },
};
