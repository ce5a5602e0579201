import type { Lesson } from '../../../site/demo/lesson.ts';
import type { ObtainCredentials, SchemeSite } from '../../../site/scheme-site.ts';
import { openTokens } from '../tokens.ts';
import { newTokenPage } from './new-token-page.tsx';
import { tokenDescription } from './openapi.ts';
import { tour } from './tour.ts';

const obtain: ObtainCredentials = async (origin, username, password) => {
  const answer = await fetch(`${origin}/api-token-auth/`, {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  });
  const { token } = (await answer.json()) as { token: string };
  return { Authorization: `Token ${token}` };
};

const lesson: Lesson = {
  title: 'Opaque token',
  summary: 'The client exchanges the password for a random key, and sends that from then on.',
  commands: (username, { word = '' }) => [
    { path: '/api-token-auth/', form: { username, password: 'PASSWORD' } },
    { path: '/home/', headers: { Authorization: `${word} TOKEN` } },
  ],
  line: ({ word = '' }) => `Authorization: ${word} 731ce64bb173d70d…`,
  wire: 'The password once, for a random key. After that the key, which means nothing by itself.',
  work: 'Looks the key up: one SQL statement finds it and its user. No slow hash is needed, because nobody guesses 160 random bits.',
  lives:
    'In the client: a file or an environment variable. On the server: a digest, and an encrypted copy, because a client that asks again gets the same key.',
  leaks:
    'It does not expire, so that a forgotten copy works for years. A personal access token, created on the account page, can expire.',
  ends: 'Revoke it on the account page, or change the password, which ends all tokens.',
  choose: 'For programs that talk to this server alone: scripts, scheduled jobs, devices.',
  upkeep: {},
};

export const tokenSite: SchemeSite = {
  name: 'token',
  obtain,
  lesson,
  tour,
  openapi: () => tokenDescription,
  newCredentialPage: (services, { credentials: { word = '' } }) =>
    newTokenPage(openTokens(services).personalAccessTokens, services.clock, word),
};
