import type { SchemeSite } from '../../../site/scheme-site.ts';
import { openTokens } from '../tokens.ts';
import { tokenSection } from './account-section.tsx';
import { obtain } from './client.ts';
import { lesson } from './lesson.ts';
import { tokenDescription } from './openapi.ts';
import { tour } from './tour.ts';

/** What the site shows of it. */
export const tokenSite: SchemeSite = {
  name: 'token',
  obtain,
  lesson,
  tour,
  openapi: tokenDescription,
  accountSection: (services) =>
    tokenSection(openTokens(services).personalAccessTokens, services.clock),
};
