import type { SchemeSite } from '../../../site/scheme-site.ts';
import { obtain } from './client.ts';
import { decode } from './decode.ts';
import { lesson } from './lesson.ts';
import { describeJwt } from './openapi.ts';
import { operations } from './operations.ts';
import { tour } from './tour.ts';

/** What the site shows of it. */
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
