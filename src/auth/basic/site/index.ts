import type { SchemeSite } from '../../../site/scheme-site.ts';
import { obtain } from './client.ts';
import { decode } from './decode.ts';
import { lesson } from './lesson.ts';
import { basicDescription } from './openapi.ts';
import { tour } from './tour.ts';

/** What the site shows of it. */
export const basicSite: SchemeSite = {
  name: 'basic',
  obtain,
  lesson,
  tour,
  decode,
  openapi: () => basicDescription,
};
