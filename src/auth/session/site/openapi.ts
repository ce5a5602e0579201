import type { SchemeDescription } from '../../../site/reference/parts.ts';
import { SESSION_COOKIE } from '../cookie.ts';
import { CSRF_COOKIE, CSRF_HEADER, OWN_TOKEN } from '../csrf.ts';

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
};
