import { z } from 'zod';
import {
  Credentials,
  empty,
  invalid,
  json,
  jsonBody,
  optionalIn,
  problem,
  PUBLIC,
  throttled,
} from '../../../site/reference/parts.ts';
import type { SchemeDescription } from '../../../site/reference/parts.ts';
import type { Paths } from '../../../site/reference/types.ts';
import type { Scheme } from '../../scheme.ts';
import { CSRF_HEADER, OWN_TOKEN } from '../csrf.ts';

const LoginState = z
  .object({ user: z.string().nullable(), csrf_token: z.string().regex(OWN_TOKEN) })
  .meta({ title: 'LoginState' });

const proof = optionalIn('header', { [CSRF_HEADER]: 'The token that `GET /login/` tells.' });
const refused = problem('The token is missing or wrong, or the page is another site’s.');

/** Login and logout by script. */
export const sessionPaths: Paths = {
  '/login/': {
    get: {
      ...PUBLIC,
      ...optionalIn('query', {
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
      ...proof,
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
      ...proof,
      operationId: 'logout',
      summary: 'End the session',
      requestBody: jsonBody(z.object({})),
      responses: { 204: empty('It has ended, if there was one.'), 403: refused },
    },
  },
};

/** What an operation with this scheme has to say of itself: the cookie's name, and where to log in. */
export function describeSession(
  { credentials, echo }: Pick<Scheme, 'credentials' | 'echo'>,
  basePath: string,
): SchemeDescription {
  return {
    security: {
      type: 'apiKey',
      in: 'cookie',
      name: credentials.cookie ?? '',
      description:
        `Log in at [/login/](${basePath}/login/); the browser sends the cookie by itself from then on. A ` +
        `request that changes something also sends the cookie \`${echo?.cookie ?? ''}\` back as the ` +
        `header \`${CSRF_HEADER}\`; this page does.`,
      // For a client that sends requests by script.
      ...(echo && { 'x-echo': echo }),
    },
    paths: sessionPaths,
  };
}
