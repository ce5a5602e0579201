import type { Scheme } from '../auth/scheme.ts';
import type { CurlRequest } from './demo/guided-tour.ts';
import type { Lesson } from './demo/lesson.ts';
import type { SecurityScheme } from './reference/types.ts';

// What the site tells of a scheme has the word that it goes by unless it is told another. These put the
// word of this server in its place.

/** A request whose `Authorization` is of this scheme. */
export function underWord(request: CurlRequest, scheme: Scheme): CurlRequest {
  const { Authorization } = request.headers ?? {};
  if (Authorization === undefined) return request;
  return {
    ...request,
    headers: { ...request.headers, Authorization: replaceWord(Authorization, scheme) },
  };
}

/** A lesson on this scheme. */
export function lessonUnderWord(lesson: Lesson, scheme: Scheme): Lesson {
  const [name = '', ...value] = lesson.line.split(': ');
  return {
    ...lesson,
    commands: (username) => lesson.commands(username).map((request) => underWord(request, scheme)),
    line: [name, replaceWord(value.join(': '), scheme)].join(': '),
  };
}

/** How OpenAPI describes this scheme: it has a form of its own for the words Basic and Bearer alone. */
export function securityOf(security: SecurityScheme, { credentials }: Scheme): SecurityScheme {
  const { header } = credentials;
  if (header === undefined) return security;
  if (security.type === 'http' && security.scheme === header.toLowerCase()) return security;
  const description = `The word \`${header}\`, a space and the credential. ${security.description}`;
  return { type: 'apiKey', in: 'header', name: 'Authorization', description };
}

function replaceWord(authorization: string, { credentials: { header } }: Scheme): string {
  return header === undefined ? authorization : authorization.replace(/^\S+(?= )/, header);
}
