import { z } from 'zod';
import {
  Credentials,
  empty,
  inHeader,
  inQuery,
  invalid,
  json,
  jsonBody,
  problem,
  PUBLIC,
  throttled,
} from '../../../site/reference/parts.ts';
import type { SchemeDescription } from '../../../site/reference/parts.ts';
import { SESSION_COOKIE } from '../cookie.ts';
import { CSRF_COOKIE, CSRF_HEADER, OWN_TOKEN } from '../csrf.ts';

const LoginState = z
  .object({ user: z.string().nullable(), csrf_token: z.string().regex(OWN_TOKEN) })
  .meta({ title: 'LoginState' });

const echo = inHeader({ [CSRF_HEADER]: 'The token that `GET /login/` tells.' });
const refused = problem('The token is missing or wrong, or the page is another site’s.');

/** What an operation with this scheme has to say of itself: the cookie's name, and where to log in. */
export const sessionDescription: SchemeDescription = {
  security: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description:
      'Log in at [/login/](/login/); the browser sends the cookie by itself from then on. A request ' +
      `that changes something also sends the cookie \`${CSRF_COOKIE}\` back as the header ` +
      `\`${CSRF_HEADER}\`; this page does.`,
    // For a client that sends requests by script: what to send back, and as what.
    'x-echo': { cookie: CSRF_COOKIE, header: CSRF_HEADER, pattern: OWN_TOKEN.source },
  },
  paths: {
    '/login/': {
      get: {
        ...PUBLIC,
        ...inQuery({
          format: '`json`, for a client that does not send `Accept: application/json`.',
        }),
        operationId: 'loginState',
        summary: 'Says who is logged in, and what a login has to send back',
        description:
          'Sets a cookie that goes with the token. A page of another origin (TRUSTED_ORIGINS) sends ' +
          'all of these requests with `credentials: "include"`.',
        responses: { 200: json('`user` is null where nobody is.', LoginState) },
      },
      post: {
        ...PUBLIC,
        ...echo,
        operationId: 'login',
        summary: 'Exchange username and password for a session',
        requestBody: jsonBody(Credentials),
        responses: {
          200: json('The cookie is set; unsafe requests send the new token back.', LoginState),
          400: invalid,
          403: refused,
          429: throttled,
        },
      },
    },
    '/logout/': {
      post: {
        ...PUBLIC,
        ...echo,
        operationId: 'logout',
        summary: 'End the session',
        requestBody: jsonBody(z.object({})),
        responses: { 204: empty('It has ended, if there was one.'), 403: refused },
      },
    },
  },
};
