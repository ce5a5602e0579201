import type { SchemeSite } from '../../../site/scheme-site.ts';
import { openTokens } from '../tokens.ts';
import { obtain } from './client.ts';
import { lesson } from './lesson.ts';
import { newTokenPage } from './new-token-page.tsx';
import { tokenDescription } from './openapi.ts';
import { tour } from './tour.ts';

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
