import type { SchemeDescription } from '../../../site/reference/parts.ts';
import type {
  DecodedCredentials,
  ObtainCredentials,
  SchemeSite,
} from '../../../site/scheme-site.ts';
import { lesson } from './lesson.ts';
import { tour } from './tour.ts';

/** Basic has nothing to obtain: the username and password are the credentials. */
const obtain: ObtainCredentials = (_origin, username, password) => {
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  return Promise.resolve({ Authorization: `Basic ${credentials}` });
};

/** Username and password in Base64 (RFC 7617 §2), without the password. */
function decode(credentials: string): DecodedCredentials | undefined {
  const bytes = Buffer.from(credentials, 'base64');
  const [username, password] = bytes.toString().split(':', 2);
  if (bytes.toString('base64') !== credentials || password === undefined) return undefined;
  return {
    note: 'Anybody who reads the request can undo Base64, and has the password.',
    parts: [{ title: 'Base64', text: `${username}:…` }],
  };
}

/** RFC 7617. There is nothing to obtain, so there is no endpoint. */
const basicDescription: SchemeDescription = {
  security: { type: 'http', scheme: 'basic', description: 'Your username and password.' },
};

/** What the site shows of it. */
export const basicSite: SchemeSite = {
  name: 'basic',
  obtain,
  lesson,
  tour,
  decode,
  openapi: () => basicDescription,
};
