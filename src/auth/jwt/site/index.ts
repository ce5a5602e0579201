import type { Lesson } from '../../../site/demo/lesson.ts';
import type { ObtainCredentials, SchemeSite } from '../../../site/scheme-site.ts';
import { decode } from './decode.ts';
import { describeJwt } from './openapi.ts';
import { operations } from './operations.ts';
import { tour } from './tour.ts';

const obtain: ObtainCredentials = async (origin, username, password) => {
  const answer = await fetch(`${origin}/api/token/`, {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  });
  const { access } = (await answer.json()) as { access: string };
  return { Authorization: `Bearer ${access}` };
};

const lesson: Lesson = {
  title: 'JWT',
  summary:
    'The client exchanges the password for a signed token that is valid for minutes, and for another one that renews it.',
  commands: (username, { word = '' }) => [
    { path: '/api/token/', form: { username, password: 'PASSWORD' } },
    { path: '/home/', headers: { Authorization: `${word} ACCESS` } },
    { path: '/api/token/refresh/', form: { refresh: 'REFRESH' } },
  ],
  line: ({ word = '' }) => `Authorization: ${word} eyJhbGciOiJIUzI1NiIs…`,
  wire: 'The password once, for two signed tokens that say whose they are and how long they are valid. The access token goes with every request; the refresh token only gets the next pair.',
  work: 'Checks the signature and the times without the database. Then it reads the user, so that a deactivated user is locked out at once.',
  lives:
    'In the client: both tokens. On the server: a row for each login, and the signing key, which is one secret (HS256), or a key pair whose public half checks tokens and cannot sign them (RS256, ES256, EdDSA).',
  leaks:
    'An access token works until it expires, within minutes. A stolen refresh token is noticed when the thief and the client both use it. Anybody who has the signing key can be any user.',
  ends: 'By itself after minutes. To end the login, blacklist the refresh token, or end the login on the account page.',
  choose:
    'For an API that several services share, each of which checks tokens with the public key; and for clients that stay logged in for long.',
  upkeep: { write: 300, isSelfContained: true },
};

export const jwtSite: SchemeSite = {
  name: 'jwt',
  obtain,
  lesson,
  tour,
  decode,
  openapi: describeJwt,
  elsewhere: {
    script: 'examples/verify-elsewhere/server.ts',
    settings: { JWT_ALGORITHM: 'ES256' },
  },
  operations,
};
