import { HttpError } from '../../http/errors.ts';
import { CHALLENGE } from './strategy.ts';

/** 401 with the scheme's challenge: a sentence for `detail`, or the whole body. */
export function unauthorized(answer: string | object): HttpError {
  return new HttpError(401, answer, { headers: { 'WWW-Authenticate': CHALLENGE } });
}

/** 401 for a token that is no good, in SimpleJWT's form. */
export function tokenNotValid(detail: string): HttpError {
  return unauthorized({ detail, code: 'token_not_valid' });
}

/** 401 for a refresh token that was revoked, or spent: which of them is nobody's business. */
export function blacklisted(): HttpError {
  return tokenNotValid('Token is blacklisted');
}

/** 401 for a token whose user is gone or shut out. */
export function noAccount(): HttpError {
  return unauthorized('No active account found for the given token.');
}
