import { Router } from 'express';
import { readBody } from '../body.ts';
import { HttpError, refuseMethod } from '../errors.ts';
import { readFields } from '../fields.ts';
import { checkCredentials, findUser } from '../users.ts';
import { HeaderBearerStrategy } from './bearer.ts';
import type { Scheme } from './guard.ts';
import { InvalidToken, signToken, verifyToken } from './json-web-token.ts';

const CHALLENGE = 'Bearer realm="api"';
const MALFORMED = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
};

/** JWT: a signed token for minutes, and one to renew it. */
export const jwt: Scheme = {
  name: 'jwt',
  word: 'bearer',
  challenge: CHALLENGE,
  refusals: {
    none: MALFORMED,
    several: MALFORMED,
    // The signature is right and the user is not there any more, or inactive.
    wrong: { detail: 'User not found', code: 'user_not_found' },
  },
  strategy: new HeaderBearerStrategy((token) => {
    try {
      return findUser(verifyToken('access', token));
    } catch (error) {
      throw explain(error);
    }
  }),
};

/** Why an access token is refused, as SimpleJWT says it. */
function explain(error: unknown): unknown {
  if (!(error instanceof InvalidToken)) return error;
  return new HttpError(401, {
    detail: 'Given token not valid for any token type',
    code: 'token_not_valid',
    messages: [{ token_class: 'AccessToken', token_type: 'access', message: error.message }],
  });
}

/** `POST /api/token/`: username and password → two tokens. `POST /api/token/refresh/`: renews one. */
export const jwtRoutes = Router();

jwtRoutes.post('/api/token', readBody, async (request, response) => {
  const { username, password } = readFields(request, ['username', 'password']);
  const user = await checkCredentials(username, password);
  if (user === undefined) {
    response.set('WWW-Authenticate', CHALLENGE);
    throw new HttpError(401, 'No active account found with the given credentials');
  }
  response.json({ refresh: signToken('refresh', user.id), access: signToken('access', user.id) });
});

jwtRoutes.post('/api/token/refresh', readBody, (request, response) => {
  const { refresh } = readFields(request, ['refresh']);
  try {
    const user = findUser(verifyToken('refresh', refresh));
    if (user === undefined) throw new InvalidToken('No active account found for the given token.');
    response.json({ access: signToken('access', user.id) });
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    response.set('WWW-Authenticate', CHALLENGE);
    throw new HttpError(401, { detail: error.message, code: 'token_not_valid' });
  }
});

jwtRoutes.all(['/api/token', '/api/token/refresh'], refuseMethod('POST'));
