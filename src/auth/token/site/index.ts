import type { ObtainCredentials, SchemeSite } from '../../../site/scheme-site.ts';
import { openTokens } from '../tokens.ts';
import { lesson } from './lesson.ts';
import { newTokenPage } from './new-token-page.tsx';
import { tokenDescription } from './openapi.ts';
import { tour } from './tour.ts';

/** Exchanges username and password for the user's token. */
const obtain: ObtainCredentials = async (origin, username, password) => {
  const answer = await fetch(`${origin}/api-token-auth/`, {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  });
  const { token } = (await answer.json()) as { token: string };
  return { Authorization: `Token ${token}` };
};

/** What the site shows of it. */
export const tokenSite: SchemeSite = {
  name: 'token',
  obtain,
  lesson,
  tour,
  openapi: () => tokenDescription,
  newCredentialPage: (services, { credentials: { word = '' } }) =>
    newTokenPage(openTokens(services).personalAccessTokens, services.clock, word),
};
