import { z } from 'zod';
import {
  body,
  empty,
  inPath,
  invalid,
  json,
  problem,
  textFields,
  throttled,
} from '../reference/parts.ts';
import type { Paths } from '../reference/types.ts';
import { PASSWORD_FIELDS } from './change-password.ts';

const Passwords = textFields(PASSWORD_FIELDS).meta({ title: 'PasswordChange' });

const Login = z
  .object({
    id: z.string(),
    scheme: z.string(),
    created: z.iso.datetime(),
    last_seen: z.iso.datetime(),
    expires: z.iso.datetime(),
    address: z.string().nullable(),
    browser: z.string().nullable(),
    current: z.boolean(),
  })
  .meta({ title: 'Session' });

/** What users can see and do of their own credentials. */
export const accountPaths: Paths = {
  '/api/password/': {
    post: {
      operationId: 'changePassword',
      summary: 'Change your password, which ends your other sessions and all tokens',
      requestBody: body(Passwords),
      responses: { 204: empty('Changed.'), 400: invalid, 429: throttled },
    },
  },
  '/api/sessions/': {
    get: {
      operationId: 'listSessions',
      summary: 'List your logins',
      responses: { 200: json('Your logins, the one seen last comes first.', z.array(Login)) },
    },
  },
  '/api/sessions/{id}/': {
    ...inPath('id'),
    delete: {
      operationId: 'endSession',
      summary: 'End a login',
      responses: { 204: empty('Ended.'), 404: problem('You have no such login.') },
    },
  },
  '/logout/all/': {
    post: {
      operationId: 'logoutEverywhere',
      summary: 'End your sessions and tokens except the session that asks',
      responses: { 204: empty('Ended.') },
    },
  },
};
