import { z } from 'zod';
import {
  body,
  credentialsBody,
  invalid,
  json,
  problem,
  PUBLIC,
  textFields,
  throttled,
} from '../../../site/reference/parts.ts';
import type { SchemeDescription } from '../../../site/reference/parts.ts';
import type { Paths } from '../../../site/reference/types.ts';
import type { Scheme } from '../../scheme.ts';
import { REFRESH_FIELDS, VERIFY_FIELDS } from '../routes.ts';

/** The compact serialization (RFC 7515 §7.1). */
const Token = z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);

const notValid = problem(
  'The token is not valid, or its user was deleted, deactivated, or has a new password.',
);
const done = z.object({});
const PublicKeys = z.object({
  keys: z.array(
    z.object({ kid: z.string(), alg: z.string(), kty: z.string(), use: z.literal('sig') }),
  ),
});

/** Where browsers do not keep the refresh token. */
const paths = {
  '/.well-known/jwks.json': {
    get: {
      ...PUBLIC,
      operationId: 'publicKeys',
      summary: 'Get the public keys with which other services check tokens',
      description:
        'A JWK Set (RFC 7517 §5), empty under HS256. It may be cached for as long as it says.',
      responses: {
        200: json('The keys that are or will be valid.', PublicKeys),
      },
    },
  },
  '/api/token/': {
    post: {
      ...PUBLIC,
      operationId: 'obtainTokenPair',
      summary: 'Exchange username and password for an access and a refresh token',
      requestBody: credentialsBody,
      responses: {
        200: json(
          'Both.',
          z.object({ refresh: Token, access: Token }).meta({ title: 'TokenPair' }),
        ),
        400: invalid,
        401: problem('Username or password is wrong.'),
        429: throttled,
      },
    },
  },
  '/api/token/refresh/': {
    post: {
      ...PUBLIC,
      operationId: 'refreshToken',
      summary: 'Exchange a refresh token for a new access token',
      description:
        'A login can be refreshed until JWT_REFRESH_ABSOLUTE_LIFETIME is over. A spent token that is used again ends it.',
      requestBody: body(textFields(REFRESH_FIELDS)),
      responses: {
        200: json(
          'With JWT_ROTATE_REFRESH, a new refresh token, too; the old one is spent, and for JWT_ROTATION_GRACE gives the newest one to the client that has it.',
          z.object({ access: Token, refresh: Token.optional() }).meta({ title: 'RefreshedToken' }),
        ),
        400: invalid,
        401: notValid,
        429: { ...throttled, ...problem('The login was refreshed too often within a minute.') },
      },
    },
  },
  '/api/token/verify/': {
    post: {
      ...PUBLIC,
      operationId: 'verifyToken',
      summary: 'Check whether a token is valid',
      description:
        'A refresh token that was used counts as valid until JWT_ROTATION_GRACE is over.',
      requestBody: body(textFields(VERIFY_FIELDS)),
      responses: { 200: json('It is valid.', done), 400: invalid, 401: notValid },
    },
  },
  '/api/token/blacklist/': {
    post: {
      ...PUBLIC,
      operationId: 'blacklistToken',
      summary: 'Blacklist a refresh token, which ends its login',
      requestBody: body(textFields(REFRESH_FIELDS)),
      responses: {
        200: json('No refresh token of the same login works any more.', done),
        400: invalid,
        401: notValid,
      },
    },
  },
} satisfies Paths;

/** The same, where browsers keep it in a cookie. */
function pathsWithCookie(cookie: string): Paths {
  const refresh = { ...REFRESH_FIELDS.refresh, isOptional: true } as const;
  const requestBody = body(textFields({ refresh }).meta({ title: 'RefreshTokenOrCookie' }));
  const { post: obtain } = paths['/api/token/'];
  const { post: renew } = paths['/api/token/refresh/'];
  const { post: giveBack } = paths['/api/token/blacklist/'];
  const isTaken = `It is taken from the cookie \`${cookie}\` where the body has none.`;
  const refused = problem('Another site’s page has sent the cookie.');
  return {
    ...paths,
    '/api/token/': {
      post: {
        ...obtain,
        description: `The refresh token is in the cookie \`${cookie}\`, out of the reach of scripts.`,
        responses: {
          ...obtain.responses,
          200: json('The access token.', z.object({ access: Token }).meta({ title: 'Access' })),
        },
      },
    },
    '/api/token/refresh/': {
      post: {
        ...renew,
        description: `${renew.description} ${isTaken} A new one goes back the way the old one came.`,
        requestBody,
        responses: { ...renew.responses, 403: refused },
      },
    },
    '/api/token/blacklist/': {
      post: {
        ...giveBack,
        description: isTaken,
        requestBody,
        responses: { ...giveBack.responses, 403: refused },
      },
    },
  };
}

/** Access and refresh tokens. */
export function describeJwt({ renewalCookie }: Pick<Scheme, 'renewalCookie'>): SchemeDescription {
  return {
    security: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token.',
    },
    paths: renewalCookie === undefined ? paths : pathsWithCookie(renewalCookie),
  };
}
