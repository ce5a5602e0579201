import { Router } from 'express';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readBody } from '../body.ts';
import { database } from '../database.ts';
import { HttpError, refuseMethod } from '../errors.ts';
import { readFields } from '../fields.ts';
import { deriveKey } from '../keys.ts';
import { checkCredentials } from '../users.ts';
import { HeaderBearerStrategy } from './bearer.ts';
import type { Scheme } from './guard.ts';

// A token is found by its digest, and made from its salt and the secret, which is not in the table.
database.exec(`
  CREATE TABLE IF NOT EXISTS tokens
    (user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    salt TEXT NOT NULL, digest TEXT UNIQUE)`);

const selectUser = database.prepare<[string], Express.User>(`
  SELECT users.id, users.username FROM tokens JOIN users ON users.id = tokens.user_id
  WHERE tokens.digest = ? AND users.is_active = 1`);
const obtainSalt = database.prepare<[number, string], { salt: string }>(`
  INSERT INTO tokens (user_id, salt) VALUES (?, ?)
  ON CONFLICT (user_id) DO UPDATE SET salt = tokens.salt RETURNING salt`);
const setDigest = database.prepare('UPDATE tokens SET digest = ? WHERE user_id = ?');

/** An opaque token: one random key for each user, in a header of its own. */
export const token: Scheme = {
  name: 'token',
  word: 'token',
  challenge: 'Token',
  refusals: {
    none: 'Invalid token header. No credentials provided.',
    several: 'Invalid token header. Token string should not contain spaces.',
    wrong: 'Invalid token.',
  },
  strategy: new HeaderBearerStrategy((key) => selectUser.get(digest(key))),
};

/** `POST /api-token-auth/`: username and password → the user's token. */
export const tokenRoutes = Router();

tokenRoutes.post('/api-token-auth', readBody, async (request, response) => {
  const { username, password } = readFields(request, ['username', 'password']);
  const user = await checkCredentials(username, password);
  if (user === undefined) {
    throw new HttpError(400, { non_field_errors: ['Unable to log in with provided credentials.'] });
  }
  response.json({ token: obtainToken(user.id) });
});

tokenRoutes.all('/api-token-auth', refuseMethod('POST'));

/** The user's token, the same one each time, as in DRF. */
function obtainToken(userId: number): string {
  const { salt = '' } = obtainSalt.get(userId, randomBytes(20).toString('hex')) ?? {};
  const key = createHmac('sha256', deriveKey('token')).update(salt).digest('hex').slice(0, 40);
  setDigest.run(digest(key), userId);
  return key;
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
