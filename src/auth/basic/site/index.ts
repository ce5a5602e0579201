import type { SchemeDescription } from '../../../site/reference/parts.ts';
import type { Lesson } from '../../../site/demo/lesson.ts';
import type {
  DecodedCredentials,
  ObtainCredentials,
  SchemeSite,
} from '../../../site/scheme-site.ts';
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

const lesson: Lesson = {
  title: 'HTTP Basic',
  summary: 'The client sends the username and password with every request.',
  commands: (username) => [{ path: '/home/', user: `${username}:PASSWORD` }],
  line: () => 'Authorization: Basic cm9vdDpQQVNTV09SRA==',
  wire: 'Username and password with every request, in Base64. That is an encoding, which anybody can undo.',
  work: 'Reads the user and hashes the password, which is slow on purpose: about a quarter of a second. A correct password is remembered for a minute.',
  lives:
    'In the client: a script, the shell history, or the browser until it is closed. On the server: only a slow hash.',
  leaks: 'Anybody who reads one request has the password, and everything that it opens.',
  ends: 'Only with a new password, which ends it for all clients at once.',
  choose: 'To try out an API, or for scripts that send few requests, over HTTPS. Not for browsers.',
  upkeep: { hash: 60 },
};

export const basicSite: SchemeSite = {
  name: 'basic',
  obtain,
  lesson,
  tour,
  decode,
  openapi: () => basicDescription,
};
