import type { Lesson } from '../../../site/demo/lesson.ts';

/** JWTs in a few sentences. */
export const lesson: Lesson = {
  title: 'JWT',
  commands: (username, { header = '' }) => [
    { path: '/api/token/', form: { username, password: 'PASSWORD' } },
    { path: '/home/', headers: { Authorization: `${header} ACCESS` } },
    { path: '/api/token/refresh/', form: { refresh: 'REFRESH' } },
  ],
  line: ({ header = '' }) => `Authorization: ${header} eyJhbGciOiJIUzI1NiIs…`,
  wire: 'The password once, for two signed tokens that say whose they are and until when. One goes with every request; the other only fetches the next pair.',
  work: 'Checks the signature and the times, which takes no database; then reads the user, so that who was locked out is out at once.',
  lives:
    'In the client, both tokens. On the server, a row for each login, and the key that signs: one secret (HS256), or a pair whose public half checks and cannot sign (RS256, ES256, EdDSA).',
  leaks:
    'An access token works until it expires, in minutes. A stolen refresh token is noticed when both use it. Who has the signing key is everybody.',
  ends: 'By itself after minutes. To end the login, give the refresh token back, or end it on the page of your account.',
  choose:
    'For an API that several services share, each of which checks tokens by the public keys; and for clients that must stay logged in.',
  upkeep: { write: 300, isSelfContained: true },
};
