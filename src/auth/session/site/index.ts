import type { SchemeSite } from '../../../site/scheme-site.ts';
import { obtain } from './client.ts';
import { lesson } from './lesson.ts';
import { describeSession } from './openapi.ts';
import { tour } from './tour.ts';

/** What the site shows of it. */
export const sessionSite: SchemeSite = {
  name: 'session',
  obtain,
  lesson,
  tour,
  openapi: describeSession,
};
