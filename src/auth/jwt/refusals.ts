import type { ErrorRequestHandler } from 'express';
import { HttpError } from '../../http/http-error.ts';
import { AuthenticationFailed } from '../authentication-failed.ts';

/** Adds the scheme's challenge to refusals of endpoints that have no guard: no 401 is without one. */
export function challengeWith(challenge: string): ErrorRequestHandler {
  return (error: unknown, _request, _response, next) => {
    const isRefusal = error instanceof AuthenticationFailed;
    const headers = { 'WWW-Authenticate': challenge };
    next(isRefusal ? new HttpError(401, error.body, { headers }) : error);
  };
}

/** 401 for a token that is no good, in SimpleJWT's form. */
export function tokenNotValid(detail: string): AuthenticationFailed {
  return new AuthenticationFailed({ detail, code: 'token_not_valid' });
}

/** 401 for a refresh token that was revoked, or spent: which of them is nobody's business. */
export function blacklisted(): AuthenticationFailed {
  return tokenNotValid('Token is blacklisted');
}

/** 401 for a token whose user is gone or shut out. */
export function noAccount(): AuthenticationFailed {
  return new AuthenticationFailed('No active account found for the given token.');
}
