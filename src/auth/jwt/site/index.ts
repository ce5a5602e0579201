import type { ObtainCredentials, SchemeSite } from '../../../site/scheme-site.ts';
import { decode } from './decode.ts';
import { lesson } from './lesson.ts';
import { describeJwt } from './openapi.ts';
import { operations } from './operations.ts';
import { tour } from './tour.ts';

/** Exchanges username and password for an access token. */
const obtain: ObtainCredentials = async (origin, username, password) => {
  const answer = await fetch(`${origin}/api/token/`, {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  });
  const { access } = (await answer.json()) as { access: string };
  return { Authorization: `Bearer ${access}` };
};

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
