import { z } from 'zod';
import { empty, form, page, problem, PUBLIC } from '../../openapi/parts.ts';
import type { SchemeDescription } from '../../openapi/parts.ts';
import { CSRF_COOKIE, CSRF_FIELD, CSRF_HEADER, OWN_TOKEN } from './csrf.ts';

const Proof = z.object({ [CSRF_FIELD]: z.string() });

const LoginForm = Proof.extend({
  username: z.string(),
  password: z.string(),
  next: z.string().optional(),
});

const forged = problem('The request does not show that it comes from one of our pages.');

/** What an operation with this scheme has to say of itself: the cookie's name, and where to log in. */
export function describeSession(cookie: string): SchemeDescription {
  const security = {
    type: 'apiKey',
    in: 'cookie',
    name: cookie,
    description:
      'Log in at [/login/](/login/); the browser sends the cookie by itself from then on. A request ' +
      `that changes something also sends the cookie \`${CSRF_COOKIE}\` back as the header ` +
      `\`${CSRF_HEADER}\`; this page does.`,
    // For whoever sends requests by script: what to send back, and as what.
    'x-echo': { cookie: CSRF_COOKIE, header: CSRF_HEADER, pattern: OWN_TOKEN.source },
  } as const;
  return {
    security,
    paths: {
      '/login/': {
        get: { ...PUBLIC, summary: 'The login form', responses: { 200: page('A form.') } },
        post: {
          ...PUBLIC,
          summary: 'Log in',
          requestBody: form(LoginForm),
          responses: {
            302: empty('Logged in; the answer sets the cookies.'),
            400: page('The form again, and what is wrong.'),
            403: forged,
            429: page('The form again, and how long to wait.'),
          },
        },
      },
      '/logout/': {
        get: { ...PUBLIC, summary: 'Asks whether to log out', responses: { 200: page('A form.') } },
        post: {
          ...PUBLIC,
          summary: 'Log out',
          requestBody: form(Proof),
          responses: { 302: empty('Logged out.'), 403: forged },
        },
      },
    },
  };
}
