import { z } from 'zod';
import {
  body,
  empty,
  form,
  inPath,
  invalid,
  json,
  page,
  problem,
  textFields,
  throttled,
} from '../openapi/parts.ts';
import type { Paths } from '../openapi/types.ts';
import { PASSWORD_FIELDS } from './change-password.ts';

const Passwords = textFields(PASSWORD_FIELDS);

const Login = z.object({
  id: z.string(),
  scheme: z.string(),
  created: z.iso.datetime(),
  last_seen: z.iso.datetime(),
  expires: z.iso.datetime(),
  address: z.string().nullable(),
  browser: z.string().nullable(),
  current: z.boolean(),
});

/** What users can see and do of their own credentials. */
export const accountPaths: Paths = {
  '/api/password/': {
    post: {
      summary: 'Change your password, and end all that was issued under the old one',
      requestBody: body(Passwords),
      responses: { 204: empty('Changed.'), 400: invalid, 429: throttled },
    },
  },
  '/api/sessions/': {
    get: {
      summary: 'Where you are logged in',
      responses: { 200: json('Your logins, the one seen last first.', z.array(Login)) },
    },
  },
  '/api/sessions/{id}/': {
    ...inPath('id'),
    delete: {
      summary: 'End a login',
      responses: { 204: empty('Ended.'), 404: problem('You have no such login.') },
    },
  },
  '/logout/all/': {
    get: {
      summary: 'Asks whether to end all others',
      responses: { 200: page('A form.') },
    },
    post: {
      summary: 'End all that was issued to you but the session that asks',
      responses: {
        204: empty('Ended.'),
        302: empty('Ended; for browsers.'),
      },
    },
  },
  '/account/': {
    get: {
      summary: 'Your account',
      responses: { 200: page('Where you are logged in, and what happened.') },
    },
  },
  '/account/password/': {
    get: { summary: 'The form for a new password', responses: { 200: page('A form.') } },
    post: {
      summary: 'Change your password, by a form',
      requestBody: form(Passwords),
      responses: {
        302: empty('Changed.'),
        400: page('The form again, and what is wrong.'),
        429: page('The form again, and how long to wait.'),
      },
    },
  },
  '/account/password/changed/': {
    get: { summary: 'Says that it was changed', responses: { 200: page('A sentence.') } },
  },
  '/account/sessions/{id}/end/': {
    ...inPath('id'),
    get: {
      summary: 'Asks whether to end a login',
      responses: { 200: page('A form.'), 404: problem('You have no such login.') },
    },
    post: {
      summary: 'End a login, by a form',
      responses: { 302: empty('Ended.'), 404: problem('You have no such login.') },
    },
  },
};
